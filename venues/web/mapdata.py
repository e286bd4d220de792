"""What a map's scripts need, handed over in one piece; the words come from the template."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.language import is_english
from core.reference import read_city
from core.versions import data_version
from venues.icons import icon_paths
from venues.models import VenueKind
from venues.selectors.vocabulary import words

MIN_ZOOM = 7
MAX_ZOOM = 18


def base_map_data() -> dict[str, Any]:
    """The city's places, regions and layers, for any map."""
    city = read_city()
    layers = [{"id": "local", "name": _("本地底图"), "type": "regions"}]
    return {
        "lang": "en" if is_english() else "zh",
        "dataVersion": data_version("venues"),
        "bounds": city.bounds,
        "centre": city.centre,
        "zoom": 9,
        "minZoom": MIN_ZOOM,
        "maxZoom": MAX_ZOOM,
        "regionsUrl": reverse("api-regions"),
        "regions": {region.code: {"name": region.label, "level": region.level} for region in words().choices()},
        "baseLayers": [*layers, *({"type": "xyz", **layer} for layer in settings.BASE_LAYERS)],
    }


def kind_data(kind: VenueKind) -> dict[str, Any]:
    """A kind as the canvas draws it."""
    return {"name": kind.label, "colour": kind.colour, "paths": list(icon_paths(kind.icon))}
