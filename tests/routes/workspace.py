"""The workspace's pages.

`KEPT` are pages and deeds about one venue, for who keeps it: an organizer for the own unit's, a
county office for its county, the office for all. `REVIEWED` are deeds of reviewers alone.
A row is `name: (method, address with {venue}, form data)`; a value of the data may hold {venue} too.
"""

from tests.routes.roles import HIDDEN, OFFICE, REVIEWERS, STAFF

Row = tuple[str, set[str], int | dict[str, int]]


def takes_posts(roles: set[str]) -> dict[str, int]:
    """What a page answers that these roles may only post to."""
    return {role: 405 if role in roles else status for role, status in HIDDEN.items()}


ROUTES: dict[str, Row] = {
    "workspace": ("/workspace/", STAFF, HIDDEN),
    "workspace-photos": ("/workspace/photos/", set(), 405),  # takes photos, has no list
    "workspace-notices": ("/workspace/notices/", STAFF, HIDDEN),
    "workspace-notices-read": ("/workspace/notices/read/", set(), takes_posts(STAFF)),
    "workspace-notice": ("/workspace/notices/0/", set(), HIDDEN),
    "workspace-review": ("/workspace/review/", REVIEWERS, HIDDEN),
    "workspace-verification": ("/workspace/verification/", STAFF, HIDDEN),
    "workspace-units": ("/workspace/units/", OFFICE, HIDDEN),
    "workspace-unit": ("/workspace/units/0000000000/", set(), HIDDEN),
    "workspace-unit-merge": ("/workspace/units/0000000000/merge/", set(), takes_posts(OFFICE)),
    "workspace-unit-publishing": ("/workspace/units/0000000000/publishing/", set(), takes_posts(OFFICE)),
    # Who may write which caravan's tour: tests/venues/test_tour_pages.py.
    "workspace-tours": ("/workspace/tours/", STAFF, HIDDEN),
    "workspace-tour-new": ("/workspace/tours/new/", STAFF, HIDDEN),
    "workspace-tour-stop": ("/workspace/tours/0000000000/", set(), HIDDEN),
    "workspace-tour-cancel": ("/workspace/tours/0000000000/cancel/", set(), 405),
    "workspace-tour-copy": ("/workspace/tours/copy/", set(), 405),
}
KEPT: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-venue": ("get", "/workspace/venues/{venue}/", {}),
    "workspace-venue-submit": ("post", "/workspace/venues/{venue}/submit/", {}),
    "workspace-venue-withdraw": ("post", "/workspace/venues/{venue}/withdraw/", {}),
    "workspace-venue-hide": ("post", "/workspace/venues/{venue}/hide/", {"reason": "装修"}),
    "workspace-venue-close": (
        "post",
        "/workspace/venues/{venue}/close/",
        {"reason": "搬迁", "closed_on": "2026-11-24"},
    ),
    "workspace-venue-verify": ("post", "/workspace/venues/{venue}/verify/", {}),
    "workspace-venue-discard": ("post", "/workspace/venues/{venue}/discard/", {}),
}
REVIEWED: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-venue-publish": ("post", "/workspace/venues/{venue}/publish/", {}),
    "workspace-review-one": ("get", "/workspace/review/{venue}/", {}),
    "workspace-review-decide": ("post", "/workspace/review/{venue}/decide/", {"decision": "approve", "version": "1"}),
}
