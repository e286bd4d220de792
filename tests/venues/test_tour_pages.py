"""The week of caravans for the public, and the pages on which it is planned."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from tests.conftest import NOON, client_of
from tests.venues.tours import HOUR, inside, make_caravan, make_stop
from venues.models import TourStop, Venue
from venues.services import cancel_stop

pytestmark = pytest.mark.django_db
EVIL = '"><img src=x onerror=alert(1)>'
TOURS = "/workspace/tours/"


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def caravan(member_unit: Unit) -> Venue:
    return make_caravan(operator_id=member_unit.pk)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def filled(**given: str) -> dict[str, str]:
    place = inside()
    whole = {"day": "2026-11-26", "start": "09:30", "until": "11:30", "name": "村小学", "datum": "WGS84"}
    return {**whole, "lon": str(place.lon), "lat": str(place.lat), **given}


def test_a_caravans_page_tells_its_coming_stops_instead_of_asking_to_call(caravan: Venue) -> None:
    asks = "行程请先联系确认"
    assert asks in page(f"/venues/{caravan.public_id}/")
    make_stop(caravan, NOON + timedelta(days=180) - timedelta(hours=1))  # too far to be shown
    assert asks in page(f"/venues/{caravan.public_id}/")
    make_stop(caravan, NOON + timedelta(days=4, hours=-2), hours=1.5)
    shown = page(f"/venues/{caravan.public_id}/")
    assert asks not in shown
    assert "11月28日（周六）10:00–11:30" in shown
    assert "uri.amap.com/marker" in shown
    assert "Sat 28 Nov" in page(f"/en/venues/{caravan.public_id}/")


def test_the_week_is_a_plain_page_with_its_neighbours(caravan: Venue) -> None:
    make_stop(caravan, NOON - timedelta(days=1), name="星期一")
    make_stop(caravan, NOON + timedelta(days=7), name="下个星期")
    this = page("/tours/")
    assert "星期一" in this and "下个星期" not in this
    assert "?week=2026-W49" in this and "?week=2026-W47" in this
    assert "下个星期" in page("/tours/?week=2026-W49")
    assert "还没有安排停靠" in page("/tours/?week=2027-W30")
    assert "<html" not in page("/tours/?fragment=list")
    assert "没有用上" in page("/tours/?week=soon")


def test_the_chip_is_there_only_when_a_caravan_is_under_way_soon(caravan: Venue) -> None:
    hidden = 'aria-pressed="false" hidden'
    make_stop(caravan, NOON + timedelta(days=8))
    assert hidden in page("/")
    stop = make_stop(caravan, NOON + timedelta(days=6))
    assert hidden not in page("/")
    assert 'href="/tours/"' in page("/")
    cancel_stop(stop_id=stop.pk, reason="暴雨", by=SYSTEM, now=NOON)
    assert hidden in page("/")


def test_what_somebody_wrote_stays_text(caravan: Venue) -> None:
    stop = make_stop(caravan, name=EVIL, address=EVIL, note=EVIL)
    cancel_stop(stop_id=stop.pk, reason=EVIL, by=SYSTEM, now=NOON)
    make_stop(caravan, name=EVIL, name_en=EVIL)
    for address in ("/tours/", "/en/tours/", f"/venues/{caravan.public_id}/"):
        assert "<img src=x" not in page(address)


def test_a_stop_is_planned_corrected_and_called_off(people: dict[str, User | None], caravan: Venue) -> None:
    office = client_of(people["office"])
    added = office.post(f"{TOURS}new/", {"caravan": caravan.public_id, **filled()})
    assert added["Location"] == f"{TOURS}?week=2026-W48"
    stop = caravan.stops.get()
    assert "村小学" in office.get(added["Location"]).content.decode()
    own = f"{TOURS}{stop.public_id}/"
    assert office.post(own, filled(name="村委会")).status_code == 302
    stop.refresh_from_db()
    assert stop.name == "村委会"
    assert office.post(f"{own}cancel/", {"reason": " "}).status_code == 400
    assert office.post(f"{own}cancel/", {"reason": "暴雨"}).status_code == 302
    assert "暴雨" in office.get(own).content.decode()
    assert "暴雨" in page("/tours/")


def test_an_existing_venue_is_the_place(people: dict[str, User | None], caravan: Venue) -> None:
    venue = Venue.objects.published().exclude(point=None).exclude(address="").order_by("pk")[0]
    given = {"caravan": caravan.public_id, **filled(venue=venue.name, name="", lon="", lat="")}
    assert client_of(people["office"]).post(f"{TOURS}new/", given).status_code == 302
    stop = caravan.stops.get()
    assert (stop.name, stop.address, stop.point) == (venue.name, venue.address, venue.point)


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "soon"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"start": "25:00"},
        {"until": "09:00"},
        {"name": ""},
        {"name": "长" * 101},
        {"lon": "1e400"},
        {"lon": "NaN"},
        {"lon": "1", "lat": "1"},
        {"venue": "没有这个馆", "lon": "", "lat": ""},
        {"datum": "EPSG:3857"},
    ],
)
def test_what_is_wrong_is_told_on_the_form(
    wrong: dict[str, str], people: dict[str, User | None], caravan: Venue
) -> None:
    response = client_of(people["office"]).post(f"{TOURS}new/", {"caravan": caravan.public_id, **filled(**wrong)})
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()
    assert not TourStop.objects.filter(caravan=caravan).exists()


def test_a_taken_time_is_told_with_what_takes_it(people: dict[str, User | None], caravan: Venue) -> None:
    office = client_of(people["office"])
    given = {"caravan": caravan.public_id, **filled()}
    assert office.post(f"{TOURS}new/", given).status_code == 302
    again = office.post(f"{TOURS}new/", {**given, "name": "别处", "start": "10:00"})
    assert again.status_code == 409
    assert "村小学" in again.content.decode()


def test_who_keeps_a_caravan_without_publishing_reads_but_does_not_write(
    people: dict[str, User | None], caravan: Venue
) -> None:
    stop = make_stop(caravan)
    organizer = client_of(people["organizer"])
    shown = organizer.get(TOURS).content.decode()
    assert stop.name in shown and "有发布权限的单位" in shown
    assert organizer.get(f"{TOURS}{stop.public_id}/").status_code == 200
    assert organizer.post(f"{TOURS}{stop.public_id}/", filled()).status_code == 403
    assert organizer.post(f"{TOURS}{stop.public_id}/cancel/", {"reason": "暴雨"}).status_code == 403
    assert organizer.post(f"{TOURS}new/", {"caravan": caravan.public_id, **filled()}).status_code in {403, 200}
    copied = organizer.post(f"{TOURS}copy/", {"caravan": caravan.public_id, "source": "2026-W48", "target": "2026-W49"})
    assert copied.status_code == 403
    assert caravan.stops.live().count() == 1


@pytest.mark.parametrize("role", ["visitor", "member", "volunteer", "team_leader", "county_reviewer"])
def test_for_others_there_is_no_such_stop(role: str, people: dict[str, User | None], caravan: Venue) -> None:
    stop = make_stop(caravan)
    client = client_of(people[role])
    expected, refused = (302, 403) if role == "visitor" else (404, 404)
    assert client.get(f"{TOURS}{stop.public_id}/").status_code == expected
    assert client.post(f"{TOURS}{stop.public_id}/cancel/", {"reason": "暴雨"}).status_code == refused
    given = {"caravan": caravan.public_id, "source": "2026-W48", "target": "2026-W49"}
    assert client.post(f"{TOURS}copy/", given).status_code == refused


def test_a_week_is_copied_from_the_page(people: dict[str, User | None], caravan: Venue) -> None:
    make_stop(caravan, NOON + HOUR)
    office = client_of(people["office"])
    given = {"caravan": caravan.public_id, "source": "2026-W48", "target": "2026-W50"}
    response = office.post(f"{TOURS}copy/", given, follow=True)
    assert "已复制 1 站" in response.content.decode()
    assert office.post(f"{TOURS}copy/", {**given, "target": "soon"}).status_code == 400
