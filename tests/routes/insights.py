"""Figures: the public year, and the tally of who keeps activities; whose they see: tests/insights/test_pages.py."""

from tests.routes.roles import ALL, HIDDEN, OFFICE, STAFF
from tests.routes.workspace import takes_posts

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "api-stats": ("/api/v1/stats/?by=county", ALL, 0),
    "stats": ("/stats/", ALL, 0),
    "workspace-targets": ("/workspace/targets/", STAFF, HIDDEN),
    "workspace-target-state": ("/workspace/targets/1/", set(), takes_posts(OFFICE)),
    "workspace-tally": ("/workspace/tally/", STAFF, HIDDEN),
    "workspace-tally-rows": ("/workspace/tally/rows/", STAFF, HIDDEN),
    "workspace-tally-activity": ("/workspace/tally/rows/none/", set(), HIDDEN),
    "workspace-tally-session": ("/workspace/tally/rows/none/none/", set(), HIDDEN),
    "workspace-tally-export": ("/workspace/tally/export.xlsx", STAFF, HIDDEN),
}
