"""What the map's scripts need, handed over in one piece."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.reference import read_city
from core.versions import data_version
from venues.icons import icon_paths
from venues.selectors.vocabulary import words

MIN_ZOOM = 7
MAX_ZOOM = 18


def map_page_data() -> dict[str, Any]:
    """The page's data: places, addresses, kinds, layers. The strings come from the template."""
    city = read_city()
    return {
        "lang": "en" if get_language() == "en" else "zh",
        "dataVersion": data_version("venues"),
        "bounds": city.bounds,
        "centre": city.centre,
        "zoom": 9,
        "minZoom": MIN_ZOOM,
        "maxZoom": MAX_ZOOM,
        "tiles": "/tiles/v1/venues/{z}/{x}/{y}.mvt",
        "regionsUrl": reverse("api-regions"),
        "searchUrl": reverse("api-search"),
        "venueUrl": reverse("venue", args=["ID"]),
        "venueApi": reverse("api-venue", args=["ID"]),
        "kinds": {
            identifier: {"name": kind.label, "colour": kind.colour, "paths": list(icon_paths(kind.icon))}
            for identifier, kind in words().kinds.items()
        },
        "regions": {
            region.code: {"name": region.label, "level": region.level} for region in words().choices()
        },
        "baseLayers": [{"id": "local", "name": _("本地底图"), "type": "regions"}, *({"type": "xyz", **layer} for layer in settings.BASE_LAYERS)],
    }
