"""Error reports as their keepers see them, and venues that may be one."""

from tests.routes.roles import HIDDEN, REVIEWERS, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace-reports": ("/workspace/reports/", STAFF, HIDDEN),
    "workspace-report": ("/workspace/reports/0000000000/", set(), HIDDEN),  # whose: tests/venues/test_report_queue.py
    "workspace-doubles": ("/workspace/doubles/", REVIEWERS, HIDDEN),
}
REVIEWED: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-double": ("get", "/workspace/doubles/{venue}/{venue}/", {}),
    "workspace-double-apart": ("post", "/workspace/doubles/{venue}/{venue}/apart/", {}),
}
