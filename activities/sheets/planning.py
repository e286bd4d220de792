"""What the rows of a sheet will do to the activities, judged for who sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.facts import ActivityFacts, SessionFacts, Where
from activities.models import ActivityStatus
from activities.permissions import can_post_for, can_publish_activity
from activities.rules import Known, what_is_wrong, why_no_session
from activities.selectors.facts import facts_of
from activities.selectors.factwords import fact_label, fact_words
from activities.selectors.rural import remembered_marks, rural_at
from activities.selectors.vocabulary import known_words
from activities.sheets.columns import ACTIVITY_COLUMNS, sheet_words
from activities.sheets.entries import Entry, PlannedSession, entries_of
from activities.sheets.laying import Places, lay
from activities.sheets.lookups import PlanPieces, day_of, find_activities, find_venues
from core.clock import city_day
from core.errors import Invalid
from core.importplans import Plan, PlannedRow, Progress
from core.models import ImportJob, RowAction
from core.sheets.reading import Table
from venues.selectors.vocabulary import words
from venues.sheets.intake import owner_of, stated_rows, tell
from venues.sheets.kinds import SUBMIT
from venues.sheets.rows import StatedRow

STEP = 50  # entries between two words of progress
LONGEST_WORDS = 300
OWN_WAY = frozenset({"sessions"})  # told row by row
TO_HAND_IN = (ActivityStatus.DRAFT, ActivityStatus.RETURNED)
COMPLETE = (ActivityStatus.PUBLISHED, ActivityStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class _Against:
    """What entries are judged against: who sends them, and what is known."""

    by: Actor
    known: Known
    units: Mapping[int, Unit]
    places: Places


def plan_activities(job: ImportJob, table: Table, *, now: datetime, lock: bool, progress: Progress) -> Plan:
    """Read every row, find its activity and judge it. Raises Invalid for a sheet that can't be read at all."""
    by = owner_of(job, now)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    vocabulary = sheet_words(words(), list(units.values()))
    rows, notes = stated_rows(job, table, vocabulary, ACTIVITY_COLUMNS)
    entries = entries_of(rows)
    find_activities(entries, by, lock=lock)
    find_venues(rows, by)
    pieces, against = PlanPieces(), _Against(by, known_words(), units, Places())
    for number, entry in enumerate(entries, start=1):
        before = facts_of(entry.activity) if entry.activity else ActivityFacts("", job.unit_id or 0)
        entry.before = before
        links = pieces.links_of(entry, day_of(entry, city_day(now)))
        lay(entry, before, links=links, places=against.places)
        status = entry.activity.status if entry.activity else ActivityStatus.DRAFT
        entry.hands_in = job.options.get("then") == SUBMIT and status in TO_HAND_IN
        _judge(entry, against)
        if number % STEP == 0 or number == len(entries):
            progress(number, len(entries))
    planned = {row.number: row for entry in entries for row in _planned(entry, by)}
    return Plan([planned[row.number] for row in rows], notes, entries)


def _judge(entry: Entry, against: _Against) -> None:
    """What the service would refuse, told beside the cells that it concerns."""
    assert entry.after is not None
    status = entry.activity.status if entry.activity else ActivityStatus.DRAFT
    _judge_lines(entry, against.places)
    if status == ActivityStatus.CANCELLED and entry.differs:
        entry.first.add_problem("", _("这个活动已经取消，不能再改。"))
    unit = against.units.get(entry.after.unit_id)
    if unit is None or not can_post_for(against.by, unit):
        entry.first.add_problem("unit", _("您只能以本单位的名义发布活动。"))
    if entry.after.where:
        _place_stands(entry.first, entry.after.where, against.places)
    complete = entry.hands_in or status in COMPLETE
    told = {problem["column"] for row in entry.rows for problem in row.problems}
    unknown = entry.hands_in and _is_rural_unknown(entry.after, against.places)
    for name, sentences in what_is_wrong(entry.after, against.known, complete=complete, rural_unknown=unknown).items():
        title = ACTIVITY_COLUMNS.titles_of(name)
        by_row = {why for line in entry.lines if line.after for why in map(str, why_no_session(line.after))}
        new = [sentence for sentence in sentences if str(sentence) not in by_row]
        if new and not told & set(title.split("、")):
            entry.first.add_problem(name, new[0])


def _is_rural_unknown(facts: ActivityFacts, places: Places) -> bool:
    """Whether of a session nothing tells if it is in the countryside. A place that can't be is told elsewhere."""
    if not facts.where and facts.online:
        return False
    marks = remembered_marks()
    try:
        grounds = [(places.of(one.where or facts.where), one.rural_stated) for one in facts.sessions]
    except Invalid:
        return False
    return any(rural_at(place, facts, stated, marks) is None for place, stated in grounds)


def _judge_lines(entry: Entry, places: Places) -> None:
    """Each row's session: its times and capacity, its place, and that it is not stated twice."""
    stored = {row.public_id: row for row in entry.activity.sessions.all()} if entry.activity else {}
    seen: dict[tuple[datetime, datetime, Where], int] = {}
    for line in entry.lines:
        if (after := line.after) is None:
            continue
        for sentence in why_no_session(after):
            line.row.add_problem("sessions", sentence)
        number = seen.setdefault((after.starts_at, after.ends_at, after.where), line.row.number)
        if number != line.row.number:
            line.row.add_problem("sessions", _("与第 %(row)d 行是同一时间、同一地点的一场。") % {"row": number})
        _place_stands(line.row, after.where, places)
        stands = stored.get(after.id)
        if stands is not None and line.before != after:
            if stands.cancelled_at:
                line.row.add_problem("", _("这一场已经取消，不能再改。"))
            if after.capacity is not None and after.capacity < stands.seats_taken:
                sentence = _("已有 %(taken)d 人报名，名额不能少于这个数。")
                line.row.add_problem("capacity", sentence % {"taken": stands.seats_taken})


def _place_stands(row: StatedRow, where: Where, places: Places) -> None:
    if not where:
        return
    try:
        places.of(where)
    except Invalid as invalid:
        tell(row, invalid)


def _planned(entry: Entry, by: Actor) -> list[PlannedRow]:
    assert entry.before is not None and entry.after is not None
    own = _differences(entry, by) if entry.activity else []
    _remark(entry)
    planned = []
    for line in entry.lines:
        differences = [*(own if line.row is entry.first else []), *_session_differences(line)]
        is_new = entry.activity is None or (line.before is None and line.after is not None)
        action = RowAction.NEW if is_new else RowAction.CHANGE if differences else RowAction.SAME
        planned.append(
            PlannedRow(
                number=line.row.number,
                action=RowAction.PROBLEM if line.row.problems else action,
                key=(line.row.text("reference") or line.row.text("id"))[:80],
                label=(entry.after.title or line.row.text("title"))[:200],
                differences=differences,
                problems=line.row.problems,
                warnings=line.row.warnings,
            )
        )
    return planned


def _differences(entry: Entry, by: Actor) -> list[dict[str, str]]:
    """Each fact of a standing activity that will differ."""
    assert entry.before is not None and entry.after is not None and entry.activity is not None
    found = []
    for fact in fields(ActivityFacts):
        old, new = getattr(entry.before, fact.name), getattr(entry.after, fact.name)
        if old != new and fact.name not in OWN_WAY:
            found.append(_difference(fact_label(fact.name), fact_words(fact.name, old), fact_words(fact.name, new)))
    if entry.hands_in:
        publishes = can_publish_activity(by, entry.activity)
        will = ActivityStatus.PUBLISHED if publishes else ActivityStatus.SUBMITTED
        found.append(_difference(_("状态"), str(ActivityStatus(entry.activity.status).label), str(will.label)))
    return found


def _difference(title: str, old: str, new: str) -> dict[str, str]:
    return {"field": title, "old": old[:LONGEST_WORDS], "new": new[:LONGEST_WORDS]}


def _session_differences(line: PlannedSession) -> list[dict[str, str]]:
    """A session that is new or will differ, in words."""
    if line.after is None or line.before == line.after:
        return []
    return [_difference(fact_label("sessions"), _told(line.before), _told(line.after))]


def _told(session: SessionFacts | None) -> str:
    return fact_words("sessions", (session,)) if session else ""


def _remark(entry: Entry) -> None:
    """What a person should look at, though it can be imported."""
    assert entry.before is not None
    there = {line.before.id for line in entry.lines if line.before}
    left = [session for session in entry.before.sessions if session.id not in there]
    if left:
        sentence = _("这个活动另有 %(count)d 场不在表里，保持不变。要去掉请到活动页办理。")
        entry.first.warnings.append(sentence % {"count": len(left)})
    public = entry.activity is not None and entry.activity.status == ActivityStatus.PUBLISHED
    if public and any(line.before and line.before != line.after for line in entry.lines):
        entry.first.warnings.append(_("这个活动已经公开：改了时间或地点，报了名的人会收到通知。"))
