"""Rows gathered to activities: those with one number are one activity's sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from activities.facts import ActivityFacts, SessionFacts
from activities.models import Activity
from activities.sheets.columns import OF_A_SESSION
from venues.sheets.rows import StatedRow


@dataclass(slots=True)
class PlannedSession:
    """A row with the session it concerns: as it stands, None where it is new, and as it will be."""

    row: StatedRow
    before: SessionFacts | None = None
    after: SessionFacts | None = None


@dataclass(slots=True)
class Entry:
    """One activity on its way: its rows, what they say of the activity, facts before and after."""

    lines: list[PlannedSession]
    values: dict[str, Any] = field(default_factory=dict)
    activity: Activity | None = None
    before: ActivityFacts | None = None
    after: ActivityFacts | None = None
    hands_in: bool = False

    @property
    def first(self) -> StatedRow:
        """The row that speaks for the activity."""
        return self.lines[0].row

    @property
    def rows(self) -> list[StatedRow]:
        return [line.row for line in self.lines]

    @property
    def differs(self) -> bool:
        return self.activity is None or self.hands_in or self.before != self.after


def entries_of(rows: Sequence[StatedRow]) -> list[Entry]:
    """The rows by activity, in the order of their first rows; a row without a number stands alone, with a problem."""
    found: dict[tuple[str, str], Entry] = {}
    own_of = {row.text("reference"): row.text("id") for row in rows if row.text("reference") and row.text("id")}
    for row in rows:
        reference = row.text("reference")
        own = row.text("id") or own_of.get(reference, "")
        if not own and not reference:
            row.add_problem("reference", _("请写外部编号：再次导入时按它找到原来的活动。"))
        key = ("id", own) if own else ("reference", reference or f"\n{row.number}")
        found.setdefault(key, Entry([])).lines.append(PlannedSession(row))
    entries = list(found.values())
    for entry in entries:
        entry.values = _common(entry.rows)
    return entries


def _common(rows: Sequence[StatedRow]) -> dict[str, Any]:
    """What rows say of their activity: each fact once, or the same in every row that states it."""
    said: dict[str, tuple[Any, int]] = {}
    for row in rows:
        for name, value in row.values.items():
            if name in OF_A_SESSION:
                continue
            first, number = said.setdefault(name, (value, row.number))
            if value != first:
                sentence = _("与第 %(row)d 行是同一个活动，这一格却不一样。请写成一样的，或者留空。")
                row.add_problem(name, sentence % {"row": number})
    return {name: value for name, (value, _number) in said.items()}
