"""Step 5: how people take part."""

import hashlib
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from activities.facts import ActivityFacts, Question, RegistrationFacts, RegistrationMode
from activities.rules import MOST_QUESTIONS
from venues.web.workspace.form.stepform import StepForm

HOUR = 60
DAY = 24 * HOUR
CLOSINGS = [
    (0, _("开始前都可以")),
    (HOUR, _("开始前 1 小时")),
    (2 * HOUR, _("开始前 2 小时")),
    (12 * HOUR, _("开始前 12 小时")),
    (DAY, _("提前 1 天")),
    (2 * DAY, _("提前 2 天")),
    (3 * DAY, _("提前 3 天")),
    (7 * DAY, _("提前 7 天")),
]
KEY_LENGTH = 8


class QuestionForm(forms.Form):
    """A question's row; one that is left empty says nothing."""

    key = forms.SlugField(required=False, max_length=20, widget=forms.HiddenInput)
    label = forms.CharField(label=_("问题"), required=False, max_length=60, widget=forms.TextInput({"class": "field"}))
    required = forms.BooleanField(label=_("必须回答"), required=False)

    @property
    def is_stated(self) -> bool:
        return bool(self.cleaned_data.get("label")) and not self.cleaned_data.get("DELETE")


QuestionRows = forms.formset_factory(
    QuestionForm, extra=1, max_num=MOST_QUESTIONS, absolute_max=2 * MOST_QUESTIONS, validate_max=True, can_delete=True
)


class TakingForm(StepForm):
    """Registration with its limits, further questions, and whom to ask."""

    decides = "registration contact asks_position".split()  # type: ignore[assignment]
    shown_at = {"registration": "mode"}

    mode = forms.ChoiceField(
        label=_("怎么参加"), choices=[(mode.value, mode.label) for mode in RegistrationMode], widget=forms.RadioSelect
    )
    party_max = forms.IntegerField(
        label=_("一次最多报几人"),
        min_value=1,
        max_value=200,
        help_text=_("一家人可以一次报完；班级集体来可以放宽到一个班。名额按人数算。"),
    )
    closes_minutes = forms.TypedChoiceField(label=_("什么时候截止"), coerce=int)
    contact = forms.CharField(
        label=_("咨询方式"), required=False, max_length=60, help_text=_("公众能打通的单位电话。会公开。")
    )

    asks_position = forms.BooleanField(
        label=_("自助签到时核对位置"),
        required=False,
        help_text=_("请扫码签到的人提供位置，离现场两公里以外的会标出来，照样计入。位置本身不保存；不提供的也能签。"),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        facts: ActivityFacts,
        actor: Actor,
    ) -> None:
        super().__init__(data, files, facts=facts, actor=actor)
        asked = [{"key": one.key, "label": one.label, "required": one.required} for one in facts.registration.questions]
        self.rows = QuestionRows(data, prefix="questions", initial=asked)

    def initial_of(self, facts: ActivityFacts) -> dict[str, Any]:
        stated = facts.registration
        same = {"party_max": stated.party_max, "closes_minutes": stated.closes_minutes}
        return {**same, "mode": stated.mode.value, "contact": facts.contact, "asks_position": facts.asks_position}

    def offer_choices(self) -> None:
        stands = self.before.registration.closes_minutes
        known = (
            CLOSINGS
            if any(stands == minutes for minutes, _label in CLOSINGS)
            else [
                *CLOSINGS,
                (stands, _("开始前 %(minutes)d 分钟") % {"minutes": stands}),
            ]
        )
        fields: dict[str, Any] = self.fields
        fields["closes_minutes"].choices = known

    def is_valid(self) -> bool:
        return super().is_valid() & self.rows.is_valid()

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        mode = RegistrationMode(given["mode"])
        registration = RegistrationFacts(
            mode=mode,
            party_max=given["party_max"],
            closes_minutes=given["closes_minutes"],
            questions=() if mode is RegistrationMode.NONE else tuple(self._questions()),
        )
        return {"registration": registration, "contact": given["contact"], "asks_position": given["asks_position"]}

    def _questions(self) -> list[Question]:
        """The questions; a new one gets a key that stays with it, so that answers find it after a change of words."""
        return [
            Question(row["key"] or _key_of(row["label"]), row["label"].strip(), row["required"])
            for row in (row.cleaned_data for row in self.rows if row.is_stated)
        ]


def _key_of(label: str) -> str:
    """The same for the same words, so that a form that is sent twice asks once."""
    return "q" + hashlib.sha256(label.strip().encode()).hexdigest()[:KEY_LENGTH]
