"""With what the walk fills the arguments of addresses: identifiers of the hard city."""

from collections.abc import Callable
from typing import Any

from accounts.models import Notice, SavedView, Unit
from activities.codes import poster_code, screen_code
from activities.models import Activity, Campaign, CheckIn, Project, Registration, ScannerDevice, Session, Task
from activities.tickets import link_of
from core.models import ImportJob
from insights.models import Export, FrozenReport, Target
from tests.hardcity.ground import City
from venues.models import ErrorReport, TourStop, Venue, VenuePhoto
from volunteers import models as volunteering

MOST = 3  # of each sort of address


def hard(city: City, model: Any, rows: Any = None) -> list[Any]:
    """Rows to open: the emptied, the filled, then others."""
    keys = [key for sort, key in city.rows.get(model.__name__, {}).items() if sort != "plain"]
    base = model._base_manager.all() if rows is None else rows
    first = list(base.filter(pk__in=keys))
    return first + list(base.exclude(pk__in=keys).order_by("-pk")[: max(1, MOST - len(first))])


def ids(city: City, model: Any, name: str = "public_id") -> list[dict[str, Any]]:
    return [{name: row.public_id} for row in hard(city, model)]


def of_session(city: City) -> list[dict[str, Any]]:
    sessions = hard(city, Session) + list(Session.objects.filter(activity__title__startswith="硬·"))
    return [{"public_id": row.activity.public_id, "session_id": row.public_id} for row in sessions]


def of_activity(city: City) -> list[dict[str, Any]]:
    return [
        {"public_id": row.public_id}
        for row in hard(city, Activity) + list(Activity.objects.filter(title__startswith="硬·"))
    ]


def of_position(city: City) -> list[dict[str, Any]]:
    return [
        {"public_id": row.session.activity.public_id, "position_id": row.public_id}
        for row in hard(city, volunteering.Position)
    ]


def of_plan(kinds: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"year": 2020, "kind": kind, "key": str(row.pk if kind != "campaigns" else row.identifier)}
        for kind, model in kinds.items()
        for row in model.objects.order_by("pk")[:1]
    ]


def each(rows: list[dict[str, Any]], name: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{**row, name: value} for row in rows for value in values]


Fill = Callable[[City], list[dict[str, Any]]]
STEPS = ("basics", "what", "when", "where", "place", "hours", "photos", "details", "registration", "none")
DEEDS = ("submit", "withdraw", "approve", "return", "cancel", "move", "join", "leave", "apply", "accept", "none")
# By the beginning of a route's name, the longest first: with what its arguments are filled.
FILLS: dict[str, Fill] = {
    "activity-register": lambda c: of_session(c),
    "activity": of_activity,
    "api-venue": lambda c: ids(c, Venue),
    "check-in": lambda c: [
        {"token": token}
        for row in hard(c, Session)
        for token in (screen_code(row.public_id, c.now), poster_code(row.public_id), "x")
    ],
    "feed-me": lambda c: [{"token": "x" * 43}],
    "kiosk": lambda c: ids(c, Venue),
    "me-notice": lambda c: [{"notice_id": row.pk} for row in hard(c, Notice)] or [{"notice_id": 1}],
    "ogc-item": lambda c: (
        [{"collection": "venues", "public_id": row.public_id} for row in hard(c, Venue)]
        + [{"collection": "activities", "public_id": row.public_id} for row in hard(c, Session)]
    ),
    "ogc-items": lambda c: [{"collection": name} for name in ("venues", "activities", "x")],
    "ogc-collection": lambda c: [{"collection": name} for name in ("venues", "activities", "x")],
    "photo": lambda c: (
        [{"public_id": row.image.public_id, "size": "page"} for row in hard(c, VenuePhoto)]
        or [{"public_id": "0" * 10, "size": "page"}]
    ),
    "ticket": lambda c: [{"token": link_of(row.public_id)} for row in hard(c, Registration)],
    "tile": lambda c: [
        {"layer": layer, "z": z, "x": x, "y": y}
        for layer in ("venues", "activities", "regions", "x")
        for z, x, y in ((0, 0, 0), (8, 205, 109), (14, 13171, 7050), (22, 1, 1), (9, 10**12, 1))
    ],
    "venue": lambda c: ids(c, Venue),
    "verify-one": lambda c: [{"code": row.code} for row in hard(c, volunteering.Certificate)] or [{"code": "none"}],
    "volunteer-call-up": lambda c: ids(c, volunteering.CallUp) or [{"public_id": "none"}],
    "volunteer-certificate": lambda c: ids(c, volunteering.Certificate) or [{"public_id": "none"}],
    "volunteer-feedback": lambda c: ids(c, volunteering.Application),
    "volunteer-objection": lambda c: ids(c, volunteering.ServiceRecord),
    "volunteer-on-site": lambda c: [{"token": screen_code(row.public_id, c.now)} for row in hard(c, Session)],
    "volunteer-position-deed": lambda c: each(ids(c, volunteering.Position), "name", DEEDS),
    "volunteer-position": lambda c: ids(c, volunteering.Position),
    "volunteer-team-deed": lambda c: each(ids(c, volunteering.Team), "name", DEEDS),
    "volunteer-member-deed": lambda c: each(each(ids(c, volunteering.Team), "member_id", (1, 0)), "name", DEEDS),
    "volunteer-team": lambda c: ids(c, volunteering.Team),
    "workspace-activities-export": lambda c: [{"form": "csv"}, {"form": "xlsx"}, {"form": "x"}],
    "workspace-activity-deed": lambda c: each(of_activity(c)[:4], "name", DEEDS),
    "workspace-activity-scanner-stop": lambda c: [
        {"public_id": row.activities.all()[0].public_id, "device_id": row.public_id}
        for row in ScannerDevice.objects.exclude(activities=None)[:2]
    ],
    "workspace-activity-session-deed": lambda c: each(of_session(c)[:4], "name", DEEDS),
    "workspace-activity-step": lambda c: each(of_activity(c)[:5], "key", STEPS),
    "workspace-activity-undo": lambda c: [
        {"public_id": r.session.activity.public_id, "session_id": r.session.public_id, "checkin_id": r.pk}
        for r in CheckIn.objects.filter(session__activity__title__startswith="硬·")[:3]
    ],
    "workspace-activity": of_activity,
    "workspace-activity-screen": of_session,
    "workspace-activity-poster": of_session,
    "workspace-activity-live": of_session,
    "workspace-activity-paper": of_session,
    "workspace-activity-results": of_session,
    "workspace-activity-take-back": of_session,
    "workspace-call-up": lambda c: ids(c, volunteering.CallUp) or [{"public_id": "none"}],
    "workspace-certificate-revoke": lambda c: ids(c, volunteering.Certificate) or [{"public_id": "none"}],
    "workspace-course": lambda c: ids(c, volunteering.Course) or [{"public_id": "none"}],
    "workspace-double": lambda c: [
        {"first": a.public_id, "second": b.public_id} for a, b in zip(hard(c, Venue), hard(c, Venue)[1:], strict=False)
    ],
    "workspace-export-file": lambda c: ids(c, Export) or [{"public_id": "none"}],
    "workspace-frozen": lambda c: ids(c, FrozenReport) or [{"public_id": "none"}],
    "workspace-import": lambda c: ids(c, ImportJob) or [{"public_id": "none"}],
    "workspace-notice": lambda c: [{"notice_id": row.pk} for row in hard(c, Notice)] or [{"notice_id": 1}],
    "workspace-officer-end": lambda c: ids(c, volunteering.InformationOfficer) or [{"public_id": "none"}],
    "workspace-plan-year": lambda c: [{"year": year} for year in (0, 2020, 2026, 9999, 10**12)],
    "workspace-plan-copy": lambda c: [{"year": 2020}],
    "workspace-plan-new": lambda c: [
        {"year": 2020, "kind": kind} for kind in ("campaigns", "campaign", "projects", "tasks")
    ],
    "workspace-plan-remove": lambda c: of_plan({"campaign": Campaign, "project": Project, "task": Task}),
    "workspace-plan-piece": lambda c: of_plan(
        {"campaign": Campaign, "campaigns": Campaign, "project": Project, "task": Task}
    ),
    "workspace-position": of_position,
    "workspace-positions": of_activity,
    "workspace-position-new": of_activity,
    "workspace-report": lambda c: ids(c, ErrorReport) or [{"public_id": "none"}],
    "workspace-results": lambda c: [{"session_id": row["session_id"]} for row in of_session(c)],
    "workspace-review-decide": lambda c: ids(c, Venue),
    "workspace-review-one": lambda c: ids(c, Venue),
    "workspace-tally-activity": of_activity,
    "workspace-tally-session": of_session,
    "workspace-tally-export": lambda c: [{"form": "csv"}, {"form": "xlsx"}],
    "workspace-target-state": lambda c: [{"target_id": row.pk} for row in hard(c, Target)],
    "workspace-target": lambda c: [{"year": row.plan_id, "target_id": row.pk} for row in hard(c, Target)],
    "workspace-target-new": lambda c: [{"year": year} for year in (0, 2020, 9999, 10**12)],
    "workspace-targets": lambda c: [{"year": 2020}],
    "workspace-team": lambda c: ids(c, volunteering.Team),
    "workspace-tour-stop": lambda c: ids(c, TourStop),
    "workspace-tour-cancel": lambda c: ids(c, TourStop),
    "workspace-unit": lambda c: ids(c, Unit),
    "workspace-venue-step": lambda c: each(ids(c, Venue), "key", STEPS),
    "workspace-venues-export": lambda c: [{"form": "csv"}, {"form": "xlsx"}, {"form": "geojson"}, {"form": "x"}],
    "workspace-venue": lambda c: ids(c, Venue),
    "workspace-view": lambda c: [{"view_id": row.pk} for row in hard(c, SavedView)] or [{"view_id": 1}],
}
