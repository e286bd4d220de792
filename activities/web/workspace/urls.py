"""The workspace's pages of activities, below /workspace/."""

from django.urls import URLPattern, path

from activities.web.workspace import messages, record, registrants, telling

ONE = "activities/<str:public_id>/"
urlpatterns: list[URLPattern] = [
    path(ONE, record.activity, name="workspace-activity"),
    path(f"{ONE}registrants/", registrants.registrants, name="workspace-activity-registrants"),
    path(f"{ONE}registrants/decide/", registrants.decide, name="workspace-activity-registrants-decide"),
    path(f"{ONE}registrants/roster/", registrants.roster, name="workspace-activity-registrants-roster"),
    path(f"{ONE}registrants/export/", telling.export, name="workspace-activity-registrants-export"),
    path(f"{ONE}registrants/message/", telling.message, name="workspace-activity-registrants-message"),
    path("messages/", messages.overview, name="workspace-messages"),
    path("messages/again/", messages.again, name="workspace-messages-again"),
]
