"""The workspace's pages of activities, below /workspace/."""

from django.urls import URLPattern, path

from activities.web.workspace import record

urlpatterns: list[URLPattern] = [
    path("activities/<str:public_id>/", record.activity, name="workspace-activity"),
]
