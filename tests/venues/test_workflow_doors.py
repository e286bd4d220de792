"""The record can't be bent, no door leads past review, and two reviewers at once are one decision."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from accounts.models import Notice, Unit, User
from accounts.permissions import Actor
from core import outbox
from core.errors import Conflict, NotAllowed
from core.models import OutboxMessage, SearchEntry
from tests.committed import in_parallel, without_triggers
from tests.conftest import client_of
from tests.venues.keeping import COUNTY, make_public, make_venue
from venues import services
from venues.models import Step, Venue, VenueStatus, VenueStep
from venues.selectors.workingcopy import facts_of
from venues.services import workflow

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


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_the_record_cannot_be_rewritten(operation: str, draft: Venue, organizer: Actor, now: datetime) -> None:
    services.submit_venue(venue_id=draft.pk, by=organizer, now=now)
    rows = VenueStep.objects.filter(venue=draft)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.update(reason="别的") if operation == "update" else rows.delete()
    assert steps(draft) == [Step.SUBMITTED]


def test_saboteur_without_the_trigger_the_record_is_rewritten(draft: Venue, organizer: Actor, now: datetime) -> None:
    services.submit_venue(venue_id=draft.pk, by=organizer, now=now)
    with without_triggers("venues_venuestep"):
        VenueStep.objects.filter(venue=draft).delete()
    assert steps(draft) == []


def test_those_concerned_are_told_once(
    draft: Venue, organizer: Actor, reviewer: Actor, people: dict[str, User], now: datetime
) -> None:
    services.submit_venue(venue_id=draft.pk, by=organizer, now=now)
    row = OutboxMessage.objects.get(event="venue.submitted")
    for _time in range(2):  # a handler may be run again
        outbox._handlers[row.event][row.handler](**row.data)
    (notice,) = Notice.objects.filter(user=people["county_reviewer"])
    assert draft.name in notice.title
    assert notice.path == f"/workspace/review/{draft.public_id}/"
    assert "Waiting" in notice.title_en or notice.title_en, "kept in both languages"
    services.return_venue(venue_id=draft.pk, reason="请补充", by=reviewer, now=now)
    row = OutboxMessage.objects.get(event="venue.returned")
    outbox._handlers[row.event][row.handler](**row.data)
    assert Notice.objects.filter(user=people["organizer"]).count() == 1


def test_an_organizer_changes_nothing_public_by_any_door(
    member_unit: Unit, organizer: Actor, people: dict[str, User], now: datetime
) -> None:
    venue = make_public(member_unit, now)
    changed = replace(facts_of(venue), phone="0772-1")
    for facts in (changed, replace(changed, status=DRAFT), replace(changed, status=HIDDEN)):
        with pytest.raises(NotAllowed):
            services.save_venue(facts=facts, by=organizer, now=now, venue_id=venue.pk)
    services.save_working_copy(venue_id=venue.pk, facts=changed, expect_version=0, by=organizer, now=now)
    services.submit_revision(venue_id=venue.pk, by=organizer, now=now)
    client = client_of(people["organizer"])
    assert client.post(f"/admin/venues/venue/{venue.pk}/change/", {"name": "别的"}).status_code == 302
    assert client.post(f"/workspace/venues/{venue.public_id}/publish/").status_code == 403
    assert client.post(f"/workspace/review/{venue.public_id}/decide/", {"decision": "approve"}).status_code == 404
    venue.refresh_from_db()
    assert (venue.phone, venue.status, venue.version) == ("", PUBLISHED, 1)


def test_the_admins_form_saves_as_who_is_signed_in(
    member_unit: Unit, organizer: Actor, people: dict[str, User], now: datetime
) -> None:
    """Even an organizer who got into the admin passes the same service."""
    venue = make_public(member_unit, now)
    request = RequestFactory().get("/")
    request.user = people["administrator"]
    offered = admin.site.get_model_admin(Venue).get_form(request, venue, change=True)
    form_class = type("OrganizersForm", (offered,), {"actor": organizer})
    data = {name: value for name, value in form_class(instance=venue).initial.items() if value not in (None, [])}
    point = json.dumps({"type": "Point", "coordinates": venue.point.coords})
    data |= {"phone": "0772-1", "point": point, "titles": "", "opening_hours": ""}
    form = form_class(data, instance=Venue.objects.get(pk=venue.pk))
    assert not form.is_valid()
    assert "审核" in str(form.errors)
    venue.refresh_from_db()
    assert venue.phone == ""


@pytest.fixture
def submitted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Venue]:
    """A venue that waits for review, seen by every connection; gone at the end."""
    from tests.conftest import NOON

    with django_db_blocker.unblock():
        venue = make_venue(None, NOON, name="抢审测试馆")
        Venue.objects.filter(pk=venue.pk).update(status=SUBMITTED)
        try:
            yield venue
        finally:
            with without_triggers("venues_venuestep"):
                VenueStep.objects.filter(venue=venue).delete()
            OutboxMessage.objects.all().delete()
            SearchEntry.objects.filter(object_id=venue.public_id).delete()
            venue.delete()
            connection.close()


def decide_at_once(venue: Venue, now: datetime) -> list[Any]:
    reviewer = Actor(reviewer_of_counties=frozenset({COUNTY}))
    return in_parallel(
        lambda: services.publish_venue(venue_id=venue.pk, by=reviewer, now=now),
        lambda: services.return_venue(venue_id=venue.pk, reason="请补充", by=reviewer, now=now),
    )


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(
    submitted: Venue, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(outbox, "_wake", lambda: None)
    for _round in range(5):
        results = decide_at_once(submitted, now)
        published, returned = results
        if isinstance(returned, Venue):  # came first; a returned venue may be published
            assert isinstance(published, Venue)
        else:
            assert isinstance(returned, Conflict), returned
        submitted.refresh_from_db()
        assert submitted.status == PUBLISHED
        Venue.objects.filter(pk=submitted.pk).update(status=SUBMITTED)


def test_saboteur_without_the_lock_both_decide(
    submitted: Venue, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    import threading

    together = threading.Barrier(2, timeout=20)

    def unlocked(venue_id: int, *, by: Actor) -> Venue:
        venue = Venue.objects.get(pk=venue_id)
        together.wait()
        return venue

    monkeypatch.setattr(outbox, "_wake", lambda: None)
    monkeypatch.setattr(workflow, "locked_venue", unlocked)
    assert all(isinstance(result, Venue) for result in decide_at_once(submitted, now))
    assert sorted(steps(submitted)) == [Step.PUBLISHED, Step.RETURNED]
    submitted.refresh_from_db()
    assert submitted.version == 2, "two decisions, one version: the record and the venue disagree"
