"""Writing caravans' stops: what is kept, who may, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Unit
from accounts.permissions import SYSTEM, VISITOR, Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.geo import Datum, LonLat, from_wgs84, lonlat
from core.versions import data_version
from tests.conftest import NOON
from tests.core.test_geo import apart_m
from tests.venues.tours import HOUR, inside, make_caravan, make_stop, stop_facts
from venues.facts import GivenPlace
from venues.models import TourStop, Venue
from venues.services import cancel_stop, copy_week, save_stop
from venues.stops import Week

pytestmark = pytest.mark.django_db
WEEK = Week.of(NOON)


@pytest.fixture
def caravan() -> Venue:
    return make_caravan()


def test_the_county_follows_from_the_point_and_the_given_coordinate_is_kept(caravan: Venue) -> None:
    given = from_wgs84(inside(), Datum.GCJ02)
    stop = make_stop(caravan, given=GivenPlace(given, Datum.GCJ02))
    stop.refresh_from_db()
    assert apart_m(lonlat(stop.point), inside()) < 0.3
    assert (stop.given_lon, stop.given_lat, stop.given_datum) == (given.lon, given.lat, Datum.GCJ02)
    assert stop.county.boundary.covers(stop.point)


def test_each_change_is_in_the_history_and_moves_the_version(caravan: Venue, settings: Any) -> None:
    settings.DATA_VERSION_TTL = 0
    versions = [data_version("venues")]
    stop = make_stop(caravan)
    versions.append(data_version("venues"))
    cancel_stop(stop_id=stop.pk, reason="暴雨", by=SYSTEM, now=NOON)
    versions.append(data_version("venues"))
    assert versions == sorted(set(versions))
    assert [event.pgh_label for event in stop.events.order_by("pgh_id")] == ["insert", "update"]


def test_the_same_stop_again_is_the_first_one(caravan: Venue) -> None:
    first = make_stop(caravan)
    assert make_stop(caravan).pk == first.pk
    again = save_stop(caravan_id=caravan.pk, facts=stop_facts(), by=SYSTEM, now=NOON + HOUR, stop_id=first.pk)
    assert again.updated_at == first.updated_at
    assert first.events.count() == 1


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "长" * 101}),
        ("note", {"note": "长" * 301}),
        ("until", {"ends_at": NOON + HOUR}),
        ("until", {"ends_at": NOON + timedelta(hours=26)}),
        ("day", {"starts_at": NOON + timedelta(days=500), "ends_at": NOON + timedelta(days=500, hours=1)}),
        ("lon", {"given": GivenPlace(LonLat(float("nan"), 24.0))}),
        ("lon", {"given": GivenPlace(LonLat(2.35, 48.85))}),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_written(
    field: str, facts: dict[str, Any], caravan: Venue
) -> None:
    with pytest.raises(Invalid) as refused:
        save_stop(caravan_id=caravan.pk, facts=stop_facts(**facts), by=SYSTEM, now=NOON)
    assert list(refused.value.fields) == [field]
    assert not caravan.stops.exists()


def test_a_caravan_is_at_one_place_at_a_time(caravan: Venue) -> None:
    make_stop(caravan, NOON + HOUR, hours=2)
    with pytest.raises(Conflict) as refused:
        make_stop(caravan, NOON + 2 * HOUR, name="另一处")
    assert "测试村小学操场" in str(refused.value.sentence)
    assert "13:00–15:00" in str(refused.value.sentence)
    make_stop(caravan, NOON + 3 * HOUR, name="紧接着")  # the end is not part of a stop
    make_stop(make_caravan("另一辆"), NOON + HOUR)


def test_moving_a_stop_onto_another_is_refused_and_moving_it_within_itself_is_not(caravan: Venue) -> None:
    first, second = make_stop(caravan, NOON + HOUR), make_stop(caravan, NOON + 5 * HOUR, name="另一处")
    moved = save_stop(caravan_id=caravan.pk, facts=stop_facts(NOON + 1.5 * HOUR), by=SYSTEM, now=NOON, stop_id=first.pk)
    assert moved.pk == first.pk
    with pytest.raises(Conflict):
        save_stop(caravan_id=caravan.pk, facts=stop_facts(NOON + HOUR), by=SYSTEM, now=NOON, stop_id=second.pk)


def test_a_cancelled_stop_makes_room_stays_and_is_not_changed_any_more(caravan: Venue) -> None:
    stop = make_stop(caravan)
    cancelled = cancel_stop(stop_id=stop.pk, reason=" 暴雨 ", by=SYSTEM, now=NOON)
    assert (cancelled.cancel_reason, cancelled.cancelled_at) == ("暴雨", NOON)
    again = cancel_stop(stop_id=stop.pk, reason="别的", by=SYSTEM, now=NOON + HOUR)
    assert (again.cancel_reason, again.cancelled_at) == ("暴雨", NOON)
    assert make_stop(caravan, name="改到别处").pk != stop.pk
    with pytest.raises(Conflict):
        save_stop(caravan_id=caravan.pk, facts=stop_facts(name="再改"), by=SYSTEM, now=NOON, stop_id=stop.pk)


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
def test_calling_off_needs_a_reason(reason: str, caravan: Venue) -> None:
    stop = make_stop(caravan)
    with pytest.raises(Invalid):
        cancel_stop(stop_id=stop.pk, reason=reason, by=SYSTEM, now=NOON)
    assert TourStop.objects.live().filter(pk=stop.pk).exists()


def test_a_week_is_copied_once_and_taken_times_are_told(caravan: Venue) -> None:
    first, second = make_stop(caravan, NOON), make_stop(caravan, NOON + timedelta(days=2), name="周四")
    off = make_stop(caravan, NOON + timedelta(days=3), name="已取消")
    cancel_stop(stop_id=off.pk, reason="停电", by=SYSTEM, now=NOON)
    make_stop(caravan, NOON + timedelta(days=9, hours=1), name="先占")
    following = WEEK.moved(1)
    copied = copy_week(caravan_id=caravan.pk, source=WEEK, target=following, by=SYSTEM, now=NOON)
    assert copied == (1, 1)
    names = list(caravan.stops.between(following.start, following.end).values_list("name", flat=True))
    assert names == [first.name, "先占"]
    assert second.name not in names
    assert copy_week(caravan_id=caravan.pk, source=WEEK, target=following, by=SYSTEM, now=NOON) == (0, 2)
    with pytest.raises(Invalid):
        copy_week(caravan_id=caravan.pk, source=WEEK, target=WEEK, by=SYSTEM, now=NOON)


def test_only_who_may_publish_the_caravan_writes_its_tour(member_unit: Unit) -> None:
    caravan = make_caravan(operator_id=member_unit.pk)
    keeper = Actor(user_id=None, organizer_of=frozenset({member_unit.pk}))
    publisher = Actor(user_id=None, organizer_of=keeper.organizer_of, publishes_for=keeper.organizer_of)
    stop = make_stop(caravan)
    later = stop_facts(NOON + 5 * HOUR)
    for by, refusal in ((VISITOR, NotFound), (Actor(organizer_of=frozenset({-1})), NotFound), (keeper, NotAllowed)):
        with pytest.raises(refusal):
            save_stop(caravan_id=caravan.pk, facts=later, by=by, now=NOON)
        with pytest.raises(refusal):
            cancel_stop(stop_id=stop.pk, reason="暴雨", by=by, now=NOON)
        with pytest.raises(refusal):
            copy_week(caravan_id=caravan.pk, source=WEEK, target=WEEK.moved(1), by=by, now=NOON)
    assert save_stop(caravan_id=caravan.pk, facts=later, by=publisher, now=NOON).pk


def test_a_building_has_no_tour_and_a_stop_belongs_to_its_caravan(caravan: Venue) -> None:
    building = Venue.objects.published().exclude(kind__is_mobile=True)[0]
    with pytest.raises(NotFound):
        save_stop(caravan_id=building.pk, facts=stop_facts(), by=SYSTEM, now=NOON)
    other = make_stop(make_caravan("另一辆"))
    with pytest.raises(NotFound):
        save_stop(caravan_id=caravan.pk, facts=stop_facts(), by=SYSTEM, now=NOON, stop_id=other.pk)
    with pytest.raises(NotFound):
        cancel_stop(stop_id=-1, reason="暴雨", by=SYSTEM, now=NOON)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("ends_at = starts_at", "ends_after_start"),
        ("cancelled_at = now()", "cancelled_for_a_reason"),
        ("starts_at = starts_at + interval '4 hours', ends_at = ends_at + interval '4 hours'", "one_place_at_a_time"),
    ],
)
def test_the_database_itself_refuses(change: str, constraint: str, caravan: Venue) -> None:
    stop = make_stop(caravan, NOON + HOUR)
    make_stop(caravan, NOON + 5 * HOUR, name="另一处")
    statement = f"UPDATE venues_tourstop SET {change} WHERE id = %s"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [stop.pk])


@pytest.mark.parametrize("text", ["", "2026", "2026-W00", "2026-W54", "1999-W10", "2026-W1", "2026-w48", "２０２６-W1"])
def test_nonsense_is_no_week(text: str) -> None:
    assert Week.parse(text) is None


def test_a_week_is_the_citys() -> None:
    week = Week.parse("2026-W48")
    assert week == Week.of(NOON)
    assert week is not None and str(week) == "2026-W48"
    assert week.start.isoformat() == "2026-11-23T00:00:00+08:00"
    assert str(Week.of(week.start - timedelta(seconds=1))) == "2026-W47"
