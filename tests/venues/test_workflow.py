"""A venue's way to the map and off it: who may, in which order, and that all of it is on record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Unit
from accounts.permissions import Actor
from accounts.services import let_publish
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.models import OutboxMessage, SearchEntry
from tests.venues.keeping import OTHER_COUNTY, make_public, make_venue
from venues import services
from venues.models import Step, Venue, VenueStatus
from venues.selectors.workingcopy import facts_of

PUBLISHED, HIDDEN, CLOSED = VenueStatus.PUBLISHED, VenueStatus.HIDDEN, VenueStatus.CLOSED
DRAFT, SUBMITTED, RETURNED = VenueStatus.DRAFT, VenueStatus.SUBMITTED, VenueStatus.RETURNED


@pytest.fixture
def organizer(actors: dict[str, Actor]) -> Actor:
    return actors["organizer"]


@pytest.fixture
def reviewer(actors: dict[str, Actor]) -> Actor:
    return actors["county_reviewer"]


@pytest.fixture
def draft(member_unit: Unit, now: datetime) -> Venue:
    return make_venue(member_unit, now)


def steps(venue: Venue) -> list[str]:
    return list(venue.steps.order_by("pk").values_list("step", flat=True))


def test_submitted_returned_submitted_published_is_all_on_record(
    draft: Venue, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    services.submit_venue(venue_id=draft.pk, by=organizer, now=now)
    services.return_venue(venue_id=draft.pk, reason=" 位置不准 ", by=reviewer, now=now)
    services.submit_venue(venue_id=draft.pk, by=organizer, now=now + timedelta(hours=1))
    venue = services.publish_venue(venue_id=draft.pk, by=reviewer, now=now + timedelta(hours=2))
    assert venue.status == PUBLISHED
    assert steps(venue) == [Step.SUBMITTED, Step.RETURNED, Step.SUBMITTED, Step.PUBLISHED]
    returned = venue.steps.get(step=Step.RETURNED)
    assert (returned.reason, returned.by_id) == ("位置不准", reviewer.user_id)
    assert SearchEntry.objects.filter(object_id=venue.public_id).exists()
    assert set(OutboxMessage.objects.values_list("event", flat=True)) == {
        "venue.submitted",
        "venue.returned",
        "venue.published",
    }


@pytest.mark.parametrize(
    ("deed", "start", "end"),
    [
        ("submit_venue", SUBMITTED, SUBMITTED),
        ("withdraw_venue", DRAFT, DRAFT),
        ("publish_venue", PUBLISHED, PUBLISHED),
        ("hide_venue", HIDDEN, HIDDEN),
        ("close_venue", CLOSED, CLOSED),
    ],
)
def test_what_is_done_already_changes_nothing(
    deed: str, start: str, end: str, draft: Venue, actors: dict[str, Actor], now: datetime
) -> None:
    Venue.objects.filter(pk=draft.pk).update(status=start)
    more = {"hide_venue": {"reason": "装修"}, "close_venue": {"reason": "搬迁", "closed_on": now.date()}}
    venue = getattr(services, deed)(venue_id=draft.pk, by=actors["office"], now=now, **more.get(deed, {}))
    assert (venue.status, venue.version) == (end, draft.version)
    assert steps(draft) == []
    assert not OutboxMessage.objects.exists()


DEEDS: dict[str, Callable[..., Any]] = {
    "submit": lambda venue, by, now: services.submit_venue(venue_id=venue.pk, by=by, now=now),
    "withdraw": lambda venue, by, now: services.withdraw_venue(venue_id=venue.pk, by=by, now=now),
    "publish": lambda venue, by, now: services.publish_venue(venue_id=venue.pk, by=by, now=now),
    "return": lambda venue, by, now: services.return_venue(venue_id=venue.pk, reason="请补充", by=by, now=now),
    "hide": lambda venue, by, now: services.hide_venue(venue_id=venue.pk, reason="装修", by=by, now=now),
    "close": lambda venue, by, now: services.close_venue(
        venue_id=venue.pk, reason="搬迁", closed_on=now.date(), by=by, now=now
    ),
    "verify": lambda venue, by, now: services.verify_venue(venue_id=venue.pk, by=by, now=now),
}
FROM = {
    "submit": {DRAFT, RETURNED, HIDDEN, CLOSED},
    "withdraw": {SUBMITTED},
    "publish": {DRAFT, SUBMITTED, RETURNED, HIDDEN, CLOSED},
    "return": {SUBMITTED},
    "hide": {PUBLISHED},
    "close": {PUBLISHED, HIDDEN},
    "verify": {PUBLISHED},
}
ALREADY = {"submit": SUBMITTED, "withdraw": DRAFT, "publish": PUBLISHED, "hide": HIDDEN, "close": CLOSED}


@pytest.mark.parametrize("status", [DRAFT, SUBMITTED, RETURNED, PUBLISHED, HIDDEN, CLOSED])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_done_from_the_states_where_it_makes_sense(
    deed: str, status: VenueStatus, draft: Venue, actors: dict[str, Actor], now: datetime
) -> None:
    Venue.objects.filter(pk=draft.pk).update(status=status, closed_on=now.date() if status == CLOSED else None)
    if status in FROM[deed]:
        assert DEEDS[deed](draft, actors["office"], now).version == draft.version + 1
        assert len(steps(draft)) == 1
    elif ALREADY.get(deed) == status:
        DEEDS[deed](draft, actors["office"], now)
    else:
        with pytest.raises(Conflict) as caught:
            DEEDS[deed](draft, actors["office"], now)
        assert str(status.label) in str(caught.value.sentence), "the sentence tells the state"
        assert steps(draft) == []


ALLOWED = {
    "organizer": {"submit", "withdraw", "hide", "close", "verify"},
    "county_reviewer": set(DEEDS),
    "office": set(DEEDS),
    "administrator": set(DEEDS),
}


@pytest.mark.parametrize("role", ["visitor", "member", "volunteer", "team_leader", *ALLOWED])
@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_do_it(deed: str, role: str, draft: Venue, actors: dict[str, Actor], now: datetime) -> None:
    Venue.objects.filter(pk=draft.pk).update(status=min(FROM[deed]))
    if deed in ALLOWED.get(role, set()):
        DEEDS[deed](draft, actors[role], now)
        return
    with pytest.raises(NotAllowed if role == "organizer" else NotFound):
        DEEDS[deed](draft, actors[role], now)
    assert steps(draft) == []


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", ["organizer", "county_reviewer"])
def test_a_venue_of_others_is_not_there(
    deed: str, role: str, draft: Venue, actors: dict[str, Actor], now: datetime
) -> None:
    other = make_venue(None, now, OTHER_COUNTY, status=DRAFT)
    Venue.objects.filter(pk=other.pk).update(status=min(FROM[deed]))
    with pytest.raises(NotFound):
        DEEDS[deed](other, actors[role], now)


def test_a_unit_that_publishes_by_itself_needs_no_review(
    draft: Venue, organizer: Actor, member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        let_publish(unit_id=member_unit.pk, allowed=True, by=organizer)
    let_publish(unit_id=member_unit.pk, allowed=True, by=actors["office"])
    trusted = replace(organizer, publishes_for=frozenset({member_unit.pk}))
    assert services.submit_venue(venue_id=draft.pk, by=trusted, now=now).status == PUBLISHED
    assert steps(draft) == [Step.PUBLISHED]


def test_what_lacks_a_place_is_not_handed_in(member_unit: Unit, organizer: Actor, now: datetime) -> None:
    venue = make_venue(member_unit, now, given=None)
    with pytest.raises(Invalid) as caught:
        services.submit_venue(venue_id=venue.pk, by=organizer, now=now)
    assert list(caught.value.fields) == ["point"]


@pytest.mark.parametrize("reason", ["", "   ", "字" * 501, "\x00"])
def test_a_reason_is_needed_and_bounded(reason: str, draft: Venue, reviewer: Actor, now: datetime) -> None:
    Venue.objects.filter(pk=draft.pk).update(status=SUBMITTED)
    with pytest.raises(Invalid):
        services.return_venue(venue_id=draft.pk, reason=reason, by=reviewer, now=now)
    draft.refresh_from_db()
    assert draft.status == SUBMITTED


def test_what_was_closed_opens_again_without_its_last_day(
    member_unit: Unit, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    venue = make_public(member_unit, now)
    services.close_venue(venue_id=venue.pk, reason="搬迁", closed_on=now.date(), by=organizer, now=now)
    assert services.submit_venue(venue_id=venue.pk, by=organizer, now=now).status == SUBMITTED
    again = services.publish_venue(venue_id=venue.pk, by=reviewer, now=now)
    assert (again.status, again.closed_on) == (PUBLISHED, None)


def test_a_venue_does_not_close_before_it_opened(member_unit: Unit, organizer: Actor, now: datetime) -> None:
    venue = make_public(member_unit, now, opened_on=date(2026, 5, 1))
    with pytest.raises(Invalid):
        services.close_venue(venue_id=venue.pk, reason="误", closed_on=date(2026, 4, 30), by=organizer, now=now)


def test_verifying_twice_a_day_is_one_step(member_unit: Unit, organizer: Actor, now: datetime) -> None:
    venue = make_public(member_unit, now)
    for _time in range(2):
        services.verify_venue(venue_id=venue.pk, by=organizer, now=now)
    venue.refresh_from_db()
    assert venue.verified_on == now.date()
    assert steps(venue) == [Step.VERIFIED]


@pytest.mark.parametrize("deed", ["publish", "return"])
def test_a_decision_on_what_has_changed_since_is_told(
    deed: str, draft: Venue, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    seen = services.submit_venue(venue_id=draft.pk, by=organizer, now=now).version
    services.save_venue(
        facts=replace(facts_of(draft), status=SUBMITTED, phone="1"), by=organizer, now=now, venue_id=draft.pk
    )
    more = {"reason": "请补充"} if deed == "return" else {}
    with pytest.raises(Conflict):
        getattr(services, f"{deed}_venue")(venue_id=draft.pk, by=reviewer, now=now, expect_version=seen, **more)


def test_a_status_stated_with_other_facts_is_on_record_too(
    draft: Venue, actors: dict[str, Actor], now: datetime
) -> None:
    services.save_venue(
        facts=replace(facts_of(draft), status=PUBLISHED), by=actors["administrator"], now=now, venue_id=draft.pk
    )
    assert steps(draft) == [Step.PUBLISHED]
