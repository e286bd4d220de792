"""Checking in on site without a scanner."""

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    # Who has a good code gets in: tests/activities/test_self_checkin.py
    "check-in": ("/c/none", set(), 404),
}
ONE = "/workspace/activities/{activity}/"
NONE = "01890a5d-ac96-774b-bcce-b302099a8057"
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity-screen": ("get", f"{ONE}screen/{{session}}/", {}),
    "workspace-activity-screen-now": ("get", f"{ONE}screen/{{session}}/now.json", {}),
    "workspace-activity-poster": ("get", f"{ONE}poster/{{session}}/", {}),
    "workspace-activity-live": ("get", f"{ONE}live/{{session}}/", {}),
    "workspace-activity-live-now": ("get", f"{ONE}live/{{session}}/now.json", {}),
    "workspace-activity-quarantine": ("get", f"{ONE}quarantine/", {}),
    "workspace-activity-paper": ("get", f"{ONE}paper/{{session}}/", {}),
}
# A check-in that there is not: 404 for keepers too; permissions in tests/activities/test_undo_and_quarantine.py
FLOWS = {"workspace-activity-undo"}
