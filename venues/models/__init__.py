from venues.models.cell import MapCell
from venues.models.kind import KindGroup, VenueKind
from venues.models.opening import OpeningHours, SpecialDay, SpecialDayKind
from venues.models.region import Region, RegionLevel
from venues.models.term import Term, Vocabulary
from venues.models.venue import Designation, PositionQuality, Venue, VenueStatus

__all__ = [
    "Designation",
    "KindGroup",
    "MapCell",
    "OpeningHours",
    "PositionQuality",
    "Region",
    "RegionLevel",
    "SpecialDay",
    "SpecialDayKind",
    "Term",
    "Venue",
    "VenueKind",
    "VenueStatus",
    "Vocabulary",
]
