"""Every page of the hard city opens, in both languages, for whoever asks."""

import pytest

from tests.hardcity.ground import City
from tests.hardcity.walk import FOREIGN, Walker, addresses, failing_variables, in_both_languages, routes

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "volunteer", "organizer", "county", "office", "administrator")
THOROUGH = {"office"}
# What the walk can't fill, and why.
UNFILLED: set[str] = set()


def is_own(name: str) -> bool:
    return not name.startswith(FOREIGN)


def test_the_walk_fills_every_route(city: City) -> None:
    unfilled = {route.name for route in routes() if is_own(route.name) and not addresses(city, route)[1]}
    assert unfilled <= UNFILLED, sorted(unfilled - UNFILLED)


def chosen(found: list[str], role: str) -> list[str]:
    """The office, which sees all, opens all; others one of each route. The languages take turns, the first has both."""
    wanted = found if role in THOROUGH else found[:1]
    turns = [in_both_languages(address) for address in wanted]
    return (
        list(dict.fromkeys([*turns[0], *(both[place % len(both)] for place, both in enumerate(turns))]))
        if turns
        else []
    )


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens(city: City, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_variables(monkeypatch)
    walker = Walker(city, role)
    for route in routes():
        if is_own(route.name):
            for address in chosen(addresses(city, route)[0], role):
                walker.get(address)
    assert not walker.found, f"{walker.opened} opened\n" + "\n".join(sorted(set(walker.found)))
