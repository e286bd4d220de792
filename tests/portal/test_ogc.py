"""OGC API – Features: what programs of geographic information rely on."""

from datetime import date
from typing import Any

import pytest

from core.geo import LonLat, point
from tests.portal.reading import CRS84, ITEMS, get, ids, link, pages
from venues.models import Designation, Venue

pytestmark = pytest.mark.django_db


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
