"""An activity at a venue that goes into another takes place at that one."""

from dataclasses import replace
from datetime import datetime

import pytest

from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, Where
from activities.models import Activity
from activities.services import save_activity
from venues.models import Venue
from venues.selectors.workingcopy import facts_of
from venues.services import Merge, merge_venues

pytestmark = pytest.mark.django_db


def test_it_follows_with_its_place(facts: ActivityFacts, now: datetime) -> None:
    drop = Venue.objects.get(pk=facts.where.venue_id)
    keep = Venue.objects.published().exclude(point=None).exclude(pk=drop.pk).order_by("-pk")[0]
    elsewhere = replace(facts, title="后门讲座", where=Where(venue_id=drop.pk, address="后门"))
    one, other = (save_activity(facts=given, by=SYSTEM, now=now) for given in (facts, elsewhere))
    order = Merge(keep.pk, drop.pk, keep.version, drop.version, facts_of(keep))
    merge_venues(merge=order, by=SYSTEM, now=now)
    for activity, address in ((one, keep.address), (other, "后门")):
        found = Activity.objects.get(pk=activity.pk)
        assert (found.venue_id, found.point, found.county_id) == (keep.pk, keep.point, keep.county_id)
        assert found.address == address
