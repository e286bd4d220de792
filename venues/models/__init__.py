from venues.models.cell import MapCell
from venues.models.double import NotDouble, SuspectedDouble, VenueSpelling
from venues.models.kind import KindGroup, VenueKind
from venues.models.opening import OpeningHours, SpecialDay, SpecialDayKind
from venues.models.photo import VenuePhoto
from venues.models.region import Region, RegionLevel
from venues.models.report import ErrorReport, Reply, ReportKind, ReportState
from venues.models.revision import OPEN_STATES, RevisionState, VenueRevision
from venues.models.step import Step, VenueStep
from venues.models.term import Term, Vocabulary
from venues.models.tour import TourStop
from venues.models.venue import EDITED_IN_PLACE, VENUE_STATUS_LABELS, Designation, PositionQuality, Venue, VenueStatus

__all__ = [
    "EDITED_IN_PLACE",
    "OPEN_STATES",
    "VENUE_STATUS_LABELS",
    "Designation",
    "ErrorReport",
    "KindGroup",
    "MapCell",
    "NotDouble",
    "OpeningHours",
    "PositionQuality",
    "Region",
    "RegionLevel",
    "Reply",
    "ReportKind",
    "ReportState",
    "RevisionState",
    "SpecialDay",
    "SpecialDayKind",
    "Step",
    "SuspectedDouble",
    "Term",
    "TourStop",
    "Venue",
    "VenueKind",
    "VenuePhoto",
    "VenueRevision",
    "VenueSpelling",
    "VenueStatus",
    "VenueStep",
    "Vocabulary",
]
