"""Importing from sheets; whose job is whose: tests/venues/test_import_pages.py."""

from tests.routes.roles import HIDDEN, ROLES, STAFF

Row = tuple[str, set[str], int | dict[str, int]]

NOBODYS = {role: 302 if role == "visitor" else 404 for role in ROLES}

ROUTES: dict[str, Row] = {
    "workspace-imports": ("/workspace/imports/", STAFF, HIDDEN),
    "workspace-import-new": ("/workspace/imports/new/", STAFF, HIDDEN),
    "workspace-import-template": ("/workspace/imports/template.xlsx", STAFF, HIDDEN),
    # Jobs are their owner's alone.
    "workspace-import": ("/workspace/imports/0000000000/", set(), NOBODYS),
    "workspace-import-state": ("/workspace/imports/0000000000/state", set(), NOBODYS),
    "workspace-import-problems": ("/workspace/imports/0000000000/problems.xlsx", set(), NOBODYS),
    "workspace-import-remarked": ("/workspace/imports/0000000000/remarked.xlsx", set(), NOBODYS),
    "workspace-import-confirm": ("/workspace/imports/0000000000/confirm", set(), 405),
    "workspace-import-cancel": ("/workspace/imports/0000000000/cancel", set(), 405),
    "workspace-import-undo": ("/workspace/imports/0000000000/undo", set(), 405),
    "workspace-import-reread": ("/workspace/imports/0000000000/reread", set(), 405),
}
