"""What whoever keeps a venue works on: the venue itself, or the open revision of a public one."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point

from core.fields import code_of
from core.geo import Datum, LonLat, lonlat
from venues.facts import GivenDesignation, GivenPhoto, GivenPlace, VenueFacts
from venues.factsjson import facts_from_json
from venues.models import EDITED_IN_PLACE, PositionQuality, Venue, VenueRevision, VenueStatus
from venues.selectors.photos import given_photos

SAME = (
    "name name_en summary summary_en operator_id address address_en admission admission_note booking_url phone website"
    " floor_area_m2 staff annual_visitors opened_year opened_on closed_on verified_on is_demonstration source"
).split()


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A venue's facts as its keepers have them; `version` is what a form carries and a save expects.

    `revision` is None while the venue is edited in place, or while nobody has begun a change.
    """

    venue: Venue
    revision: VenueRevision | None
    facts: VenueFacts
    version: int

    @property
    def in_place(self) -> bool:
        return self.venue.status in EDITED_IN_PLACE


def facts_of(venue: Venue, photos: tuple[GivenPhoto, ...] | None = None) -> VenueFacts:
    """What a stored venue says, as the facts that would say it again; who reads many gives the photos."""
    return VenueFacts(
        **{name: getattr(venue, name) for name in SAME},
        kind=venue.kind_id,
        sub_kind=venue.sub_kind_id or "",
        status=code_of(VenueStatus, venue.status) or VenueStatus.HIDDEN,
        aliases=tuple(venue.aliases),
        given=_given(venue),
        position_quality=code_of(PositionQuality, venue.position_quality) or PositionQuality.APPROXIMATE,
        entrances=tuple(GivenPlace(lonlat(place)) for place in venue.entrances or () if isinstance(place, Point)),
        zone=venue.zone_id or "",
        township=venue.township_id or "",
        opening_hours=venue.hours.expression if venue.hours else "",
        audiences=tuple(venue.audiences),
        accessibility=tuple(venue.accessibility),
        designations=tuple(
            GivenDesignation(title.level, title.name, title.batch, title.valid_from, title.valid_until)
            for title in venue.designations.all()
        ),
        photos=given_photos(venue) if photos is None else photos,
        reference=venue.reference or "",
    )


def _given(venue: Venue) -> GivenPlace | None:
    if venue.given_lon is None or venue.given_lat is None:
        return None
    return GivenPlace(LonLat(venue.given_lon, venue.given_lat), Datum(venue.given_datum))


def working_copy(venue: Venue) -> WorkingCopy:
    """The copy to work on."""
    if venue.status in EDITED_IN_PLACE:
        return WorkingCopy(venue, None, facts_of(venue), venue.version)
    revision = VenueRevision.objects.open().filter(venue=venue).first()
    if revision is None:
        return WorkingCopy(venue, None, facts_of(venue), 0)
    return WorkingCopy(venue, revision, facts_from_json(revision.proposed), revision.version)
