"""Step 2: where a place is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.geo import Box, Datum, LonLat, to_wgs84
from core.reference import read_city
from venues.facts import GivenPlace, VenueFacts
from venues.models import PositionQuality, RegionLevel
from venues.placetext import read_places
from venues.selectors.vocabulary import words
from venues.web.workspace.form.stepform import StepForm
from venues.web.workspace.places import WHY_UNREADABLE

DATUM_CHOICES = [
    (Datum.WGS84.value, _("WGS-84（GPS、手机定位）")),
    (Datum.CGCS2000.value, _("国家 2000（天地图）")),
    (Datum.GCJ02.value, _("GCJ-02（高德、腾讯）")),
    (Datum.BD09.value, _("BD-09（百度）")),
]
MOST_ENTRANCES = 20


class WhereForm(StepForm):
    """The point as it was given with its datum, the address and the regions besides the county."""

    decides = "given position_quality address address_en entrances zone township".split()  # type: ignore[assignment]
    shown_at = {"point": "lon", "given": "lon"}

    pasted = forms.CharField(
        label=_("粘贴坐标或分享链接"),
        required=False,
        max_length=2000,
        help_text=_("高德、百度、腾讯、苹果地图的分享链接，或者 109.41, 24.31 这样的坐标。"),
    )
    lon = forms.FloatField(label=_("经度"), required=False, widget=forms.NumberInput({"step": "any"}))
    lat = forms.FloatField(label=_("纬度"), required=False, widget=forms.NumberInput({"step": "any"}))
    datum = forms.ChoiceField(label=_("坐标系"), choices=DATUM_CHOICES, required=False)
    position_quality = forms.ChoiceField(label=_("位置精度"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("地址"), required=False, max_length=200, help_text=_("从县区写到门牌号，例如“某某区某某路 37 号”。")
    )
    address_en = forms.CharField(label=_("英文地址"), required=False, max_length=300)
    township = forms.ChoiceField(label=_("乡镇街道"), required=False)
    zone = forms.ChoiceField(label=_("功能区"), required=False, help_text=_("功能区另外注明，县区仍按位置确定。"))
    entrances = forms.CharField(
        label=_("入口坐标"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("入口和门牌不在一处时填写：每行一个“经度, 纬度”（WGS-84）。"),
    )

    def initial_of(self, facts: VenueFacts) -> dict[str, Any]:
        given = facts.given
        return {
            **super().initial_of(facts),
            "lon": given.place.lon if given else None,
            "lat": given.place.lat if given else None,
            "datum": given.datum.value if given else Datum.WGS84.value,
            "entrances": "\n".join(_line(entrance) for entrance in facts.entrances),
        }

    def offer_choices(self) -> None:
        known = words()
        fields: dict[str, Any] = self.fields
        fields["position_quality"].choices = [(quality.value, quality.label) for quality in PositionQuality]
        zones = (region for region in known.regions.values() if region.level == RegionLevel.FUNCTIONAL_ZONE)
        fields["zone"].choices = [("", _("不在功能区")), *((region.code, region.label) for region in zones)]
        towns: dict[str, list[tuple[str, str]]] = {}
        for region in known.regions.values():
            if region.level == RegionLevel.TOWNSHIP and region.parent_id:
                towns.setdefault(known.regions[region.parent_id].label, []).append((region.code, region.label))
        fields["township"].choices = [("", _("未指定")), *towns.items()]

    def clean_entrances(self) -> tuple[GivenPlace, ...]:
        lines = [line.strip() for line in self.cleaned_data["entrances"].splitlines() if line.strip()]
        if len(lines) > MOST_ENTRANCES:
            raise forms.ValidationError(_("入口最多 20 个。"))
        kept = {_line(entrance): entrance for entrance in self.before.entrances}
        return tuple(kept.get(line) or GivenPlace(self._numbers(line)) for line in lines)

    def _numbers(self, line: str) -> LonLat:
        reading = read_places(line, _bounds())
        if reading.problem is not None:
            raise forms.ValidationError(_("这一行不是坐标：%(line)s"), params={"line": line[:60]})
        return reading.found[0].place

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("pasted"):
            self._take_pasted(given["pasted"])
        if (given.get("lon") is None) != (given.get("lat") is None) and not {"lon", "lat"} & set(self.errors):
            self.add_error("lat" if given.get("lat") is None else "lon", _("经度和纬度要一起填写。"))
        return given

    def _take_pasted(self, text: str) -> None:
        """What was pasted, where no script has taken it up already."""
        reading = read_places(text, _bounds())
        if reading.problem is not None:
            self.add_error("pasted", WHY_UNREADABLE[reading.problem])
            return
        found = reading.found[0]
        datum = found.datum or self.cleaned_data.get("datum")
        self.cleaned_data |= {"lon": found.place.lon, "lat": found.place.lat, "datum": datum}

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        place = None if given["lon"] is None else LonLat(given["lon"], given["lat"])
        same = {name: given[name] for name in ("address", "address_en", "entrances", "zone", "township")}
        return {
            **same,
            "given": GivenPlace(place, Datum(given["datum"] or Datum.WGS84)) if place else None,
            "position_quality": PositionQuality(given["position_quality"]),
        }

    @property
    def pin(self) -> LonLat | None:
        """Where the map's pin stands (WGS 84), for what was typed as well as for what is stored."""
        lon, lat, datum = (self[name].value() for name in ("lon", "lat", "datum"))
        try:
            place = LonLat(float(lon), float(lat))
            known = Datum(datum or Datum.WGS84)
        except (TypeError, ValueError):
            return None
        return to_wgs84(place, known).rounded() if place.is_on_earth() else None


def _bounds() -> Box:
    return Box(*read_city().bounds)


def _line(entrance: GivenPlace) -> str:
    place = to_wgs84(entrance.place, entrance.datum).rounded()
    return f"{place.lon}, {place.lat}"
