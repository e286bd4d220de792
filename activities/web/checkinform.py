"""What is asked of who checks in by themselves: how many, and which audience."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Session
from activities.onsite import MOST_OF_US
from activities.selectors.arrivals import Who
from activities.selectors.offers import audiences_of


class CheckInForm(forms.Form):
    """Two answers; a registration's are filled in."""

    people = forms.IntegerField(
        label=gettext_lazy("我们一共几个人"),
        error_messages={
            "required": gettext_lazy("请填写人数，例如 3。"),
            "invalid": gettext_lazy("请填写人数，例如 3。"),
        },
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("我们主要是"),
        error_messages={
            "required": gettext_lazy("请选择一个。"),
            "invalid_choice": gettext_lazy("请选择一个。"),
        },
    )

    def __init__(self, data: Any = None, *, session: Session, who: Who, initial: dict[str, Any] | None = None) -> None:
        audiences = audiences_of(session)
        first: dict[str, Any] = {"people": 1}
        if len(audiences) == 1:
            first["audience"] = next(iter(audiences))
        if who.registration is not None:
            first |= {"people": who.registration.people, "audience": who.registration.audience}
        super().__init__(data, initial={**first, **(initial or {})})
        self.registration = who.registration
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(audiences.items())

    def clean_people(self) -> int:
        people: int = self.cleaned_data["people"]
        if not 1 <= people <= MOST_OF_US:
            raise forms.ValidationError(_("人数要在 1 到 %(most)d 之间。") % {"most": MOST_OF_US})
        return people
