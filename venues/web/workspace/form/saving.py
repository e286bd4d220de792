"""Keeping what was typed on a step, also where somebody else has saved in between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import QueryDict

from accounts.permissions import Actor
from core.numbers import whole_number
from venues.differences import chosen, differences
from venues.facts import VenueFacts
from venues.factsjson import facts_to_json
from venues.selectors.factwords import rows_of
from venues.selectors.lastchange import LastChange, last_change
from venues.selectors.workingcopy import WorkingCopy
from venues.services import save_working_copy
from venues.web.workspace.form.stepform import StepForm

SALT = "venues.form.base"
CHOICE = "choose-"
LONGEST_SEAL = 100_000


@dataclass(frozen=True, slots=True)
class Clash:
    """What another editor changed while this one was typing: rows to choose from, who and when."""

    rows: list[dict[str, str]]
    change: LastChange


@dataclass(frozen=True, slots=True)
class Started:
    """What a form was opened with: the version, the step's facts then, and the choices of a comparison."""

    version: int
    base: Mapping[str, Any] | None
    take_theirs: frozenset[str]

    @classmethod
    def of(cls, data: QueryDict) -> "Started":
        version = whole_number(data.get("version"))
        take = {
            name.removeprefix(CHOICE) for name, value in data.items() if name.startswith(CHOICE) and value == "theirs"
        }
        known = -1 if version is None else version
        return cls(known, unsealed(data.get("base", "")), frozenset(take))


def sealed(facts: VenueFacts, names: Iterable[str]) -> str:
    """The step's facts for the form to carry, so that a comparison knows where the person began."""
    stated = facts_to_json(facts)
    return signing.dumps({name: stated.get(name) for name in names}, salt=SALT, compress=True)


def unsealed(text: str) -> Mapping[str, Any] | None:
    """The facts that `sealed` put away; None for anything else."""
    if len(text) > LONGEST_SEAL:
        return None
    try:
        found = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return found if isinstance(found, dict) else None


def save_typed(*, copy: WorkingCopy, form: StepForm, started: Started, by: Actor, now: datetime) -> Clash | None:
    """Save a valid step, or give what has to be chosen first. Raises DomainError."""
    theirs = copy.facts
    mine = chosen(form.laid_over(theirs), theirs, started.take_theirs & set(form.decides))
    rows = clashing(started.base, mine, theirs, form.decides)
    if rows and not _is_fresh(started, theirs, copy.version):
        return Clash(rows, last_change(copy))
    save_working_copy(venue_id=copy.venue.pk, facts=mine, expect_version=copy.version, by=by, now=now)
    return None


def _is_fresh(started: Started, facts: VenueFacts, version: int) -> bool:
    """Whether the form was opened with what stands now; versions begin anew with a new revision."""
    if started.version != version:
        return False
    stated = facts_to_json(facts)
    return started.base is None or all(stated.get(name) == value for name, value in started.base.items())


def clashing(
    base: Mapping[str, Any] | None, mine: VenueFacts, theirs: VenueFacts, names: Iterable[str]
) -> list[dict[str, str]]:
    """The step's facts that the others changed and that differ from `mine`; `take` is the likely choice."""
    wanted = set(names)
    mine_now, theirs_now = facts_to_json(mine), facts_to_json(theirs)
    found = [
        row
        for row in rows_of(change for change in differences(theirs, mine) if change.name in wanted)
        if base is None or base.get(row["name"]) != theirs_now.get(row["name"])
    ]
    for row in found:
        untouched = base is not None and base.get(row["name"]) == mine_now.get(row["name"])
        row["take"] = "theirs" if untouched else "mine"
    return found
