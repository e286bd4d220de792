"""The workspace's pages of figures, below /workspace/."""

from django.urls import URLPattern, path, re_path

from insights.web import behind, board, coverage, exports, frozen, supervision, tally, targetediting, targets

YEAR = "targets/<int:year>/"
urlpatterns: list[URLPattern] = [
    path("dashboard/", board.board, name="workspace-board"),
    path("dashboard/wall/", board.wall, name="workspace-board-wall"),
    path("targets/", targets.targets, name="workspace-targets"),
    path("targets/<int:target_id>/state/", targets.state, name="workspace-target-state"),
    path(f"{YEAR}new/", targetediting.edit, name="workspace-target-new"),
    path(f"{YEAR}copy/", targetediting.copy, name="workspace-targets-copy"),
    path(f"{YEAR}<int:target_id>/", targetediting.edit, name="workspace-target"),
    path(f"{YEAR}<int:target_id>/remove/", targetediting.remove, name="workspace-target-remove"),
    path("tally/", tally.tally, name="workspace-tally"),
    re_path(r"^tally/export\.(?P<form>xlsx|csv)$", tally.export, name="workspace-tally-export"),
    path("tally/freeze/", frozen.freeze, name="workspace-tally-freeze"),
    path("tally/rows/", behind.rows, name="workspace-tally-rows"),
    path("tally/rows/<str:public_id>/", behind.activity, name="workspace-tally-activity"),
    path("tally/rows/<str:public_id>/<str:session_id>/", behind.session, name="workspace-tally-session"),
    path("frozen/", frozen.reports, name="workspace-frozen"),
    path("frozen/<str:public_id>/", frozen.report, name="workspace-frozen-one"),
    path("frozen/<str:public_id>/export.xlsx", frozen.export, name="workspace-frozen-export"),
    path("supervision/", supervision.supervision, name="workspace-supervision"),
    path("supervision/export.xlsx", supervision.export, name="workspace-supervision-export"),
    path("supervision/remind/", supervision.remind, name="workspace-supervision-remind"),
    path("coverage/", coverage.coverage, name="workspace-coverage"),
    path("coverage/export.xlsx", coverage.export, name="workspace-coverage-export"),
    path("exports/", exports.exports, name="workspace-exports"),
    path("exports/<str:public_id>.xlsx", exports.fetch_export, name="workspace-export-file"),
]
