"""Keeping what was typed on a step, also where somebody else has saved in between."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from accounts.permissions import Actor
from activities.facts import ActivityFacts
from activities.models import Activity
from activities.selectors.facts import facts_of
from activities.selectors.factwords import fact_label, fact_words
from activities.services import save_activity
from venues.web.workspace.form.stepform import StepForm

CHOICE = "choose-"
DIGEST_BYTES = 9
LONGEST_BASE = 2_000


@dataclass(frozen=True, slots=True)
class Clash:
    """What another editor changed while this one was typing: rows to choose from, and the change (`at`)."""

    rows: list[dict[str, str]]
    change: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Started:
    """What a form was opened with: digests of the step's facts, and the choices of a comparison."""

    base: Mapping[str, str]
    take_theirs: frozenset[str]

    @classmethod
    def of(cls, data: QueryDict) -> "Started":
        chosen = {
            name.removeprefix(CHOICE) for name, value in data.items() if name.startswith(CHOICE) and value == "theirs"
        }
        return cls(_read(data.get("base", "")), frozenset(chosen))


def base_of(facts: ActivityFacts, names: Iterable[str]) -> str:
    """The step's facts in short, for the form to carry: where the person began."""
    return json.dumps({name: _digest(name, getattr(facts, name)) for name in names})


def save_step(*, activity: Activity, form: StepForm, started: Started, by: Actor, now: datetime) -> Clash | None:
    """Save a valid step over what stands, or give what has to be chosen first. Raises DomainError."""
    theirs = facts_of(activity)
    taken = {name: getattr(theirs, name) for name in started.take_theirs & set(form.decides)}
    mine = replace(form.laid_over(theirs), **taken)
    rows = [
        _row(name, theirs, mine)
        for name in form.decides
        if _changed_by_others(name, started, theirs) and getattr(mine, name) != getattr(theirs, name)
    ]
    if rows:  # once they were shown, the page carries what stands now as its base
        return Clash(rows, {"name": "", "at": activity.updated_at})
    save_activity(facts=mine, by=by, now=now, activity_id=activity.pk, expect_version=activity.version)
    return None


def _changed_by_others(name: str, started: Started, theirs: ActivityFacts) -> bool:
    return started.base.get(name) != _digest(name, getattr(theirs, name))


def _row(name: str, theirs: ActivityFacts, mine: ActivityFacts) -> dict[str, str]:
    before, after = (fact_words(name, getattr(facts, name)) for facts in (theirs, mine))
    return {"name": name, "label": fact_label(name), "before": before, "after": after, "take": "mine"}


def _digest(name: str, value: Any) -> str:
    if name == "sessions":
        value = sorted(value, key=lambda session: (session.starts_at, session.id))
    text = json.dumps(_plain(value), default=str, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text[:LONGEST_BASE])
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
