"""The workspace's pages of volunteers, below /workspace/."""

from django.urls import URLPattern, path

from volunteers.web.workspace import certificates, hours, positions, teams, volunteers

ALL = "activities/<str:public_id>/positions/"
ONE = f"{ALL}<str:position_id>/"
urlpatterns: list[URLPattern] = [
    path(ALL, positions.positions, name="workspace-positions"),
    path(f"{ALL}new/", positions.new, name="workspace-position-new"),
    path(ONE, positions.position, name="workspace-position"),
    path(f"{ONE}edit/", positions.edit, name="workspace-position-edit"),
    path(f"{ONE}cancel/", positions.cancel, name="workspace-position-cancel"),
    path(f"{ONE}applicants/", positions.applicants, name="workspace-position-applicants"),
    path(f"{ONE}invite/", positions.invitation, name="workspace-position-invite"),
    path(f"{ONE}hours/", hours.decide, name="workspace-position-hours"),
    path(f"{ONE}hours/add/", hours.add, name="workspace-position-hours-add"),
    path("volunteers/", volunteers.volunteers, name="workspace-volunteers"),
    path("volunteers/hours/", volunteers.hours, name="workspace-volunteer-hours"),
    path("volunteers/hours/export.xlsx", volunteers.export, name="workspace-volunteer-hours-export"),
    path("volunteers/certificates/", certificates.certificates, name="workspace-certificates"),
    path("volunteers/certificates/issue/", certificates.issue, name="workspace-certificate-issue"),
    path("volunteers/certificates/<str:public_id>/revoke/", certificates.revoke, name="workspace-certificate-revoke"),
    path("volunteers/teams/", teams.teams, name="workspace-teams"),
    path("volunteers/teams/new/", teams.new, name="workspace-team-new"),
    path("volunteers/teams/<str:public_id>/", teams.edit, name="workspace-team"),
]
