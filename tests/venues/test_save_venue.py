"""One way to write a venue, and what it refuses."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Unit
from accounts.permissions import SYSTEM, VISITOR, Actor
from core.errors import Invalid, NotAllowed, NotFound
from core.geo import Datum, LonLat, from_wgs84, lonlat
from core.search import search
from core.versions import data_version
from tests.core.test_geo import apart_m
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueStatus
from venues.services import save_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside() -> LonLat:
    """A place well within the first county."""
    return lonlat(Region.objects.counties().order_by("code")[0].label_point)


@pytest.fixture
def facts(inside: LonLat) -> VenueFacts:
    return VenueFacts(name="测试馆", kind="science_museum", given=GivenPlace(inside), status=VenueStatus.PUBLISHED)


def save(facts: VenueFacts, now: datetime, by: Actor = SYSTEM, venue: Venue | None = None) -> Venue:
    return save_venue(facts=facts, by=by, now=now, venue_id=venue.pk if venue else None)


def test_the_county_follows_from_the_point(facts: VenueFacts, now: datetime) -> None:
    assert save(facts, now).county_id == Region.objects.counties().order_by("code")[0].pk


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_shifted_coordinate_is_put_right_and_kept_as_given(
    datum: Datum, facts: VenueFacts, inside: LonLat, now: datetime
) -> None:
    shifted = from_wgs84(inside, datum)
    venue = save(replace(facts, given=GivenPlace(shifted, datum)), now)
    venue.refresh_from_db()
    assert apart_m(lonlat(venue.point), inside) < 0.3
    assert (venue.given_lon, venue.given_lat, venue.given_datum) == (shifted.lon, shifted.lat, datum)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("name", {"name": "  "}),
    ("kind", {"kind": "castle"}),
    ("sub_kind", {"sub_kind": "castle"}),
    ("opening_hours", {"opening_hours": "九点开门"}),
    ("audiences", {"audiences": ("martians",)}),
    ("accessibility", {"accessibility": ("teleport",)}),
    ("admission", {"admission": "bribe"}),
    ("website", {"website": "javascript:alert(1)"}),
    ("booking_url", {"booking_url": "//evil.example"}),
    ("point", {"given": None}),
    ("point", {"given": GivenPlace(LonLat(float("nan"), 24.3))}),
    ("point", {"given": GivenPlace(LonLat(109.4, 91))}),
    ("point", {"given": GivenPlace(LonLat(116.4, 39.9))}),
    ("zone", {"zone": "nowhere"}),
    ("township", {"township": "nowhere"}),
    ("floor_area_m2", {"floor_area_m2": -1}),
    ("annual_visitors", {"annual_visitors": 10**12}),
    ("opened_year", {"opened_year": 3}),
    ("closed_on", {"opened_on": date(2020, 1, 2), "closed_on": date(2020, 1, 1)}),
    ("closed_on", {"status": VenueStatus.CLOSED}),
    ("designations", {"designations": (GivenDesignation("galactic", "称号"),)}),
    (
        "designations",
        {"designations": (GivenDesignation("national", "称号", "", date(2022, 1, 1), date(2021, 1, 1)),)},
    ),
]


@pytest.mark.parametrize(("field", "change"), WRONG)
def test_what_is_wrong_is_told_by_field_and_nothing_is_written(
    field: str, change: dict[str, Any], facts: VenueFacts, now: datetime
) -> None:
    before = Venue.objects.count()
    with pytest.raises(Invalid) as caught:
        save(replace(facts, **change), now)
    assert list(caught.value.fields) == [field]
    assert Venue.objects.count() == before


def test_a_caravan_needs_no_place(now: datetime) -> None:
    venue = save(VenueFacts(name="测试大篷车", kind="caravan", status=VenueStatus.PUBLISHED), now)
    assert venue.point is None


def test_saving_the_same_again_changes_nothing(facts: VenueFacts, now: datetime) -> None:
    full = replace(facts, designations=(GivenDesignation("national", "称号"),), opening_hours="24/7")
    venue = save(full, now)
    before = data_version("venues"), venue.events.count()
    save(full, now, venue=venue)
    assert (data_version("venues"), venue.events.count()) == before


def test_history_holds_each_change(facts: VenueFacts, now: datetime) -> None:
    venue = save(facts, now)
    save(replace(facts, name="改名馆"), now, venue=venue)
    assert [event.name for event in venue.events.order_by("pgh_id")] == ["测试馆", "改名馆"]


def test_designations_become_what_is_stated(facts: VenueFacts, now: datetime) -> None:
    one, two = GivenDesignation("national", "甲"), GivenDesignation("national", "乙", "", None, date(2025, 12, 31))
    venue = save(replace(facts, designations=(one, two)), now)
    save(replace(facts, designations=(two,)), now, venue=venue)
    assert [title.name for title in venue.designations.all()] == ["乙"]
    assert [t.name for t in venue.designations.valid_on(date(2025, 12, 31))] == ["乙"]
    assert list(venue.designations.valid_on(date(2026, 1, 1))) == []


def test_only_the_published_are_found(facts: VenueFacts, now: datetime) -> None:
    venue = save(replace(facts, name="独一无二测试馆"), now)
    assert search("独一无二测试馆", types=["venue"], limit=1)[0].object_id == venue.public_id
    save(replace(facts, name="独一无二测试馆", status=VenueStatus.HIDDEN), now, venue=venue)
    assert search("独一无二测试馆", types=["venue"], limit=1) == []


def test_who_may_save(facts: VenueFacts, now: datetime, member_unit: Unit) -> None:
    own = Actor(user_id=1, organizer_of=frozenset({member_unit.pk}))
    county = save(facts, now).county_id
    reviewer = Actor(reviewer_of_counties=frozenset({county or ""}))
    draft = replace(facts, status=VenueStatus.DRAFT, operator_id=member_unit.pk)
    venue = save(draft, now, by=own)
    for stranger in (VISITOR, Actor(user_id=3), Actor(user_id=4, reviewer_of_counties=frozenset({"000000"}))):
        with pytest.raises(NotFound):
            save(draft, now, by=stranger, venue=venue)
        with pytest.raises(NotAllowed):
            save(draft, now, by=stranger)
    with pytest.raises(NotAllowed):
        save(replace(draft, status=VenueStatus.PUBLISHED), now, by=own, venue=venue)
    assert save(replace(draft, status=VenueStatus.PUBLISHED), now, by=reviewer, venue=venue).status == "published"


def test_nobody_takes_a_venue_over_by_naming_their_own_unit(
    facts: VenueFacts, now: datetime, member_unit: Unit
) -> None:
    venue = save(facts, now)
    thief = Actor(user_id=1, organizer_of=frozenset({member_unit.pk}))
    with pytest.raises(NotFound):
        save(replace(facts, operator_id=member_unit.pk), now, by=thief, venue=venue)


def test_a_point_without_its_source_is_refused_by_the_database(facts: VenueFacts, now: datetime) -> None:
    venue = save(facts, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Venue.objects.filter(pk=venue.pk).update(given_lon=None)
