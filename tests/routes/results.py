"""Reporting results and deciding on them."""

from tests.routes.roles import HIDDEN, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace-results": ("/workspace/results/", STAFF, HIDDEN),
}
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity-results": ("get", "/workspace/activities/{activity}/results/{session}/", {}),
    "workspace-activity-take-back": ("get", "/workspace/activities/{activity}/take-back/{session}/", {}),
}
# Who reported does not decide: tests/activities/test_results.py
ONE = "/workspace/results/{session}/"
REVIEWED_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-results-one": ("get", ONE, {}),
    "workspace-results-decide": (
        "post",
        f"{ONE}decide/",
        {"decision": "approve", "version": "1"},
    ),
    "workspace-results-reopen": ("post", f"{ONE}reopen/", {"reason": "数错了", "version": "1"}),
}
