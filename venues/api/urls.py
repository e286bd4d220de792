from django.urls import path

from venues.api import tours, views

urlpatterns = [
    path("venues/", views.VenueListView.as_view(), name="api-venues"),
    path("venues/nearby", views.VenueNearbyView.as_view(), name="api-venues-nearby"),
    path("venues/<str:public_id>/", views.VenueView.as_view(), name="api-venue"),
    path("tours/stops", tours.TourStopListView.as_view(), name="api-tour-stops"),
    path("regions/", views.RegionListView.as_view(), name="api-regions"),
]
