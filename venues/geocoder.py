"""Addresses looked up at 天地图's geocoding service, or at one that answers in its way.

An address leaves the site only when somebody presses the button. The host comes from the
settings alone; redirections are not followed, and the answer's size and time are bounded.
"""

import hashlib
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused
from core.geo import Box, Datum, LonLat
from core.reference import read_city

PATIENCE_S = 3.0
LONGEST_ANSWER = 64 * 1024
MAX_FOUND = 5
MAX_ADDRESS = 200
REMEMBERED_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """A place that the service names; CGCS 2000, which is WGS 84 for all that a map shows."""

    label: str
    place: LonLat
    datum: Datum = Datum.CGCS2000


def has_geocoder() -> bool:
    """Whether addresses can be looked up at all."""
    return bool(settings.GEOCODER_KEY)


def find_address(address: str) -> tuple[FoundAddress, ...]:
    """The places of an address within the city, the likeliest first.

    Remembered for a day. Raises Invalid (nothing to look for) and Refused (no key, no answer).
    """
    address = " ".join(address.split())
    if not address or len(address) > MAX_ADDRESS:
        raise Invalid("address", _("请填写要查找的地址，最多 200 个字。"))
    if not has_geocoder():
        raise Refused("geocoder_missing", _("本站没有设置地址查找服务，请在地图上点选，或粘贴坐标和分享链接。"))
    city = read_city()
    asked = address if city.short_name in address else f"{city.name}{address}"
    name = f"geocoder:{hashlib.sha256(f'{settings.GEOCODER_URL} {asked}'.encode()).hexdigest()}"
    answer: Mapping[str, Any] | None = cache.get(name)
    if answer is None:
        answer = _ask(asked)
        cache.set(name, answer, REMEMBERED_S)
    return _places(answer, Box(*city.bounds))


def _ask(address: str) -> dict[str, Any]:
    query = urlencode({"ds": json.dumps({"keyWord": address}, ensure_ascii=False), "tk": settings.GEOCODER_KEY})
    try:
        answer = json.loads(_body(f"?{query}"))
    except (OSError, HTTPException, ValueError, RecursionError):
        answer = None
    # "101": nothing found. Other states are the service's refusals, such as a used-up quota.
    if not isinstance(answer, dict) or str(answer.get("status")) not in {"0", "101"}:
        raise Refused("geocoder_silent", _("地址查找服务没有答复，请稍后再试，或在地图上点选。"))
    return answer


def _body(query: str) -> bytes:
    address = urlsplit(settings.GEOCODER_URL)
    connect = HTTPSConnection if address.scheme == "https" else HTTPConnection
    line = connect(address.hostname or "", address.port, timeout=PATIENCE_S)
    try:
        line.request(
            "GET", (address.path or "/") + query, headers={"User-Agent": "sciencemap", "Accept": "application/json"}
        )
        return _read(line.getresponse(), time.monotonic() + PATIENCE_S)
    finally:
        line.close()


def _read(response: HTTPResponse, deadline: float) -> bytes:
    """The body, unless it is long, slow or no success."""
    if response.status != 200:
        raise HTTPException(f"status {response.status}")
    body = b""
    while part := response.read1(8192):
        body += part
        if len(body) > LONGEST_ANSWER or time.monotonic() > deadline:
            raise HTTPException("too long")
    return body


def _places(answer: Mapping[str, Any], bounds: Box) -> tuple[FoundAddress, ...]:
    told = answer.get("location")
    rows = told if isinstance(told, list) else [told]
    found = (_place(row) for row in rows[:MAX_FOUND] if isinstance(row, dict))
    return tuple(one for one in found if one is not None and bounds.holds(one.place))


def _place(row: Mapping[str, Any]) -> FoundAddress | None:
    try:
        place = LonLat(float(row["lon"]), float(row["lat"]))
    except (KeyError, TypeError, ValueError):
        return None
    if not (math.isfinite(place.lon) and place.is_on_earth()):
        return None
    return FoundAddress(str(row.get("keyWord") or "")[:MAX_ADDRESS], place.rounded())
