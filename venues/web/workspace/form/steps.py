"""The steps of a venue's form, in order, and what each of them still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from venues.facts import VenueFacts
from venues.models import VenueStatus
from venues.rules import what_is_wrong
from venues.selectors.factwords import fact_label
from venues.selectors.vocabulary import known_vocabulary
from venues.web.workspace.form.offer import OfferForm
from venues.web.workspace.form.opening import OpeningForm
from venues.web.workspace.form.photos import PhotosForm
from venues.web.workspace.form.stepform import StepForm
from venues.web.workspace.form.what import WhatForm
from venues.web.workspace.form.where import WhereForm

REVIEW = "review"
# A form's field where the rules name a fact in another way.
FACT_OF = {"point": "given", "operator": "operator_id"}


@dataclass(frozen=True, slots=True)
class FormStep:
    """A page of the form; `wanted` are the facts without which visitors miss something."""

    key: str
    label: Any
    form: type[StepForm] | None
    wanted: tuple[str, ...] = ()

    @property
    def decides(self) -> tuple[str, ...]:
        return tuple(self.form.decides) if self.form else ()

    @property
    def template(self) -> str:
        return f"venues/workspace/form/{self.key}.html"


STEPS: dict[str, FormStep] = {
    step.key: step
    for step in (
        FormStep("what", _("是什么"), WhatForm, ("name", "kind", "operator_id", "summary")),
        FormStep("where", _("在哪里"), WhereForm, ("given", "address")),
        FormStep("hours", _("何时开放"), OpeningForm, ("opening_hours",)),
        FormStep("offer", _("有什么"), OfferForm, ("admission", "phone", "audiences")),
        FormStep("photos", _("照片"), PhotosForm, ("photos",)),
        FormStep(REVIEW, _("检查并提交"), None),
    )
}


def after(key: str) -> str:
    """The step that follows."""
    keys = list(STEPS)
    return keys[min(keys.index(key) + 1, len(keys) - 1)]


def lacking(facts: VenueFacts, step: FormStep) -> list[str]:
    """The facts that are wanted and not known yet."""
    return [name for name in step.wanted if getattr(facts, name) in (None, "", (), "unknown")]


def hindrances(facts: VenueFacts) -> Mapping[str, list[Sentence]]:
    """Why the facts can't be published, by step."""
    wrong = what_is_wrong(replace(facts, status=VenueStatus.PUBLISHED, closed_on=None), known_vocabulary())
    found: dict[str, list[Sentence]] = {}
    for name, sentences in wrong.items():
        fact = FACT_OF.get(name, name)
        key = next((step.key for step in STEPS.values() if fact in step.decides), REVIEW)
        found.setdefault(key, []).extend(sentences)
    return found


def progress(facts: VenueFacts, current: str, public_id: str = "") -> list[dict[str, Any]]:
    """The steps as the page shows them: which is now, and which are complete; they lead on once there is a venue."""
    return [
        {
            "key": step.key,
            "label": step.label,
            "address": _address(step, public_id),
            "is_current": step.key == current,
            "is_done": bool(step.form) and not lacking(facts, step),
            "lacks": [fact_label(name) for name in lacking(facts, step)],
        }
        for step in STEPS.values()
    ]


def _address(step: FormStep, public_id: str) -> str:
    if not public_id:
        return ""
    if step.form is None:
        return reverse("workspace-venue-review", args=[public_id])
    return reverse("workspace-venue-step", args=[public_id, step.key])
