"""OGC API – Features: what programs of geographic information rely on."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from core.clock import ZONE
from core.geo import LonLat, point
from venues.models import Designation, Venue

pytestmark = pytest.mark.django_db

ITEMS = "/ogc/collections/venues/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def get(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def link(document: dict[str, Any], rel: str) -> Any:
    (found,) = [entry for entry in document["links"] if entry["rel"] == rel]
    return found


def pages(**asked: str) -> Iterator[dict[str, Any]]:
    """The pages that the `next` links lead to."""
    address = f"{ITEMS}?{urlencode(asked)}"
    for _page in range(1000):
        page = get(address).json()
        yield page
        following = [entry["href"] for entry in page["links"] if entry["rel"] == "next"]
        if not following:
            return
        (address,) = following
    raise AssertionError("the pages don't end")


def ids(**asked: str) -> list[str]:
    return [feature["id"] for page in pages(**asked) for feature in page["features"]]


def test_the_landing_page_leads_to_everything_on_the_host_that_was_asked() -> None:
    landing = get("/ogc/").json()
    for rel, media in {
        "self": "application/json",
        "service-desc": "application/vnd.oai.openapi+json;version=3.0",
        "conformance": "application/json",
        "data": "application/json",
        "alternate": "text/html; charset=utf-8",
    }.items():
        there = link(landing, rel)
        assert there["href"].startswith("http://testserver/")
        assert there["title"]
        response = get(there["href"])
        assert (response.status_code, response["Content-Type"]) == (200, media), rel


def test_the_address_without_its_slash_leads_there() -> None:
    assert get("/ogc").headers["Location"] == "/ogc/"


def test_the_classes_of_the_standard_are_told() -> None:
    told = get("/ogc/conformance").json()["conformsTo"]
    assert {address.rpartition("/")[2] for address in told} == {"core", "geojson", "oas30"}


def test_a_collection_tells_what_a_client_needs_before_it_reads() -> None:
    listed = get(link(get("/ogc/").json(), "data")["href"]).json()["collections"]
    (venues,) = [collection for collection in listed if collection["id"] == "venues"]
    alone = get(link(venues, "self")["href"]).json()
    assert {**alone, "links": None} == {**venues, "links": None}
    assert (alone["itemType"], alone["crs"], alone["storageCrs"]) == ("feature", [CRS84], CRS84)
    ((west, south, east, north),) = alone["extent"]["spatial"]["bbox"]
    for venue in Venue.objects.published().exclude(point=None):
        assert west <= venue.point.x <= east
        assert south <= venue.point.y <= north
    assert link(alone, "items")["type"] == "application/geo+json"
    assert get(link(alone, "items")["href"]).status_code == 200


def test_the_box_of_everything_moves_with_the_data() -> None:
    venue = Venue.objects.published().exclude(point=None)[0]
    Venue.objects.filter(pk=venue.pk).update(point=point(LonLat(120, 30)))
    ((_west, _south, east, north),) = get("/ogc/collections/venues").json()["extent"]["spatial"]["bbox"]
    assert (east, north) == (120, 30)


def test_a_page_counts_itself_and_everything() -> None:
    page = get(f"{ITEMS}?limit=3").json()
    assert page["type"] == "FeatureCollection"
    assert page["numberMatched"] == Venue.objects.published().count()
    assert page["numberReturned"] == len(page["features"]) == 3
    assert page["timeStamp"].endswith("Z")
    assert link(page, "collection")["href"] == "http://testserver/ogc/collections/venues"


@pytest.mark.parametrize("limit", ["1", "7", "100", "1000", "999999999999999999999"])
def test_the_pages_hold_everything_once(limit: str) -> None:
    found = ids(limit=limit)
    assert len(found) == len(set(found))
    assert set(found) == set(Venue.objects.published().values_list("public_id", flat=True))


def test_a_venue_that_comes_or_goes_between_pages_moves_no_other() -> None:
    first = get(f"{ITEMS}?limit=5").json()
    Venue.objects.filter(public_id=first["features"][0]["id"]).update(status="hidden")
    rest = [feature["id"] for feature in get(f"{link(first, 'next')['href']}&limit=1000").json()["features"]]
    assert not set(rest) & {feature["id"] for feature in first["features"]}
    assert len(rest) + 5 == Venue.objects.published().count() + 1


def test_the_next_page_asks_the_same() -> None:
    (first, *others) = pages(limit="2", region="450202", lang="en")
    assert others
    assert first["numberMatched"] == Venue.objects.published().filter(county="450202").count()
    assert all("lang=en" in link(page, "next")["href"] for page in [first, *others][:-1])
    assert {feature["properties"]["region"] for page in others for feature in page["features"]} == {"450202"}


def test_an_item_is_the_feature_of_the_page_with_links() -> None:
    feature = get(f"{ITEMS}?limit=1").json()["features"][0]
    response = get(f"{ITEMS}/{feature['id']}")
    alone = response.json()
    assert response["Content-Type"] == "application/geo+json"
    assert {name: alone[name] for name in feature} == feature
    assert link(alone, "self")["href"] == f"http://testserver{ITEMS}/{feature['id']}"
    assert link(alone, "alternate")["href"] == f"http://testserver/venues/{feature['id']}/"
    assert link(alone, "collection")


def test_properties_are_plain_and_as_described() -> None:
    venue = Venue.objects.published().exclude(hours=None)[0]
    Designation.objects.filter(venue=venue).delete()
    for name, until in (("在册", None), ("过期", date(2020, 1, 1)), ("也在册", date(9999, 1, 1))):
        Designation.objects.create(venue=venue, level="national", name=name, valid_until=until)
    facts = get(f"{ITEMS}/{venue.public_id}").json()["properties"]
    assert venue.hours is not None
    assert (facts["opening_hours"], facts["designations"]) == (venue.hours.expression, "在册; 也在册")
    assert all(value is None or isinstance(value, str | int | bool) for value in facts.values())
    schemas = get("/ogc/api").json()["components"]["schemas"]
    assert set(facts) == set(schemas["venues"]["properties"]["properties"]["properties"])


def test_the_unpublished_are_nowhere() -> None:
    hidden = Venue.objects.published()[0]
    Venue.objects.filter(pk=hidden.pk).update(status="draft")
    assert hidden.public_id not in ids()
    assert get(f"{ITEMS}/{hidden.public_id}").status_code == 404


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


ADDRESSES = ["/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/venues", ITEMS]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_reply_is_for_everybody_and_revalidated(address: str) -> None:
    first = get(f"{address}?f=json")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "public" in first["Cache-Control"]
    again = get(f"{address}?f=json", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_the_etag_moves_with_the_data_alone() -> None:
    venue = Venue.objects.published()[0]
    for address in (ITEMS, f"{ITEMS}/{venue.public_id}"):
        before = get(address)["ETag"]
        assert get(address)["ETag"] == before
        Venue.objects.filter(pk=venue.pk).update(phone=f"0772-{len(address)}")
        assert get(address)["ETag"] != before


def test_a_page_costs_the_same_queries_however_long(django_assert_max_num_queries: Any) -> None:
    get(f"{ITEMS}?limit=1")
    with django_assert_max_num_queries(5):
        get(f"{ITEMS}?limit=1000&bbox=100,20,120,30&kind=museum")


def test_english_is_kept_along_the_links() -> None:
    landing = get("/ogc/?lang=en").json()
    assert landing["title"].isascii()
    venues = get(link(landing, "data")["href"]).json()["collections"][0]
    feature = get(link(venues, "items")["href"]).json()["features"][0]
    assert feature["properties"]["kind_label"].isascii()
    assert feature["properties"]["url"].count("/en/venues/") == 1
