"""One bad row never takes others down: a code that nobody knows, in every column of codes."""

import pytest
from django.db import transaction

from tests.hardcity.ground import City
from tests.hardcity.hardened import ROOMS, every_model, put, unknown
from tests.hardcity.test_walk import is_own
from tests.hardcity.walk import Walker, addresses, routes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("room", ROOMS)
def test_lists_are_served_beside_a_row_with_an_unknown_code(city: City, room: str) -> None:
    with transaction.atomic():
        for model in every_model():
            newest = model._base_manager.order_by("-pk").first()
            if model._meta.app_label == room and newest is not None and model.__name__ not in {"Membership", "Region"}:
                put(newest, unknown(model))
        walker = Walker(city, "office")
        for route in routes():
            if is_own(route.name):
                for address in addresses(city, route)[0][:1]:
                    walker.get(address)
        transaction.set_rollback(True)
    assert not walker.found, "\n".join(sorted(set(walker.found)))
