"""The workspace's pages.

`KEPT` are pages and deeds about one venue, for who keeps it: an organizer for the own unit's, a
county office for its county, the office for all. `REVIEWED` are deeds of reviewers alone.
A row is `name: (method, address with {venue}, form data)`.
"""

from tests.routes.roles import HIDDEN, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace": ("/workspace/", STAFF, HIDDEN),
    "workspace-photos": ("/workspace/photos/", set(), 405),  # takes photos, has no list
    # Who may write which caravan's tour: tests/venues/test_tour_pages.py.
    "workspace-tours": ("/workspace/tours/", STAFF, HIDDEN),
    "workspace-tour-new": ("/workspace/tours/new/", STAFF, HIDDEN),
    "workspace-tour-stop": ("/workspace/tours/0000000000/", set(), HIDDEN),
    "workspace-tour-cancel": ("/workspace/tours/0000000000/cancel/", set(), 405),
    "workspace-tour-copy": ("/workspace/tours/copy/", set(), 405),
}
KEPT: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-venue": ("get", "/workspace/venues/{venue}/", {}),
}
REVIEWED: dict[str, tuple[str, str, dict[str, str]]] = {}
