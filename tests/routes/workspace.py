"""The workspace's pages.

`KEPT` are pages and deeds about one venue, for who keeps it: an organizer for the own unit's, a
county office for its county, the office for all. `REVIEWED` are deeds of reviewers alone.
A row is `name: (method, address with {venue}, form data)`.
"""

from tests.routes.roles import HIDDEN, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace": ("/workspace/", STAFF, HIDDEN),
}
KEPT: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-venue": ("get", "/workspace/venues/{venue}/", {}),
}
REVIEWED: dict[str, tuple[str, str, dict[str, str]]] = {}
