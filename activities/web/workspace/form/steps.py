"""The steps of an activity's form, in order, and what each of them still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.facts import ActivityFacts
from activities.rules import what_is_wrong
from activities.selectors.factwords import fact_label
from activities.selectors.vocabulary import known_words
from activities.web.workspace.form.cover import CoverForm
from activities.web.workspace.form.serving import ServingForm
from activities.web.workspace.form.taking import TakingForm
from activities.web.workspace.form.what import WhatForm
from activities.web.workspace.form.when import PublicWhenForm, WhenForm
from activities.web.workspace.form.where import WhereForm
from core.errors import Sentence
from venues.web.workspace.form.stepform import StepForm

REVIEW = "review"
# Where the rules name a fact in another way than the facts do.
FACT_OF = {"co_units": "co_unit_ids", "party_max": "registration", "questions": "registration"}


@dataclass(frozen=True, slots=True)
class FormStep:
    """A page of the form; `wanted` are the facts without which people miss something."""

    key: str
    label: Any
    form: type[StepForm] | None
    wanted: tuple[str, ...] = ()

    @property
    def decides(self) -> tuple[str, ...]:
        return tuple(self.form.decides) if self.form else ()

    @property
    def template(self) -> str:
        return f"activities/workspace/form/{self.key}.html"

    def form_for(self, *, is_public: bool) -> type[StepForm]:
        """The form of the step; what people know of is changed with more care."""
        assert self.form is not None
        return PublicWhenForm if is_public and self.form is WhenForm else self.form


STEPS: dict[str, FormStep] = {
    step.key: step
    for step in (
        FormStep("what", _("是什么"), WhatForm, ("title", "unit_id", "form", "summary", "audiences")),
        FormStep("serving", _("为了什么"), ServingForm, ("task_ids",)),
        FormStep("where", _("在哪里"), WhereForm, ("where", "setting")),
        FormStep("when", _("什么时候"), WhenForm, ("sessions",)),
        FormStep("taking", _("怎么参加"), TakingForm, ("contact",)),
        FormStep("cover", _("封面"), CoverForm, ("cover",)),
        FormStep(REVIEW, _("检查并提交"), None),
    )
}


def after(key: str) -> FormStep:
    """The step that follows."""
    steps = list(STEPS.values())
    return steps[min(steps.index(STEPS[key]) + 1, len(steps) - 1)]


def lacking(facts: ActivityFacts, step: FormStep) -> list[str]:
    """The facts that are wanted and not stated yet."""
    missing = [name for name in step.wanted if not getattr(facts, name)]
    return [name for name in missing if name != "where" or not facts.online]


def hindrances(facts: ActivityFacts, *, rural_unknown: bool = False) -> Mapping[str, list[Sentence]]:
    """Why the facts can't be handed in, by step."""
    found: dict[str, list[Sentence]] = {}
    wrong = what_is_wrong(facts, known_words(), complete=True, rural_unknown=rural_unknown)
    for name, sentences in wrong.items():
        fact = FACT_OF.get(name, name)
        key = next((step.key for step in STEPS.values() if fact in step.decides), REVIEW)
        found.setdefault(key, []).extend(sentences)
    return found


def progress(facts: ActivityFacts, current: str, public_id: str = "") -> list[dict[str, Any]]:
    """The steps as the page shows them: which is now, and which are complete; they lead on once there is a draft."""
    return [
        {
            "key": step.key,
            "label": step.label,
            "address": address_of(step, public_id) if public_id else "",
            "is_current": step.key == current,
            "is_done": bool(step.form) and not lacking(facts, step),
            "lacks": [fact_label(name) for name in lacking(facts, step)],
        }
        for step in STEPS.values()
    ]


def address_of(step: FormStep, public_id: str) -> str:
    """Where a step is found."""
    if step.form is None:
        return reverse("workspace-activity-review", args=[public_id])
    return reverse("workspace-activity-step", args=[public_id, step.key])
