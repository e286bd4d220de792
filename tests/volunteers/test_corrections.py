"""Corrections: nobody takes a volunteer's hours away alone, and who is concerned is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Notice
from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from tests.activities.registering import deliver_all
from tests.volunteers.people import HOUR, a_volunteer, accepted, sign
from volunteers.models import Correction, Position, ServiceRecord, Volunteer
from volunteers.rules import GRACE, NOTICE
from volunteers.selectors.hours import Hours, total
from volunteers.services.corrections import (
    CorrectionFacts,
    confirm_correction,
    propose_correction,
    reject_correction,
)
from volunteers.services.hours import AddedFacts, add_service, confirm_service, finalize_due, object_to_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(position: Position, volunteer: Volunteer, organizer: Actor, now: datetime) -> ServiceRecord:
    """Two hours that were signed for and count."""
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    finalize_due(now=row.ends_at + NOTICE)
    service.refresh_from_db()
    return service


@pytest.fixture
def then(final: ServiceRecord) -> datetime:
    return final.window_end + 2 * NOTICE


@pytest.fixture
def second(now: datetime) -> Actor:
    return Actor(user_id=a_volunteer(77, now).user_id, is_office=True)


def propose(service: ServiceRecord, by: Actor, now: datetime, **more: Any) -> Correction:
    said: dict[str, Any] = {
        "starts_at": service.window_start,
        "ends_at": service.window_start + HOUR,
        "reason": "核对了值班表",
    }
    return propose_correction(facts=CorrectionFacts(service.pk, **said | more), by=by, now=now)


def annul(service: ServiceRecord, by: Actor, now: datetime) -> Correction:
    return propose(service, by, now, starts_at=None, ends_at=None)


def told(volunteer: Volunteer) -> list[str]:
    return list(Notice.objects.filter(user=volunteer.user).order_by("pk").values_list("title", flat=True))


def test_until_it_is_confirmed_nothing_has_changed(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, then: datetime
) -> None:
    propose(final, organizer, then)
    final.refresh_from_db()
    assert final.state == "final"
    assert total(volunteer.services.all()) == Hours(final=120, records=1, volunteers=1)


def test_rejected_all_is_as_before_and_the_volunteer_and_the_proposer_are_told(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    before = ServiceRecord.objects.values().get()
    made = propose(final, organizer, then)
    deliver_all(then)
    with pytest.raises(Invalid):
        reject_correction(correction_id=made.pk, reason=" ", by=second, now=then)
    reject_correction(correction_id=made.pk, reason="签到是对的", by=second, now=then)
    assert ServiceRecord.objects.values().get() == before
    deliver_all(then)
    assert "更正您服务时长的提议未通过，时长不变：" in told(volunteer)[-1]
    assert "有人提出更正您的服务时长" in told(volunteer)[-2]
    proposer = Notice.objects.filter(user=organizer.user_id).order_by("-pk")[0]
    assert "更正未通过" in proposer.title


def test_confirmed_the_new_hours_count_at_once_and_the_old_ones_no_more(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    made = propose(final, organizer, then)
    placed = confirm_correction(correction_id=made.pk, by=second, now=then)
    assert placed is not None
    final.refresh_from_db()
    assert (final.state, placed.state, placed.replaces_id, placed.minutes) == ("reversed", "final", final.pk, 60)
    assert total(volunteer.services.all()) == Hours(final=60, added=60, records=1, volunteers=1)
    assert confirm_correction(correction_id=made.pk, by=second, now=then) == placed  # again changes nothing
    deliver_all(then)
    assert "您的服务时长已更正" in told(volunteer)[-1]


def test_what_is_in_its_notice_begins_it_anew(
    position: Position, volunteer: Volunteer, organizer: Actor, second: Actor, now: datetime
) -> None:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    made = propose(service, organizer, row.ends_at + HOUR)
    placed = confirm_correction(correction_id=made.pk, by=second, now=row.ends_at + 2 * HOUR)
    assert placed is not None and placed.state == "confirmed"
    assert placed.notice_until == row.ends_at + 2 * HOUR + NOTICE
    assert total(volunteer.services.all()) == Hours(noticed=60)


def test_annulling_needs_two_as_well(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    made = annul(final, organizer, then)
    assert total(volunteer.services.all()).final == 120
    with pytest.raises(NotAllowed):
        confirm_correction(correction_id=made.pk, by=organizer, now=then)
    assert confirm_correction(correction_id=made.pk, by=second, now=then) is None
    assert total(volunteer.services.all()) == Hours()


def test_restoring_gives_scanned_hours_back_as_scanned(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    placed = confirm_correction(correction_id=propose(final, organizer, then).pk, by=second, now=then)
    assert placed is not None
    back = propose(placed, second, then, restores_id=final.pk)
    restored = confirm_correction(correction_id=back.pk, by=organizer, now=then)
    assert restored is not None
    assert (restored.kind, restored.starts_at, restored.ends_at) == ("signed", final.starts_at, final.ends_at)
    assert total(volunteer.services.all()) == Hours(final=120, records=1, volunteers=1)


def test_what_was_annulled_comes_back_too(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    confirm_correction(correction_id=annul(final, organizer, then).pk, by=second, now=then)
    back = propose(final, organizer, then, restores_id=final.pk)
    restored = confirm_correction(correction_id=back.pk, by=second, now=then)
    assert restored is not None and (restored.kind, restored.minutes, restored.state) == ("signed", 120, "confirmed")


@pytest.mark.parametrize(("before", "after", "is_right"), [(30, 30, True), (31, 0, False), (0, 31, False)])
def test_the_half_hour_of_grace_holds_in_corrections(
    final: ServiceRecord, organizer: Actor, second: Actor, then: datetime, before: int, after: int, is_right: bool
) -> None:
    said = {
        "starts_at": final.window_start - before * timedelta(minutes=1),
        "ends_at": final.window_end + after * timedelta(minutes=1),
    }
    if not is_right:
        with pytest.raises(Invalid):
            propose(final, organizer, then, **said)
        return
    placed = confirm_correction(correction_id=propose(final, organizer, then, **said).pk, by=second, now=then)
    assert placed is not None and placed.minutes == 180


def test_what_nobody_ever_signed_has_no_grace(
    position: Position, volunteer: Volunteer, organizer: Actor, second: Actor, now: datetime
) -> None:
    row = accepted(position, volunteer, now)
    later = row.ends_at + HOUR
    facts = AddedFacts(row.pk, row.starts_at, row.ends_at, "忘记签到")
    added = add_service(facts=facts, by=organizer, now=later)
    with pytest.raises(Invalid):
        propose(added, organizer, later, starts_at=row.starts_at - GRACE)


@pytest.mark.parametrize("who", ["proposer", "volunteer", "stranger"])
def test_the_second_is_another_person(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, then: datetime, who: str
) -> None:
    made = propose(final, organizer, then)
    by = {
        "proposer": organizer,
        "volunteer": Actor(user_id=volunteer.user_id, is_office=True),
        "stranger": Actor(user_id=1),
    }[who]
    with pytest.raises((NotAllowed, NotFound)):
        confirm_correction(correction_id=made.pk, by=by, now=then)
    assert total(volunteer.services.all()).final == 120


def test_nobody_proposes_their_own_and_one_waits_at_a_time(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    with pytest.raises(NotAllowed):
        propose(final, Actor(user_id=volunteer.user_id, is_office=True), then)
    made = propose(final, organizer, then)
    with pytest.raises(Conflict):
        propose(final, second, then)
    reject_correction(correction_id=made.pk, reason="", by=organizer, now=then)  # taken back by who proposed it
    propose(final, second, then)


def test_an_overlap_that_came_meanwhile_changes_nothing(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    shorter = propose(final, organizer, then)
    confirm_correction(correction_id=shorter.pk, by=second, now=then)
    placed = final.replaced_by
    longer = propose(placed, organizer, then, ends_at=final.window_end)
    row = final.application
    facts = AddedFacts(row.pk, row.starts_at + HOUR, row.ends_at, "忘记签到")
    add_service(facts=facts, by=organizer, now=then)
    with pytest.raises(Refused):
        confirm_correction(correction_id=longer.pk, by=second, now=then)
    assert total(volunteer.services.all()).final == 60


def test_a_correction_can_be_objected_to_and_goes_on_counting(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    with pytest.raises(Conflict):
        object_to_service(service_id=final.pk, volunteer=volunteer, reason="少记了", now=then)
    placed = confirm_correction(correction_id=propose(final, organizer, then).pk, by=second, now=then)
    assert placed is not None
    object_to_service(service_id=placed.pk, volunteer=volunteer, reason="我在的", now=then + HOUR)
    assert total(volunteer.services.all()).final == 60
    with pytest.raises(Conflict):
        object_to_service(service_id=placed.pk, volunteer=volunteer, reason="晚了", now=then + NOTICE)


TAKEN_AWAY: list[dict[str, Any]] = [{"state": "reversed"}, {"state": "rejected"}, {"state": "confirmed"}]


@pytest.mark.parametrize("values", [*TAKEN_AWAY, {"minutes": 1}, {"volunteer": None}])
def test_the_database_takes_final_hours_from_nobody(final: ServiceRecord, values: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceRecord.objects.filter(pk=final.pk).update(**values)


def decided(made: Correction, who: int | None, moment: datetime) -> None:
    Correction.objects.filter(pk=made.pk).update(state="confirmed", decided_by=who, decided_at=moment)


def test_not_even_beside_a_proposal_or_a_correction_of_one_person(
    final: ServiceRecord, volunteer: Volunteer, organizer: Actor, second: Actor, then: datetime
) -> None:
    made = annul(final, organizer, then)
    rows = ServiceRecord.objects.filter(pk=final.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="reversed")
    with pytest.raises(IntegrityError), transaction.atomic():  # the proposer is no second person
        decided(made, organizer.user_id, then)
    with transaction.atomic():
        decided(made, volunteer.user_id, then)  # nor is the volunteer
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(state="reversed")
        transaction.set_rollback(True)
    confirm_correction(correction_id=made.pk, by=second, now=then)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="final")
    for values in ({"state": "proposed"}, {"reason": "别的"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Correction.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.all().delete()


def test_twin_without_the_trigger_one_person_takes_them(final: ServiceRecord) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table can't be changed in this transaction
        cursor.execute("ALTER TABLE volunteers_servicerecord DISABLE TRIGGER USER")
    ServiceRecord.objects.filter(pk=final.pk).update(state="reversed")
    assert total(ServiceRecord.objects.all()).final == 0
