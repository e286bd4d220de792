"""Whatever an address or a form holds: an answer on which a person can act, never a crash."""

import re
from itertools import cycle, islice
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.http import urlencode

from tests.hardcity.ground import City
from tests.hardcity.test_walk import is_own
from tests.hardcity.texts import LONG, VALUES
from tests.hardcity.walk import Walker, addresses, routes

pytestmark = pytest.mark.django_db

NAMED = re.compile(r'\bname="([\w-]+)"|[?&](?:amp;)?(\w+)=')
# What interfaces take: they have no forms to read their names from.
MACHINE = (
    *(
        "bbox",
        "kind",
        "region",
        "q",
        "open_at",
        "opening",
        "audience",
        "limit",
        "cursor",
        "lang",
        "lon",
        "lat",
        "radius",
    ),
    *(
        "from",
        "to",
        "when",
        "page",
        "near",
        "form",
        "topic",
        "free",
        "by",
        "year",
        "zoom",
        "caravan",
        "datetime",
        "type",
    ),
)
FIELDS = ("name", "title", "reason", "deed", "version", "id", "ids", "year", "next", "starts_at", "people", "venue")
LISTS = [*VALUES.values(), LONG]


def names_of(text: str, address: str) -> list[str]:
    """The parameters that a page's own forms and links have."""
    if address.startswith(("/api/", "/ogc/", "/feeds/", "/tiles/")):
        return list(MACHINE)
    found = {first or second for first, second in NAMED.findall(text)}
    return sorted(found - {"csrfmiddlewaretoken", "viewport", "description"})[:24]


def some(values: list[str], place: int, most: int) -> list[str]:
    """Values in their turn, so that all routes together see all of them."""
    return list(islice(cycle(values), place % len(values), place % len(values) + most))


def asked(city: City, role: str, each: int, together: int) -> Walker:
    """Every address of the role with its parameters at odd values, one by one and all at once."""
    walker = Walker(city, role)
    for place, route in enumerate(route for route in routes() if is_own(route.name)):
        for address in addresses(city, route)[0][:1]:
            page = walker.get(address)
            if page.status_code not in {200, 400}:
                continue
            names = names_of(page.read.decode(errors="replace"), address)
            for value in some(LISTS, place, together):
                walker.get(address, urlencode([(name, value) for name in names]))
            for number, name in enumerate(names):
                for value in some(LISTS, place + 5 * number, each):
                    walker.get(address, urlencode([(name, value), (name, "1")] if number % 3 == 0 else [(name, value)]))
    return walker


def told(walker: Walker) -> str:
    return f"{walker.opened} opened\n" + "\n".join(sorted(set(walker.found)))


@pytest.mark.parametrize("role", ["anonymous", "office"])
def test_no_value_of_a_parameter_is_a_crash(city: City, role: str) -> None:
    walker = asked(city, role, each=int(role == "anonymous"), together=2)
    assert not walker.found, told(walker)


@pytest.mark.slow
def test_no_value_at_all_is_a_crash(city: City) -> None:
    walker = asked(city, "office", each=len(LISTS), together=len(LISTS))
    assert not walker.found, told(walker)


SLOW = [pytest.param(role, marks=pytest.mark.slow) for role in ("member", "volunteer", "county", "administrator")]


@pytest.mark.parametrize("role", ["anonymous", "organizer", "office", *SLOW])
def test_no_form_is_a_crash(city: City, role: str) -> None:
    walker = Walker(city, role)
    values = [*LISTS, "a\x00b"]
    for place, route in enumerate(route for route in routes() if is_own(route.name)):
        for address in addresses(city, route)[0][:1]:
            cache.clear()  # nobody is kept from asking too often
            page: Any = walker.get(address)
            names = names_of(page.read.decode(errors="replace"), "") if page.status_code == 200 else list(FIELDS)
            walker.post(address, {})
            for value in some(values, place, 2):
                walker.post(address, dict.fromkeys(names, value))
            walker.post(address, {name: some(values, place + 7 * n, 1)[0] for n, name in enumerate(names)})
    assert not walker.found, told(walker)
