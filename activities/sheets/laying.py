"""What an activity will say once its rows are laid over what it says already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from activities.facts import ActivityFacts, SessionFacts, Where
from activities.services.places import placed
from activities.sheets.columns import PLACE
from activities.sheets.entries import Entry, PlannedSession
from core.clock import ZONE, city_time
from core.errors import Invalid
from venues.sheets.cells import CLEAR
from venues.sheets.rows import StatedRow

WORDS = "title title_en summary summary_en form setting joint_action contact series reference".split()
LISTS = {"audiences": "audiences", "topics": "topics", "co_units": "co_unit_ids"}
LINKS = {"campaigns": "campaign_ids", "tasks": "task_ids"}


class Places:
    """Tells whether two statements are one place; each is worked out once."""

    def __init__(self) -> None:
        self._known: dict[Where, dict[str, Any] | Invalid] = {}

    def of(self, where: Where) -> dict[str, Any]:
        """The columns of a place. Raises Invalid."""
        if where not in self._known:
            try:
                self._known[where] = placed(where)
            except Invalid as invalid:
                self._known[where] = invalid
        found = self._known[where]
        if isinstance(found, Invalid):
            raise found
        return found

    def are_one(self, one: Where, other: Where) -> bool:
        try:
            return one == other or (bool(one) and bool(other) and self.of(one) == self.of(other))
        except Invalid:
            return False


@dataclass(slots=True)
class _Laying:
    """One entry's places while they are sorted out."""

    entry: Entry
    places: Places
    stated: dict[int, Where]  # by row number

    def home(self, before: ActivityFacts) -> Where:
        """The activity's own place: as it is while a session keeps to it, else the first that a row states."""
        stated = [where for where in self.stated.values() if where]
        if not stated or any(self.places.are_one(before.where, where) for where in stated):
            return before.where
        moved = {line.before.id for line in self.entry.lines if line.before and line.row.number in self.stated}
        keeps = any(not session.where and session.id not in moved for session in before.sessions)
        return before.where if before.where and keeps else stated[0]


def lay(entry: Entry, before: ActivityFacts, *, links: Mapping[str, Any], places: Places) -> None:
    """Set an entry's facts before and after, and its rows' sessions. `links` are the plan's pieces by fact."""
    entry.before = before
    facts = replace(before, **_of_activity(entry.values, before, links))
    _match_sessions(entry, before)
    laying = _Laying(entry, places, {})
    for line in entry.lines:
        if any(name in line.row.values for name in PLACE):
            laying.stated[line.row.number] = _stated_place(line, before)
    home = laying.home(before)
    for line in entry.lines:
        line.after = _session(line, laying, home)
    known = {line.before.id: line.after for line in entry.lines if line.before and line.after}
    fresh = [line.after for line in entry.lines if line.after and not line.before]
    sessions = [*(known.get(session.id, session) for session in before.sessions), *fresh]
    entry.after = replace(facts, where=home, sessions=tuple(sessions))


def _of_activity(values: Mapping[str, Any], before: ActivityFacts, links: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: "" if values[name] is CLEAR else values[name] for name in WORDS if name in values}
    for column, fact in LISTS.items():
        if column in values:
            said[fact] = _in_order(() if values[column] is CLEAR else values[column], getattr(before, fact))
    for column, fact in LINKS.items():
        if column in values:
            said[fact] = _in_order(() if values[column] is CLEAR else links.get(fact, ()), getattr(before, fact))
    if "online" in values:
        said["online"] = values["online"] is True
    if isinstance(values.get("unit"), int):
        said["unit_id"] = values["unit"]
    if "registration" in values and values["registration"] is not CLEAR:
        said["registration"] = replace(before.registration, mode=values["registration"])
    return said


def _in_order(wanted: Sequence[Any], stands: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list's order says nothing: what is the same stays as it stands."""
    return stands if set(wanted) == set(stands) else tuple(wanted)


def _match_sessions(entry: Entry, before: ActivityFacts) -> None:
    """The stored session of each row: the one it names, else one at the same time that no other row has."""
    free = {session.id: session for session in before.sessions}
    for line in entry.lines:
        if named := line.row.text("session"):
            line.before = free.pop(named, None)
            if line.before is None:
                line.row.add_problem("session", _("这个活动没有这个编号的场次，或者有两行写了它。"))
    for line in entry.lines:
        times = _times(line.row, None) if line.before is None else None
        same = next((one for one in free.values() if (one.starts_at, one.ends_at) == times), None)
        if same is not None:
            line.before = free.pop(same.id)


def _times(row: StatedRow, stands: SessionFacts | None) -> tuple[datetime, datetime] | None:
    """When a row's session is; None where it has none or it can't be told."""
    day, start, until = (row.values.get(name) for name in ("day", "start", "until"))
    if stands is not None:
        begun, ended = city_time(stands.starts_at), city_time(stands.ends_at)
        length = ended.date() - begun.date()
        day, start, until = day or begun.date(), start or begun.time(), until or ended.time()
    if CLEAR in (day, start, until) or not (day and start and until):
        return None
    last = row.values.get("last_day") or (day + length if stands is not None else day)
    return datetime.combine(day, start, ZONE), datetime.combine(day if last is CLEAR else last, until, ZONE)


def _session(line: PlannedSession, laying: _Laying, home: Where) -> SessionFacts | None:
    """The session of a row as it will be."""
    row, stands = line.row, line.before
    times = _times(row, stands)
    if times is None:
        _tell_what_is_missing(row)
        return None
    where = laying.stated.get(row.number, stands.where if stands else Where())
    if stands and laying.places.are_one(where, stands.where):
        where = stands.where
    capacity = row.values.get("capacity", stands.capacity if stands else None)
    note = row.values.get("note", stands.note if stands else "")
    rural = row.values.get("rural", stands.rural_stated if stands else None)
    return SessionFacts(
        *times,
        id=stands.id if stands else "",
        capacity=None if capacity is CLEAR else capacity,
        where=Where() if laying.places.are_one(where, home) else where,
        note="" if note is CLEAR else note,
        rural_stated=None if rural is CLEAR else rural,
    )


def _tell_what_is_missing(row: StatedRow) -> None:
    """Some of a session's time says nothing; none of it says that there is no session yet."""
    said = {name for name in ("day", "start", "until", "last_day", "capacity") if name in row.values}
    wrong = {problem["column"] for problem in row.problems}
    for name in ("day", "start", "until"):
        if said and row.values.get(name) in (None, CLEAR) and row.columns.titles_of(name) not in wrong:
            row.add_problem(name, _("一场要写明日期、开始时间和结束时间。"))


def _stated_place(line: PlannedSession, before: ActivityFacts) -> Where:
    """The place that a row states, over where its session is now."""
    values = line.row.values
    stands = (line.before.where or before.where) if line.before else Where()
    venue = values.get("venue_id", stands.venue_id)
    if venue != stands.venue_id:
        stands = Where()
    said = {"name": values.get("place", stands.name), "address": values.get("address", stands.address)}
    words = {name: "" if value is CLEAR else value for name, value in said.items()}
    given = None if venue else values.get("given", stands.given)
    return replace(stands, venue_id=venue, given=given, **words)
