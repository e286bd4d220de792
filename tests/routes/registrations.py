"""Registering, tickets, a member's own page, and the registrants' lists."""

from tests.routes.roles import ALL, HIDDEN, OFFICE, SIGNED_IN
from tests.routes.workspace import takes_posts

Row = tuple[str, set[str], int | dict[str, int]]
# Signed out leads to sign-in; the others may only post.
OWN_DEED = {role: 302 if role == "visitor" else 405 for role in ALL}

ROUTES: dict[str, Row] = {
    "activity-register": ("/activities/{activity}/register/{session}/", ALL, 0),
    # Who holds a ticket's address holds the ticket: tests/activities/test_ticket_pages.py
    "ticket": ("/activities/ticket/none/", set(), 404),
    "ticket-cancel": ("/activities/ticket/none/cancel/", set(), 404),
    "ticket-confirm": ("/activities/ticket/none/confirm/", set(), 405),
    "ticket-calendar": ("/activities/ticket/none/calendar.ics", set(), 404),
    "ticket-keys": ("/ticket-keys.json", ALL, 0),
    "feed-me": ("/feeds/me/none.ics", set(), 404),
    "me": ("/me/", SIGNED_IN, 302),
    "me-calendar": ("/me/calendar/", set(), OWN_DEED),
    "me-notice": ("/me/notices/0/", set(), {role: 302 if role == "visitor" else 404 for role in ALL}),
    "me-notices-read": ("/me/notices/read/", set(), OWN_DEED),
    "me-weixin": ("/me/weixin/", SIGNED_IN, 302),
    "workspace-messages": ("/workspace/messages/", OFFICE, HIDDEN),
    "workspace-messages-again": ("/workspace/messages/again/", set(), takes_posts(OFFICE)),
}
LIST = "/workspace/activities/{activity}/registrants/"
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-activity-registrants": ("get", LIST, {}),
    "workspace-activity-registrants-decide": ("post", f"{LIST}decide/", {"deed": "approve"}),
    "workspace-activity-registrants-roster": ("get", f"{LIST}roster/", {}),
    "workspace-activity-registrants-export": ("post", f"{LIST}export/", {"purpose": "核对名单"}),
    "workspace-activity-registrants-message": ("get", f"{LIST}message/", {}),
}
