"""The venues' edit form and what its map and its opening hours ask."""

from tests.routes.roles import HIDDEN, ROLES, STAFF
from tests.routes.workspace import Row

POST_ONLY = {role: 405 if role in STAFF else HIDDEN[role] for role in ROLES}

ROUTES: dict[str, Row] = {
    "workspace-venue-locate": ("/workspace/venues/locate?lon=109.4&lat=24.3", STAFF, HIDDEN),
    "workspace-venue-geocode": ("/workspace/venues/geocode", set(), POST_ONLY),
    "workspace-venue-new": ("/workspace/venues/new/", STAFF, HIDDEN),
    "workspace-venue-hours-preview": ("/workspace/venues/hours-preview?expression=24/7", STAFF, HIDDEN),
}

# Nobody loses anything by these: forms that are not complete are shown again.
KEPT: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-venue-edit": ("get", "/workspace/venues/{venue}/edit/", {}),
    "workspace-venue-step": ("post", "/workspace/venues/{venue}/edit/hours/", {"opening_hours": "24/7"}),
    "workspace-venue-review": ("post", "/workspace/venues/{venue}/edit/review/", {"version": "0"}),
}
