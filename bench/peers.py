"""What people usually take: djangorestframework-gis's serializers and filters, as its documentation shows them."""

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.urls import path
from rest_framework.generics import CreateAPIView, ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.serializers import CharField, ModelSerializer, SerializerMethodField, SlugRelatedField
from rest_framework_gis.filters import InBBoxFilter
from rest_framework_gis.pagination import GeoJsonPagination
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from activities.models import CheckIn, Session
from venues.models import Designation, Venue


class MarkerSerializer(GeoFeatureModelSerializer):
    """What a map needs of a venue: as much as our tiles carry."""

    class Meta:
        model = Venue
        geo_field = "point"
        id_field = "public_id"
        fields = ["public_id", "name", "kind", "hours"]


class DesignationSerializer(ModelSerializer):
    class Meta:
        model = Designation
        fields = ["level", "name", "valid_until"]


class VenueSerializer(GeoFeatureModelSerializer):
    """What our list tells of a venue, without the opening."""

    kind_label = CharField(source="kind.name")
    region_name = CharField(source="county.name", default=None)
    designations = DesignationSerializer(many=True)

    class Meta:
        model = Venue
        geo_field = "point"
        id_field = "public_id"
        fields = [
            "public_id", "name", "kind", "kind_label", "sub_kind", "county", "region_name", "zone", "address",
            "designations", "position_quality", "admission", "phone", "website", "audiences", "is_demonstration",
        ]  # fmt: skip


class NearVenueSerializer(VenueSerializer):
    distance_m = SerializerMethodField()

    class Meta(VenueSerializer.Meta):
        fields = [*VenueSerializer.Meta.fields, "distance_m"]

    def get_distance_m(self, venue: Venue) -> float:
        return round(venue.distance.m, 1)


class HundredPagination(GeoJsonPagination):
    page_size = 100


class MarkerList(ListAPIView):
    """All points of a box, as a map without tiles asks for them."""

    permission_classes = [AllowAny]
    authentication_classes = []
    serializer_class = MarkerSerializer
    filter_backends = [InBBoxFilter]
    bbox_filter_field = "point"
    bbox_filter_include_overlapping = True
    pagination_class = None
    queryset = Venue.objects.published()


class VenueList(MarkerList):
    """A page of a hundred in a box."""

    serializer_class = VenueSerializer
    pagination_class = HundredPagination
    queryset = (
        Venue.objects.published().select_related("kind", "county").prefetch_related("designations").order_by("pk")
    )


class NearbyList(ListAPIView):
    """The nearest twenty within five kilometres, by the distance that the ORM annotates."""

    permission_classes = [AllowAny]
    authentication_classes = []
    serializer_class = NearVenueSerializer

    def get_queryset(self):
        asked = self.request.query_params
        here = Point(float(asked["lon"]), float(asked["lat"]), srid=4326)
        return (
            Venue.objects.published()
            .select_related("kind", "county")
            .prefetch_related("designations")
            .annotate(distance=Distance("point", here))
            .filter(distance__lte=D(m=5000))
            .order_by("distance")[:20]
        )


class CheckInSerializer(ModelSerializer):
    session = SlugRelatedField(slug_field="public_id", queryset=Session.objects.all())

    class Meta:
        model = CheckIn
        fields = ["id", "session", "count", "audience", "method", "occurred_at", "received_at"]
        extra_kwargs = {"id": {"read_only": False}}


class CheckInCreate(CreateAPIView):
    """A row, or a list of rows."""

    permission_classes = [AllowAny]
    authentication_classes = []
    serializer_class = CheckInSerializer

    def get_serializer(self, *args, **kwargs):
        return super().get_serializer(*args, many=isinstance(self.request.data, list), **kwargs)


urlpatterns = [
    path("checkins/", CheckInCreate.as_view()),
    path("markers/", MarkerList.as_view()),
    path("venues/", VenueList.as_view()),
    path("nearby/", NearbyList.as_view()),
]
