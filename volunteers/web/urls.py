"""Volunteers' pages, below /volunteers/."""

from django.urls import URLPattern, path

from volunteers.web import callups, feedback, leading, onsite, own, positions, teams, verify

urlpatterns: list[URLPattern] = [
    path("", positions.positions, name="volunteer-positions"),
    path("positions/<str:public_id>/", positions.position, name="volunteer-position"),
    path("positions/<str:public_id>/hours/", leading.propose, name="volunteer-position-hours"),
    path("positions/<str:public_id>/<slug:name>/", positions.deed, name="volunteer-position-deed"),
    path("join/", own.join, name="volunteer-join"),
    path("me/", own.hours, name="volunteer-hours"),
    path("me/certificate/", own.ask, name="volunteer-ask"),
    path("me/data.json", own.data, name="volunteer-data"),
    path("me/schedule.ics", own.calendar, name="volunteer-calendar"),
    path("me/<str:public_id>/object/", own.objection, name="volunteer-objection"),
    path("certificates/<str:public_id>.pdf", verify.certificate, name="volunteer-certificate"),
    path("teams/", teams.teams, name="volunteer-teams"),
    path("teams/<str:public_id>/", teams.team, name="volunteer-team"),
    path("teams/<str:public_id>/announce/", teams.news, name="volunteer-team-announce"),
    path("teams/<str:public_id>/<slug:name>/", teams.own_deed, name="volunteer-team-deed"),
    path("teams/<str:public_id>/members/<int:member_id>/<slug:name>/", teams.member_deed, name="volunteer-member-deed"),
    path("call-ups/<str:public_id>/", callups.call_up, name="volunteer-call-up"),
    path("me/<str:public_id>/feedback/", feedback.feedback, name="volunteer-feedback"),
    path("notice/", onsite.notice, name="volunteer-notice"),
    path("on-site/<str:token>", onsite.on_site, name="volunteer-on-site"),
]
