"""The workspace's pages of figures, below /workspace/."""

from django.urls import URLPattern, path

from insights.web import tally, targets

urlpatterns: list[URLPattern] = [
    path("targets/", targets.targets, name="workspace-targets"),
    path("targets/<int:target_id>/", targets.state, name="workspace-target-state"),
    path("tally/", tally.tally, name="workspace-tally"),
    path("tally/rows/", tally.behind, name="workspace-tally-rows"),
    path("tally/export.xlsx", tally.export, name="workspace-tally-export"),
]
