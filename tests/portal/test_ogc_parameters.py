"""OGC API – Features: its parameters, and what it says to nonsense."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from core.clock import ZONE
from core.geo import LonLat, point
from tests.portal.reading import CRS84, ITEMS, get, ids
from venues.models import Venue

pytestmark = pytest.mark.django_db


def lying_in(west: float, south: float, east: float, north: float) -> set[str]:
    placed = Venue.objects.published().exclude(point=None)
    return {venue.public_id for venue in placed if west <= venue.point.x <= east and south <= venue.point.y <= north}


def test_a_box_gives_what_lies_in_it_and_on_its_edge() -> None:
    venue = Venue.objects.published().exclude(point=None)[0]
    x, y = venue.point.coords
    for box in ((109.3, 24.2, 109.5, 24.4), (x, y, x, y), (x, y, 180, 90), (-180, -90, 180, 90)):
        expected = lying_in(*box)
        assert set(ids(bbox=",".join(map(repr, box)))) == expected
        west, south, east, north = box
        assert set(ids(bbox=f"{west!r},{south!r},-10,{east!r},{north!r},9000", **{"bbox-crs": CRS84})) == expected
    beside = f"{x + 1e-6!r},{y!r},{x + 2e-6!r},{y!r}"
    assert venue.public_id not in ids(bbox=beside)


def test_a_box_across_the_date_line_has_two_sides() -> None:
    first, second, third = Venue.objects.published().exclude(point=None)[:3]
    for venue, lon in ((first, 179.5), (second, -179.5), (third, 0)):
        Venue.objects.filter(pk=venue.pk).update(point=point(LonLat(lon, 24)))
    assert set(ids(bbox="179,23,-179,25")) == {first.public_id, second.public_id}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2025-12-31T16:00:05Z", True),  # just after midnight in the city
        ("2026-01-01T00:00:05+08:00", True),
        ("2025-12-31T16:00:06Z", False),
        ("2026-01-01", True),
        ("2026-01-01T", True),
        ("2025-12-31", False),
        ("../2026-01-01", True),
        ("/2025-12-31", False),
        ("2026-01-01/..", True),
        ("2026-01-02/", False),
        ("2000-01-01/2030-01-01", True),
        ("2026-01-01T00:00:05.000+08:00/2026-01-01T00:00:05+08:00", True),
        ("../..", True),
    ],
)
def test_a_venue_is_found_by_the_time_of_its_last_change(asked: str, found: bool) -> None:
    venue = Venue.objects.published()[0]
    changed = datetime(2026, 1, 1, 0, 0, 5, 250_000, tzinfo=ZONE)
    Venue.objects.filter(pk=venue.pk).update(updated_at=changed)
    assert get(f"{ITEMS}/{venue.public_id}").json()["properties"]["updated_at"] == "2025-12-31T16:00:05Z"
    assert (venue.public_id in ids(datetime=asked)) is found
    assert get("/ogc/collections/venues").json()["extent"]["temporal"]["interval"] == [["2025-12-31T16:00:05Z", None]]


@pytest.mark.parametrize(
    ("asked", "orm"),
    [
        ({"kind": "museum"}, {"kind": "museum"}),
        ({"kind": "museum,e_station"}, {"kind__in": ["museum", "e_station"]}),
        ({"region": "450226"}, {"county": "450226"}),
        ({"region": "450226", "kind": "museum"}, {"county": "450226", "kind": "museum"}),
    ],
)
def test_queryables_filter(asked: dict[str, str], orm: dict[str, Any]) -> None:
    assert set(ids(**asked)) == set(Venue.objects.published().filter(**orm).values_list("public_id", flat=True))


WRONG = [
    *(f"{ITEMS}?limit={value}" for value in ("0", "-1", "ten", "", "1.5", "１", "1_0", "1" * 50)),
    *(
        f"{ITEMS}?bbox={quote(value)}"
        for value in (
            "",
            "1,2,3",
            "1,2,3,4,5",
            "1,2,3,4,5,6,7,8",
            "NaN,24,110,25",
            "109,24,Infinity,25",
            "109,24,1e999,25",
            "0x6d,24,110,25",
            "１０９,24,110,25",
            "109,25,110,24",
            "109,24,181,25",
            "109,-91,110,25",
            "109,24,110,25,",
            "a,b,c,d",
        )
    ),
    f"{ITEMS}?bbox=109,24,110,25&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    *(
        f"{ITEMS}?datetime={quote(value)}"
        for value in (
            "",
            "..",
            "now",
            "2026",
            "2026-13-01",
            "2026-02-30/..",
            "2027-01-01/2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01/2026-02-01/2026-03-01",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-12:00",
            "9999-12-31",
            "2026-01-01T24:61:00Z",
            "２０２６-01-01",
        )
    ),
    f"{ITEMS}?kind=castle",
    f"{ITEMS}?region=0",
    f"{ITEMS}?cursor=rubbish",
    f"{ITEMS}?f=html",
    f"{ITEMS}?lang=fr",
    f"{ITEMS}?f=",
    "/ogc/?lang=",
    f"{ITEMS}?bbox-crs=",
    f"{ITEMS}?name=x",
    f"{ITEMS}?Limit=1",
    f"{ITEMS}/0000000000?limit=1",
    "/ogc/?colour=red",
    "/ogc/api?f=yaml",
    "/ogc/conformance?x=",
    "/ogc/collections?bbox=1,2,3,4",
    "/ogc/collections/venues?limit=1",
]


@pytest.mark.parametrize("address", WRONG)
def test_nonsense_is_told_with_a_sentence(address: str) -> None:
    response = get(address)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"]


@pytest.mark.parametrize(
    "address",
    [
        "/ogc/collections/castles",
        "/ogc/collections/castles/items",
        "/ogc/collections/castles/items/0000000000",
        f"{ITEMS}/0000000000",
        f"{ITEMS}/x",
        f"{ITEMS}/{'a' * 300}",
        "/ogc/nothing",
    ],
)
def test_what_is_not_there_is_not_found(address: str) -> None:
    response = get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
