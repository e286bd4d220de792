"""Step 4: what a place offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from venues.facts import VenueFacts
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from venues.web.workspace.form.stepform import UNKNOWN, StepForm

MOST = 2_000_000_000


class OfferForm(StepForm):
    """Admission, contact, audiences, accessibility and size."""

    decides = (
        "admission admission_note booking_url phone website audiences accessibility"  # type: ignore[assignment]
        " floor_area_m2 staff annual_visitors opened_year opened_on"
    ).split()

    admission = forms.ChoiceField(label=_("门票"), widget=forms.RadioSelect)
    admission_note = forms.CharField(
        label=_("门票说明"),
        required=False,
        max_length=200,
        help_text=_("例如“成人 30 元，学生半价”。"),
    )
    booking_url = forms.URLField(label=_("预约网址"), required=False, max_length=200, assume_scheme="https")
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"inputmode": "tel"}),
        help_text=_("公众能打通的电话，带区号。"),
    )
    website = forms.URLField(label=_("网站"), required=False, max_length=200, assume_scheme="https")
    audiences = forms.MultipleChoiceField(label=_("适合人群"), required=False, widget=forms.CheckboxSelectMultiple)
    accessibility = forms.MultipleChoiceField(
        label=_("无障碍设施"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("只勾选确实有的。")
    )
    floor_area_m2 = forms.IntegerField(
        label=_("建筑面积（平方米）"), required=False, min_value=0, max_value=MOST, help_text=UNKNOWN
    )
    staff = forms.IntegerField(label=_("工作人员"), required=False, min_value=0, max_value=MOST, help_text=UNKNOWN)
    annual_visitors = forms.IntegerField(
        label=_("年参观人次"), required=False, min_value=0, max_value=MOST, help_text=UNKNOWN
    )
    opened_year = forms.IntegerField(label=_("开放年份"), required=False, min_value=1800, max_value=2200)
    opened_on = forms.DateField(
        label=_("开放日期"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), help_text=UNKNOWN
    )

    def initial_of(self, facts: VenueFacts) -> dict[str, Any]:
        lists = {"audiences": list(facts.audiences), "accessibility": list(facts.accessibility)}
        return {**super().initial_of(facts), **lists}

    def offer_choices(self) -> None:
        known = words()
        fields: dict[str, Any] = self.fields
        for name, vocabulary in (
            ("admission", Vocabulary.ADMISSION),
            ("audiences", Vocabulary.AUDIENCE),
            ("accessibility", Vocabulary.ACCESSIBILITY),
        ):
            fields[name].choices = [(term.identifier, term.label) for term in known.terms[vocabulary].values()]

    def said(self) -> dict[str, Any]:
        given = super().said()
        # In the vocabulary's order, as the page shows them; what stands in another order is left as it is.
        for name in ("audiences", "accessibility"):
            stands = getattr(self.before, name)
            given[name] = stands if set(stands) == set(given[name]) else tuple(given[name])
        return given
