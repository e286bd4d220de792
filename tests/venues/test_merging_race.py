"""A into B and B into A at once: one stands. The twin has the locks taken out."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connections

from accounts.permissions import SYSTEM, Actor
from core.errors import DomainError
from core.models import OutboxMessage
from core.search import remove_entry
from tests.committed import in_parallel, without_triggers
from tests.conftest import NOON
from tests.venues.keeping import make_public
from venues.models import Venue, VenueStep
from venues.query import SEARCH_TYPE
from venues.selectors.workingcopy import facts_of
from venues.services import Merge, merge_venues, merging
from venues.services import venues as venue_services

NAMES = ("并发甲馆", "并发乙馆")


def clean() -> None:
    made = Venue.objects.filter(name__in=NAMES)
    with without_triggers("venues_venuestep"):
        VenueStep.objects.filter(venue__in=made).delete()
    with without_triggers("venues_venue"):
        made.update(merged_into=None, status="draft")
    for venue in made:
        remove_entry(SEARCH_TYPE, venue.public_id)
        venue.delete()
    OutboxMessage.objects.filter(event="venue.merged").delete()


@pytest.fixture
def pair(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Venue]]:
    """Committed, so that other connections see them; taken away again."""
    with django_db_blocker.unblock():
        try:
            yield [make_public(None, NOON, name=name) for name in NAMES]
        finally:
            clean()
            connections.close_all()


def at_once(pair: list[Venue]) -> list[str]:
    """What two who merge the pair in opposite directions are told."""
    gate = threading.Barrier(2, timeout=20)

    def merging_into(keep: Venue, drop: Venue) -> Callable[[], str]:
        order = Merge(keep.pk, drop.pk, keep.version, drop.version, facts_of(keep))

        def run() -> str:
            gate.wait()
            merge_venues(merge=order, by=SYSTEM, now=NOON)
            return "merged"

        return run

    told = in_parallel(merging_into(*pair), merging_into(*pair[::-1]))
    return sorted(one.code if isinstance(one, DomainError) else str(one) for one in told)


def statuses() -> list[str]:
    return sorted(Venue.objects.filter(name__in=NAMES).values_list("status", flat=True))


def test_one_of_two_opposite_merges_stands(pair: list[Venue]) -> None:
    assert at_once(pair) == ["merged", "venue_merged"]
    assert statuses() == ["merged", "published"]


def test_without_the_locks_they_stop_or_lose_each_other(pair: list[Venue]) -> None:
    """Both read before either writes: the database stops one halfway with no word for people, or both are gone."""
    met = threading.Barrier(2, timeout=20)

    def unlocked(merge: Merge) -> tuple[Venue, Venue]:
        rows = Venue.objects.in_bulk([merge.keep_id, merge.drop_id])
        met.wait()
        return rows[merge.keep_id], rows[merge.drop_id]

    def any_venue(venue_id: int, *, by: Actor) -> Venue:
        return Venue.objects.get(pk=venue_id)

    free = mock.patch.object(venue_services, "locked_venue", any_venue)
    with mock.patch.object(merging, "_locked", unlocked), free:
        told = at_once(pair)
    assert told != ["merged", "venue_merged"]
    # Or one is told that there is no such venue, where it should hear into which it was merged.
    stopped = any("deadlock" in one or "venues_merged_has_its_target" in one or one == "venue" for one in told)
    assert statuses() == ["merged", "merged"] or stopped, told
