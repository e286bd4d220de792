"""The workspace's pages of figures, below /workspace/."""

from django.urls import URLPattern, path

from insights.web import tally

urlpatterns: list[URLPattern] = [
    path("tally/", tally.tally, name="workspace-tally"),
    path("tally/rows/", tally.behind, name="workspace-tally-rows"),
    path("tally/export.xlsx", tally.export, name="workspace-tally-export"),
]
