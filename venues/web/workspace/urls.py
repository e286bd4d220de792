"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import hours, places, record

urlpatterns: list[URLPattern] = [
    path("venues/locate", places.locate, name="workspace-venue-locate"),
    path("venues/geocode", places.geocode, name="workspace-venue-geocode"),
    path("venues/hours-preview", hours.preview, name="workspace-venue-hours-preview"),
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
]
