"""A change of what the public sees: proposed, compared, decided; nothing of others is undone by it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Unit
from accounts.permissions import SYSTEM, Actor
from core import outbox
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from core.geo import LonLat
from core.models import OutboxMessage, SearchEntry
from tests.committed import in_parallel, without_triggers
from tests.conftest import NOON
from tests.venues.keeping import COUNTY, correct, hand_in, make_public, make_venue, propose
from venues import services
from venues.facts import GivenPlace
from venues.models import RevisionState, Step, Venue, VenueRevision, VenueStatus, VenueStep
from venues.selectors.workingcopy import facts_of, working_copy
from venues.services import revisions


@pytest.fixture
def organizer(actors: dict[str, Actor]) -> Actor:
    return actors["organizer"]


@pytest.fixture
def reviewer(actors: dict[str, Actor]) -> Actor:
    return actors["county_reviewer"]


@pytest.fixture
def public(member_unit: Unit, now: datetime) -> Venue:
    return make_public(member_unit, now, phone="0772-1")


def fresh(venue: Venue) -> Venue:
    return Venue.objects.get(pk=venue.pk)


def test_a_draft_is_edited_in_place(member_unit: Unit, organizer: Actor, now: datetime) -> None:
    draft = make_venue(member_unit, now)
    assert propose(draft, organizer, now, phone="0772-2") is None
    assert fresh(draft).phone == "0772-2"


def test_a_change_of_a_public_venue_waits_and_is_then_in_force(
    public: Venue, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    revision = hand_in(public, organizer, now, phone="0772-2")
    assert (revision.state, fresh(public).phone) == (RevisionState.SUBMITTED, "0772-1")
    services.accept_revision(revision_id=revision.pk, version=revision.version, by=reviewer, now=now)
    assert (fresh(public).phone, fresh(public).version) == ("0772-2", 2)
    assert list(public.steps.order_by("pk").values_list("step", flat=True)) == [
        Step.REVISION_SUBMITTED,
        Step.REVISION_ACCEPTED,
    ]
    assert set(OutboxMessage.objects.values_list("event", flat=True)) == {"revision.submitted", "revision.accepted"}


def test_saving_what_is_there_begins_no_change(public: Venue, organizer: Actor, now: datetime) -> None:
    assert propose(public, organizer, now) is None
    assert not VenueRevision.objects.exists()


def test_saving_the_same_again_is_no_new_version(public: Venue, organizer: Actor, now: datetime) -> None:
    first = propose(public, organizer, now, phone="0772-2")
    again = propose(public, organizer, now, phone="0772-2")
    assert first is not None and again is not None
    assert (first.pk, again.version) == (again.pk, 1)


def test_of_two_editors_the_later_is_told(public: Venue, organizer: Actor, now: datetime) -> None:
    facts = facts_of(public)
    for phone, told in (("0772-2", False), ("0772-3", True)):
        save = {"venue_id": public.pk, "facts": replace(facts, phone=phone), "expect_version": 0}
        if told:
            with pytest.raises(Conflict):
                services.save_working_copy(**save, by=organizer, now=now)
        else:
            services.save_working_copy(**save, by=organizer, now=now)
    assert working_copy(fresh(public)).facts.phone == "0772-2"


def test_an_editor_does_not_decide_on_status_and_verification(public: Venue, organizer: Actor, now: datetime) -> None:
    revision = propose(public, organizer, now, phone="2", status=VenueStatus.HIDDEN, verified_on=now.date())
    assert revision is not None
    assert (revision.proposed["status"], revision.proposed["verified_on"]) == ("published", None)


def test_what_others_correct_meanwhile_is_not_undone(
    public: Venue, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    revision = hand_in(public, organizer, now, phone="0772-2")
    correct(public, now, address="新地址1号")
    services.accept_revision(revision_id=revision.pk, version=revision.version, by=reviewer, now=now)
    assert (fresh(public).phone, fresh(public).address) == ("0772-2", "新地址1号")


def test_saboteur_writing_the_whole_proposal_undoes_the_others(
    public: Venue, organizer: Actor, reviewer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "brought_together", lambda base, mine, theirs: (mine, []))
    revision = hand_in(public, organizer, now, phone="0772-2")
    correct(public, now, address="新地址1号")
    services.accept_revision(revision_id=revision.pk, version=revision.version, by=reviewer, now=now)
    assert fresh(public).address == ""


def test_who_may_publish_puts_a_change_into_force_at_once(public: Venue, reviewer: Actor, now: datetime) -> None:
    assert hand_in(public, reviewer, now, phone="0772-2").state == RevisionState.ACCEPTED
    assert fresh(public).phone == "0772-2"


@pytest.mark.parametrize("role", ["organizer", "member", "visitor"])
@pytest.mark.parametrize("deed", ["accept", "return"])
def test_only_reviewers_decide(
    deed: str, role: str, public: Venue, organizer: Actor, actors: dict[str, Actor], now: datetime
) -> None:
    revision = hand_in(public, organizer, now, phone="0772-2")
    more = {"reason": "请补充"} if deed == "return" else {}
    with pytest.raises(NotAllowed if role == "organizer" else NotFound):
        getattr(services, f"{deed}_revision")(
            revision_id=revision.pk, version=revision.version, by=actors[role], now=now, **more
        )
    assert fresh(public).phone == "0772-1"


def test_a_reviewer_decides_on_the_version_that_was_seen(
    public: Venue, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    seen = hand_in(public, organizer, now, phone="0772-2")
    services.withdraw_revision(venue_id=public.pk, by=organizer, now=now)
    hand_in(public, organizer, now, phone="0772-666")
    with pytest.raises(Conflict):
        services.accept_revision(revision_id=seen.pk, version=seen.version, by=reviewer, now=now)
    assert fresh(public).phone == "0772-1"


def test_saboteur_without_the_version_something_unseen_is_accepted(
    public: Venue, organizer: Actor, reviewer: Actor, now: datetime
) -> None:
    seen = hand_in(public, organizer, now, phone="0772-2")
    services.withdraw_revision(venue_id=public.pk, by=organizer, now=now)
    unseen = hand_in(public, organizer, now, phone="0772-666")
    services.accept_revision(revision_id=seen.pk, version=unseen.version, by=reviewer, now=now)
    assert fresh(public).phone == "0772-666"


def test_a_decided_change_is_not_decided_again(public: Venue, organizer: Actor, reviewer: Actor, now: datetime) -> None:
    revision = hand_in(public, organizer, now, phone="0772-2")
    decision = {"revision_id": revision.pk, "version": revision.version, "by": reviewer, "now": now}
    services.return_revision(reason="请补充", **decision)
    with pytest.raises(Conflict):
        services.accept_revision(**decision)
    revision.refresh_from_db()
    assert (revision.state, revision.reason) == (RevisionState.RETURNED, "请补充")


def test_submitting_twice_is_one_submission(public: Venue, organizer: Actor, now: datetime) -> None:
    hand_in(public, organizer, now, phone="0772-2")
    services.submit_revision(venue_id=public.pk, by=organizer, now=now)
    assert public.steps.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_nothing_changed_is_nothing_to_hand_in(public: Venue, organizer: Actor, now: datetime) -> None:
    propose(public, organizer, now, phone="0772-2")
    propose(public, organizer, now, phone="0772-1")
    with pytest.raises(Refused):
        services.submit_revision(venue_id=public.pk, by=organizer, now=now)


def test_a_place_outside_of_the_city_is_told_to_who_hands_it_in(public: Venue, organizer: Actor, now: datetime) -> None:
    propose(public, organizer, now, given=GivenPlace(LonLat(116.4, 39.9)))
    with pytest.raises(Invalid) as caught:
        services.submit_revision(venue_id=public.pk, by=organizer, now=now)
    assert "point" in caught.value.fields


def test_a_discarded_change_leaves_the_venue_and_room_for_another(
    public: Venue, organizer: Actor, now: datetime
) -> None:
    propose(public, organizer, now, phone="0772-2")
    services.discard_revision(venue_id=public.pk, by=organizer, now=now)
    with pytest.raises(NotFound):
        services.discard_revision(venue_id=public.pk, by=organizer, now=now)
    assert fresh(public).phone == "0772-1"
    assert propose(public, organizer, now, phone="0772-3") is not None


def test_a_venue_has_one_open_change_at_most(public: Venue, organizer: Actor, now: datetime) -> None:
    propose(public, organizer, now, phone="0772-2")
    with pytest.raises(IntegrityError), transaction.atomic():
        VenueRevision.objects.create(venue=public, base={}, proposed={}, created_at=now, updated_at=now)


@pytest.fixture
def waiting(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[VenueRevision]:
    """A change that waits for review, seen by every connection; gone at the end."""
    monkeypatch.setattr(outbox, "_wake", lambda: None)
    with django_db_blocker.unblock():
        venue = make_public(None, NOON, name="抢审修改馆")
        propose(venue, SYSTEM, NOON, phone="0772-2")
        VenueRevision.objects.filter(venue=venue).update(state=RevisionState.SUBMITTED, submitted_at=NOON)
        try:
            yield VenueRevision.objects.get(venue=venue)
        finally:
            with without_triggers("venues_venuestep"):
                VenueStep.objects.filter(venue=venue).delete()
            OutboxMessage.objects.all().delete()
            SearchEntry.objects.filter(object_id=venue.public_id).delete()
            Venue.objects.filter(pk=venue.pk).delete()
            connection.close()


def decide_at_once(revision: VenueRevision) -> list[Any]:
    decision = {"revision_id": revision.pk, "version": revision.version, "now": NOON}
    reviewer = Actor(reviewer_of_counties=frozenset({COUNTY}))
    return in_parallel(
        lambda: services.accept_revision(**decision, by=reviewer),
        lambda: services.return_revision(**decision, by=reviewer, reason="请补充"),
    )


def test_of_two_reviewers_at_once_one_decides(waiting: VenueRevision) -> None:
    for _round in range(5):
        results = decide_at_once(waiting)
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "VenueRevision"], results
        VenueRevision.objects.filter(pk=waiting.pk).update(state=RevisionState.SUBMITTED)
    assert VenueStep.objects.filter(venue=waiting.venue_id).count() == 5


def test_saboteur_without_the_lock_both_decide(waiting: VenueRevision, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2, timeout=20)

    def unlocked(revision_id: int, by: Actor, version: int) -> tuple[VenueRevision, Venue]:
        revision = VenueRevision.objects.select_related("venue").get(pk=revision_id)
        together.wait()
        return revision, revision.venue

    monkeypatch.setattr(revisions, "_locked_revision", unlocked)
    assert all(isinstance(result, VenueRevision) for result in decide_at_once(waiting))
    assert VenueStep.objects.filter(venue=waiting.venue_id).count() == 2, "accepted and returned"
