"""Once a year somebody states that an entry is still true; who has to is told, once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notice, Unit, User
from accounts.permissions import Actor
from core.clock import city_day, months_before
from core.models import OutboxMessage
from tests.conftest import client_of
from tests.venues.keeping import OTHER_COUNTY, make_public, make_venue
from venues import services
from venues.models import Venue, VenueStatus
from venues.selectors.verification import verification_due, verification_overdue

TODAY = date(2026, 11, 24)


def names(rows: Any) -> set[str]:
    return set(rows.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("verified_on", "due", "overdue"),
    [
        (date(2025, 11, 25), False, False),
        (date(2025, 11, 24), True, False),
        (date(2025, 10, 25), True, False),
        (date(2025, 10, 24), True, True),
        (None, True, False),
    ],
)
def test_due_after_twelve_months_and_overdue_after_thirteen(
    verified_on: date | None, due: bool, overdue: bool, member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    make_public(member_unit, now, name="到期馆", verified_on=verified_on)
    for actor in (actors["organizer"], actors["county_reviewer"], actors["office"]):
        assert ("到期馆" in names(verification_due(actor, TODAY))) == due
        assert ("到期馆" in names(verification_overdue(actor, TODAY))) == overdue


def test_what_was_never_verified_is_overdue_thirteen_months_after_its_entry(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    venue = make_public(member_unit, now, name="旧馆")
    Venue.objects.filter(pk=venue.pk).update(created_at=now - timedelta(days=400))
    assert "旧馆" in names(verification_overdue(actors["organizer"], TODAY))


@pytest.mark.parametrize(("months", "expected"), [(12, date(2027, 2, 28)), (1, date(2028, 1, 29))])
def test_months_end_where_the_month_does(months: int, expected: date) -> None:
    assert months_before(date(2028, 2, 29), months) == expected


def test_demonstrations_drafts_and_others_are_not_due(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    make_public(member_unit, now, name="演示馆", is_demonstration=True)
    make_venue(member_unit, now, name="草稿馆")
    make_public(None, now, OTHER_COUNTY, name="别人的馆")
    assert names(verification_due(actors["organizer"], TODAY)) == set()
    assert names(verification_due(actors["member"], TODAY)) == set()


def test_the_longest_unverified_comes_first(member_unit: Unit, actors: dict[str, Actor], now: datetime) -> None:
    for name, day in (("乙", date(2024, 1, 1)), ("丙", date(2025, 1, 1)), ("甲", None)):
        make_public(member_unit, now, name=name, verified_on=day)
    assert [venue.name for venue in verification_due(actors["organizer"], TODAY)] == ["甲", "乙", "丙"]


def test_one_tap_verifies_and_stays_on_the_list(
    member_unit: Unit, people: dict[str, User], django_assert_max_num_queries: Any
) -> None:
    venue = make_public(member_unit, timezone.now(), name="一键馆")
    client = client_of(people["organizer"])
    assert "一键馆" in client.get("/workspace/verification/").content.decode()
    path = f"/workspace/venues/{venue.public_id}/verify/"
    answer = client.post(path, {"back": "verification", "page": "2"}, follow=True)
    assert answer.redirect_chain[0][0] == "/workspace/verification/?page=2"
    assert Venue.objects.get(pk=venue.pk).verified_on == city_day(timezone.now())
    assert "都核实过了" in answer.content.decode()
    assert client.post(path, {"back": "https://evil.example/"})["Location"] == f"/workspace/venues/{venue.public_id}/"
    with django_assert_max_num_queries(14):
        client.get("/workspace/verification/")


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).values_list("title", flat=True))


def test_organizers_are_reminded_once_a_year(
    member_unit: Unit, actors: dict[str, Actor], people: dict[str, User], now: datetime
) -> None:
    make_public(member_unit, now, name="提醒馆", verified_on=date(2025, 11, 1))
    for days in (0, 1, 5):
        services.remind_of_verification(now=now + timedelta(days=days))
    assert len(told(people["organizer"])) == 1
    assert "提醒馆" in told(people["organizer"])[0]
    assert not [title for title in told(people["county_reviewer"]) if "提醒馆" in title]
    assert OutboxMessage.objects.filter(event="notice.created").count() == Notice.objects.count()
    services.remind_of_verification(now=now + timedelta(days=60))
    assert len(told(people["organizer"])) == 2, "another year"


def test_the_county_office_hears_of_what_is_overdue(member_unit: Unit, people: dict[str, User], now: datetime) -> None:
    make_public(member_unit, now, name="逾期馆", verified_on=date(2025, 10, 24))
    for _time in range(2):
        services.remind_of_verification(now=now)
    assert len([title for title in told(people["county_reviewer"]) if "逾期馆" in title]) == 1


def test_the_office_hears_once_of_what_waits_too_long(
    member_unit: Unit, actors: dict[str, Actor], people: dict[str, User], now: datetime
) -> None:
    venue = make_venue(member_unit, now, name="久等馆")
    services.submit_venue(venue_id=venue.pk, by=actors["organizer"], now=now)
    assert services.escalate_reviews(now=now + timedelta(days=4)) == 0
    assert services.escalate_reviews(now=now + timedelta(days=5)) == 1
    assert services.escalate_reviews(now=now + timedelta(days=6)) == 0
    (notice,) = Notice.objects.filter(user=people["office"])
    assert notice.path == f"/workspace/review/{venue.public_id}/"
    services.return_venue(venue_id=venue.pk, reason="请补充", by=actors["office"], now=now + timedelta(days=6))
    services.submit_venue(venue_id=venue.pk, by=actors["organizer"], now=now + timedelta(days=7))
    assert services.escalate_reviews(now=now + timedelta(days=12)) == 1, "handed in again, it has waited again"


def test_without_an_office_nothing_is_told(member_unit: Unit, now: datetime) -> None:
    venue = make_venue(member_unit, now)
    Venue.objects.filter(pk=venue.pk).update(status=VenueStatus.SUBMITTED, submitted_at=now - timedelta(days=9))
    assert services.escalate_reviews(now=now) == 0
