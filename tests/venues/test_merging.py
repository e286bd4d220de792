"""Two venues become one, and the old address leads on for ever."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM, Actor
from core.errors import Conflict, DomainError, NotAllowed, NotFound, Refused
from core.geo import LonLat, lonlat
from core.models import OutboxMessage
from core.outbox import relay
from core.search import search
from tests.conftest import client_of
from tests.venues.tours import HOUR, make_caravan, make_stop
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.merging import Pick, choices, made_one
from venues.models import PositionQuality, Region, Step, SuspectedDouble, TourStop, Venue, VenueRevision, VenueStatus
from venues.selectors.workingcopy import facts_of
from venues.services import Merge, look_for_doubles, merge_venues, merging, save_venue, save_working_copy

pytestmark = pytest.mark.django_db
NAMES = ("青苹果科普馆", "青苹果科技馆", "红石榴观测站")


@pytest.fixture
def here() -> LonLat:
    return lonlat(Region.objects.counties().order_by("code")[0].label_point)


def made(name: str, here: LonLat, now: datetime, **facts: Any) -> Venue:
    stated = {"kind": "e_station", "given": GivenPlace(here), "status": VenueStatus.PUBLISHED, **facts}
    return save_venue(facts=VenueFacts(name=name, **stated), by=SYSTEM, now=now)


@pytest.fixture
def three(here: LonLat, now: datetime) -> list[Venue]:
    return [made(name, here, now) for name in NAMES]


def merged(keep: Venue, drop: Venue, now: datetime, by: Actor = SYSTEM, **facts: Any) -> Venue:
    keep.refresh_from_db()
    drop.refresh_from_db()
    stated = replace(facts_of(keep), **facts)
    return merge_venues(merge=Merge(keep.pk, drop.pk, keep.version, drop.version, stated), by=by, now=now)


def test_the_fuller_is_proposed_and_else_the_newer() -> None:
    keep = VenueFacts(name="甲", kind="e_station", phone="1", address="旧路", aliases=("丙",))
    drop = VenueFacts(name="乙", kind="e_station", website="https://example.org", address="新路", aliases=("丁",))
    found = {choice.name: choice.proposed for choice in choices(keep, drop, drop_is_newer=True)}
    assert found == {
        "name": Pick.KEEP,
        "aliases": Pick.BOTH,
        "address": Pick.DROP,
        "phone": Pick.KEEP,
        "website": Pick.DROP,
    }
    assert {c.name: c.proposed for c in choices(keep, drop, drop_is_newer=False)}["address"] == Pick.KEEP


def test_a_position_comes_with_its_quality_and_the_finer_is_proposed() -> None:
    keep = VenueFacts(name="甲", kind="e_station", given=GivenPlace(LonLat(109, 24)))
    drop = replace(keep, given=GivenPlace(LonLat(109.1, 24)), position_quality=PositionQuality.SURVEYED)
    [choice] = choices(keep, drop, drop_is_newer=False)
    assert (choice.name, choice.proposed) == ("given", Pick.DROP)
    made = made_one(keep, drop, {"given": Pick.DROP}, with_alias=True)
    assert (made.given, made.position_quality, made.aliases) == (drop.given, PositionQuality.SURVEYED, ())


def test_lists_are_united_and_the_other_name_becomes_an_alias() -> None:
    title, other = GivenDesignation("national", "甲"), GivenDesignation("city", "乙")
    keep = VenueFacts(name="甲馆", kind="e_station", aliases=("丙馆",), designations=(title,))
    drop = VenueFacts(name="乙馆", kind="e_station", aliases=("丙馆", "甲馆"), designations=(title, other))
    made = made_one(keep, drop, {"aliases": Pick.BOTH, "designations": Pick.BOTH}, with_alias=True)
    assert made.designations == (title, other)
    assert made.aliases == ("丙馆", "乙馆")
    made = made_one(keep, drop, {"name": Pick.DROP}, with_alias=True)
    assert (made.name, made.aliases) == ("乙馆", ("丙馆", "甲馆"))
    assert made_one(keep, drop, {}, with_alias=False).aliases == ("丙馆",)
    with pytest.raises(KeyError):
        made_one(keep, drop, {"status": Pick.DROP}, with_alias=False)


def test_the_dropped_one_leaves_the_map_and_the_search(three: list[Venue], now: datetime) -> None:
    keep, drop, _other = three
    merged(keep, drop, now, aliases=(drop.name,), phone="0772-1234567")
    drop.refresh_from_db()
    keep.refresh_from_db()
    assert (drop.status, drop.merged_into_id, keep.status) == (VenueStatus.MERGED, keep.pk, VenueStatus.PUBLISHED)
    assert keep.phone == "0772-1234567"
    assert [hit.object_id for hit in search(drop.name, types=["venue"], limit=3)] == [keep.public_id]
    assert keep.steps.filter(step=Step.MERGED).count() == drop.steps.filter(step=Step.MERGED).count() == 1
    assert drop.public_id in keep.steps.get(step=Step.MERGED).reason


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_old_address_leads_on_for_ever(
    prefix: str, three: list[Venue], now: datetime, people: dict[str, User | None]
) -> None:
    one, two, final = three
    merged(two, one, now)
    merged(final, two, now)
    for old in (one, two):
        pages = (f"{prefix}/venues/%s/", f"{prefix}/venues/%s/report/", "/kiosk/%s/", "/kiosk/%s/data.json")
        for path in (*pages, "/api/v1/venues/%s/", "/ogc/collections/venues/items/%s"):
            asked = {"a": "b"} if path in pages else {"lang": "en"} if "api" in path else {}
            response = Client().get(path % old.public_id, asked)
            assert response.status_code == 301
            assert response["Location"].partition("?")[0] == path % final.public_id
            assert response["Location"].partition("?")[2] in ("a=b", "lang=en", "")
        assert Client().get(f"/api/v1/venues/{old.public_id}/", follow=True).json()["id"] == final.public_id
        response = client_of(people["office"]).get(f"{prefix}/workspace/venues/{old.public_id}/")
        assert response["Location"] == f"{prefix}/workspace/venues/{final.public_id}/"
        assert client_of(people["member"]).get(f"/workspace/venues/{old.public_id}/").status_code == 404
        assert old.public_id not in Client().get("/sitemap.xml").content.decode()
    assert set(Venue.objects.filter(merged_into=final)) == {one, two}


def test_the_old_address_is_unknown_where_the_new_one_is_hidden(three: list[Venue], now: datetime) -> None:
    keep, drop, _other = three
    merged(keep, drop, now)
    Venue.objects.filter(pk=keep.pk).update(status=VenueStatus.HIDDEN)
    assert Client().get(f"/venues/{drop.public_id}/").status_code == 404
    assert Client().get(f"/api/v1/venues/{drop.public_id}/").status_code == 404


def test_doing_it_again_changes_nothing(three: list[Venue], now: datetime) -> None:
    keep, drop, _other = three
    order = Merge(keep.pk, drop.pk, keep.version, drop.version, facts_of(keep))
    merge_venues(merge=order, by=SYSTEM, now=now)
    before = Venue.objects.get(pk=keep.pk).version, keep.steps.count(), OutboxMessage.objects.count()
    merge_venues(merge=order, by=SYSTEM, now=now)
    assert (Venue.objects.get(pk=keep.pk).version, keep.steps.count(), OutboxMessage.objects.count()) == before


def test_who_compared_an_older_state_is_told(three: list[Venue], now: datetime) -> None:
    keep, drop, other = three
    stale = Merge(keep.pk, drop.pk, keep.version, drop.version + 1, facts_of(keep))
    with pytest.raises(Conflict):
        merge_venues(merge=stale, by=SYSTEM, now=now)
    merged(keep, drop, now)
    for wrong in (Merge(other.pk, drop.pk, 1, 1, facts_of(other)), Merge(drop.pk, other.pk, 1, 1, facts_of(other))):
        with pytest.raises(Conflict):
            merge_venues(merge=wrong, by=SYSTEM, now=now)
    with pytest.raises(Refused):
        merge_venues(merge=Merge(keep.pk, keep.pk, 1, 1, facts_of(keep)), by=SYSTEM, now=now)
    with pytest.raises(NotFound):
        merge_venues(merge=Merge(keep.pk, 0, 1, 1, facts_of(keep)), by=SYSTEM, now=now)


def test_what_the_public_sees_does_not_vanish_into_a_draft(three: list[Venue], here: LonLat, now: datetime) -> None:
    draft = made("青苹果馆", here, now, status=VenueStatus.DRAFT)
    with pytest.raises(Refused):
        merged(draft, three[0], now)
    assert merged(three[0], draft, now).status == VenueStatus.PUBLISHED


def test_both_have_to_be_ones_that_the_actor_reviews(
    three: list[Venue], here: LonLat, now: datetime, member_unit: Unit
) -> None:
    keep, drop, _other = three
    elsewhere = made("青苹果馆", lonlat(Region.objects.counties().order_by("code")[1].label_point), now)
    county = Actor(user_id=None, reviewer_of_counties=frozenset({keep.county_id or ""}))
    own = Actor(user_id=None, organizer_of=frozenset({member_unit.pk}), publishes_for=frozenset({member_unit.pk}))
    Venue.objects.filter(pk__in=[keep.pk, drop.pk]).update(operator=member_unit)
    with pytest.raises(NotFound):
        merged(keep, elsewhere, now, by=county)
    with pytest.raises(NotFound):
        merged(keep, drop, now, by=Actor(user_id=None))
    with pytest.raises(NotAllowed):
        merged(keep, drop, now, by=own)
    assert merged(keep, drop, now, by=county).pk == keep.pk


def test_nothing_half_merged_stays(three: list[Venue], now: datetime) -> None:
    keep, drop, _other = three
    with pytest.raises(DomainError), transaction.atomic():
        merged(keep, drop, now, opening_hours="九点开门")
    drop.refresh_from_db()
    assert drop.status == VenueStatus.PUBLISHED
    assert search(drop.name, types=["venue"], limit=1)[0].object_id == drop.public_id


def test_an_external_number_and_open_work_follow(three: list[Venue], now: datetime) -> None:
    keep, drop, _other = three
    Venue.objects.filter(pk=drop.pk).update(reference="柜-7")
    save_working_copy(
        venue_id=drop.pk, facts=replace(facts_of(drop), phone="0772-1"), expect_version=0, by=SYSTEM, now=now
    )
    look_for_doubles()
    merged(keep, drop, now)
    assert Venue.objects.get(reference="柜-7") == keep
    assert not VenueRevision.objects.open().filter(venue=drop).exists()
    assert drop.steps.filter(step=Step.REVISION_DISCARDED).exists()
    assert not SuspectedDouble.objects.filter(second=drop).exists()


def test_what_hangs_on_a_venue_follows_and_its_people_hear_of_it(
    three: list[Venue], now: datetime, member_unit: Unit, people: dict[str, User | None]
) -> None:
    keep, drop, _other = three
    Venue.objects.filter(pk=drop.pk).update(operator=member_unit)
    moved: list[tuple[str, str]] = []

    def follower(dropped: Venue, kept: Venue) -> None:
        moved.append((dropped.name, kept.name))

    with mock.patch.object(merging, "_followers", [*merging._followers]):
        merging.follows_merge(follower)
        merging.follows_merge(follower)
        merged(keep, drop, now)
    assert moved == [(drop.name, keep.name)]
    relay(now + timedelta(days=400))
    organizer = people["organizer"]
    assert organizer is not None
    [notice] = organizer.notices.all()
    assert (drop.name in notice.title, keep.public_id in notice.path) == (True, True)


def page(client: Client, keep: Venue, drop: Venue, **data: str) -> Any:
    address = f"/workspace/doubles/{keep.public_id}/{drop.public_id}/"
    return client.post(address, data) if data else client.get(address)


def test_the_page_compares_previews_and_merges(
    three: list[Venue], now: datetime, people: dict[str, User | None]
) -> None:
    keep, drop, _other = three
    client = client_of(people["office"])
    html = page(client, keep, drop).content.decode()
    assert 'name="pick-name" value="keep" checked' in html
    versions = {"keep_version": str(keep.version), "drop_version": str(drop.version)}
    chosen = {**versions, "pick-name": "drop", "alias": "on"}
    html = page(client, keep, drop, step="preview", **chosen).content.decode()
    assert "合并后是这样" in html
    assert Venue.objects.get(pk=drop.pk).status == VenueStatus.PUBLISHED
    response = page(client, keep, drop, step="merge", **chosen)
    assert response["Location"] == f"/workspace/venues/{keep.public_id}/"
    keep.refresh_from_db()
    assert (keep.name, keep.aliases) == (NAMES[1], [NAMES[0]])
    assert page(client, keep, drop, step="merge", **chosen)["Location"] == f"/workspace/venues/{keep.public_id}/"


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 30, "0"])
def test_a_page_without_the_right_version_is_told(
    version: str, three: list[Venue], people: dict[str, User | None]
) -> None:
    keep, drop, _other = three
    data = {"step": "merge", "keep_version": version, "drop_version": str(drop.version), "pick-name": "nonsense"}
    assert page(client_of(people["office"]), keep, drop, **data).status_code == 409


def test_a_caravans_stops_follow_but_where_the_kept_one_stands_already(now: datetime) -> None:
    keep, drop = make_caravan("青苹果大篷车"), make_caravan("红石榴大篷车")
    own = make_stop(keep, now + HOUR)
    same, free = make_stop(drop, now + HOUR), make_stop(drop, now + 20 * HOUR)
    merged(keep, drop, now)
    assert set(TourStop.objects.filter(caravan=keep)) == {own, free}
    assert list(TourStop.objects.filter(caravan=drop)) == [same]
