"""A point as a form asks for it: pasted, picked on the map, or in numbers with their datum."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.geo import Box, Datum, LonLat, to_wgs84
from core.reference import read_city
from venues.facts import GivenPlace
from venues.placetext import read_places
from venues.web.workspace.form.stepform import StepForm
from venues.web.workspace.places import WHY_UNREADABLE

DATUM_CHOICES = [
    (Datum.WGS84.value, _("WGS-84（GPS、手机定位）")),
    (Datum.CGCS2000.value, _("国家 2000（天地图）")),
    (Datum.GCJ02.value, _("GCJ-02（高德、腾讯）")),
    (Datum.BD09.value, _("BD-09（百度）")),
]


class PointForm(StepForm):
    """The fields of the map picker (`form/_picker.html`); the point stays as it was given."""

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

    def point_initial(self, given: GivenPlace | None) -> dict[str, Any]:
        """What the fields show for a point."""
        return {
            "lon": given.place.lon if given else None,
            "lat": given.place.lat if given else None,
            "datum": given.datum.value if given else Datum.WGS84.value,
        }

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("pasted"):
            self._take_pasted(given["pasted"])
        if (given.get("lon") is None) != (given.get("lat") is None) and not {"lon", "lat"} & set(self.errors):
            self.add_error("lat" if given.get("lat") is None else "lon", _("经度和纬度要一起填写。"))
        return given

    def _take_pasted(self, text: str) -> None:
        """What was pasted, where no script has taken it up already."""
        reading = read_places(text, city_bounds())
        if reading.problem is not None:
            self.add_error("pasted", WHY_UNREADABLE[reading.problem])
            return
        found = reading.found[0]
        datum = found.datum or self.cleaned_data.get("datum")
        self.cleaned_data |= {"lon": found.place.lon, "lat": found.place.lat, "datum": datum}

    def given_point(self) -> GivenPlace | None:
        """The point that a valid form states."""
        given = self.cleaned_data
        if given["lon"] is None:
            return None
        return GivenPlace(LonLat(given["lon"], given["lat"]), Datum(given["datum"] or Datum.WGS84))

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


def city_bounds() -> Box:
    return Box(*read_city().bounds)
