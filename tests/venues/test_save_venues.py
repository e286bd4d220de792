"""Many venues by one call: all or none, by a number of statements that doesn't grow."""

import time
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.geo import LonLat, lonlat
from core.search import search
from venues.facts import GivenDesignation, GivenPlace, VenueFacts, VenueToSave
from venues.models import MapCell, Region, Venue, VenueStatus
from venues.services import save_venue, save_venues

pytestmark = pytest.mark.django_db


def many(count: int) -> list[VenueToSave]:
    place = lonlat(Region.objects.counties().order_by("code")[0].label_point)
    return [
        VenueToSave(
            VenueFacts(
                name=f"批量测试馆{number}",
                kind="science_museum",
                status=VenueStatus.PUBLISHED,
                reference=f"bulk-{number}",
                given=GivenPlace(LonLat(place.lon + number % 100 * 1e-5, place.lat + number // 100 * 1e-5)),
                opening_hours=f"Mo-Fr 09:{number % 60:02}-17:00",
                designations=(GivenDesignation("city", "测试称号"),),
            )
        )
        for number in range(count)
    ]


def cells() -> list[tuple[int, ...]]:
    rows = MapCell.objects.order_by("level", "cx", "cy", "kind")
    return list(rows.values_list("level", "cx", "cy", "n", "sum_x_cm", "sum_y_cm"))


def test_many_are_what_one_by_one_would_be(now: datetime) -> None:
    before = cells()
    items = many(5)
    first = [save_venue(facts=item.facts, by=SYSTEM, now=now) for item in items]
    counted = cells()
    Venue.objects.filter(pk__in=[venue.pk for venue in first]).delete()
    assert cells() == before
    second = save_venues(items=items, by=SYSTEM, now=now)
    assert cells() == counted
    assert [venue.name for venue in second] == [venue.name for venue in first]
    stored = Venue.objects.get(pk=second[3].pk)
    assert (stored.version, stored.hours.expression) == (1, "Mo-Fr 09:03-17:00")
    assert [title.name for title in stored.designations.all()] == ["测试称号"]
    assert stored.public_id in {hit.object_id for hit in search("批量测试馆3", types=["venue"], limit=10)}


def test_the_statements_do_not_grow_with_the_venues(now: datetime) -> None:
    counts = []
    for count in (5, 50):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            saved = save_venues(items=many(count), by=SYSTEM, now=now)
        counts.append(len(queries))
        Venue.objects.filter(pk__in=[venue.pk for venue in saved]).delete()
    assert counts[1] <= counts[0]


def test_changed_ones_alone_get_a_new_version_and_history(now: datetime) -> None:
    saved = save_venues(items=many(3), by=SYSTEM, now=now)
    items = [VenueToSave(item.facts, venue.pk, 1) for item, venue in zip(many(3), saved, strict=True)]
    items[1] = replace(items[1], facts=replace(items[1].facts, phone="0772-000000"))
    items[2] = replace(items[2], facts=replace(items[2].facts, designations=()))
    save_venues(items=items, by=SYSTEM, now=now)
    stored = Venue.objects.in_bulk([venue.pk for venue in saved])
    assert [stored[venue.pk].version for venue in saved] == [1, 2, 2]
    assert [stored[venue.pk].events.count() for venue in saved] == [1, 2, 2]
    assert stored[saved[1].pk].phone == "0772-000000"
    assert not stored[saved[2].pk].designations.exists()


def test_one_that_is_wrong_keeps_all_out_and_all_that_is_wrong_is_told(now: datetime) -> None:
    items = many(4)
    items[1] = VenueToSave(replace(items[1].facts, name=""))
    items[3] = VenueToSave(replace(items[3].facts, kind="castle", reference=items[0].facts.reference))
    before = Venue.objects.count()
    with pytest.raises(Invalid) as caught:
        save_venues(items=items, by=SYSTEM, now=now)
    assert caught.value.data["index"] == 1
    assert {number: list(fields) for number, fields in caught.value.data["by_index"].items()} == {
        1: ["name"],
        3: ["kind"],
    }
    assert Venue.objects.count() == before


def test_an_external_id_belongs_to_one_venue(now: datetime) -> None:
    items = many(2)
    with pytest.raises(Invalid) as caught:
        save_venues(items=[items[0], items[0]], by=SYSTEM, now=now)
    assert list(caught.value.fields) == ["reference"]
    save_venues(items=items, by=SYSTEM, now=now)
    with pytest.raises(Invalid):
        save_venues(items=items[:1], by=SYSTEM, now=now)


def test_what_is_stale_or_not_theirs_is_refused_for_all(now: datetime, member_unit: object) -> None:
    items = many(2)
    saved = save_venues(items=items, by=SYSTEM, now=now)
    stale = [VenueToSave(items[0].facts, saved[0].pk), VenueToSave(items[1].facts, saved[1].pk, 7)]
    with pytest.raises(Conflict) as caught:
        save_venues(items=stale, by=SYSTEM, now=now)
    assert caught.value.data["index"] == 1
    stranger = Actor(user_id=1, organizer_of=frozenset({member_unit.pk}))
    with pytest.raises(NotFound):
        save_venues(items=[VenueToSave(items[0].facts, saved[0].pk)], by=stranger, now=now)
    with pytest.raises(NotAllowed):
        save_venues(items=[VenueToSave(replace(items[0].facts, reference=""))], by=stranger, now=now)


@pytest.mark.slow
def test_ten_thousand_take_well_under_a_minute(now: datetime) -> None:
    items = many(10_000)
    started = time.perf_counter()
    saved = save_venues(items=items, by=SYSTEM, now=now)
    created = time.perf_counter() - started
    again = [
        VenueToSave(replace(item.facts, phone="0772-1"), venue.pk) for item, venue in zip(items, saved, strict=True)
    ]
    started = time.perf_counter()
    save_venues(items=again, by=SYSTEM, now=now)
    changed = time.perf_counter() - started
    print(f"10,000 new {created:.1f} s, changed {changed:.1f} s")  # noqa: T201
    assert max(created, changed) < 60
