"""Venues on their way to the map, for tests of who does what with them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import Unit
from accounts.permissions import SYSTEM, Actor
from core.geo import LonLat, lonlat
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueRevision, VenueStatus
from venues.selectors.workingcopy import facts_of, working_copy
from venues.services import save_venue, save_working_copy, submit_revision

COUNTY = "450202"
OTHER_COUNTY = "450223"


def within(county: str = COUNTY) -> LonLat:
    """A place well within a county."""
    return lonlat(Region.objects.get(code=county).label_point)


def make_venue(unit: Unit | None, now: datetime, county: str = COUNTY, **stated: Any) -> Venue:
    """A venue of a unit, a draft unless `status` says otherwise."""
    facts = {"name": "流程测试馆", "kind": "science_museum", "given": GivenPlace(within(county))}
    operator_id = unit.pk if unit else None
    return save_venue(facts=VenueFacts(**{**facts, "operator_id": operator_id, **stated}), by=SYSTEM, now=now)


def make_public(unit: Unit | None, now: datetime, county: str = COUNTY, **stated: Any) -> Venue:
    return make_venue(unit, now, county, status=VenueStatus.PUBLISHED, **stated)


def propose(venue: Venue, by: Actor, now: datetime, **changes: Any) -> VenueRevision | None:
    """Keep changes as the working copy of a public venue."""
    copy = working_copy(Venue.objects.get(pk=venue.pk))
    facts = replace(copy.facts, **changes)
    saved = save_working_copy(venue_id=venue.pk, facts=facts, expect_version=copy.version, by=by, now=now)
    return saved.revision


def hand_in(venue: Venue, by: Actor, now: datetime, **changes: Any) -> VenueRevision:
    """Propose changes and submit them."""
    propose(venue, by, now, **changes)
    return submit_revision(venue_id=venue.pk, by=by, now=now)


def correct(venue: Venue, now: datetime, **changes: Any) -> Venue:
    """What somebody else changes meanwhile."""
    facts = replace(facts_of(Venue.objects.get(pk=venue.pk)), **changes)
    return save_venue(facts=facts, by=SYSTEM, now=now, venue_id=venue.pk)
