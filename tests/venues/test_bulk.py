"""The same deed for many venues: each for itself, told one by one, safe to repeat."""

from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, transaction

from accounts.models import Unit, User
from accounts.permissions import SYSTEM, Actor
from core.errors import Invalid
from core.geo import lonlat
from tests.conftest import client_of
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueStatus, VenueStep
from venues.services import bulk, save_venue
from venues.services.bulk import MOST_AT_ONCE, Deed, do_with_each

pytestmark = pytest.mark.django_db
BULK, DO = "/workspace/venues/bulk/", "/workspace/venues/bulk/do/"


@pytest.fixture
def venues(member_unit: Unit, now: datetime) -> list[Venue]:
    """Three complete drafts of the organizer's unit, and one without a place."""
    place = lonlat(Region.objects.get(code="450202").label_point)
    facts = [
        VenueFacts(name=f"新馆{number}", kind="science_museum", operator_id=member_unit.pk, given=GivenPlace(place))
        for number in range(3)
    ]
    facts.append(VenueFacts(name="没有位置的馆", kind="science_museum", operator_id=member_unit.pk))
    return [save_venue(facts=one, by=SYSTEM, now=now) for one in facts]


def ids(venues: list[Venue]) -> list[int]:
    return [venue.pk for venue in venues]


def statuses(venues: list[Venue]) -> list[str]:
    return [Venue.objects.get(pk=venue.pk).status for venue in venues]


def test_one_that_refuses_keeps_the_others_from_nothing(
    venues: list[Venue], actors: dict[str, Actor], now: datetime
) -> None:
    organizer = actors["organizer"]
    outcomes = do_with_each(deed=Deed.SUBMIT, venue_ids=ids([venues[3], *venues[:3]]), reason="", by=organizer, now=now)
    assert [outcome.is_done for outcome in outcomes] == [False, True, True, True]
    assert "位置" in str(outcomes[0].refusal)
    assert statuses(venues) == ["submitted", "submitted", "submitted", "draft"]


def test_in_one_transaction_for_all_a_refusal_would_undo_the_others(
    venues: list[Venue], actors: dict[str, Actor], now: datetime
) -> None:
    """The twin: what would be lost if a refusal were let through a common transaction."""

    @transaction.atomic
    def all_at_once() -> None:
        for venue in venues:
            bulk.DEEDS[Deed.SUBMIT](venue_id=venue.pk, by=actors["organizer"], now=now)

    with pytest.raises(Invalid):
        all_at_once()
    assert statuses(venues) == ["draft"] * 4


@pytest.mark.parametrize("deed", [Deed.SUBMIT, Deed.PUBLISH, Deed.HIDE, Deed.VERIFY])
def test_doing_it_again_changes_nothing(deed: Deed, venues: list[Venue], now: datetime) -> None:
    begins = {Deed.HIDE: "published", Deed.VERIFY: "published"}.get(deed, "draft")
    Venue.objects.filter(pk__in=ids(venues)).update(status=begins)
    first = do_with_each(deed=deed, venue_ids=ids(venues[:3]), reason="检修", by=SYSTEM, now=now)
    after = list(Venue.objects.filter(pk__in=ids(venues)).order_by("pk").values("status", "version", "verified_on"))
    steps = VenueStep.objects.count()
    again = do_with_each(deed=deed, venue_ids=ids(venues[:3]), reason="检修", by=SYSTEM, now=now)
    assert all(outcome.is_done for outcome in first)
    if deed is not Deed.SUBMIT:  # who may publish has published by handing in: that is said, not repeated
        assert all(outcome.is_done for outcome in again)
    assert after == list(
        Venue.objects.filter(pk__in=ids(venues)).order_by("pk").values("status", "version", "verified_on")
    )
    assert VenueStep.objects.count() == steps == 3


def test_each_venue_of_others_is_refused_as_if_it_were_not_there(
    venues: list[Venue], actors: dict[str, Actor], now: datetime
) -> None:
    stranger = Actor(user_id=actors["member"].user_id)
    outcomes = do_with_each(deed=Deed.VERIFY, venue_ids=ids(venues), reason="", by=stranger, now=now)
    assert {str(outcome.refusal) for outcome in outcomes} == {"没有找到这个场馆。"}


def test_a_reason_is_asked_for_before_anything_is_done(venues: list[Venue], now: datetime) -> None:
    Venue.objects.filter(pk__in=ids(venues)).update(status="submitted")
    with pytest.raises(Invalid):
        do_with_each(deed=Deed.RETURN, venue_ids=ids(venues), reason=" ", by=SYSTEM, now=now)
    assert set(statuses(venues)) == {"submitted"}


def test_a_database_that_breaks_off_is_one_venues_refusal(
    venues: list[Venue], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bulk.DEEDS[Deed.PUBLISH]

    def breaks(venue_id: int, **said: Any) -> Venue:
        if venue_id == venues[1].pk:
            raise OperationalError("lock timeout")
        return real(venue_id=venue_id, **said)

    monkeypatch.setitem(bulk.DEEDS, Deed.PUBLISH, breaks)
    outcomes = do_with_each(deed=Deed.PUBLISH, venue_ids=ids(venues[:3]), reason="", by=SYSTEM, now=now)
    assert [outcome.is_done for outcome in outcomes] == [True, False, True]
    assert "再试" in str(outcomes[1].refusal)


def test_what_time_does_not_reach_is_left_and_can_be_gone_on_with(
    venues: list[Venue], people: dict[str, User | None], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = iter([True, True])
    outcomes = do_with_each(
        deed=Deed.PUBLISH,
        venue_ids=ids(venues[:3]),
        reason="",
        by=SYSTEM,
        now=now,
        goes_on=lambda: next(turns, False),
    )
    assert len(outcomes) == 2
    monkeypatch.setattr("venues.web.workspace.bulk.LONGEST_S", -1.0)
    form = {"action": "publish", "venue": [venue.public_id for venue in venues[:3]]}
    page = client_of(people["office"]).post(DO, form).content.decode()
    assert "还有 3 个没有办理" in page and page.count('name="venue"') == 3


def test_the_page_asks_first_and_changes_nothing(venues: list[Venue], people: dict[str, User | None]) -> None:
    form = {"action": "submit", "scope": "ticked", "venue": [venue.public_id for venue in venues]}
    response = client_of(people["organizer"]).post(BULK, form)
    page = response.content.decode()
    assert response.status_code == 200 and "提交审核：4 个场馆" in page
    assert page.count('name="venue"') == 4
    assert set(statuses(venues)) == {"draft"}


def test_the_result_tells_for_each_what_came_of_it(venues: list[Venue], people: dict[str, User | None]) -> None:
    form = {"action": "submit", "venue": [venue.public_id for venue in venues]}
    client = client_of(people["organizer"])
    page = client.post(DO, form).content.decode()
    assert "办成 3 个，没办成 1 个" in page
    assert "发布前请标出位置" in page and all(venue.name in page for venue in venues)
    assert "办成 3 个，没办成 1 个" in client.post(DO, form).content.decode(), "a repetition tells the same"


def test_all_that_is_filtered_is_meant_by_the_filters(venues: list[Venue], people: dict[str, User | None]) -> None:
    form = {"action": "submit", "scope": "all", "query": "status=draft&q=%E6%96%B0%E9%A6%86"}
    page = client_of(people["organizer"]).post(BULK, form).content.decode()
    assert "提交审核：3 个场馆" in page and "没有位置的馆" not in page


def test_only_kept_venues_are_taken_from_a_forged_form(
    venues: list[Venue], people: dict[str, User | None], now: datetime
) -> None:
    foreign = Venue.objects.exclude(county="450202").published()[0]
    form = {"action": "hide", "reason": "不是我的", "venue": [foreign.public_id, venues[0].public_id]}
    page = client_of(people["organizer"]).post(DO, form).content.decode()
    assert foreign.name not in page
    assert Venue.objects.get(pk=foreign.pk).status == "published"


def test_an_organizer_decides_nothing_by_a_forged_form(venues: list[Venue], people: dict[str, User | None]) -> None:
    Venue.objects.filter(pk__in=ids(venues)).update(status="submitted")
    chosen = [venue.public_id for venue in venues[:3]]
    client = client_of(people["organizer"])
    for action in ("publish", "return"):
        page = client.post(DO, {"action": action, "reason": "不行", "venue": chosen}).content.decode()
        assert "办成 0 个，没办成 3 个" in page
    assert set(statuses(venues)) == {"submitted"}
    assert 'value="publish"' not in client.get("/workspace/venues/").content.decode()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"action": "publish"}, 400),
        ({"action": "explode", "venue": "x"}, 400),
        ({"action": "export-exe", "venue": "x"}, 400),
        ({"action": "publish", "venue": "nosuchvenu"}, 404),
        ({"action": "publish", "venue": "a\x00b"}, 400),
        ({"action": "publish", "scope": "all", "query": "status=x"}, 400),
        ({"action": "publish", "scope": "all", "query": "q=%00"}, 400),
        ({"action": "publish", "scope": "all", "query": "status=closed"}, 404),
    ],
)
def test_what_the_form_can_get_wrong_is_told(form: dict[str, str], status: int, people: dict[str, User | None]) -> None:
    client = client_of(people["office"])
    assert client.post(BULK, form).status_code == status
    if "scope" not in form and not form.get("action", "").startswith("export"):
        assert client.post(DO, form).status_code == status


def test_a_missing_reason_is_asked_for_on_the_same_page(venues: list[Venue], people: dict[str, User | None]) -> None:
    Venue.objects.filter(pk__in=ids(venues)).update(status="published")
    response = client_of(people["organizer"]).post(DO, {"action": "hide", "venue": venues[0].public_id})
    assert response.status_code == 400 and "请写明理由" in response.content.decode()
    assert set(statuses(venues)) == {"published"}


def test_more_than_can_be_done_at_once_is_refused(
    people: dict[str, User | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_AT_ONCE == 500
    monkeypatch.setattr("venues.web.workspace.bulk.MOST_AT_ONCE", 10)
    response = client_of(people["office"]).post(BULK, {"action": "verify", "scope": "all", "query": ""})
    assert response.status_code == 400 and "分批办理" in response.content.decode()


def test_ticked_venues_stay_chosen_when_a_filter_has_lost_them(
    venues: list[Venue], people: dict[str, User | None]
) -> None:
    form = {"action": "publish", "query": "status=submitted", "venue": venues[0].public_id}
    assert "办成 1 个" in client_of(people["office"]).post(DO, form).content.decode()
    assert Venue.objects.get(pk=venues[0].pk).status == VenueStatus.PUBLISHED
