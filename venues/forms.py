"""Forms over a venue's facts."""

import json
from datetime import date
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from leaflet.admin import LeafletAdminWidget

from accounts.permissions import Actor
from core import geo
from core.errors import DomainError, Invalid
from core.geo import Datum, LonLat
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.hours.entry import entered_hours
from venues.models import PositionQuality, Region, RegionLevel, Venue, VenueKind, VenueStatus, Vocabulary
from venues.selectors.photos import given_photos
from venues.selectors.vocabulary import words
from venues.services import save_venue

DESIGNATION_PARTS = 5


class PointWidget(LeafletAdminWidget):
    """A map to set a point on. What comes back is read as numbers and never reaches GDAL."""

    geom_type = "POINT"

    def deserialize(self, value: str) -> Point | None:
        try:
            given = json.loads(value, parse_int=float)
        except (ValueError, RecursionError):
            return None
        match given:
            case {"type": "Point", "coordinates": [float(lon), float(lat)]}:
                place = LonLat(lon, lat)
                return geo.point(place) if place.is_on_earth() else None
        return None


class VenueForm(forms.ModelForm):
    """All facts of a venue on one page, for administrators; saved by the service."""

    opening_hours = forms.CharField(
        label=gettext_lazy("开放时间"),
        required=False,
        max_length=255,
        help_text=gettext_lazy(
            "例如“周二至周日 9:00–17:00，周一闭馆”，或 Tu-Su 09:00-17:00; PH 09:00-17:00。不知道就留空。"
        ),
    )
    titles = forms.CharField(
        label=gettext_lazy("认定"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一项：级别|称号|批次|起始日期|截止日期，日期如 2026-01-01，可留空。"),
    )

    admission = forms.ChoiceField(label=gettext_lazy("门票"))
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("适合人群"), required=False, widget=forms.CheckboxSelectMultiple
    )
    accessibility = forms.MultipleChoiceField(
        label=gettext_lazy("无障碍设施"), required=False, widget=forms.CheckboxSelectMultiple
    )
    booking_url = forms.URLField(label=gettext_lazy("预约网址"), required=False, assume_scheme="https")
    website = forms.URLField(label=gettext_lazy("网站"), required=False, assume_scheme="https")

    class Meta:
        model = Venue
        fields = (
            "name name_en aliases kind sub_kind operator status summary summary_en address address_en point"
            " position_quality zone township admission admission_note booking_url phone website audiences accessibility"
            " floor_area_m2 staff annual_visitors opened_year opened_on closed_on verified_on source"
        ).split()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer_the_vocabulary()
        if self.instance.pk:
            self.fields["opening_hours"].initial = self.instance.hours.expression if self.instance.hours else ""
            self.fields["titles"].initial = "\n".join(_line(title) for title in self.instance.designations.all())

    def _offer_the_vocabulary(self) -> None:
        known = words()
        fields: dict[str, Any] = self.fields
        fields["kind"].queryset = VenueKind.objects.filter(parent=None)
        fields["sub_kind"].queryset = VenueKind.objects.exclude(parent=None)
        fields["zone"].queryset = Region.objects.filter(level=RegionLevel.FUNCTIONAL_ZONE)
        fields["township"].queryset = Region.objects.filter(level=RegionLevel.TOWNSHIP)
        fields["status"].choices = [
            (status.value, status.label) for status in VenueStatus if status is not VenueStatus.MERGED
        ]
        for name, vocabulary in (
            ("admission", Vocabulary.ADMISSION),
            ("audiences", Vocabulary.AUDIENCE),
            ("accessibility", Vocabulary.ACCESSIBILITY),
        ):
            fields[name].choices = [(term.identifier, term.label) for term in known.terms[vocabulary].values()]

    def _post_clean(self) -> None:
        """The service judges the facts, so the model's own validation is left to it."""

    def clean_opening_hours(self) -> str:
        typed = str(self.cleaned_data["opening_hours"]).strip()
        if typed == (self.fields["opening_hours"].initial or ""):
            return typed
        entered = entered_hours(typed)
        if entered.problem:
            raise forms.ValidationError(str(entered.problem))
        return entered.expression

    def clean_titles(self) -> tuple[GivenDesignation, ...]:
        lines = [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]
        return tuple(_title(line) for line in lines)

    def facts(self) -> VenueFacts:
        """The cleaned form as facts."""
        given = self.cleaned_data
        point: Point | None = given.get("point")
        stated = set(self.fields) & set(VenueFacts.__dataclass_fields__) - {"opening_hours"}
        same = {name: given[name] for name in stated}
        listed = {name: tuple(given[name] or ()) for name in ("aliases", "audiences", "accessibility")}
        return VenueFacts(
            **{
                **same,
                **listed,
                "status": VenueStatus(given["status"]),
                "position_quality": PositionQuality(given["position_quality"]),
                "kind": given["kind"].pk,
                "sub_kind": given["sub_kind"].pk if given["sub_kind"] else "",
                "zone": given["zone"].pk if given["zone"] else "",
                "township": given["township"].pk if given["township"] else "",
            },
            operator_id=given["operator"].pk if given["operator"] else None,
            given=GivenPlace(geo.lonlat(point), Datum.WGS84) if point else None,
            opening_hours=given["opening_hours"],
            designations=given["titles"],
            reference=self.instance.reference or "",
            is_demonstration=self.instance.is_demonstration,
            photos=given_photos(self.instance),
            entrances=tuple(GivenPlace(geo.lonlat(place)) for place in self.instance.entrances or ()),
        )

    def save_as(self, by: Actor) -> Venue:
        """Save through the service. Raises DomainError."""
        return save_venue(facts=self.facts(), by=by, now=timezone.now(), venue_id=self.instance.pk)

    def show(self, error: DomainError) -> None:
        """Put a service's refusal where the person sees it."""
        if isinstance(error, Invalid):
            for name, sentences in error.fields.items():
                own = {"designations": "titles"}.get(name, name)
                self.add_error(own if own in self.fields else None, [str(sentence) for sentence in sentences])
        else:
            self.add_error(None, str(error.sentence))


def _line(title: Any) -> str:
    days = (day.isoformat() if day else "" for day in (title.valid_from, title.valid_until))
    return "|".join([title.level, title.name, title.batch, *days])


def _title(line: str) -> GivenDesignation:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != DESIGNATION_PARTS:
        raise ValidationError(_("这一行要有五段，用 | 分开：%(line)s") % {"line": line[:60]})
    level, name, batch, first, last = parts
    try:
        days = [date.fromisoformat(day) if day else None for day in (first, last)]
    except ValueError:
        raise ValidationError(_("日期要写成 2026-01-01：%(line)s") % {"line": line[:60]}) from None
    return GivenDesignation(level, name, batch, *days)
