"""The public pages of activities, below /activities/."""

from django.urls import URLPattern, path

from activities.web import views

urlpatterns: list[URLPattern] = [
    path("<str:public_id>/", views.activity, name="activity"),
]
