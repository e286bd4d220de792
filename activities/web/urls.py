"""The public pages of activities, below /activities/."""

from django.urls import URLPattern, path

from activities.web import feeds, listing, posters, registering, tickets, views

urlpatterns: list[URLPattern] = [
    path("", listing.activities, name="activities"),
    path("ticket/<str:token>/", tickets.ticket, name="ticket"),
    path("ticket/<str:token>/cancel/", tickets.cancel, name="ticket-cancel"),
    path("ticket/<str:token>/confirm/", tickets.confirm, name="ticket-confirm"),
    path("ticket/<str:token>/calendar.ics", tickets.ticket_calendar, name="ticket-calendar"),
    path("<str:public_id>/register/<str:session_id>/", registering.registering, name="activity-register"),
    path("<str:public_id>/calendar.ics", feeds.activity_calendar, name="activity-calendar"),
    path("<str:public_id>/poster.png", posters.poster, name="activity-poster"),
    path("<str:public_id>/", views.activity, name="activity"),
]
