"""The workspace's pages of activities."""

from tests.routes.roles import HIDDEN, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace-activities": ("/workspace/activities/", STAFF, HIDDEN),
    "workspace-activities-export": ("/workspace/activities/export.xlsx", STAFF, HIDDEN),
    "workspace-activity-new": ("/workspace/activities/new/", STAFF, HIDDEN),
}
ONE = "/workspace/activities/{activity}/"
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity-deed": ("post", f"{ONE}do/withdraw/", {}),
    "workspace-activity-session-deed": ("post", f"{ONE}sessions/{{session}}/cancel/", {"reason": ""}),
}
