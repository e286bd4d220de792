"""Step 2: where a place is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.geo import LonLat, to_wgs84
from venues.facts import GivenPlace, VenueFacts
from venues.models import PositionQuality, RegionLevel
from venues.placetext import read_places
from venues.selectors.vocabulary import words
from venues.web.workspace.form.point import PointForm, city_bounds

MOST_ENTRANCES = 20


class WhereForm(PointForm):
    """The point as it was given with its datum, the address and the regions besides the county."""

    decides = "given position_quality address address_en entrances zone township".split()  # type: ignore[assignment]

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
        return {
            **super().initial_of(facts),
            **self.point_initial(facts.given),
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
        reading = read_places(line, city_bounds())
        if reading.problem is not None:
            raise forms.ValidationError(_("这一行不是坐标：%(line)s"), params={"line": line[:60]})
        return reading.found[0].place

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        same = {name: given[name] for name in ("address", "address_en", "entrances", "zone", "township")}
        return {
            **same,
            "given": self.given_point(),
            "position_quality": PositionQuality(given["position_quality"]),
        }


def _line(entrance: GivenPlace) -> str:
    place = to_wgs84(entrance.place, entrance.datum).rounded()
    return f"{place.lon}, {place.lat}"
