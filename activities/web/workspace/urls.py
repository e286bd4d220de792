"""The workspace's pages of activities, below /workspace/."""

from django.urls import URLPattern, path

from activities.web.workspace import (
    deeds,
    desk,
    live,
    messages,
    onsite,
    paper,
    plan,
    quarantine,
    record,
    registrants,
    resultreport,
    results,
    telling,
)
from activities.web.workspace.form import review, starting, views

ONE = "activities/<str:public_id>/"
urlpatterns: list[URLPattern] = [
    path("activities/", desk.table, name="workspace-activities"),
    path("activities/new/", starting.new, name="workspace-activity-new"),
    path(ONE, record.activity, name="workspace-activity"),
    path(f"{ONE}copy/", starting.copy, name="workspace-activity-copy"),
    path(f"{ONE}do/<slug:name>/", deeds.deed, name="workspace-activity-deed"),
    path(f"{ONE}sessions/<str:session_id>/<slug:name>/", deeds.session_deed, name="workspace-activity-session-deed"),
    path(f"{ONE}edit/", views.begin, name="workspace-activity-edit"),
    path(f"{ONE}edit/review/", review.review, name="workspace-activity-review"),
    path(f"{ONE}edit/<slug:key>/", views.step, name="workspace-activity-step"),
    path(f"{ONE}registrants/", registrants.registrants, name="workspace-activity-registrants"),
    path(f"{ONE}registrants/decide/", registrants.decide, name="workspace-activity-registrants-decide"),
    path(f"{ONE}registrants/roster/", registrants.roster, name="workspace-activity-registrants-roster"),
    path(f"{ONE}registrants/export/", telling.export, name="workspace-activity-registrants-export"),
    path(f"{ONE}registrants/message/", telling.message, name="workspace-activity-registrants-message"),
    path(f"{ONE}screen/<str:session_id>/", onsite.screen, name="workspace-activity-screen"),
    path(f"{ONE}screen/<str:session_id>/now.json", onsite.screen_now, name="workspace-activity-screen-now"),
    path(f"{ONE}poster/<str:session_id>/", onsite.poster, name="workspace-activity-poster"),
    path(f"{ONE}live/<str:session_id>/", live.live, name="workspace-activity-live"),
    path(f"{ONE}live/<str:session_id>/now.json", live.live_now, name="workspace-activity-live-now"),
    path(f"{ONE}live/<str:session_id>/undo/<uuid:checkin_id>/", live.undo, name="workspace-activity-undo"),
    path(f"{ONE}quarantine/", quarantine.quarantine, name="workspace-activity-quarantine"),
    path(f"{ONE}paper/<str:session_id>/", paper.paper, name="workspace-activity-paper"),
    path(f"{ONE}results/<str:session_id>/", resultreport.report, name="workspace-activity-results"),
    path("results/", results.overview, name="workspace-results"),
    path("results/<str:session_id>/", results.one, name="workspace-results-one"),
    path("results/<str:session_id>/decide/", results.decide, name="workspace-results-decide"),
    path("results/<str:session_id>/reopen/", resultreport.reopen, name="workspace-results-reopen"),
    path("plan/", plan.current, name="workspace-plan"),
    path("plan/<int:year>/", plan.board, name="workspace-plan-year"),
    path("plan/<int:year>/copy/", plan.copy, name="workspace-plan-copy"),
    path("plan/<int:year>/<slug:kind>/new/", plan.new, name="workspace-plan-new"),
    path("plan/<int:year>/<slug:kind>/<slug:key>/", plan.piece, name="workspace-plan-piece"),
    path("plan/<int:year>/<slug:kind>/<slug:key>/remove/", plan.remove, name="workspace-plan-remove"),
    path("messages/", messages.overview, name="workspace-messages"),
    path("messages/again/", messages.again, name="workspace-messages-again"),
]
