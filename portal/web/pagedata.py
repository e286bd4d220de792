"""What the map page's scripts need beside the map itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from core.versions import data_version
from core.web.leftout import left_out_of
from venues.selectors.vocabulary import words
from venues.web.mapdata import base_map_data, kind_data


def map_page_data(request: HttpRequest) -> dict[str, Any]:
    """The page's data: the map, the kinds, the addresses to ask, and what of the page's own is left out."""
    return {
        "leftOut": [one.name for one in left_out_of(request)],
        **base_map_data(),
        "tiles": "/tiles/v1/venues/{z}/{x}/{y}.mvt",
        "activityTiles": "/tiles/v1/activities/{z}/{x}/{y}.mvt",
        "activitiesVersion": data_version("activities"),
        "placesFromZoom": settings.TILE_CLUSTER_BELOW + 1,  # a map's zoom is one more than its tiles'
        "activityUrl": reverse("activity", args=["ID"]),
        "searchUrl": reverse("api-search"),
        "venuesUrl": reverse("api-venues"),
        "nearbyUrl": reverse("api-venues-nearby"),
        "toursUrl": reverse("tours"),
        "venueUrl": reverse("venue", args=["ID"]),
        "venueApi": reverse("api-venue", args=["ID"]),
        "kinds": {identifier: kind_data(kind) for identifier, kind in words().kinds.items()},
    }
