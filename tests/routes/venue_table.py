"""The table of venues: its pages, its files, what is done with many, and its saved views."""

from tests.routes.roles import HIDDEN, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "workspace-venues": ("/workspace/venues/", STAFF, HIDDEN),
    "workspace-venues-export": ("/workspace/venues/export.geojson", STAFF, HIDDEN),
    # Only written to: tests/accounts/test_saved_views.py tells whose.
    "workspace-views": ("/workspace/views/", set(), 405),
    "workspace-view-rename": ("/workspace/views/1/rename/", set(), 405),
    "workspace-view-remove": ("/workspace/views/1/remove/", set(), 405),
}
KEPT: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-venues-bulk": ("post", "/workspace/venues/bulk/", {"action": "verify", "venue": "{venue}"}),
    "workspace-venues-bulk-do": ("post", "/workspace/venues/bulk/do/", {"action": "verify", "venue": "{venue}"}),
}
