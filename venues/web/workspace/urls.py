"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import record

urlpatterns: list[URLPattern] = [
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
]
