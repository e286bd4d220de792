"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import record, tours

urlpatterns: list[URLPattern] = [
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
    path("tours/", tours.week, name="workspace-tours"),
    path("tours/new/", tours.new, name="workspace-tour-new"),
    path("tours/copy/", tours.copy, name="workspace-tour-copy"),
    path("tours/<str:public_id>/", tours.stop, name="workspace-tour-stop"),
    path("tours/<str:public_id>/cancel/", tours.cancel, name="workspace-tour-cancel"),
]
