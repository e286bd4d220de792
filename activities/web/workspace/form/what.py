"""Step 1: what an activity is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.facts import ActivityFacts
from activities.selectors.units import units_posted_for
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from venues.web.workspace.form.stepform import StepForm


class WhatForm(StepForm):
    """Title, unit, form, words for the public, audiences and topics."""

    decides = "title unit_id form summary body audiences topics title_en summary_en".split()  # type: ignore[assignment]
    shown_at = {"unit_id": "unit"}

    title = forms.CharField(
        label=_("活动名称"), max_length=100, help_text=_("一眼看得懂的全称，例如“航天科普讲座走进某某小学”。")
    )
    unit = forms.TypedChoiceField(label=_("主办单位"), coerce=int, empty_value=None)
    form = forms.ChoiceField(label=_("形式"), required=False)
    summary = forms.CharField(
        label=_("简介"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("一两句话：做什么、谁来合适。列表和海报上用它。"),
    )
    body = forms.CharField(
        label=_("详情"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("内容安排、要带什么、怎么到。可以用小标题、列表和链接。"),
    )
    audiences = forms.MultipleChoiceField(label=_("面向人群"), required=False, widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(label=_("主题"), required=False, widget=forms.CheckboxSelectMultiple)
    title_en = forms.CharField(label=_("英文名称"), required=False, max_length=200)
    summary_en = forms.CharField(
        label=_("英文简介"), required=False, max_length=600, widget=forms.Textarea({"rows": 3})
    )

    def initial_of(self, facts: ActivityFacts) -> dict[str, Any]:
        lists = {"audiences": list(facts.audiences), "topics": list(facts.topics)}
        return {**super().initial_of(facts), **lists, "unit": facts.unit_id or None}

    def offer_choices(self) -> None:
        known = words().terms
        fields: dict[str, Any] = self.fields
        units = units_posted_for(self.actor, self.before.unit_id)
        fields["unit"].choices = [("", _("请选择")), *((str(unit.pk), unit.name) for unit in units)]
        forms_of = [(term.identifier, term.label) for term in known[Vocabulary.ACTIVITY_FORM].values()]
        fields["form"].choices = [("", _("请选择")), *forms_of]
        for name, vocabulary in (("audiences", Vocabulary.AUDIENCE), ("topics", Vocabulary.TOPIC)):
            fields[name].choices = [(term.identifier, term.label) for term in known[vocabulary].values()]

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        same = {name: given[name] for name in self.decides if name in given}
        lists = {name: tuple(given[name]) for name in ("audiences", "topics")}
        return {**same, **lists, "unit_id": given["unit"]}
