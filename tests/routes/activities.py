"""Pages and interfaces of activities."""

from tests.routes.roles import ALL

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "activities": ("/activities/", ALL, 0),
    "activity": ("/activities/{activity}/", ALL, 0),
    "checkins": ("/api/v1/checkins/", set(), 405),  # devices post; what they may: tests/activities/test_ledger.py
}
# For who keeps the activity; `related` activities are made by the matrix's fixture.
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity": ("get", "/workspace/activities/{activity}/", {}),
}
REVIEWED_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {}
