"""Where a venue is, for the form's map: pasted text, numbers and addresses become places. JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web.access import staff_page
from core.errors import DomainError, Invalid, NotFound
from core.geo import Box, Datum, LonLat, to_wgs84
from core.reference import read_city
from core.web.params import Params
from core.web.problems import problem_json, status_of
from venues.geocoder import find_address
from venues.models import RegionLevel
from venues.placetext import PlaceCandidate, Unreadable, read_places
from venues.selectors.regions import regions_at

WHY_UNREADABLE = {
    Unreadable.EMPTY: gettext_lazy("请粘贴坐标，或者地图应用的分享链接。"),
    Unreadable.TOO_LONG: gettext_lazy("粘贴的内容太长，请只粘贴坐标或链接。"),
    Unreadable.SHORT_LINK: gettext_lazy(
        "这是短链接，坐标不在里面。请在浏览器打开它，再复制地址栏里的完整网址；或者在地图应用里复制坐标。"
    ),
    Unreadable.LINK_WITHOUT_PLACE: gettext_lazy("这个链接里没有坐标。请在地图应用里长按该地点，复制坐标再粘贴。"),
    Unreadable.UNKNOWN_LINK: gettext_lazy(
        "不认识这个网站的链接。可以用高德、百度、腾讯、苹果地图的分享链接，或者直接粘贴坐标。"
    ),
    Unreadable.NOTHING: gettext_lazy("没有找到坐标。可以写成 109.41, 24.31 或 北纬24.31° 东经109.41°。"),
}
DATUM_TEXTS = {
    Datum.WGS84: gettext_lazy("WGS-84 坐标（GPS），无需换算"),
    Datum.CGCS2000: gettext_lazy("国家 2000 坐标（天地图），无需换算"),
    Datum.GCJ02: gettext_lazy("按高德、腾讯坐标（GCJ-02）换算"),
    Datum.BD09: gettext_lazy("按百度坐标（BD-09）换算"),
}

View = Callable[..., HttpResponse]


def told_as_problem(view: View) -> View:
    """Refusals of a view that only scripts ask, as problem details."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except DomainError as error:
            return problem_json(status_of(error), error.code, str(error.sentence), error.fields)

    return wrapped


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@told_as_problem
def locate(request: HttpRequest) -> HttpResponse:
    """`text` that was pasted, or `lon` and `lat`; with `datum`, which wins over what a text tells."""
    params = Params((request.POST if request.method == "POST" else request.GET).dict())
    told = params.choices("datum", [datum.value for datum in Datum])
    datum = Datum(told[0]) if told else None
    place = params.place()
    params.done()
    if place is not None:
        return JsonResponse(_answer((PlaceCandidate(place, datum or Datum.WGS84, "numbers"),), datum))
    reading = read_places(params.raw("text"), Box(*read_city().bounds))
    if reading.problem is not None:
        raise Invalid(f"place_{reading.problem}", WHY_UNREADABLE[reading.problem])
    return JsonResponse(_answer(reading.found, datum))


@staff_page
@require_POST
@told_as_problem
def geocode(request: HttpRequest) -> HttpResponse:
    """The places of an `address`, looked up because somebody pressed the button."""
    found = find_address(request.POST.get("address", ""))
    if not found:
        raise NotFound("address_unknown", _("在本市没有查到这个地址。请换一种写法，或在地图上点选。"))
    places = [
        {**_place(PlaceCandidate(one.place, one.datum, "geocoder"), one.datum), "label": one.label} for one in found
    ]
    return JsonResponse({"places": places, "asks_datum": False})


def _answer(found: tuple[PlaceCandidate, ...], datum: Datum | None) -> dict[str, Any]:
    """The candidates; where neither the text nor the person told the datum, the person is asked."""
    places = [_place(one, datum or one.datum or Datum.WGS84) for one in found]
    return {"places": places, "asks_datum": datum is None and any(one.datum is None for one in found)}


def _place(candidate: PlaceCandidate, datum: Datum) -> dict[str, Any]:
    place: LonLat = to_wgs84(candidate.place, datum).rounded()
    regions = regions_at(place)
    county = regions.get(RegionLevel.COUNTY)
    named = {level.value: region for level, region in regions.items()}
    return {
        "lon": place.lon,
        "lat": place.lat,
        "given_lon": candidate.place.lon,
        "given_lat": candidate.place.lat,
        "datum": datum.value,
        "datum_text": str(DATUM_TEXTS[datum]),
        "source": candidate.source,
        "inside": county is not None,
        "regions": {level: {"code": region.code, "name": region.label} for level, region in named.items()},
        "region_text": " · ".join(region.label for region in regions.values()),
        "sentence": "" if county else _("这个位置不在本市的县区范围内，请检查坐标和坐标系。"),
    }
