"""Pages and interfaces of activities."""

from tests.routes.roles import ALL

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "activities": ("/activities/", ALL, 0),
    "activity": ("/activities/{activity}/", ALL, 0),
    "activity-poster": ("/activities/{activity}/poster.png", ALL, 0),
    "activity-calendar": ("/activities/{activity}/calendar.ics", ALL, 0),
    "api-activities": ("/api/v1/activities/", ALL, 0),
    "feed-ical": ("/feeds/activities.ics", ALL, 0),
    "feed-rss": ("/feeds/activities.rss", ALL, 0),
    "checkins": ("/api/v1/checkins/", set(), 405),  # devices post; what they may: tests/activities/test_ledger.py
}
# For who keeps the activity; `related` activities are made by the matrix's fixture.
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity": ("get", "/workspace/activities/{activity}/", {}),
    "workspace-activity-copy": ("post", "/workspace/activities/{activity}/copy/", {}),
    "workspace-activity-edit": ("get", "/workspace/activities/{activity}/edit/", {}),
    "workspace-activity-review": ("get", "/workspace/activities/{activity}/edit/review/", {}),
    "workspace-activity-step": ("get", "/workspace/activities/{activity}/edit/when/", {}),
}
REVIEWED_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {}
