"""A city whose people correct themselves, and a recount of it from its own log.

The log holds what was acknowledged: sessions as they stand, what came, what was confirmed. `recount` reckons every cell
from it by the rules of figures in words, and knows neither the ledger nor the tally.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.models import Unit, UnitKind
from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity, Session
from activities.results import Count, ResultFacts
from activities.selectors.facts import facts_of
from activities.services import (
    cancel_activity,
    cancel_session,
    confirm_results,
    move_session,
    reopen_results,
    report_results,
    save_activity,
    submit_activity,
    take_back_session,
)
from activities.services.merging import move_activities
from core.clock import ZONE
from core.errors import DomainError
from insights.services.tally import fold_deltas
from tests.activities.checkins import sent, take_in
from tests.activities.results import photo
from venues.facts import GivenPhoto
from venues.models import Venue

DAY = timedelta(days=1)
CLOCKS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, 23, 59, 59, tzinfo=ZONE))
AUDIENCES = ("youth", "farmers", "residents")
FORMS, SETTINGS = ("lecture", "training", "open_day"), ("village", "school", "")
Cells = dict[tuple[str, str, str], int]  # figure, dimension, line


def days_of(starts: datetime, ends: datetime) -> tuple[date, date]:
    """A session's days: an evening that passes midnight has one, what lasts longer than a night those to its end."""
    first = starts.astimezone(ZONE).date()
    next_noon = datetime.combine(first + DAY, time(12), ZONE)
    if ends <= next_noon and ends - starts <= DAY:
        return first, first
    return first, (ends.astimezone(ZONE) - timedelta(microseconds=1)).date()


@dataclass
class Held:
    """A session as the log has it: `came` by entry (moment, audience, method, n), `counted` once confirmed."""

    key: int
    activity: int
    starts: datetime
    ends: datetime
    venue: int
    is_cancelled: bool = False
    came: dict[str, tuple[datetime, str, str, int]] = field(default_factory=dict)
    counted: tuple[Count, ...] = ()
    is_reported: bool = False

    def holds(self) -> bool:
        return bool(self.came) or self.is_reported


@dataclass
class Filed:
    unit: int
    form: str
    setting: str


class City:
    """Deeds at random, each through its service; what was acknowledged is logged."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = datetime(2026, 1, 20, 9, tzinfo=ZONE)
        self.units = [unit.pk for unit in Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[:2]]
        places = Venue.objects.published().exclude(point=None).exclude(county=None).order_by("county_id", "pk")
        self.venues = list(places.distinct("county_id")[:3])
        self.photo = photo(seed)
        self.sessions: dict[int, Held] = {}
        self.activities: dict[int, Filed] = {}
        for starts, hours in (
            (datetime(2025, 12, 31, 20, tzinfo=ZONE), 5),  # passes midnight of the year
            (datetime(2026, 1, 1, 0, 0, tzinfo=ZONE), 2),
            (datetime(2025, 12, 30, 9, tzinfo=ZONE), 80),  # to 2 January, 17:00
            (datetime(2025, 9, 12, 14, tzinfo=ZONE), 2),
            (datetime(2026, 2, 3, 14, tzinfo=ZONE), 2),  # to come
        ):
            self._publish(starts, starts + timedelta(hours=hours))

    def _publish(self, starts: datetime, ends: datetime) -> None:
        then = datetime(2025, 8, 1, tzinfo=ZONE)
        venue = self.random.choice(self.venues).pk
        filed = Filed(self.random.choice(self.units), self.random.choice(FORMS), self.random.choice(SETTINGS))
        facts = ActivityFacts(
            title="更正的活动",
            unit_id=filed.unit,
            form=filed.form,
            setting=filed.setting,
            rural_stated=False,
            audiences=("youth",),
            where=Where(venue_id=venue),
            registration=RegistrationFacts(mode=RegistrationMode.NONE),
            sessions=(SessionFacts(starts, ends), SessionFacts(starts + 7 * DAY, ends + 7 * DAY)),
        )
        saved = save_activity(facts=facts, by=SYSTEM, now=then)
        submit_activity(activity_id=saved.pk, by=SYSTEM, now=then)
        self.activities[saved.pk] = filed
        for row in saved.sessions.all():
            self.sessions[row.pk] = Held(row.pk, saved.pk, row.starts_at, row.ends_at, venue)

    def step(self) -> str:
        """One deed; what it was."""
        name, do = self.random.choice(DEEDS)
        do(self)
        return name

    def _any(self) -> Held:
        return self.random.choice(list(self.sessions.values()))

    def _tried(self, deed: Callable[[], Any]) -> bool:
        try:
            deed()
        except DomainError:
            return False
        return True

    def check_in(self) -> None:
        held = self._any()
        moment = held.starts + self.random.random() * (held.ends - held.starts + 10 * timedelta(hours=1))
        said = (
            moment,
            self.random.choice(AUDIENCES),
            self.random.choice(("turnstile", "paper")),
            self.random.randint(1, 90),
        )
        entry = sent(
            Session.objects.get(pk=held.key),
            occurred_at=moment.isoformat(),
            audience=said[1],
            method=said[2],
            count=said[3],
        )
        (answer,) = take_in(entry, now=max(self.now, moment))
        if str(answer.status) == "accepted":
            held.came[str(entry["id"])] = said

    def undo(self) -> None:
        held = self._any()
        if held.came:
            known = self.random.choice(list(held.came))
            clock = self.random.choice([*CLOCKS, self.now])
            entry = sent(
                Session.objects.get(pk=held.key), undo_of=known, reason="数错了", occurred_at=clock.isoformat()
            )
            (answer,) = take_in(entry, now=self.now, undoes_all=True)
            if str(answer.status) == "undone":
                del held.came[known]

    def confirm(self) -> None:
        held = self._any()
        first, last = days_of(held.starts, held.ends)
        days = [None, *(first + n * DAY for n in range(1, (last - first).days + 1))]
        counts = tuple(
            Count(audience, self.random.randint(0, 300), online, None if online else self.random.choice(days))
            for audience, online in {(self.random.choice(AUDIENCES), self.random.random() < 0.3) for _n in range(2)}
        )
        facts = ResultFacts(counts, "办过了", (GivenPhoto(self.photo.public_id, "现场"),))
        if self._tried(lambda: report_results(session_id=held.key, facts=facts, by=SYSTEM, now=self.now)):
            held.is_reported = True
            if self.random.random() < 0.8:
                assert self._tried(lambda: confirm_results(session_id=held.key, by=SYSTEM, now=self.now))
                held.counted = counts

    def send_back(self) -> None:
        held = self._any()
        if self._tried(lambda: reopen_results(session_id=held.key, reason="数错了", by=SYSTEM, now=self.now)):
            held.counted, held.is_reported = (), False

    def take_back(self) -> None:
        held = self._any()
        row = Session.objects.get(pk=held.key)
        if self._tried(lambda: take_back_session(session=row, reason="没有办过", by=SYSTEM, now=self.now)):
            held.came, held.counted, held.is_reported = {}, (), False

    def cancel(self) -> None:
        held = self._any()
        refused = held.starts <= self.now and held.holds()
        if self._tried(lambda: cancel_session(session_id=held.key, reason="取消", by=SYSTEM, now=self.now)):
            assert held.is_cancelled or not refused, "what is held is not cancelled"
            held.is_cancelled = True

    def cancel_all(self) -> None:
        own = self._any().activity
        mine = [held for held in self.sessions.values() if held.activity == own and not held.is_cancelled]
        refused = any(held.starts <= self.now and held.holds() for held in mine)
        if self._tried(lambda: cancel_activity(activity_id=own, reason="取消", by=SYSTEM, now=self.now)):
            assert not mine or not refused, "what is held is not cancelled"
            for held in mine:
                held.is_cancelled = True

    def move(self) -> None:
        held, far = self._any(), self.random.choice((-40, -1, 1, 30)) * DAY
        starts, ends = held.starts + far, held.ends + far
        deed: dict[str, Any] = {"session_id": held.key, "starts_at": starts, "ends_at": ends, "by": SYSTEM}
        refused = held.starts <= self.now < starts and held.holds()
        if self._tried(lambda: move_session(reason="日期错了", now=self.now, **deed)):
            assert not refused, "what is held does not move ahead"
            held.starts, held.ends = starts, ends

    def file_anew(self) -> None:
        own = self._any().activity
        row = Activity.objects.get(pk=own)
        filed = Filed(self.random.choice(self.units), self.random.choice(FORMS), self.random.choice(SETTINGS))
        facts = replace(facts_of(row), unit_id=filed.unit, form=filed.form, setting=filed.setting)
        if self._tried(lambda: save_activity(facts=facts, by=SYSTEM, now=self.now, activity_id=own)):
            self.activities[own] = filed

    def merge(self) -> None:
        drop, keep = self.random.sample(self.venues, 2)
        move_activities(drop, keep)
        for held in self.sessions.values():
            held.venue = keep.pk if held.venue == drop.pk else held.venue

    def wait(self) -> None:
        self.now += timedelta(days=self.random.randint(1, 9))
        fold_deltas()

    def recount(self) -> Cells:
        """Every figure along every line, from the log."""
        told: Counter[tuple[str, str, str]] = Counter()
        seen: set[tuple[str, str, str, int]] = set()
        counties = {venue.pk: str(venue.county_id) for venue in self.venues}
        for held in self.sessions.values():
            if held.is_cancelled or held.starts > self.now:
                continue
            filed = self.activities[held.activity]
            lines = {
                "county": counties[held.venue],
                "unit": str(filed.unit),
                "form": filed.form,
                "setting": filed.setting,
            }
            first, _last = days_of(held.starts, held.ends)
            for dimension, line in [*lines.items(), *_of_day(first)]:
                told["sessions", dimension, line] += 1
                if (once := ("activities", dimension, line, held.activity)) not in seen:
                    seen.add(once)
                    told["activities", dimension, line] += 1
            for figures, day, audience, method, n in self._came(held):
                for dimension, line in [*lines.items(), *_of_day(day), ("audience", audience), ("method", method)]:
                    for figure in figures:
                        told[figure, dimension, line] += n
        return {key: n for key, n in told.items() if n}

    def _came(self, held: Held) -> Iterator[tuple[tuple[str, ...], date, str, str, int]]:
        first, last = days_of(held.starts, held.ends)
        for moment, audience, method, n in held.came.values():
            day = min(max(moment.astimezone(ZONE).date(), first), last)
            yield ("participations", "listed"), day, audience, method, n
        for count in held.counted:
            day = min(max(count.day or first, first), last)
            figures = ("online",) if count.online else ("participations", "head_counted")
            yield figures, day, count.audience, str(count.method), count.people


def _of_day(day: date) -> list[tuple[str, str]]:
    year, week, _weekday = day.isocalendar()
    return [("month", f"{day:%Y-%m}"), ("day", day.isoformat()), ("week", f"{year}-{week:02d}")]


DEEDS: list[tuple[str, Callable[[City], None]]] = [
    (name, getattr(City, name))
    for name, weight in (
        ("check_in", 6),
        ("undo", 3),
        ("confirm", 5),
        ("send_back", 3),
        ("take_back", 1),
        ("cancel", 2),
        ("cancel_all", 1),
        ("move", 3),
        ("file_anew", 2),
        ("merge", 1),
        ("wait", 2),
    )
    for _n in range(weight)
]
