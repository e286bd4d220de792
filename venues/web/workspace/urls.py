"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import imports, record

urlpatterns: list[URLPattern] = [
    path("imports/", imports.jobs, name="workspace-imports"),
    path("imports/new/", imports.new, name="workspace-import-new"),
    path("imports/template.xlsx", imports.template, name="workspace-import-template"),
    path("imports/<str:public_id>/", imports.job, name="workspace-import"),
    path("imports/<str:public_id>/state", imports.state, name="workspace-import-state"),
    path("imports/<str:public_id>/confirm", imports.confirm, name="workspace-import-confirm"),
    path("imports/<str:public_id>/cancel", imports.cancel, name="workspace-import-cancel"),
    path("imports/<str:public_id>/problems.xlsx", imports.problems, name="workspace-import-problems"),
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
]
