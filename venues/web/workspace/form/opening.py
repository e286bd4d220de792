"""Step 3: when a place is open."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from venues.facts import VenueFacts
from venues.hours.entry import entered_hours
from venues.selectors.hourspreview import LONGEST
from venues.web.workspace.form.stepform import StepForm


class OpeningForm(StepForm):
    """The expression that the weekly editor writes, or a person."""

    decides = ("opening_hours",)

    opening_hours = forms.CharField(
        label=_("开放时间"),
        required=False,
        max_length=LONGEST,
        help_text=_("可以用文字写，例如：周二至周日 9:00–17:00，周一闭馆。不知道就留空，公众会看到“开放时间不详”。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def initial_of(self, facts: VenueFacts) -> dict[str, Any]:
        return {"opening_hours": facts.opening_hours}

    def clean_opening_hours(self) -> str:
        """Words or syntax as the expression that is kept; what is stored already stays as it is."""
        typed = str(self.cleaned_data["opening_hours"]).strip()
        if typed == self.before.opening_hours:
            return typed
        entered = entered_hours(typed)
        if entered.problem:
            raise forms.ValidationError(str(entered.problem))
        return entered.expression

    @property
    def expression(self) -> str:
        """What stands in the field now, as typed or as stored."""
        return str(self["opening_hours"].value() or "")
