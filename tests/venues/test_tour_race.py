"""Two who plan the same hours of one caravan at once: one gets them. The twin has the constraint taken out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

from accounts.permissions import SYSTEM
from core.errors import Conflict
from core.search import remove_entry
from tests.conftest import NOON
from tests.venues.tours import HOUR, make_caravan, stop_facts
from venues.models import TourStop, Venue
from venues.query import SEARCH_TYPE
from venues.services import save_stop

ROUNDS = 5
CONSTRAINT = next(c for c in TourStop._meta.constraints if c.name == "venues_tourstop_one_place_at_a_time")


@pytest.fixture
def caravan(django_db_setup: None, django_db_blocker: Any) -> Iterator[Venue]:
    """Committed, so that other connections see it; taken away again."""
    with django_db_blocker.unblock():
        found = make_caravan("并发大篷车")
        try:
            yield found
        finally:
            TourStop.objects.filter(caravan=found).delete()
            remove_entry(SEARCH_TYPE, found.public_id)
            found.delete()
            connections.close_all()


def at_once(caravan: Venue) -> list[str]:
    """What two planners of overlapping hours, each on a connection of its own, are told."""
    begin = threading.Barrier(2)
    told: list[str] = []

    def plan(number: int) -> None:
        try:
            facts = stop_facts(NOON + (1 + number / 2) * HOUR, name=f"第{number}处")
            begin.wait(10)
            save_stop(caravan_id=caravan.pk, facts=facts, by=SYSTEM, now=NOON)
            told.append("saved")
        except Conflict as error:
            told.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """A saboteur's database."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(TourStop, CONSTRAINT)
    try:
        yield
    finally:
        TourStop.objects.filter(caravan__name="并发大篷车").delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(TourStop, CONSTRAINT)


def test_of_two_at_once_one_gets_the_hours(caravan: Venue) -> None:
    for _round in range(ROUNDS):
        assert at_once(caravan) == ["saved", "stop_overlaps"]
        assert TourStop.objects.filter(caravan=caravan).count() == 1
        TourStop.objects.filter(caravan=caravan).delete()


def test_without_the_constraint_both_get_them(caravan: Venue) -> None:
    with without_the_constraint():
        assert at_once(caravan) == ["saved", "saved"]
        assert TourStop.objects.filter(caravan=caravan).count() == 2
