"""The form of a caravan's stop."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import geo
from core.clock import ZONE, city_time
from core.errors import DomainError
from core.geo import Datum, LonLat
from core.web.params import finite_number
from venues.facts import GivenPlace
from venues.models import TourStop, Venue
from venues.stops import LENGTHS, StopFacts

DATUMS = [
    (Datum.WGS84.value, gettext_lazy("WGS-84（天地图、GPS）")),
    (Datum.GCJ02.value, gettext_lazy("GCJ-02（高德、腾讯）")),
    (Datum.BD09.value, gettext_lazy("BD-09（百度）")),
    (Datum.CGCS2000.value, gettext_lazy("CGCS2000（国家坐标系）")),
]


def _text(label: Any, name: str, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=LENGTHS[name], required=required, help_text=hint)


class StopForm(forms.Form):
    """When and where a caravan stops. The place is a coordinate, or an existing venue's by its name."""

    day = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    start = forms.TimeField(label=gettext_lazy("从"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    until = forms.TimeField(label=gettext_lazy("到"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    venue = forms.CharField(
        label=gettext_lazy("停在已有的场馆"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("填场馆名称，位置和地址就用它的；停在别处就留空，填下面的名称和坐标。"),
    )
    name = _text(gettext_lazy("停靠地点"), "name", hint=gettext_lazy("公众看得懂的名称，如“某某村小学操场”。"))
    name_en = _text(gettext_lazy("停靠地点（英文）"), "name_en")
    address = _text(gettext_lazy("地址"), "address")
    address_en = _text(gettext_lazy("英文地址"), "address_en")
    lon = forms.CharField(label=gettext_lazy("经度"), max_length=40, required=False)
    lat = forms.CharField(label=gettext_lazy("纬度"), max_length=40, required=False)
    datum = forms.ChoiceField(label=gettext_lazy("坐标系"), choices=DATUMS, required=False)
    note = _text(gettext_lazy("说明"), "note", hint=gettext_lazy("如带来的展品、要不要预约；可以不填。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "field"}
            if name in {"lon", "lat"}:
                field.widget.attrs |= {"inputmode": "decimal"}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("venue") and not (given.get("lon") or given.get("lat")):
            self._take_from_venue(given)
        place = LonLat(*(_number(given.get(name, "")) for name in ("lon", "lat")))
        if not place.is_on_earth():
            self.add_error("lon", _("请填写经度和纬度，或者写一个已有场馆的名称。"))
        given["given"] = GivenPlace(place, Datum(given.get("datum") or Datum.WGS84))
        return given

    def _take_from_venue(self, given: dict[str, Any]) -> None:
        """The place, and what else is empty, of the published venue of that name."""
        venue = Venue.objects.published().exclude(point=None).filter(name=given["venue"]).order_by("pk").first()
        if venue is None or venue.point is None:
            self.add_error("venue", _("没有找到叫这个名称、有位置的场馆，请写全名。"))
            return
        place = geo.lonlat(venue.point)
        given |= {"lon": str(place.lon), "lat": str(place.lat), "datum": Datum.WGS84.value}
        for name in ("name", "name_en", "address", "address_en"):
            given[name] = given.get(name) or getattr(venue, name)

    def facts(self) -> StopFacts:
        """The cleaned form as facts."""
        given = self.cleaned_data
        return StopFacts(
            given=given["given"],
            starts_at=datetime.combine(given["day"], given["start"], ZONE),
            ends_at=datetime.combine(given["day"], given["until"], ZONE),
            **{name: given[name].strip() for name in LENGTHS},
        )

    def show(self, error: DomainError) -> None:
        """Put a service's refusal where the person sees it."""
        if not error.fields:
            self.add_error(None, str(error.sentence))
        for name, sentences in error.fields.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])


def _number(text: str) -> float:
    number = finite_number(text)
    return float("nan") if number is None else number


def initial_of(stop: TourStop) -> dict[str, Any]:
    """A stored stop as the form shows it."""
    start, end = city_time(stop.starts_at), city_time(stop.ends_at)
    same = {name: getattr(stop, name) for name in LENGTHS}
    where = {"lon": stop.given_lon, "lat": stop.given_lat, "datum": stop.given_datum}
    return {**same, **where, "day": start.date(), "start": start.time(), "until": end.time()}
