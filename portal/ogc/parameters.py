"""The standard's parameters as typed values; mistakes are noted in `Params`."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.clock import day_start
from core.geo import Box
from core.web.params import Params, finite_number
from venues.api.parse import language

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
EVERYWHERE = ("f", "lang")
ITEMS = ("bbox", "bbox-crs", "datetime", "limit", "cursor")
OPEN_ENDS = {"", ".."}
# RFC 3339; a date alone is the city's whole day, and GDAL writes its T too. An unescaped plus arrives as a space.
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt]|[Tt](\d\d:\d\d:\d\d)(?:\.\d{1,9})?([Zz]|[+ -]\d\d:\d\d))?", re.ASCII)
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, both included, aware; None is an open end."""

    start: datetime | None
    end: datetime | None


def representation(params: Params) -> None:
    """`f` and `lang`: JSON is the one form there is; given empty, neither says anything."""
    if "f" in params and params.raw("f") != "json":
        params.wrong("f", _("f 只能是 json。"))
    language(params)
    if "lang" in params and not params.raw("lang"):
        params.wrong("lang", _("lang 要是 zh 或 en。"))


def limit(params: Params) -> int:
    """How many Features at most; more than the server gives is asked in vain, not wrong."""
    value = params.raw("limit")
    if "limit" not in params:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"0*[1-9][0-9]{0,30}", value):
        params.wrong("limit", _("limit 要是大于 0 的整数；一页最多给 %(high)d 个。") % {"high": MAX_LIMIT})
        return DEFAULT_LIMIT
    return min(int(value), MAX_LIMIT)


def boxes(params: Params) -> tuple[Box, ...]:
    """`bbox` of four numbers, or six with heights, which points have none of; two boxes if it crosses 180°."""
    if "bbox-crs" in params and params.raw("bbox-crs") != CRS84:
        params.wrong("bbox-crs", _("bbox-crs 只能是 %(crs)s（经度在前，WGS 84）。") % {"crs": CRS84})
    if "bbox" not in params:
        return ()
    numbers = [number for part in params.raw("bbox").split(",", 7) if (number := finite_number(part)) is not None]
    if len(numbers) not in {4, 6} or len(numbers) != params.raw("bbox").count(",") + 1:
        params.wrong("bbox", _("bbox 要是四个数（西,南,东,北）或六个数（西,南,低,东,北,高），单位是度。"))
        return ()
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        params.wrong("bbox", _("bbox 超出经纬度范围，或者南大于北。"))
        return ()
    if west > east:
        return (Box(west, south, 180.0, north), Box(-180.0, south, east, north))
    return (Box(west, south, east, north),)


def interval(params: Params) -> Interval | None:
    """`datetime`: a moment, or two with a slash between them, either of which may be open."""
    if "datetime" not in params:
        return None
    value = params.raw("datetime")
    first, slash, last = value.partition("/")
    ends = [
        (None, True) if slash and text in OPEN_ENDS else _moment(text, last=place)
        for text, place in ((first, False), (last if slash else first, True))
    ]
    (start, starts_well), (end, ends_well) = ends
    if not (starts_well and ends_well) or (start and end and start > end):
        params.wrong(
            "datetime",
            _("datetime 要是 2026-05-23T10:00:00+08:00、2026-05-23 或用斜线分开的起止时间，不限的一端写 ..。"),
        )
        return None
    return Interval(start, end)


def _moment(text: str, *, last: bool) -> tuple[datetime | None, bool]:
    """A moment, and whether it could be read; of a whole day the first or the last."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return None, False
    day, clock, offset = found.groups()
    try:
        if clock is None:
            start = day_start(datetime.fromisoformat(day).date())
            moment = start + timedelta(days=1, microseconds=-1) if last else start
        else:
            moment = datetime.fromisoformat(f"{day}T{clock}{offset.upper().replace(' ', '+')}")
    except (ValueError, OverflowError):
        return None, False
    return (moment, True) if moment.year in YEARS else (None, False)
