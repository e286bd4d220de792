"""The workspace's pages of volunteers, below /workspace/."""

from django.urls import URLPattern, path

from volunteers.web.workspace import (
    callups,
    certificates,
    corrections,
    hours,
    officers,
    positions,
    teams,
    training,
    volunteers,
)

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
    path(f"{ONE}feedback/", hours.feedback, name="workspace-position-feedback"),
    path(f"{ONE}hours/add/", hours.add, name="workspace-position-hours-add"),
    path(f"{ONE}hours/correct/", corrections.propose, name="workspace-position-hours-correct"),
    path(f"{ONE}hours/correction/", corrections.decide, name="workspace-position-hours-correction"),
    path("volunteers/", volunteers.volunteers, name="workspace-volunteers"),
    path("volunteers/hours/", volunteers.hours, name="workspace-volunteer-hours"),
    path("volunteers/hours/rows/", volunteers.behind, name="workspace-volunteer-hours-rows"),
    path("volunteers/hours/export.xlsx", volunteers.export, name="workspace-volunteer-hours-export"),
    path("volunteers/certificates/", certificates.certificates, name="workspace-certificates"),
    path("volunteers/certificates/issue/", certificates.issue, name="workspace-certificate-issue"),
    path("volunteers/certificates/<str:public_id>/revoke/", certificates.revoke, name="workspace-certificate-revoke"),
    path("volunteers/courses/", training.courses, name="workspace-courses"),
    path("volunteers/courses/new/", training.new, name="workspace-course-new"),
    path("volunteers/courses/<str:public_id>/", training.course, name="workspace-course"),
    path("volunteers/call-ups/", callups.call_ups, name="workspace-call-ups"),
    path("volunteers/call-ups/<str:public_id>/", callups.call_up, name="workspace-call-up"),
    path("volunteers/call-ups/<str:public_id>/close/", callups.close, name="workspace-call-up-close"),
    path("volunteers/officers/", officers.officers, name="workspace-officers"),
    path("volunteers/officers/<str:public_id>/end/", officers.end, name="workspace-officer-end"),
    path("volunteers/teams/", teams.teams, name="workspace-teams"),
    path("volunteers/teams/new/", teams.new, name="workspace-team-new"),
    path("volunteers/teams/<str:public_id>/certificates/", teams.certify, name="workspace-team-certificates"),
    path("volunteers/records.xlsx", volunteers.records, name="workspace-volunteer-records"),
    path("volunteers/teams/<str:public_id>/", teams.edit, name="workspace-team"),
]
