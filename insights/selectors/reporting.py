"""Where the reports of a year's sessions stand: three words where one would hide what is to be done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Notice, Role, Unit
from accounts.permissions import Actor
from activities.models import Activity, ResultState, Session
from activities.selectors.results import LATE_DAYS, days_late, held
from core.clock import city_day, day_start
from insights.models import SessionTally, TallyDelta


class Report(StrEnum):
    """What a held session's report is in want of."""

    NOTHING = "nothing"  # no 人次 at all, by no way
    UNWRITTEN = "unwritten"  # 人次 are there, photos and text are not
    SENT_BACK = "sent_back"
    WAITING = "waiting"  # reported: somebody else has to confirm
    DONE = "done"

    @property
    def label(self) -> object:
        return REPORT_LABELS[self]


REPORT_LABELS = {
    Report.NOTHING: _("没有人次"),
    Report.UNWRITTEN: _("有人次，缺照片和简况"),
    Report.SENT_BACK: _("被退回，待修改"),
    Report.WAITING: _("已填报，待确认"),
    Report.DONE: _("已确认"),
}
TO_DO = (Report.NOTHING, Report.UNWRITTEN, Report.SENT_BACK)  # by who held it


@dataclass(frozen=True, slots=True)
class UnitBehind:
    """A unit with sessions that it has still to report: how many of which sort, how late, when reminded last.

    `overdue`: how many of them ended more than LATE_DAYS ago; `days_late`: since the first of them ended.
    """

    unit: Unit
    states: Mapping[Report, int]
    overdue: int
    days_late: int
    has_organizer: bool
    reminded_at: datetime | None

    @property
    def sessions(self) -> int:
        return sum(self.states.get(state, 0) for state in TO_DO)

    @property
    def days_overdue(self) -> int:
        return max(0, self.days_late - LATE_DAYS)

    def of(self, state: Report) -> int:
        return self.states.get(state, 0)

    @property
    def nothing(self) -> int:
        return self.of(Report.NOTHING)

    @property
    def unwritten(self) -> int:
        return self.of(Report.UNWRITTEN)

    @property
    def sent_back(self) -> int:
        return self.of(Report.SENT_BACK)

    @property
    def waiting(self) -> int:
        return self.of(Report.WAITING)


def _summed(model: Any) -> Coalesce:
    rows = model.objects.filter(session_id=OuterRef("pk")).order_by().values("session_id").annotate(n=Sum("count"))
    return Coalesce(Subquery(rows.values("n")), 0)


def in_year(sessions: QuerySet[Session], year: int) -> QuerySet[Session]:
    """The sessions that begin in a year of the city."""
    first, after = day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1))
    return sessions.filter(starts_at__gte=first, starts_at__lt=after)


def standing_of(actor: Actor, year: int, now: datetime) -> QuerySet[Any]:
    """Held sessions of a year that an office keeps, each with the `report` that it stands at."""
    rows = in_year(held(now), year).filter(activity__in=Activity.objects.kept_by(actor))
    people = _summed(SessionTally) + _summed(TallyDelta)
    stands = Case(
        When(result__state=ResultState.CONFIRMED, then=Value(Report.DONE.value)),
        When(result__state=ResultState.REPORTED, then=Value(Report.WAITING.value)),
        When(result__state=ResultState.SENT_BACK, then=Value(Report.SENT_BACK.value)),
        When(people__gt=0, then=Value(Report.UNWRITTEN.value)),
        default=Value(Report.NOTHING.value),
        output_field=CharField(),
    )
    return rows.annotate(people=people, report=stands)


def reports_in_all(actor: Actor, year: int, now: datetime) -> dict[Report, int]:
    """How many held sessions stand where."""
    rows = standing_of(actor, year, now).order_by().values("report").annotate(n=Count("pk"))
    found = {row["report"]: row["n"] for row in rows}
    return {state: found.get(state.value, 0) for state in Report}


def longest_waiting(actor: Actor, year: int, now: datetime) -> int | None:
    """For how many days the first reported results wait for somebody else's confirmation; None where none do."""
    rows = standing_of(actor, year, now).filter(report=Report.WAITING).order_by()
    first = rows.aggregate(at=Min("result__reported_at"))["at"]
    return None if first is None else (city_day(now) - city_day(first)).days


def units_behind(actor: Actor, year: int, now: datetime) -> list[UnitBehind]:
    """Units of an actor's counties, or all, that have still to report sessions of a year, the most first."""
    limit = day_start(city_day(now) - timedelta(days=LATE_DAYS))
    rows = standing_of(actor, year, now).exclude(report=Report.DONE).order_by()
    lines = rows.values("activity__unit", "report").annotate(
        n=Count("pk"), oldest=Min("ends_at"), overdue=Count("pk", filter=Q(ends_at__lt=limit))
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["activity__unit"], []).append(line)
    behind = {key: of for key, of in found.items() if any(line["report"] in TO_DO for line in of)}
    units = Unit.objects.in_bulk(behind)
    organizers = Membership.objects.on(city_day(now)).filter(role=Role.ORGANIZER, user__is_active=True)
    with_people = set(organizers.values_list("unit", flat=True))
    reminded = _reminded(year)
    told = []
    for key, of in behind.items():
        own = [line for line in of if line["report"] in TO_DO]
        told.append(
            UnitBehind(
                unit=units[key],
                states={Report(line["report"]): line["n"] for line in of},
                overdue=sum(line["overdue"] for line in own),
                days_late=(city_day(now) - city_day(min(line["oldest"] for line in own))).days,
                has_organizer=key in with_people,
                reminded_at=reminded.get(key),
            )
        )
    return sorted(told, key=lambda row: (-row.sessions, -row.days_late, row.unit.name))


def reminder_key(unit_id: int, year: int, day: date) -> str:
    """What makes a reminder of the offices once a day."""
    return f"supervision-{year}-{unit_id}-{day:%Y%m%d}"


def _reminded(year: int) -> dict[int, datetime]:
    """When the people of each unit were last reminded by an office."""
    unit = Cast(Func(F("key"), Value("-"), Value(3), function="split_part"), BigIntegerField())
    rows = Notice.objects.filter(key__startswith=f"supervision-{year}-").order_by().annotate(unit=unit)
    return dict(rows.values("unit").annotate(at=Max("created_at")).values_list("unit", "at"))


def late_sessions(actor: Actor, year: int, now: datetime) -> QuerySet[Any]:
    """The sessions that are still to be reported, the oldest first."""
    return standing_of(actor, year, now).filter(report__in=TO_DO).order_by("ends_at", "pk")


def session_lines(sessions: QuerySet[Any], now: datetime) -> Iterator[dict[str, Any]]:
    """Sessions with where they stand, for a list: the word, days since, days overdue."""
    for session in sessions.iterator(chunk_size=500):
        days = days_late(session, now)
        yield {
            "session": session,
            "report": Report(session.report),
            "people": session.people or None,
            "days": days,
            "overdue": max(0, days - LATE_DAYS),
        }
