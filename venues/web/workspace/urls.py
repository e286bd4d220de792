"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import hours, places, record
from venues.web.workspace.form import review, starting
from venues.web.workspace.form import views as form

urlpatterns: list[URLPattern] = [
    path("venues/locate", places.locate, name="workspace-venue-locate"),
    path("venues/geocode", places.geocode, name="workspace-venue-geocode"),
    path("venues/hours-preview", hours.preview, name="workspace-venue-hours-preview"),
    path("venues/new/", starting.new, name="workspace-venue-new"),
    path("venues/<str:public_id>/edit/", form.begin, name="workspace-venue-edit"),
    path("venues/<str:public_id>/edit/review/", review.review, name="workspace-venue-review"),
    path("venues/<str:public_id>/edit/<str:key>/", form.step, name="workspace-venue-step"),
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
]
