"""The workspace's pages of figures, below /workspace/."""

from django.urls import URLPattern, path, re_path

from insights.web import behind, tally, targets

urlpatterns: list[URLPattern] = [
    path("targets/", targets.targets, name="workspace-targets"),
    path("targets/<int:target_id>/", targets.state, name="workspace-target-state"),
    path("tally/", tally.tally, name="workspace-tally"),
    re_path(r"^tally/export\.(?P<form>xlsx|csv)$", tally.export, name="workspace-tally-export"),
    path("tally/rows/", behind.rows, name="workspace-tally-rows"),
    path("tally/rows/<str:public_id>/", behind.activity, name="workspace-tally-activity"),
    path("tally/rows/<str:public_id>/<str:session_id>/", behind.session, name="workspace-tally-session"),
]
