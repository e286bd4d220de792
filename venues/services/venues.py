"""Writing venues: one way for the admin, imports, forms and commands."""

from datetime import datetime
from typing import Any

from django.contrib.gis.geos import MultiPoint
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from core import geo
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.search import Entry, index_entry, remove_entry
from venues.facts import GivenPlace, VenueFacts
from venues.models import EDITED_IN_PLACE, Designation, OpeningHours, Region, Step, Venue, VenueKind, VenueStatus
from venues.permissions import can_edit_venue, can_publish_venue
from venues.query import SEARCH_TYPE
from venues.rules import what_is_wrong
from venues.selectors.regions import county_at
from venues.selectors.vocabulary import known_vocabulary
from venues.services.photos import photos_differ, set_photos
from venues.services.steps import take_step

SAME_IN_BOTH = (
    "name name_en summary summary_en status address address_en position_quality admission admission_note booking_url"
    " phone website floor_area_m2 staff annual_visitors opened_year opened_on closed_on verified_on is_demonstration"
    " source operator_id"
).split()
# A status that is stated together with other facts leaves its row in the record too.
STEP_TO = {
    VenueStatus.DRAFT: Step.WITHDRAWN,
    VenueStatus.SUBMITTED: Step.SUBMITTED,
    VenueStatus.RETURNED: Step.RETURNED,
    VenueStatus.PUBLISHED: Step.PUBLISHED,
    VenueStatus.HIDDEN: Step.HIDDEN,
    VenueStatus.CLOSED: Step.CLOSED,
}
STALE = gettext_lazy("您打开以后，别人改过这个场馆。请对照后再保存。")


@transaction.atomic
def save_venue(
    *, facts: VenueFacts, by: Actor, now: datetime, venue_id: int | None = None, expect_version: int | None = None
) -> Venue:
    """Create a venue, or make an existing one say exactly what `facts` say.

    The county follows from the point. Nothing is written, and no history made, where nothing
    differs, so the call can be repeated. What the public can see changes by whoever may publish
    it; others propose a revision. Raises Invalid by field, NotAllowed, NotFound, and Conflict
    where the venue is not at `expect_version` any more.
    """
    wrong = what_is_wrong(facts, known_vocabulary())
    if wrong:
        first = next(iter(wrong.values()))[0]
        raise Invalid("venue_invalid", first, fields=wrong)
    venue = locked_venue(venue_id, by=by) if venue_id is not None else Venue()
    if expect_version is not None and venue.version != expect_version:
        raise Conflict("venue_stale", STALE, version=venue.version)
    status_before = venue.status if venue.pk else facts.status
    was_public = venue.pk is not None and venue.status not in EDITED_IN_PLACE
    may_publish = venue.pk is not None and can_publish_venue(by, venue)
    values = _values(facts)
    changed = venue.pk is None or any(getattr(venue, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(venue, name, value)
    if not can_edit_venue(by, venue):
        raise NotAllowed("venue_edit", _("您只能维护本单位或本县区的场馆。"))
    changed = _titles_differ(venue, facts) or photos_differ(venue, facts) or changed
    if was_public and changed and not may_publish:
        raise NotAllowed("venue_review", _("公开过的场馆，修改要经审核：请提交修改稿。"))
    if venue.status not in EDITED_IN_PLACE and not can_publish_venue(by, venue):
        raise NotAllowed("venue_publish", _("发布要由县区办公室或领导小组办公室审核。"))
    if facts.status != status_before:
        venue.submitted_at = now if facts.status is VenueStatus.SUBMITTED else None
    if changed:
        write_venue(venue, now=now)
    if facts.status != status_before:
        take_step(venue, STEP_TO[facts.status], by=by, now=now)
    _set_designations(venue, facts)
    set_photos(venue, facts)
    index_venue(venue)
    return venue


def locked_venue(venue_id: int, *, by: Actor) -> Venue:
    """A venue that the actor keeps, locked until the transaction ends. Raises NotFound."""
    venue = Venue.objects.select_for_update(of=("self",)).filter(pk=venue_id).first()
    if venue is None or venue.status == VenueStatus.MERGED or not can_edit_venue(by, venue):
        raise NotFound("venue", _("没有找到这个场馆。"))
    return venue


def write_venue(venue: Venue, *, now: datetime) -> None:
    """Store a changed venue as its next version; the caller holds its lock."""
    venue.version = venue.version + 1 if venue.pk else 1
    venue.created_at = venue.created_at or now
    venue.updated_at = now
    venue.save()


def _values(facts: VenueFacts) -> dict[str, Any]:
    """The columns of the facts."""
    values: dict[str, Any] = {name: getattr(facts, name) for name in SAME_IN_BOTH}
    values |= {
        "kind_id": facts.kind,
        "sub_kind_id": facts.sub_kind or None,
        "zone_id": facts.zone or None,
        "township_id": facts.township or None,
        "reference": facts.reference or None,
        "aliases": list(facts.aliases),
        "audiences": list(facts.audiences),
        "accessibility": list(facts.accessibility),
        "hours_id": _hours_id(facts.opening_hours),
        "entrances": _entrances(facts),
        **_position(facts),
    }
    return values


def _hours_id(expression: str) -> int | None:
    if not expression:
        return None
    hours, _created = OpeningHours.objects.get_or_create(expression=expression)
    return hours.pk


def _entrances(facts: VenueFacts) -> MultiPoint | None:
    if not facts.entrances:
        return None
    places = (geo.to_wgs84(entrance.place, entrance.datum).rounded() for entrance in facts.entrances)
    return MultiPoint([geo.point(place) for place in places], srid=geo.WGS84_SRID)


def _position(facts: VenueFacts) -> dict[str, Any]:
    if facts.given is None:
        return {"point": None, "given_lon": None, "given_lat": None, "given_datum": geo.Datum.WGS84, "county_id": None}
    return {
        "point": geo.point(geo.to_wgs84(facts.given.place, facts.given.datum).rounded()),
        "given_lon": facts.given.place.lon,
        "given_lat": facts.given.place.lat,
        "given_datum": facts.given.datum,
        "county_id": county_of(facts.given).pk,
    }


def county_of(given: GivenPlace) -> Region:
    """The county in which a place lies. Raises Invalid outside of the city."""
    county = county_at(geo.to_wgs84(given.place, given.datum).rounded())
    if county is None:
        sentence = _("这个位置不在本市的县区范围内，请检查坐标和坐标系。")
        raise Invalid("venue_outside", sentence, fields={"point": [sentence]})
    return county


def _title_key(title: Any) -> tuple[Any, ...]:
    return (title.level, title.name, title.batch, title.valid_from, title.valid_until)


def _titles_differ(venue: Venue, facts: VenueFacts) -> bool:
    stored = {_title_key(title) for title in venue.designations.all()} if venue.pk else set()
    return stored != {_title_key(title) for title in facts.designations}


def _set_designations(venue: Venue, facts: VenueFacts) -> None:
    wanted = {_title_key(title): title for title in facts.designations}
    for row in list(venue.designations.all()):
        if wanted.pop(_title_key(row), None) is None:
            row.delete()
    for title in wanted.values():
        Designation.objects.create(
            venue=venue,
            level=title.level,
            name=title.name,
            batch=title.batch,
            valid_from=title.valid_from,
            valid_until=title.valid_until,
        )


def index_venue(venue: Venue) -> None:
    """Make the search find a venue exactly while it is published."""
    if venue.status != VenueStatus.PUBLISHED:
        remove_entry(SEARCH_TYPE, venue.public_id)
        return
    kind = VenueKind.objects.get(pk=venue.kind_id)
    index_entry(
        Entry(
            type=SEARCH_TYPE,
            object_id=venue.public_id,
            name=venue.name,
            name_en=venue.name_en,
            aliases=tuple(venue.aliases),
            label=kind.name,
            label_en=kind.name_en,
            address=venue.address,
            rank=kind.rank,
            point=venue.point,
        )
    )
