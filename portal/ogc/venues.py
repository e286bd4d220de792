"""Published venues as a collection of /ogc/."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import city_day
from core.language import is_english
from core.versions import data_version
from core.web.params import Params
from portal.ogc import parameters
from portal.ogc.collection import NULLABLE_TEXT, TEXT, Collection, ItemsPage
from venues.api.parse import kinds_and_region
from venues.selectors.merged import leads_to
from venues.selectors.opendata import Extent, OpenQuery, Told, extent, flat_feature, flat_page, how_many


class Venues(Collection):
    """Published venues. `datetime` asks when an entry was last changed: what is new since a download."""

    id = "venues"
    title = _("科普场馆")
    description = _("已发布的科普场馆：位置、类型、开放时间（OpenStreetMap 语法）和认定。坐标为 WGS 84，经度在前。")
    queryables = {
        "kind": "Kinds, separated by commas, e.g. science_museum,e_station.",
        "region": "Code of a county, township or functional zone in which the venue lies.",
    }
    properties = {
        "name": TEXT,
        "name_en": TEXT,
        "kind": TEXT,
        "kind_label": TEXT,
        "sub_kind": NULLABLE_TEXT,
        "region": {**NULLABLE_TEXT, "description": "County code (GB/T 2260)."},
        "region_name": NULLABLE_TEXT,
        "zone": NULLABLE_TEXT,
        "township": NULLABLE_TEXT,
        "address": TEXT,
        "address_en": TEXT,
        "position_quality": {"type": "string", "enum": ["surveyed", "geocoded", "approximate"]},
        "opening_hours": {**NULLABLE_TEXT, "description": "OpenStreetMap's syntax; null is not known."},
        "admission": TEXT,
        "phone": TEXT,
        "website": TEXT,
        "audiences": {**TEXT, "description": "Separated by commas."},
        "designations": {**TEXT, "description": "Titles in force today, separated by semicolons."},
        "opened_year": {"type": "integer", "nullable": True},
        "updated_at": {"type": "string", "format": "date-time", "description": "What `datetime` asks."},
        "demonstration": {"type": "boolean", "description": "Made up, to show what the site can do."},
        "url": {"type": "string", "format": "uri"},
    }

    def question(self, params: Params) -> OpenQuery:
        when = parameters.interval(params)
        return OpenQuery(
            filters=kinds_and_region(params),
            boxes=parameters.boxes(params),
            since=when.start if when else None,
            until=when.end if when else None,
        )

    def version(self, now: datetime) -> tuple[object, ...]:
        return (data_version("venues"), city_day(now), is_english())

    def page(self, question: OpenQuery, *, now: datetime, after: str, limit: int) -> ItemsPage:
        found = flat_page(question, Told(city_day(now), is_english()), after=after, limit=limit)
        return ItemsPage(found.features, found.returned, how_many(question), found.last)

    def item(self, public_id: str, *, now: datetime) -> str | None:
        return flat_feature(public_id, Told(city_day(now), is_english()))

    def leads_to(self, public_id: str) -> str | None:
        return leads_to(public_id)

    def extent(self) -> Extent:
        return extent()

    def page_of(self, public_id: str) -> str:
        return reverse("venue", args=[public_id])
