"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import doubles, record, reports

urlpatterns: list[URLPattern] = [
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
    path("reports/", reports.queue, name="workspace-reports"),
    path("reports/<str:public_id>/", reports.report, name="workspace-report"),
    path("doubles/", doubles.pairs, name="workspace-doubles"),
    path("doubles/<str:first>/<str:second>/", doubles.pair, name="workspace-double"),
    path("doubles/<str:first>/<str:second>/apart/", doubles.apart, name="workspace-double-apart"),
]
