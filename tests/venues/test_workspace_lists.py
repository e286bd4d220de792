"""The workspace's front page, notices and units: what is shown to whom, and what their buttons do."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notice, Unit, User
from accounts.permissions import Actor
from accounts.services import notify
from tests.conftest import client_of
from tests.venues.keeping import hand_in, make_public, make_venue, propose
from venues import services
from venues.selectors.waiting import SHOWN, waiting_for


def sorts(actor: Actor, now: datetime) -> dict[str, list[str]]:
    return {waiting.title: [item.label for item in waiting.items] for waiting in waiting_for(actor, now)}


def test_an_organizer_sees_returned_due_and_begun_work(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    organizer, reviewer = actors["organizer"], actors["county_reviewer"]
    make_venue(member_unit, now, name="草稿")
    returned = make_venue(member_unit, now, name="退回")
    services.submit_venue(venue_id=returned.pk, by=organizer, now=now)
    services.return_venue(venue_id=returned.pk, reason="请补充", by=reviewer, now=now)
    public = make_public(member_unit, now, name="公开", verified_on=now.date())
    revision = hand_in(public, organizer, now, phone="2")
    services.return_revision(revision_id=revision.pk, version=revision.version, reason="请补充", by=reviewer, now=now)
    begun = make_public(member_unit, now, name="在改", verified_on=now.date())
    propose(begun, organizer, now, phone="2")
    make_public(member_unit, now, name="该核实", verified_on=date(2025, 1, 1))
    assert sorts(organizer, now) == {
        "被退回的场馆": ["退回"],
        "被退回的修改": ["公开"],
        "待核实": ["该核实"],
        "没有提交的草稿": ["草稿"],
        "没有提交的修改": ["在改"],
    }


def test_a_reviewer_sees_what_others_wait_for_first(member_unit: Unit, actors: dict[str, Actor], now: datetime) -> None:
    for number in range(SHOWN + 2):
        venue = make_venue(member_unit, now, name=f"馆{number}")
        services.submit_venue(venue_id=venue.pk, by=actors["organizer"], now=now + timedelta(minutes=number))
    first = waiting_for(actors["county_reviewer"], now)[0]
    assert (first.title, first.count) == ("待您审核", SHOWN + 2)
    assert [item.label for item in first.items] == [f"馆{number}" for number in range(SHOWN)]
    assert "待您审核" not in sorts(actors["organizer"], now)


def test_nothing_to_do_says_so(people: dict[str, User]) -> None:
    assert "没有待办的事" in client_of(people["organizer"]).get("/workspace/").content.decode()


@pytest.fixture
def notice(people: dict[str, User]) -> Notice:
    user = people["organizer"]
    notify(users=[user], key="one", title="场馆已发布", path="/workspace/verification/", now=timezone.now())
    return Notice.objects.get(user=user)


def test_a_notice_is_read_by_opening_it(notice: Notice, people: dict[str, User]) -> None:
    client = client_of(people["organizer"])
    assert "场馆已发布" in client.get("/workspace/notices/").content.decode()
    answer = client.get(f"/workspace/notices/{notice.pk}/")
    assert answer["Location"] == "/workspace/verification/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_opens_the_notice_of_another(notice: Notice, people: dict[str, User]) -> None:
    assert client_of(people["office"]).get(f"/workspace/notices/{notice.pk}/").status_code == 404
    assert client_of(people["office"]).post("/workspace/notices/read/").status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_notice_leads_nowhere_else(notice: Notice, people: dict[str, User]) -> None:
    Notice.objects.filter(pk=notice.pk).update(path="//evil.example/")
    answer = client_of(people["organizer"]).get(f"/workspace/notices/{notice.pk}/")
    assert answer["Location"] == "/workspace/notices/"


def test_all_notices_are_read_at_once_and_the_same_is_told_once(notice: Notice, people: dict[str, User]) -> None:
    user = people["organizer"]
    assert notify(users=[user], key="one", title="场馆已发布", path="/", now=timezone.now()) == 0
    notify(users=[user], key="two", title="别的", path="/", now=timezone.now())
    client_of(user).post("/workspace/notices/read/")
    assert not Notice.objects.unread().filter(user=user).exists()


@pytest.mark.parametrize("number", ["9" * 30, "0"])
def test_a_notice_that_is_not_there_is_a_404(number: str, people: dict[str, User]) -> None:
    assert client_of(people["organizer"]).get(f"/workspace/notices/{number}/").status_code == 404


def test_units_are_counted_found_and_let_publish(
    member_unit: Unit, people: dict[str, User], django_assert_max_num_queries: Any
) -> None:
    make_public(member_unit, timezone.now())
    make_venue(member_unit, timezone.now())
    client = client_of(people["office"])
    with django_assert_max_num_queries(14):
        page = client.get("/workspace/units/", {"q": member_unit.name, "kind": "nothing"}).content.decode()
    assert "1 / 2" in page
    answer = client.post(
        f"/workspace/units/{member_unit.public_id}/publishing/", {"allowed": "1", "q": "市 委&x", "page": "2"}
    )
    assert answer["Location"].startswith("/workspace/units/?q=%E5%B8%82+%E5%A7%94%26x&page=2#unit-")
    member_unit.refresh_from_db()
    assert member_unit.publishes_itself
    client.post(f"/workspace/units/{member_unit.public_id}/publishing/", {"allowed": "0"})
    member_unit.refresh_from_db()
    assert not member_unit.publishes_itself


@pytest.mark.parametrize("role", ["organizer", "county_reviewer"])
def test_only_the_office_lets_units_publish(role: str, member_unit: Unit, people: dict[str, User]) -> None:
    answer = client_of(people[role]).post(f"/workspace/units/{member_unit.public_id}/publishing/", {"allowed": "1"})
    assert answer.status_code == 404
    member_unit.refresh_from_db()
    assert not member_unit.publishes_itself


@pytest.mark.parametrize("given", [{}, {"closed_on": "x", "reason": "搬迁"}, {"closed_on": "2026-11-24"}])
def test_closing_without_a_day_or_reason_is_told_on_the_page(
    given: dict[str, str], member_unit: Unit, people: dict[str, User]
) -> None:
    venue = make_public(member_unit, timezone.now())
    answer = client_of(people["organizer"]).post(f"/workspace/venues/{venue.public_id}/close/", given, follow=True)
    assert answer.status_code == 200
    assert 'class="notice error"' in answer.content.decode()
    venue.refresh_from_db()
    assert venue.status == "published"


def test_the_venues_page_offers_what_comes_next(
    member_unit: Unit, people: dict[str, User], actors: dict[str, Actor]
) -> None:
    now = timezone.now()
    venue = make_venue(member_unit, now)
    own, reviewer = client_of(people["organizer"]), client_of(people["county_reviewer"])
    path = f"/workspace/venues/{venue.public_id}/"
    assert "提交审核" in own.get(path).content.decode()
    own.post(f"{path}submit/")
    assert "撤回提交" in own.get(path).content.decode()
    assert "去审核" in reviewer.get(path).content.decode()
    services.return_venue(venue_id=venue.pk, reason="请补充电话", by=actors["county_reviewer"], now=now)
    assert "请补充电话" in own.get(path).content.decode()
    services.publish_venue(venue_id=venue.pk, by=actors["county_reviewer"], now=now)
    page = own.get(path).content.decode()
    assert "信息仍然准确" in page
    assert "data:image/svg+xml" in page, "the code at the door"
