"""What saving venues would do: each item judged against the rules, the database and who asks.

Nothing is written here, so an import can show what it would do before anybody agrees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import MultiPoint, Point
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from core import geo
from core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Sentence
from venues.facts import GivenDesignation, GivenPhoto, GivenPlace, VenueFacts, VenueToSave
from venues.hours.places import near_of
from venues.models import EDITED_IN_PLACE, Designation, Venue, VenueStatus
from venues.permissions import can_edit_venue, can_publish_venue
from venues.rules import what_is_wrong
from venues.selectors.photos import photos_of
from venues.selectors.regions import counties_at, county_at
from venues.selectors.vocabulary import known_vocabulary

SAME_IN_BOTH = (
    "name name_en summary summary_en status address address_en position_quality admission admission_note booking_url"
    " phone website floor_area_m2 staff annual_visitors opened_year opened_on closed_on verified_on is_demonstration"
    " source operator_id"
).split()
HOURS, TITLES, PHOTOS = "hours_id", "designations", "photos"
NO_COLUMNS = frozenset({TITLES, PHOTOS})  # rows of their own
STALE = gettext_lazy("您打开以后，别人改过这个场馆。请对照后再保存。")
OUTSIDE = gettext_lazy("这个位置不在本市的县区范围内，请检查坐标和坐标系。")


@dataclass(slots=True)
class Weighed:
    """One item: the venue as it will be, the columns that differ from what is stored, or what is wrong."""

    facts: VenueFacts
    venue: Venue
    titles: list[Designation] = field(default_factory=list)  # that it holds now
    photos: tuple[GivenPhoto, ...] = ()  # that it shows now
    status_before: str | None = None  # of a stored one
    changed: set[str] = field(default_factory=set)
    error: DomainError | None = None

    @property
    def is_new(self) -> bool:
        return self.venue.pk is None


def weigh(items: Sequence[VenueToSave], *, by: Actor, lock: bool) -> list[Weighed]:
    """Judge many items with a constant number of statements; with `lock` the rows stay as they are read."""
    known = known_vocabulary()
    stored = _stored({item.venue_id for item in items if item.venue_id is not None}, lock=lock)
    weighed = []
    for item in items:
        one = Weighed(item.facts, Venue()) if item.venue_id is None else stored.pop(item.venue_id, None)
        if one is None or not (one.is_new or _is_kept(one.venue, by)):
            one = Weighed(item.facts, Venue(), error=NotFound("venue", _("没有找到这个场馆。")))
        elif item.expect_version is not None and one.venue.version != item.expect_version:
            one.error = Conflict("venue_stale", STALE, version=one.venue.version)
        elif wrong := what_is_wrong(item.facts, known, hours_before=_hours_of(one.venue)[0]):
            one.error = invalid("venue_invalid", wrong)
        one.facts = item.facts
        weighed.append(one)
    _refuse_taken_references(weighed)
    for one, columns in zip(weighed, _columns(weighed), strict=True):
        if one.error is None:
            _put(one, columns, by)
    return weighed


def hours_key(facts: VenueFacts, point: Point | None) -> tuple[str, str]:
    """Which row of opening hours a venue at a point has: the expression, and the place whose sun it follows."""
    return facts.opening_hours, near_of(facts.opening_hours, geo.lonlat(point) if point else None)


def _hours_of(venue: Venue) -> tuple[str, str]:
    return (venue.hours.expression, venue.hours.near) if venue.hours_id and venue.hours else ("", "")


def _is_kept(venue: Venue, by: Actor) -> bool:
    return venue.status != VenueStatus.MERGED and can_edit_venue(by, venue)


def invalid(code: str, wrong: Mapping[str, list[Sentence]]) -> Invalid:
    """An error with the first of its sentences in front."""
    return Invalid(code, next(iter(wrong.values()))[0], fields=wrong)


def _stored(ids: set[int], *, lock: bool) -> dict[int, Weighed]:
    """Venues by key, locked in the order of their keys so that two writers never wait for each other."""
    if not ids:
        return {}
    queryset = Venue.objects.select_related("hours").filter(pk__in=ids).order_by("pk")
    venues = list(queryset.select_for_update(of=("self",)) if lock else queryset)
    titles: dict[int, list[Designation]] = {}
    for row in Designation.objects.filter(venue__in=ids):
        titles.setdefault(row.venue_id, []).append(row)
    photos = photos_of(ids)
    nothing = VenueFacts("", "")
    return {
        venue.pk: Weighed(
            nothing, venue, titles.get(venue.pk, []), photos.get(venue.pk, ()), status_before=venue.status
        )
        for venue in venues
    }


def title_key(title: Designation | GivenDesignation) -> tuple[Any, ...]:
    """What makes a title another one."""
    return (title.level, title.name, title.batch, title.valid_from, title.valid_until)


def _refuse_taken_references(weighed: Iterable[Weighed]) -> None:
    """An external id belongs to one venue, in the database and among the items."""
    stated = {one.facts.reference for one in weighed if one.facts.reference}
    taken = dict(Venue.objects.filter(reference__in=stated).values_list("reference", "pk")) if stated else {}
    seen: set[str] = set()
    for one in weighed:
        reference = one.facts.reference
        if not reference or one.error is not None:
            continue
        if reference in seen or taken.get(reference, one.venue.pk) != one.venue.pk:
            one.error = invalid("venue_reference_taken", {"reference": [_("这个外部编号已属于另一个场馆。")]})
        seen.add(reference)


def _columns(weighed: Sequence[Weighed]) -> list[dict[str, Any]]:
    """The columns of each item's facts; an item in a wrong place gets its error instead."""
    located = [(one, one.facts.given) for one in weighed if one.error is None and one.facts.given is not None]
    places = [geo.to_wgs84(given.place, given.datum).rounded() for _one, given in located]
    counties = counties_at(places)
    grounds = {id(one): (place, county) for (one, _given), place, county in zip(located, places, counties, strict=True)}
    columns = []
    for one in weighed:
        place, county = grounds.get(id(one), (None, None))
        if place is not None and county is None:
            one.error = invalid("venue_outside", {"point": [OUTSIDE]})
        columns.append({} if one.error else _values(one.facts) | _position(one.facts, place, county))
    return columns


def county_of(given: GivenPlace) -> str:
    """The code of the county in which a place lies. Raises Invalid outside of the city."""
    county = county_at(geo.to_wgs84(given.place, given.datum).rounded())
    if county is None:
        raise invalid("venue_outside", {"point": [OUTSIDE]})
    return county


def _values(facts: VenueFacts) -> dict[str, Any]:
    """The columns of the facts that need no look-up; hours are found when they are written."""
    values: dict[str, Any] = {name: getattr(facts, name) for name in SAME_IN_BOTH}
    return values | {
        "kind_id": facts.kind,
        "sub_kind_id": facts.sub_kind or None,
        "zone_id": facts.zone or None,
        "township_id": facts.township or None,
        "reference": facts.reference or None,
        "aliases": list(facts.aliases),
        "audiences": list(facts.audiences),
        "accessibility": list(facts.accessibility),
        "entrances": _entrances(facts),
    }


def _entrances(facts: VenueFacts) -> MultiPoint | None:
    if not facts.entrances:
        return None
    places = (geo.to_wgs84(entrance.place, entrance.datum).rounded() for entrance in facts.entrances)
    return MultiPoint([geo.point(place) for place in places], srid=geo.WGS84_SRID)


def _position(facts: VenueFacts, place: geo.LonLat | None, county: str | None) -> dict[str, Any]:
    if facts.given is None or place is None:
        return {"point": None, "given_lon": None, "given_lat": None, "given_datum": geo.Datum.WGS84, "county_id": None}
    return {
        "point": geo.point(place),
        "given_lon": facts.given.place.lon,
        "given_lat": facts.given.place.lat,
        "given_datum": facts.given.datum,
        "county_id": county,
    }


def _put(one: Weighed, columns: Mapping[str, Any], by: Actor) -> None:
    """Make the venue what it will be, and ask whether this person may make it so."""
    venue, facts = one.venue, one.facts
    was_public = not one.is_new and venue.status not in EDITED_IN_PLACE
    might_publish = not one.is_new and can_publish_venue(by, venue)
    one.changed = {name for name, value in columns.items() if one.is_new or getattr(venue, name) != value}
    if hours_key(facts, columns["point"]) != _hours_of(venue):
        one.changed.add(HOURS)
    if {title_key(row) for row in one.titles} != {title_key(title) for title in facts.designations}:
        one.changed.add(TITLES)
    if one.photos != facts.photos:
        one.changed.add(PHOTOS)
    for name, value in columns.items():
        setattr(venue, name, value)
    if not can_edit_venue(by, venue):
        one.error = NotAllowed("venue_edit", _("您只能维护本单位或本县区的场馆。"))
    elif was_public and one.changed and not might_publish:
        one.error = NotAllowed("venue_review", _("公开过的场馆，修改要经审核：请提交修改稿。"))
    elif venue.status not in EDITED_IN_PLACE and not can_publish_venue(by, venue):
        one.error = NotAllowed("venue_publish", _("发布要由县区办公室或领导小组办公室审核。"))
