"""What somebody states about a venue, before any of it is believed."""

from dataclasses import dataclass, field
from datetime import date

from core.geo import Datum, LonLat
from venues.models.venue import PositionQuality, VenueStatus


@dataclass(frozen=True, slots=True)
class GivenPlace:
    """A coordinate as it came in, with the datum it was given in."""

    place: LonLat
    datum: Datum = Datum.WGS84


@dataclass(frozen=True, slots=True)
class GivenDesignation:
    """A title with the days (both included) between which it is valid."""

    level: str
    name: str
    batch: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class GivenPhoto:
    """A stored photo by its public identifier, with what it shows and who took it."""

    image: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """All that can be stated about a venue. Empty means “not known”."""

    name: str
    kind: str
    status: VenueStatus = VenueStatus.DRAFT
    sub_kind: str = ""
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    summary: str = ""
    summary_en: str = ""
    operator_id: int | None = None
    address: str = ""
    address_en: str = ""
    given: GivenPlace | None = None
    position_quality: PositionQuality = PositionQuality.APPROXIMATE
    entrances: tuple[GivenPlace, ...] = ()
    zone: str = ""
    township: str = ""
    opening_hours: str = ""
    admission: str = "unknown"
    admission_note: str = ""
    booking_url: str = ""
    phone: str = ""
    website: str = ""
    audiences: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    floor_area_m2: int | None = None
    staff: int | None = None
    annual_visitors: int | None = None
    opened_year: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    verified_on: date | None = None
    designations: tuple[GivenDesignation, ...] = field(default=())
    photos: tuple[GivenPhoto, ...] = ()
    is_demonstration: bool = False
    source: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class VenueToSave:
    """Facts of a new venue, or of the one with the key `venue_id`, known at `expect_version`."""

    facts: VenueFacts
    venue_id: int | None = None
    expect_version: int | None = None
