"""Parsing of query parameters into typed values; every mistake is told by field, all at once."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import ZONE
from core.errors import Invalid, Sentence
from core.geo import Box, LonLat
from core.numbers import whole_number

MAX_TEXT = 100
LONGEST_NUMBER = 40
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
# Python would also take 1_0, full-width digits and the word nan.
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Params:
    """Reads one request's parameters; call `done()` after the last to raise what was wrong."""

    def __init__(self, values: Mapping[str, str], *, known: Collection[str] | None = None) -> None:
        self._values = values
        self._strict = known is not None
        self._errors: dict[str, list[Sentence]] = {}
        for name, value in values.items():
            if "\x00" in value:
                self.wrong(name, _("%(name)s 里含有不能识别的字符。") % {"name": name})
        if known is not None:
            for name in values:
                if name not in known:
                    shown = name[:40]
                    self._errors[shown] = [
                        _("不认识参数 %(name)s；可用的有：%(known)s。")
                        % {"name": shown, "known": ", ".join(sorted(known))}
                    ]

    def wrong(self, name: str, sentence: str) -> None:
        """Note a mistake."""
        self._errors.setdefault(name, []).append(sentence)

    def done(self) -> None:
        """Raise `Invalid` if anything was wrong."""
        if self._errors:
            first = next(iter(self._errors.values()))[0]
            raise Invalid("bad_parameters", first, fields=dict(self._errors))

    def unread(self) -> list[str]:
        """The names of what was wrong, for a page that goes on without it."""
        return list(self._errors)

    def _stands_empty(self, name: str) -> bool:
        """A program that names a number must give one; a form may send the field empty."""
        return self._strict and name in self._values

    def __contains__(self, name: str) -> bool:
        """Whether the parameter was given, even empty."""
        return name in self._values

    def is_meant(self, name: str) -> bool:
        """Whether a value was given; a program's empty one is, and a mistake where empty is no value."""
        return bool(self.raw(name)) or self._stands_empty(name)

    def raw(self, name: str) -> str:
        return self._values.get(name, "").strip()

    def text(self, name: str, *, longest: int = MAX_TEXT) -> str:
        value = self.raw(name)
        if len(value) > longest:
            self.wrong(name, _("%(name)s 最多 %(longest)d 个字。") % {"name": name, "longest": longest})
            return ""
        return value

    def known(self, name: str, is_known: Callable[[str], object], sentence: str) -> str:
        """The value where it is known; else its mistake is noted, and it is empty."""
        value = self.raw(name)
        if value and not is_known(value):
            self.wrong(name, sentence)
            return ""
        return value

    def choices(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A comma-separated list out of `allowed`."""
        chosen = tuple(dict.fromkeys(word for word in self.raw(name).split(",") if word))
        unknown = [word[:40] for word in chosen if word not in allowed]
        if unknown:
            shown = ", ".join(sorted(allowed)[:40])
            self.wrong(
                name,
                _("%(name)s 里没有“%(value)s”；可用的有：%(known)s。")
                % {"name": name, "value": unknown[0], "known": shown},
            )
            return ()
        return chosen

    def one(self, name: str, allowed: Collection[str], *, default: str) -> str:
        """One out of `allowed`."""
        value = self.raw(name)
        if not value and not self._stands_empty(name):
            return default
        if value not in allowed:
            shown = ", ".join(sorted(allowed)[:40])
            self.wrong(
                name,
                _("%(name)s 里没有“%(value)s”；可用的有：%(known)s。")
                % {"name": name, "value": value[:40], "known": shown},
            )
            return default
        return value

    def whole(self, name: str, *, low: int, high: int, default: int) -> int:
        value = self.raw(name)
        if not value and not self._stands_empty(name):
            return default
        number = whole_number(value, low, high) if value.isascii() else None
        if number is None:
            self.wrong(name, _("%(name)s 要是 %(low)d 到 %(high)d 的整数。") % {"name": name, "low": low, "high": high})
            return default
        return number

    def number(self, name: str, *, low: float, high: float, default: float | None = None) -> float | None:
        value = self.raw(name)
        if not value and not self._stands_empty(name):
            return default
        number = finite_number(value)
        if number is None or not low <= number <= high:
            self.wrong(name, _("%(name)s 要是 %(low)g 到 %(high)g 的数。") % {"name": name, "low": low, "high": high})
            return default
        return number

    def place(self) -> LonLat | None:
        """`lon` and `lat` in degrees of WGS 84; both or neither."""
        lon = self.number("lon", low=-180, high=180)
        lat = self.number("lat", low=-90, high=90)
        if (self.raw("lon") == "") != (self.raw("lat") == ""):
            self.wrong("lat" if lat is None else "lon", _("lon 和 lat 要一起给。"))
        return None if lon is None or lat is None else LonLat(lon, lat)

    def box(self, name: str) -> Box | None:
        """West, south, east, north in degrees of WGS 84."""
        value = self.raw(name)
        if not value:
            return None
        numbers = [finite_number(part) for part in value.split(",")]
        if len(numbers) != 4 or any(number is None for number in numbers):
            self.wrong(name, _("%(name)s 要是四个数：西,南,东,北（度）。") % {"name": name})
            return None
        west, south, east, north = (float(number) for number in numbers if number is not None)
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
            self.wrong(name, _("%(name)s 超出经纬度范围。") % {"name": name})
            return None
        if west >= east or south >= north:
            self.wrong(name, _("%(name)s 的顺序是西,南,东,北，西要小于东，南要小于北。") % {"name": name})
            return None
        return Box(west, south, east, north)

    def lon_lat(self, name: str) -> LonLat | None:
        """Longitude, latitude in degrees of WGS 84, in one parameter."""
        if not self.is_meant(name):
            return None
        numbers = [finite_number(part) for part in self.raw(name).split(",", 2)]
        place = LonLat(*(float("nan") if n is None else n for n in numbers)) if len(numbers) == 2 else None
        if place is None or not place.is_on_earth():
            self.wrong(name, _("%(name)s 要是两个数：经度,纬度（WGS 84，度）。") % {"name": name})
            return None
        return place

    def moment(self, name: str, *, now: datetime) -> datetime | None:
        """`now`, or an ISO 8601 time; without an offset it is the city's time."""
        value = self.raw(name)
        if not value:
            return None
        if value == "now":
            return now
        try:
            # In a query an unescaped plus of the offset arrives as a space.
            parsed = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
        except ValueError:
            parsed = None
        if parsed is None or not 2000 <= parsed.year <= 2100:
            self.wrong(name, _("%(name)s 要是 now 或 2026-05-23T10:00+08:00 这样的时间。") % {"name": name})
            return None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZONE)

    def day(self, name: str, *, default: date) -> date:
        """A day of the city as `2026-05-23`."""
        value = self.raw(name)
        if not value and not self._stands_empty(name):
            return default
        found = DAY.fullmatch(value)
        try:
            parsed = date(*map(int, found.groups())) if found else None
        except ValueError:
            parsed = None
        if parsed is None or not 2000 <= parsed.year <= 2100:
            self.wrong(name, _("%(name)s 要是 2026-05-23 这样的日期。") % {"name": name})
            return default
        return parsed


def finite_number(text: str) -> float | None:
    """A decimal number as programs write it: ASCII digits, no NaN, no infinity, at most 40 characters."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


UNKNOWN_CURSOR = gettext_lazy("cursor 不能识别，请从第一页重新开始。")
