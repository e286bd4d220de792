"""The year's plan: read by all who keep activities, edited by the office."""

from tests.routes.roles import HIDDEN, OFFICE, STAFF
from tests.routes.workspace import takes_posts

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace-plan": ("/workspace/plan/", set(), {**HIDDEN, **dict.fromkeys(STAFF, 302)}),
    "workspace-plan-year": ("/workspace/plan/2020/", STAFF, HIDDEN),
    "workspace-plan-copy": ("/workspace/plan/2020/copy/", set(), takes_posts(OFFICE)),
    "workspace-plan-new": ("/workspace/plan/2020/campaigns/new/", OFFICE, HIDDEN),
    "workspace-plan-piece": ("/workspace/plan/2020/tasks/1-1/", OFFICE, HIDDEN),
    "workspace-plan-remove": ("/workspace/plan/2020/tasks/1-1/remove/", set(), takes_posts(OFFICE)),
}
