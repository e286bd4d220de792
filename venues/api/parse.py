"""Parameters of the venues' addresses as typed values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from core.web.params import Params
from venues.hours.language import OpeningState
from venues.models import Vocabulary
from venues.query import Nearby, VenueQuery
from venues.selectors.vocabulary import words

FILTERS = ("kind", "region", "q", "open_at", "opening", "audience", "designation")
MAX_RADIUS_M = 100_000
DEFAULT_RADIUS_M = 5_000


def venue_query(params: Params, *, now: datetime, with_box: bool) -> VenueQuery:
    """The filters that all venue addresses share; mistakes are noted in `params`."""
    known = words()
    return replace(
        kinds_and_region(params),
        text=params.text("q"),
        audiences=params.choices("audience", known.terms[Vocabulary.AUDIENCE]),
        designations=params.choices("designation", known.terms[Vocabulary.DESIGNATION_LEVEL]),
        open_at=params.moment("open_at", now=now),
        opening=_states(params),
        bbox=params.box("bbox") if with_box else None,
    )


def _states(params: Params) -> tuple[OpeningState, ...]:
    chosen = params.choices("opening", [state.value for state in OpeningState])
    return tuple(OpeningState(state) for state in chosen) or (OpeningState.OPEN,)


def kinds_and_region(params: Params) -> VenueQuery:
    """What of which kinds, and where; mistakes are noted in `params`."""
    known = words()
    region = params.raw("region")
    if region and region not in known.regions:
        params.wrong("region", _("region 要是地区代码，全部代码见 /api/v1/regions/。"))
        region = ""
    return VenueQuery(kinds=params.choices("kind", known.kinds), region=region)


def list_request(values: Mapping[str, str], *, now: datetime) -> tuple[VenueQuery, str, int]:
    """A list's filters, cursor and limit. Raises Invalid."""
    params = Params(values, known={*FILTERS, "bbox", "limit", "cursor", "lang"})
    query = venue_query(params, now=now, with_box=True)
    limit = params.whole("limit", low=1, high=500, default=100)
    cursor = params.text("cursor")
    language(params)
    params.done()
    return query, cursor, limit


def nearby_request(values: Mapping[str, str], *, now: datetime) -> tuple[VenueQuery, Nearby]:
    """A place, radius in metres and limit. Raises Invalid."""
    params = Params(values, known={*FILTERS, "lon", "lat", "radius", "limit", "lang"})
    query = venue_query(params, now=now, with_box=False)
    place = params.place()
    if place is None and not params.raw("lon") and not params.raw("lat"):
        params.wrong("lon", _("请给出 lon 和 lat（WGS 84，度）。"))
    radius = params.number("radius", low=1, high=MAX_RADIUS_M, default=DEFAULT_RADIUS_M)
    limit = params.whole("limit", low=1, high=100, default=20)
    language(params)
    params.done()
    assert place is not None and radius is not None
    return query, Nearby(place, radius, limit)


def language(params: Params) -> str:
    """`lang`: zh or en."""
    value = params.raw("lang")
    if value not in {"zh", "en"} and (value or "lang" in params):
        params.wrong("lang", _("lang 要是 zh 或 en。"))
    return value or "zh"
