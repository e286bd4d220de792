"""Volunteers: what everybody sees, what is a volunteer's own, and what organizers and offices keep."""

from tests.routes.roles import ALL, HIDDEN, OFFICE, REVIEWERS, SIGNED_IN, STAFF
from tests.routes.workspace import takes_posts

Row = tuple[str, set[str], int | dict[str, int]]
# None of the matrix's people has a volunteer's profile, so they are led to becoming one, or to sign-in;
# what volunteers get: tests/volunteers/test_pages.py
NO_VOLUNTEER: tuple[set[str], int] = (set(), 302)

ROUTES: dict[str, Row] = {
    "volunteer-positions": ("/volunteers/", ALL, 0),
    "volunteer-teams": ("/volunteers/teams/", ALL, 0),
    "volunteer-notice": ("/volunteers/notice/", ALL, 0),
    "volunteer-position": ("/volunteers/positions/none/", set(), 404),
    "volunteer-team": ("/volunteers/teams/none/", set(), 404),
    "volunteer-certificate": ("/volunteers/certificates/none.pdf", set(), 404),
    "volunteer-join": ("/volunteers/join/", SIGNED_IN, 302),
    "volunteer-hours": ("/volunteers/me/", *NO_VOLUNTEER),
    "volunteer-data": ("/volunteers/me/data.json", *NO_VOLUNTEER),
    "volunteer-calendar": ("/volunteers/me/schedule.ics", *NO_VOLUNTEER),
    "volunteer-on-site": ("/volunteers/on-site/none", *NO_VOLUNTEER),
    "volunteer-ask": ("/volunteers/me/certificate/", set(), 405),
    "volunteer-objection": ("/volunteers/me/none/object/", set(), 405),
    "volunteer-position-deed": ("/volunteers/positions/none/apply/", set(), 405),
    "volunteer-position-hours": ("/volunteers/positions/none/hours/", set(), 405),
    "volunteer-team-deed": ("/volunteers/teams/none/join/", set(), 405),
    "volunteer-member-deed": ("/volunteers/teams/none/members/1/accept/", set(), 405),
    "verify": ("/verify/", ALL, 0),
    "verify-one": ("/verify/none", set(), 404),
    "workspace-volunteers": ("/workspace/volunteers/", REVIEWERS, HIDDEN),
    "workspace-volunteer-hours": ("/workspace/volunteers/hours/", REVIEWERS, HIDDEN),
    "workspace-volunteer-hours-rows": ("/workspace/volunteers/hours/rows/", REVIEWERS, HIDDEN),
    "workspace-volunteer-hours-export": ("/workspace/volunteers/hours/export.xlsx", REVIEWERS, HIDDEN),
    "workspace-certificates": ("/workspace/volunteers/certificates/", STAFF, HIDDEN),
    "workspace-certificate-issue": ("/workspace/volunteers/certificates/issue/", STAFF, HIDDEN),
    "workspace-certificate-revoke": (
        "/workspace/volunteers/certificates/none/revoke/",
        set(),
        takes_posts(STAFF),
    ),
    "volunteer-team-announce": ("/volunteers/teams/none/announce/", set(), 405),
    "volunteer-call-up": ("/volunteers/call-ups/none/", *NO_VOLUNTEER),
    "volunteer-feedback": ("/volunteers/me/none/feedback/", set(), 405),
    "workspace-courses": ("/workspace/volunteers/courses/", STAFF, HIDDEN),
    "workspace-course-new": ("/workspace/volunteers/courses/new/", STAFF, HIDDEN),
    "workspace-course": ("/workspace/volunteers/courses/none/", set(), HIDDEN),
    "workspace-call-ups": ("/workspace/volunteers/call-ups/", OFFICE, HIDDEN),
    "workspace-call-up": ("/workspace/volunteers/call-ups/none/", set(), HIDDEN),
    "workspace-call-up-close": ("/workspace/volunteers/call-ups/none/close/", set(), takes_posts(OFFICE)),
    "workspace-officers": ("/workspace/volunteers/officers/", REVIEWERS, HIDDEN),
    "workspace-officer-end": ("/workspace/volunteers/officers/none/end/", set(), takes_posts(REVIEWERS)),
    "workspace-teams": ("/workspace/volunteers/teams/", STAFF, HIDDEN),
    "workspace-team-new": ("/workspace/volunteers/teams/new/", STAFF, HIDDEN),
    "workspace-team-certificates": ("/workspace/volunteers/teams/none/certificates/", set(), HIDDEN),
    "workspace-volunteer-records": ("/workspace/volunteers/records.xlsx", set(), takes_posts(REVIEWERS)),
    "workspace-team": ("/workspace/volunteers/teams/none/", set(), HIDDEN),
}
ALL_OF = "/workspace/activities/{activity}/positions/"
ONE = f"{ALL_OF}{{position}}/"
KEPT_ACTIVITY: dict[str, tuple[str, str, dict[str, str]]] = {
    "workspace-positions": ("get", ALL_OF, {}),
    "workspace-position-new": ("get", f"{ALL_OF}new/", {}),
    "workspace-position": ("get", ONE, {}),
    "workspace-position-edit": ("get", f"{ONE}edit/", {}),
    "workspace-position-cancel": ("post", f"{ONE}cancel/", {}),
    "workspace-position-applicants": ("post", f"{ONE}applicants/", {"deed": "accept"}),
    "workspace-position-invite": ("post", f"{ONE}invite/", {"number": "V0"}),
    "workspace-position-hours": ("post", f"{ONE}hours/", {"deed": "confirm"}),
}
# Nobody who has applied: 404 for keepers too; permissions in tests/volunteers/test_pages.py
FLOWS = {
    "workspace-position-hours-add",
    "workspace-position-hours-correct",
    "workspace-position-hours-correction",
    "workspace-position-feedback",
}
