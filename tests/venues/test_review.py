"""The review queue, its page of one, and what a decision on it does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, Role, Unit, User
from accounts.permissions import Actor
from core.geo import LonLat
from tests.conftest import client_of
from tests.venues.keeping import COUNTY, OTHER_COUNTY, correct, hand_in, make_public, make_venue, within
from venues import services
from venues.facts import GivenDesignation, GivenPlace
from venues.models import RevisionState, Venue, VenueStatus
from venues.selectors.comparison import Show, compared
from venues.selectors.review import QueueTab, neighbours, queue_items, review_queue
from venues.selectors.timeline import timeline
from venues.selectors.workingcopy import working_copy

SUBMITTED = VenueStatus.SUBMITTED


def waiting(unit: Unit | None, now: datetime, days: int, county: str = COUNTY, name: str = "待审馆") -> Venue:
    """A venue that was handed in some days ago."""
    venue = make_venue(unit, now, county, name=name)
    Venue.objects.filter(pk=venue.pk).update(status=SUBMITTED, submitted_at=now - timedelta(days=days))
    return Venue.objects.get(pk=venue.pk)


def queued(actor: Actor, now: datetime, tab: QueueTab = QueueTab.MINE) -> list[str]:
    return [venue.name for venue in review_queue(actor, now, tab)]


def test_the_oldest_comes_first_venues_and_changes_alike(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    public = make_public(member_unit, now, name="公开馆")
    waiting(member_unit, now, 1, name="新馆")
    waiting(member_unit, now, 4, name="老馆")
    hand_in(public, actors["organizer"], now - timedelta(days=2), phone="1")
    assert queued(actors["county_reviewer"], now) == ["老馆", "公开馆", "新馆"]
    items = queue_items(list(review_queue(actors["county_reviewer"], now)), now)
    assert [item.days for item in items] == [4, 2, 1]
    assert [item.revision is not None for item in items] == [False, True, False]


def test_a_county_office_has_its_county_alone(member_unit: Unit, actors: dict[str, Actor], now: datetime) -> None:
    waiting(member_unit, now, 1, name="本县馆")
    waiting(member_unit, now, 1, OTHER_COUNTY, name="别县馆")
    assert queued(actors["county_reviewer"], now) == ["本县馆"]
    assert queued(actors["organizer"], now, QueueTab.ALL) == []


def test_the_office_has_the_escalated_first_and_counties_without_anybody(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    waiting(member_unit, now, 1, name="有人审")
    waiting(member_unit, now, 3, OTHER_COUNTY, name="没人审")
    waiting(member_unit, now, 6, name="等太久")
    assert queued(actors["office"], now) == ["等太久", "没人审"]
    assert queued(actors["office"], now, QueueTab.ALL) == ["等太久", "没人审", "有人审"]
    Membership.objects.filter(role=Role.COUNTY_REVIEWER).update(until=now.date() - timedelta(days=1))
    assert queued(actors["office"], now) == ["等太久", "没人审", "有人审"], "their reviewer has left"


@pytest.mark.parametrize(("waited", "escalated"), [(timedelta(days=5, seconds=-1), 0), (timedelta(days=5), 1)])
def test_escalation_begins_after_the_days_of_the_setting(
    waited: timedelta, escalated: int, member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    venue = waiting(member_unit, now, 0)
    Venue.objects.filter(pk=venue.pk).update(submitted_at=now - waited)
    assert review_queue(actors["county_reviewer"], now).get().escalated == escalated


def test_neighbours_lead_through_the_queue(member_unit: Unit, actors: dict[str, Actor], now: datetime) -> None:
    ids = [waiting(member_unit, now, days, name=f"馆{days}").public_id for days in (3, 2, 1)]
    queue = review_queue(actors["county_reviewer"], now)
    assert neighbours(queue, ids[0]) == ("", ids[1], 1, 3)
    assert neighbours(queue, ids[1]) == (ids[0], ids[2], 2, 3)
    assert neighbours(queue, ids[2]) == (ids[1], "", 3, 3)
    assert neighbours(queue, "0000000000") == ("", ids[0], 0, 3)


def moved(place: LonLat, metres_north: float) -> GivenPlace:
    return GivenPlace(LonLat(place.lon, place.lat + metres_north / 111_195))


def test_a_change_is_shown_field_by_field(member_unit: Unit, actors: dict[str, Actor], now: datetime) -> None:
    venue = make_public(member_unit, now, summary="周一闭馆", phone="1", opening_hours="Tu-Su 09:00-17:00")
    revision = hand_in(
        venue,
        actors["organizer"],
        now,
        summary="周二闭馆",
        phone="2",
        opening_hours="Mo-Fr 08:00-16:00",
        given=moved(within(), 300),
        audiences=("youth",),
        designations=(GivenDesignation("city", "教育基地"),),
        website="https://example.org/",
    )
    correct(venue, now, phone="3", website="https://example.org/")
    rows = {row.name: row for row in compared(Venue.objects.for_display().get(pk=venue.pk), revision, now)}
    assert set(rows) == {"summary", "phone", "opening_hours", "given", "audiences", "designations"}, "same: left out"
    assert [piece.text for piece in rows["summary"].after.pieces if piece.changed] == ["二"]
    assert abs((rows["given"].metres or 0) - 300) < 3
    assert rows["opening_hours"].show is Show.WEEK
    assert [len(side.week) for side in rows["opening_hours"].sides] == [7, 7]
    assert rows["audiences"].after.entries[0][1] is True
    assert "教育基地" in rows["designations"].after.text
    phone = rows["phone"]
    assert (phone.is_conflict, phone.base, phone.before.text, phone.after.text) == (True, "1", "3", "2")
    assert not rows["summary"].is_conflict


def test_a_proposal_that_reads_no_more_is_still_shown(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    """A revision is stored for long: what an older version of the product took must not break the page."""
    venue = make_public(member_unit, now)
    revision = hand_in(venue, actors["organizer"], now, phone="2")
    revision.proposed |= {"opening_hours": "九点到五点", "audiences": ["martians"], "kind": "castle"}
    revision.save()
    rows = {row.name: row.after.text for row in compared(Venue.objects.for_display().get(pk=venue.pk), revision, now)}
    assert (rows["opening_hours"], rows["audiences"], rows["kind"]) == (
        "开放时间不详（原文：九点到五点）",
        "martians",
        "castle",
    )


@pytest.fixture
def at_work(member_unit: Unit, people: dict[str, User], actors: dict[str, Actor]) -> dict[str, Any]:
    """The reviewer's browser, with two venues and a change waiting: of now, since views ask the clock."""
    now = timezone.now()
    public = make_public(member_unit, now, name="公开馆", phone="1")
    revision = hand_in(public, actors["organizer"], now - timedelta(days=2), phone="2")
    first = waiting(member_unit, now, 3, name="第一馆")
    last = waiting(member_unit, now, 1, name="第三馆")
    client = client_of(people["county_reviewer"])
    return {"client": client, "public": public, "revision": revision, "first": first, "last": last, "now": now}


def decide(work: dict[str, Any], venue: Venue, **given: Any) -> Any:
    return work["client"].post(f"/workspace/review/{venue.public_id}/decide/", given)


def test_after_a_decision_comes_the_next(at_work: dict[str, Any]) -> None:
    public, first, last = at_work["public"], at_work["first"], at_work["last"]
    answer = decide(at_work, first, decision="approve", version=first.version)
    assert answer["Location"] == f"/workspace/review/{public.public_id}/"
    assert Venue.objects.get(pk=first.pk).status == VenueStatus.PUBLISHED
    revision = at_work["revision"]
    answer = decide(
        at_work, public, decision="return", version=revision.version, revision=revision.public_id, reason="请补充"
    )
    assert answer["Location"] == f"/workspace/review/{last.public_id}/"
    revision.refresh_from_db()
    assert revision.state == RevisionState.RETURNED
    answer = decide(at_work, last, decision="return", version=last.version, reason="请补充")
    assert answer["Location"] == "/workspace/review/"


def test_a_stale_decision_is_told_with_the_reason_kept(at_work: dict[str, Any], actors: dict[str, Actor]) -> None:
    first = at_work["first"]
    correct(first, at_work["now"], phone="9")
    answer = decide(at_work, first, decision="return", version=first.version, reason="我写的理由")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "请看过最新内容再决定" in page
    assert "我写的理由" in page
    assert Venue.objects.get(pk=first.pk).status == SUBMITTED


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"decision": "approve"},
        {"decision": "approve", "version": "x"},
        {"decision": "approve", "version": "9" * 30},
        {"decision": "burn", "version": "1"},
        {"decision": "return", "version": "1"},
        {"decision": "return", "version": "1", "reason": "\x00"},
        {"decision": "approve", "version": "1", "revision": "\x00"},
        {"decision": "approve", "version": "1", "revision": "0000000000"},
    ],
)
def test_an_incomplete_decision_is_a_sentence(given: dict[str, str], at_work: dict[str, Any]) -> None:
    answer = decide(at_work, at_work["first"], **given)
    assert answer.status_code in {400, 409}
    assert Venue.objects.get(pk=at_work["first"].pk).status == SUBMITTED


def test_what_is_decided_already_leads_to_the_venue(at_work: dict[str, Any], actors: dict[str, Actor]) -> None:
    first = at_work["first"]
    services.withdraw_venue(venue_id=first.pk, by=actors["organizer"], now=at_work["now"])
    page = at_work["client"].get(f"/workspace/review/{first.public_id}/")
    assert page["Location"] == f"/workspace/venues/{first.public_id}/"
    answer = decide(at_work, first, decision="approve", version=first.version)
    assert answer["Location"] == f"/workspace/venues/{first.public_id}/"


def test_pages_cost_a_bounded_number_of_queries(
    at_work: dict[str, Any], member_unit: Unit, django_assert_max_num_queries: Any
) -> None:
    for number in range(35):
        waiting(member_unit, at_work["now"], 1, name=f"队列馆{number}")
    client = at_work["client"]
    client.get("/workspace/review/")
    with django_assert_max_num_queries(16):
        assert client.get("/workspace/review/").status_code == 200
    with django_assert_max_num_queries(28):
        assert client.get("/workspace/").status_code == 200
    with django_assert_max_num_queries(32):
        assert client.get(f"/workspace/review/{at_work['public'].public_id}/").status_code == 200
    with django_assert_max_num_queries(32):
        assert client.get(f"/workspace/venues/{at_work['public'].public_id}/").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "٣", ""])
@pytest.mark.parametrize("path", ["/workspace/review/", "/workspace/verification/", "/workspace/notices/", "venue"])
def test_whatever_page_is_asked_for_there_is_one(path: str, page: str, at_work: dict[str, Any]) -> None:
    address = f"/workspace/venues/{at_work['public'].public_id}/" if path == "venue" else path
    assert at_work["client"].get(address, {"page": page}).status_code == 200


def test_the_record_tells_who_changed_what_from_what(at_work: dict[str, Any], people: dict[str, User]) -> None:
    public, revision = at_work["public"], at_work["revision"]
    decide(at_work, public, decision="approve", version=revision.version, revision=revision.public_id)
    page = at_work["client"].get(f"/workspace/venues/{public.public_id}/").content.decode()
    assert "<del>1</del>" in page
    assert "<ins>2</ins>" in page
    entries, more = timeline(Venue.objects.get(pk=public.pk))
    (change,) = [entry for entry in entries if entry.changes]
    assert (change.who, change.changes[0].label) == (people["county_reviewer"].get_full_name(), "电话")
    assert not more


def test_a_long_record_comes_in_pages(member_unit: Unit, now: datetime) -> None:
    venue = make_public(member_unit, now)
    for number in range(45):
        correct(venue, now, phone=str(number))
    pages = [timeline(venue, page) for page in (1, 2, 3, 4)]
    assert [more for _entries, more in pages] == [True, True, False, False]
    seen = [entry.changes[0].after for entries, _more in pages for entry in entries if entry.changes]
    assert seen == [str(number) for number in reversed(range(45))]


def test_hostile_text_stays_text(at_work: dict[str, Any], actors: dict[str, Actor]) -> None:
    evil = '<img src=x onerror="alert(1)">'
    public = at_work["public"]
    services.withdraw_revision(venue_id=public.pk, by=actors["organizer"], now=at_work["now"])
    hand_in(public, actors["organizer"], at_work["now"], summary=evil, name=evil, aliases=(evil,))
    page = at_work["client"].get(f"/workspace/review/{public.public_id}/").content.decode()
    assert "<img src=x" not in page
    assert working_copy(Venue.objects.get(pk=public.pk)).facts.name == evil
