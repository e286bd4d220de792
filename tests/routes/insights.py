"""Figures: the public year, and what those who keep activities see; whose they see: tests/insights/."""

from tests.routes.roles import ALL, HIDDEN, OFFICE, REVIEWERS, ROLES, STAFF
from tests.routes.workspace import takes_posts

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "api-stats": ("/api/v1/stats/?by=county", ALL, 0),
    "api-tally": ("/api/v1/stats/tally/", STAFF, {role: 401 if role == "visitor" else 404 for role in ROLES}),
    "stats": ("/stats/", ALL, 0),
    "workspace-board": ("/workspace/dashboard/", STAFF, HIDDEN),
    "workspace-board-wall": ("/workspace/dashboard/wall/", STAFF, HIDDEN),
    "workspace-targets": ("/workspace/targets/", STAFF, HIDDEN),
    "workspace-target-state": ("/workspace/targets/1/state/", set(), takes_posts(OFFICE)),
    "workspace-target-new": ("/workspace/targets/2020/new/", REVIEWERS, HIDDEN),
    "workspace-target": ("/workspace/targets/2020/99999/", set(), HIDDEN),
    "workspace-target-remove": ("/workspace/targets/2020/99999/remove/", set(), takes_posts(REVIEWERS)),
    "workspace-targets-copy": ("/workspace/targets/2020/copy/", set(), takes_posts(OFFICE)),
    "workspace-tally": ("/workspace/tally/", STAFF, HIDDEN),
    "workspace-tally-rows": ("/workspace/tally/rows/", STAFF, HIDDEN),
    "workspace-tally-activity": ("/workspace/tally/rows/none/", set(), HIDDEN),
    "workspace-tally-session": ("/workspace/tally/rows/none/none/", set(), HIDDEN),
    "workspace-tally-export": ("/workspace/tally/export.xlsx", STAFF, HIDDEN),
    "workspace-tally-freeze": ("/workspace/tally/freeze/", set(), takes_posts(REVIEWERS)),
    "workspace-frozen": ("/workspace/frozen/", REVIEWERS, HIDDEN),
    "workspace-frozen-one": ("/workspace/frozen/none/", set(), HIDDEN),
    "workspace-frozen-export": ("/workspace/frozen/none/export.xlsx", set(), HIDDEN),
    "workspace-supervision": ("/workspace/supervision/", REVIEWERS, HIDDEN),
    "workspace-supervision-export": ("/workspace/supervision/export.xlsx", REVIEWERS, HIDDEN),
    "workspace-supervision-remind": ("/workspace/supervision/remind/", set(), takes_posts(REVIEWERS)),
    "workspace-coverage": ("/workspace/coverage/", REVIEWERS, HIDDEN),
    "workspace-coverage-export": ("/workspace/coverage/export.xlsx", REVIEWERS, HIDDEN),
    "workspace-exports": ("/workspace/exports/", REVIEWERS, HIDDEN),
    "workspace-export-file": ("/workspace/exports/none.xlsx", set(), HIDDEN),
}
