"""Venues that may be one are found by name, spelling and distance, and the rest are left in peace."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.permissions import SYSTEM, Actor
from core.errors import NotAllowed, NotFound
from core.geo import LonLat, lonlat
from tests.conftest import client_of
from venues.facts import GivenPlace, VenueFacts
from venues.models import NotDouble, Region, SuspectedDouble, Venue, VenueStatus
from venues.selectors.doubles import doubles_of, suspected_doubles
from venues.services import look_for_doubles, save_venue, tell_apart

pytestmark = pytest.mark.django_db
M = 1 / 111_320


@pytest.fixture
def here() -> LonLat:
    return lonlat(Region.objects.counties().order_by("code")[0].label_point)


def made(name: str, place: LonLat | None, now: datetime, **facts: Any) -> Venue:
    kind = facts.pop("kind", "e_station" if place else "caravan")
    given = GivenPlace(place) if place else None
    stated = VenueFacts(name=name, kind=kind, given=given, status=VenueStatus.PUBLISHED, **facts)
    return save_venue(facts=stated, by=SYSTEM, now=now)


def north(place: LonLat, metres: float) -> LonLat:
    return LonLat(place.lon, place.lat + metres * M)


def looked() -> None:
    while look_for_doubles():
        pass


def suspected(*venues: Venue) -> SuspectedDouble | None:
    first, second = sorted(venue.pk for venue in venues)
    return SuspectedDouble.objects.filter(first=first, second=second).first()


@pytest.mark.parametrize(
    ("name", "metres", "why"),
    [
        ("青苹果科普体验馆", 120, "名称相同 · 相距 120 米"),
        ("青平果科普体验馆", 120, "名称同音 · 相距 120 米"),
        ("青苹果科普体验中心馆", 40, "名称相近 · 相距 40 米"),
        ("青苹果科普体验馆（新馆）", 450, "名称相近 · 相距 450 米"),
        ("青苹果科普体验馆", 1200, "名称相同 · 相距 1.2 公里"),
    ],
)
def test_a_double_is_found_and_explained(name: str, metres: float, why: str, here: LonLat, now: datetime) -> None:
    one, other = made("青苹果科普体验馆", here, now), made(name, north(here, metres), now)
    looked()
    assert suspected(one, other)
    found = {double.venue.pk: double for double in doubles_of(one, SYSTEM)}
    assert found[other.pk].reasons.startswith(why)
    assert one.pk in {double.venue.pk for double in doubles_of(other, SYSTEM)}


@pytest.mark.parametrize(
    ("name", "metres"), [("红石榴气象观测站", 30), ("青苹果图书角", 400), ("青苹果科普体验馆二号仓储物流配送点", 480)]
)
def test_neighbours_with_other_names_are_left_in_peace(name: str, metres: float, here: LonLat, now: datetime) -> None:
    one, other = made("青苹果科普体验馆", here, now), made(name, north(here, metres), now)
    looked()
    assert suspected(one, other) is None


def test_an_alias_counts_as_a_name(here: LonLat, now: datetime) -> None:
    one = made("青苹果科普体验馆", here, now, aliases=("红石榴气象站",))
    other = made("红石榴气象站", north(here, 200), now)
    looked()
    found = suspected(one, other)
    assert found and found.likeness == "same_name"


def test_the_same_name_without_a_place_is_found(here: LonLat, now: datetime) -> None:
    one, other = (
        made("青苹果大篷车", None, now),
        made("青苹果大篷车", here, now, kind="e_station", phone="0772-2345678"),
    )
    looked()
    assert suspected(one, other) is None  # the kinds speak against it
    save_venue(facts=VenueFacts(name="青苹果大篷车", kind="caravan", status=VenueStatus.PUBLISHED), by=SYSTEM, now=now)
    looked()
    assert [double.reasons for double in doubles_of(one, SYSTEM)] == ["名称相同 · 有一处没有位置"]


def test_a_name_that_many_bear_says_nothing_far_away(here: LonLat, now: datetime) -> None:
    places = [LonLat(here.lon + 700 * M * (step % 3), here.lat + 700 * M * (step // 3)) for step in range(8)]
    rows = [made("科普活动室甲乙", place, now) for place in places]
    assert len({row.county_id for row in rows}) == 1
    looked()
    assert not SuspectedDouble.objects.filter(first__in=rows).exists()


def test_a_shared_phone_is_told(here: LonLat, now: datetime) -> None:
    one = made("青苹果科普体验馆", here, now, phone="0772-2345678")
    made("青苹果科普馆", north(here, 100), now, phone="0772 2345678")
    looked()
    assert "同一电话" in doubles_of(one, SYSTEM)[0].reasons


def test_only_what_has_changed_is_looked_at_again(here: LonLat, now: datetime) -> None:
    looked()
    assert look_for_doubles() == 0
    one, other = made("青苹果科普体验馆", here, now), made("青苹果科普体验馆", here, now)
    assert look_for_doubles() == 2
    assert suspected(one, other)
    facts = VenueFacts(name="红石榴气象观测站", kind="e_station", given=GivenPlace(here), status=VenueStatus.PUBLISHED)
    save_venue(facts=facts, by=SYSTEM, now=now, venue_id=other.pk)
    assert look_for_doubles() == 1
    assert suspected(one, other) is None


def test_a_pair_told_apart_is_not_shown_again(here: LonLat, now: datetime) -> None:
    one, other = made("青苹果科普体验馆", here, now), made("青苹果科普体验馆", here, now)
    looked()
    assert [pair for pair in suspected_doubles(SYSTEM) if pair.second_id == other.pk]
    for _again in range(2):
        tell_apart(first_id=other.pk, second_id=one.pk, by=SYSTEM, now=now)
    assert NotDouble.objects.count() == 1
    assert not [pair for pair in suspected_doubles(SYSTEM) if pair.second_id == other.pk]
    assert doubles_of(one, SYSTEM) == []
    Venue.objects.filter(pk=one.pk).update(version=9)
    looked()
    assert not [pair for pair in suspected_doubles(SYSTEM) if pair.second_id == other.pk]


def test_who_reviews_both_sees_a_pair_and_decides(here: LonLat, now: datetime, member_unit: Any) -> None:
    one = made("青苹果科普体验馆", here, now, operator_id=member_unit.pk)
    other = made("青苹果科普体验馆", here, now, operator_id=member_unit.pk)
    looked()
    county = Actor(user_id=None, reviewer_of_counties=frozenset({one.county_id or ""}))
    organizer = Actor(user_id=None, organizer_of=frozenset({member_unit.pk}))
    assert [pair for pair in suspected_doubles(county) if pair.second_id == other.pk]
    assert suspected_doubles(Actor(user_id=None, reviewer_of_counties=frozenset({"000000"}))) == []
    assert suspected_doubles(organizer) == []
    with pytest.raises(NotAllowed):
        tell_apart(first_id=one.pk, second_id=other.pk, by=organizer, now=now)
    with pytest.raises(NotFound):
        tell_apart(first_id=one.pk, second_id=other.pk, by=Actor(user_id=None), now=now)


def test_the_list_is_bounded_and_takes_few_queries(
    here: LonLat, now: datetime, people: dict[str, User | None], django_assert_max_num_queries: Any
) -> None:
    for step in range(12):
        made("青苹果科普体验馆", north(here, step), now)
    looked()
    client = client_of(people["office"])
    with django_assert_max_num_queries(25):
        html = client.get("/workspace/doubles/").content.decode()
    assert "青苹果科普体验馆" in html
    assert len(suspected_doubles(SYSTEM, limit=5)) == 5


def test_the_search_goes_by_indexes(here: LonLat, now: datetime) -> None:
    """With sequential scans forbidden the plan must name the place's and the spellings' indexes."""
    from venues.selectors.doubles import FOUND, subjects_json

    one = made("青苹果科普体验馆", here, now)
    looked()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.cursor.execute(
            f"EXPLAIN {FOUND} SELECT * FROM scored", {"subjects": subjects_json([one])}, prepare=False
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("EXPLAIN SELECT venue_id FROM venues_venuespelling WHERE spelled && ARRAY['x']")
        namesakes = "\n".join(row[0] for row in cursor.fetchall())
    assert "venues_venue_point" in plan
    assert "venues_spelling_spelled" in namesakes


def test_a_newcomer_that_has_not_been_looked_at_is_found_all_the_same(here: LonLat, now: datetime) -> None:
    one, other = made("青苹果科普体验馆", here, now), made("青苹果科普体验馆", north(here, 90), now)
    assert [double.venue for double in doubles_of(one, SYSTEM)] == [other]


def test_an_organizer_hears_of_others_only_what_the_public_sees(here: LonLat, now: datetime, member_unit: Any) -> None:
    own = made("青苹果科普体验馆", here, now, operator_id=member_unit.pk)
    other = made("青苹果科普体验馆", north(here, 90), now)
    organizer = Actor(user_id=None, organizer_of=frozenset({member_unit.pk}))
    [double] = doubles_of(own, organizer)
    assert (double.venue, double.is_kept, double.is_reviewed) == (other, False, False)
    assert doubles_of(own, SYSTEM)[0].is_reviewed
    Venue.objects.filter(pk=other.pk).update(status=VenueStatus.HIDDEN)
    assert doubles_of(own, organizer) == []


def test_a_merged_venue_is_no_double(here: LonLat, now: datetime) -> None:
    one, other = made("青苹果科普体验馆", here, now), made("青苹果科普体验馆", here, now)
    Venue.objects.filter(pk=other.pk).update(status=VenueStatus.MERGED, merged_into=one)
    looked()
    assert doubles_of(one, SYSTEM) == []
