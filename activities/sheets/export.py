"""Activities given out in the columns in which they are taken in: a row for each session."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import IO, Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from activities.facts import RegistrationMode
from activities.models import Activity, ActivityStatus, Session
from activities.sheets.columns import COLUMNS, TERMS
from core.clock import city_time
from core.fields import code_label
from core.sheets import Column, Sheet, Value, write_csv, write_xlsx
from venues.models import Vocabulary
from venues.selectors.factwords import DATUM_NAMES
from venues.selectors.vocabulary import words
from venues.sheets.blank import DEGREES, TEXT

MOST_ROWS = 10_000  # as many as can be brought back
CHUNK = 500
LIST = "、"
NUMBERS = frozenset({"capacity", "day", "last_day"})


class SheetFormat(StrEnum):
    """A file's ending, and what it is served as."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetFormat.CSV: "text/csv; charset=utf-8",
}


def count_rows(activities: QuerySet[Activity]) -> int:
    """How many rows a list of activities will take: its sessions, and one for each activity without any."""
    counts = Activity.objects.filter(pk__in=activities.values("pk")).annotate(n=Count("sessions")).values_list("n")
    return sum(max(count, 1) for (count,) in counts)


def write_activities(stream: IO[bytes], form: SheetFormat, activities: QuerySet[Activity]) -> None:
    """Write a list in the language of the moment; never more than MOST_ROWS rows."""
    if form is SheetFormat.CSV:
        write_csv(stream, [str(column.title) for column in COLUMNS], rows_of(activities))
        return
    columns = [Column(str(column.title), column.width, _shown(column.name)) for column in COLUMNS]
    write_xlsx(stream, [Sheet(_("活动"), columns, rows_of(activities))])


def _shown(name: str) -> str | None:
    return DEGREES if name in ("lon", "lat") else None if name in NUMBERS else TEXT


def rows_of(activities: QuerySet[Activity]) -> Iterator[list[Value]]:
    """The rows, in the list's order."""
    related = activities.select_related("unit", "venue").prefetch_related(
        "sessions__venue", "co_units", "campaigns", "tasks__project"
    )
    row = _Row()
    written = 0
    for activity in related.iterator(chunk_size=CHUNK):
        own = row.of_activity(activity)
        sessions: Sequence[Session | None] = list(activity.sessions.all()) or [None]
        for session in sessions[: MOST_ROWS - written]:
            said = own | (row.of_session(session) if session else row.of_place(activity))
            yield [said.get(column.name) for column in COLUMNS]
        written += len(sessions)
        if written >= MOST_ROWS:
            return


class _Row:
    """Says an activity and its sessions in the words of one export."""

    def __init__(self) -> None:
        self._terms = words()
        self._yes, self._no, self._cancelled = _("是"), _("否"), str(ActivityStatus.CANCELLED.label)

    def of_activity(self, activity: Activity) -> dict[str, Value]:
        return {
            **{name: getattr(activity, name) for name in ("title", "contact", "summary", "series")},
            **{name: getattr(activity, name) for name in ("title_en", "summary_en", "reference")},
            **{name: self._said(kind, getattr(activity, name)) for name, kind in TERMS.items()},
            "campaigns": LIST.join(campaign.name for campaign in activity.campaigns.all()),
            "tasks": LIST.join(f"{task.project.number}-{task.number}" for task in activity.tasks.all()),
            "online": self._yes if activity.online else self._no,
            "registration": code_label(RegistrationMode, activity.registration),
            "unit": activity.unit.name,
            "co_units": LIST.join(unit.name for unit in activity.co_units.all()),
            "id": activity.public_id,
            "status": code_label(ActivityStatus, activity.status),
        }

    def _said(self, kind: Vocabulary, value: str | Iterable[str]) -> str:
        named = [value] if isinstance(value, str) else value
        return LIST.join(self._terms.term(kind, one) for one in named if one)

    def of_session(self, session: Session) -> dict[str, Value]:
        begins, ends = city_time(session.starts_at), city_time(session.ends_at)
        said: dict[str, Value] = {
            "day": begins.date(),
            "start": f"{begins:%H:%M}",
            "until": f"{ends:%H:%M}",
            "last_day": ends.date() if ends.date() != begins.date() else None,
            "capacity": session.capacity,
            "rural": {True: _("农村"), False: _("城镇"), None: ""}[session.rural_stated],
            "note": session.note,
            "session": session.public_id,
            **self.of_place(session),
        }
        return said | ({"status": self._cancelled} if session.cancelled_at else {})

    def of_place(self, row: Any) -> dict[str, Value]:
        """A place as it was stated, in the datum in which it was."""
        venue = row.venue
        if venue is not None:
            address = row.address if row.address != venue.address else ""
            return {"venue": venue.name, "venue_id": venue.public_id, "place": row.place_name, "address": address}
        said: dict[str, Value] = {"place": row.place_name, "address": row.address}
        if row.given_lon is None or row.given_lat is None:
            return said
        return said | {"lon": row.given_lon, "lat": row.given_lat, "datum": DATUM_NAMES[row.given_datum]}
