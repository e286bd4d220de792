"""Where figures come from: tables, days and whose they are, as SQL of constants; values are parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from activities.models.session import COUNTS

OF_ACTIVITIES = """
JOIN activities_activity activity ON activity.id = session.activity_id
JOIN accounts_unit unit ON unit.id = activity.unit_id"""
OWN_ACTIVITIES = (
    "(%(all)s OR unit.id = ANY (%(units)s) OR unit.county_code <> '' AND unit.county_code = ANY (%(counties)s))"
)


class Behind(StrEnum):
    """What sort of rows stands behind a figure."""

    ACTIVITIES = "activities"
    VENUES = "venues"
    PLACES = "places"
    SETTLEMENTS = "settlements"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Source:
    """Tables that figures are counted in.

    `day`: the day of the city on which something counts. `within`: that it lies in the days asked about, so that an
    index can answer. `counts`: what has to hold of every row, whatever the figure. `own`: whose an actor sees.
    `along`: the dimensions that it has, where these differ from those of a session's activity; None there means all
    of them. `key`: what is behind a cell, as text.
    """

    origin: str
    day: str
    within: str
    counts: str
    own: str
    behind: Behind
    key: str
    along: Mapping[str, str] | None = None
    lacks: frozenset[str] = field(default_factory=frozenset)

    @property
    def has_pace(self) -> bool:
        """Whether it grows day by day with what is held; a stock of venues or places does not."""
        return self.along is None

    def has(self, dimension: str) -> bool:
        return dimension in self.along if self.along is not None else dimension not in self.lacks


WITHIN = "{day} BETWEEN %(first)s AND %(last)s"
ON_ITS_DAY = "session.first_day"
# What took place at a session counts on the session's day; in a session of several, on its own kept within them. So
# what a session has moves with it, and never stands where no session does.
KEPT = "least(greatest({day}, session.first_day), session.last_day)"
OF_TALLY = KEPT.format(day="counted.day")
OF_SERVICE = KEPT.format(day="timezone('Asia/Shanghai', service.starts_at)::date")
SESSION_TOUCHES = "session.first_day <= %(last)s AND session.last_day >= %(first)s"


def _within_its_session(day: str) -> str:
    return f"{SESSION_TOUCHES} AND {WITHIN.format(day=day)}"


OF_TALLY_ALONE = frozenset({"audience", "method"})
KINDS = frozenset({"kind"})
TALLY = Source(
    "FROM insights_counted counted JOIN activities_session session ON session.id = counted.session_id" + OF_ACTIVITIES,
    OF_TALLY,
    _within_its_session(OF_TALLY),
    COUNTS,
    OWN_ACTIVITIES,
    Behind.ACTIVITIES,
    "activity.id::text",
    lacks=KINDS,
)
# The same columns straight from the ledger, for its entries.
LEDGER = (
    "FROM activities_checkin counted JOIN activities_session session ON session.id = counted.session_id" + OF_ACTIVITIES
)
SESSIONS = Source(
    "FROM activities_session session" + OF_ACTIVITIES,
    ON_ITS_DAY,
    WITHIN.format(day=ON_ITS_DAY),
    COUNTS,
    OWN_ACTIVITIES,
    Behind.ACTIVITIES,
    "activity.id::text",
    lacks=OF_TALLY_ALONE | KINDS,
)
SERVICE = Source(
    "FROM volunteers_servicerecord service"
    " JOIN volunteers_application application ON application.id = service.application_id"
    " JOIN volunteers_position position ON position.id = application.position_id"
    " JOIN activities_session session ON session.id = position.session_id" + OF_ACTIVITIES,
    OF_SERVICE,
    _within_its_session(OF_SERVICE),
    COUNTS,
    OWN_ACTIVITIES,
    Behind.ACTIVITIES,
    "activity.id::text",
    lacks=OF_TALLY_ALONE | KINDS,
)
# Where the day is not known, the year is.
OPENED = "coalesce(venue.opened_on, make_date(venue.opened_year::int, 1, 1))"
VENUES = Source(
    "FROM venues_venue venue",
    OPENED,
    WITHIN.format(day=OPENED),
    "venue.status = 'published'",
    "(%(all)s OR venue.operator_id = ANY (%(units)s) OR venue.county_id = ANY (%(counties)s)"
    " OR venue.zone_id = ANY (%(counties)s))",
    Behind.VENUES,
    "venue.id::text",
    along={
        "county": "venue.county_id::text",
        "zone": "venue.zone_id::text",
        "unit": "venue.operator_id::text",
        "kind": "venue.kind_id::text",
    },
)
OFFICERS = Source(
    "FROM volunteers_informationofficer officer",
    "officer.since",
    WITHIN.format(day="officer.since"),
    "true",
    "(%(all)s OR officer.county_id = ANY (%(counties)s))",
    Behind.PLACES,
    "officer.county_id || ' ' || officer.place",
    along={"county": "officer.county_id::text"},
)
# Every village and community that is known, with its officer of the last day, if any.
COVERED = Source(
    "FROM insights_settlement place LEFT JOIN volunteers_informationofficer officer"
    " ON officer.county_id = place.county_id AND officer.place = place.name AND officer.since <= %(last)s"
    " AND (officer.until IS NULL OR officer.until >= %(last)s)",
    "officer.since",
    WITHIN.format(day="officer.since"),
    "true",
    "(%(all)s OR place.county_id = ANY (%(counties)s))",
    Behind.SETTLEMENTS,
    "place.id::text",
    along={"county": "place.county_id::text"},
)
STATED = Source(
    "FROM insights_target target",
    "target.last",
    WITHIN.format(day="target.last"),
    "true",
    "true",
    Behind.STATED,
    "target.id::text",
    along={},
)
