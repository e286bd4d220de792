from django.urls import path

from portal.ogc import views

ITEMS = "collections/<str:collection>/items"

urlpatterns = [
    path("", views.LandingView.as_view(), name="ogc"),
    path("conformance", views.ConformanceView.as_view(), name="ogc-conformance"),
    path("api", views.DescriptionView.as_view(), name="ogc-api"),
    path("collections", views.CollectionsView.as_view(), name="ogc-collections"),
    path("collections/<str:collection>", views.CollectionView.as_view(), name="ogc-collection"),
    path(ITEMS, views.ItemsView.as_view(), name="ogc-items"),
    path(f"{ITEMS}/<str:public_id>", views.ItemView.as_view(), name="ogc-item"),
]
