"""The workspace's pages of activities, below /workspace/."""

from django.urls import URLPattern, path

from activities.web.workspace import messages, record, registrants, resultreport, results, telling

ONE = "activities/<str:public_id>/"
urlpatterns: list[URLPattern] = [
    path(ONE, record.activity, name="workspace-activity"),
    path(f"{ONE}registrants/", registrants.registrants, name="workspace-activity-registrants"),
    path(f"{ONE}registrants/decide/", registrants.decide, name="workspace-activity-registrants-decide"),
    path(f"{ONE}registrants/roster/", registrants.roster, name="workspace-activity-registrants-roster"),
    path(f"{ONE}registrants/export/", telling.export, name="workspace-activity-registrants-export"),
    path(f"{ONE}registrants/message/", telling.message, name="workspace-activity-registrants-message"),
    path(f"{ONE}results/<str:session_id>/", resultreport.report, name="workspace-activity-results"),
    path("results/", results.overview, name="workspace-results"),
    path("results/<str:session_id>/", results.one, name="workspace-results-one"),
    path("results/<str:session_id>/decide/", results.decide, name="workspace-results-decide"),
    path("messages/", messages.overview, name="workspace-messages"),
    path("messages/again/", messages.again, name="workspace-messages-again"),
]
