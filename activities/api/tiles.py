"""The layer of activities among the map's tiles."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from activities.query import ActivityQuery
from activities.selectors.tiles import activities_tile
from activities.web.asking import NAMES, activity_query
from core.language import is_english
from core.versions import data_version
from core.web.conditional import etag_of
from core.web.params import Params
from venues.api.parse import language
from venues.api.tiles import reply
from venues.selectors.tiles import TileAddress

# What is over leaves the map, and a place that was taken the answer to `free`, within this time.
SLICE = timedelta(minutes=15)
UNASKED = {"box", "near", "radius", "page"}  # a tile has bounds of its own


def slice_start(now: datetime) -> datetime:
    """The last quarter of an hour."""
    return now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % SLICE


def activities_layer(request: HttpRequest, address: TileAddress) -> HttpResponse:
    """One tile of coming sessions; its ETag moves with the data and each quarter of an hour."""
    now = slice_start(timezone.now())
    # `v` is the data version that the page saw: it only makes the address new.
    params = Params(request.GET.dict(), known=(NAMES - UNASKED) | {"v", "lang"})
    query = activity_query(params, now)
    language(params)
    params.done()
    etag = etag_of(data_version("activities"), now, is_english(), repr(_asked(query)))
    key = f"activities:{etag[3:-1]}:{address.z}/{address.x}/{address.y}"
    return reply(request, key, lambda: activities_tile(address, query, now))


def _asked(query: ActivityQuery) -> ActivityQuery:
    """Days that have a name are the same days as those that are counted."""
    return replace(query, when=None)
