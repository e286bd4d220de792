"""The migration that gives back what one person took, from the state in which an earlier version left it."""

import importlib
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from accounts.permissions import Actor
from core.clock import city_day
from tests.volunteers.people import HOUR, accepted, sign
from volunteers.models import CertifiedService, Correction, Position, ServiceRecord, ServiceStep, Volunteer
from volunteers.rules import NOTICE
from volunteers.selectors.hours import total
from volunteers.services.certificates import CertificateFacts, issue_certificate
from volunteers.services.hours import confirm_service, finalize_due

pytestmark = pytest.mark.django_db
MIGRATION = importlib.import_module("volunteers.migrations.0006_hours_that_one_person_took")


def without_guards() -> None:
    """As it was when the migration runs, which is before the guards are there; the test's transaction is undone."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the tables can't be changed in this transaction
        for table, trigger in (("servicerecord", "second_person"), ("certifiedservice", "append_only")):
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
                [f"volunteers_{table}", f"pgtrigger_{trigger}_%"],
            )
            (name,) = cursor.fetchone()
            cursor.execute(f'ALTER TABLE volunteers_{table} DISABLE TRIGGER "{name}"')


def migrate() -> None:
    MIGRATION.give_back(apps, SimpleNamespace(connection=connection))


@pytest.fixture
def old(position: Position, volunteer: Volunteer, organizer: Actor, now: datetime) -> ServiceRecord:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    finalize_due(now=row.ends_at + NOTICE)
    service.refresh_from_db()
    without_guards()
    return service


def corrected_as_before(old: ServiceRecord, organizer: Actor, state: str) -> ServiceRecord:
    """What proposing a correction did: the old record out of count, another in its place."""
    moment = old.window_end + 2 * NOTICE
    ServiceRecord.objects.filter(pk=old.pk).update(state="reversed")
    ServiceStep.objects.create(service=old, state="reversed", by_id=organizer.user_id, at=moment)
    made = ServiceRecord.objects.create(
        volunteer=old.volunteer,
        application=old.application,
        kind="added",
        state=state,
        starts_at=old.starts_at,
        ends_at=old.starts_at + HOUR,
        minutes=60,
        window_start=old.window_start,
        window_end=old.window_end,
        latest_end=old.latest_end,
        reason="核对了值班表",
        proposed_by_id=organizer.user_id,
        replaces=old,
        created_at=moment,
    )
    ServiceStep.objects.create(service=made, state=state, by_id=organizer.user_id, at=moment, reason="不对")
    return made


@pytest.mark.parametrize(("state", "becomes"), [("recorded", "proposed"), ("rejected", "rejected")])
def test_the_old_hours_count_again_and_the_proposal_is_one(
    old: ServiceRecord, organizer: Actor, state: str, becomes: str
) -> None:
    made = corrected_as_before(old, organizer, state)
    assert total(ServiceRecord.objects.all()).final == 0
    migrate()
    old.refresh_from_db()
    made.refresh_from_db()
    assert (old.state, made.state, made.replaces_id) == ("final", "rejected", None)
    assert total(ServiceRecord.objects.all()).final == 120
    correction = Correction.objects.get()
    assert (correction.service, correction.state, correction.minutes) == (old, becomes, 60)
    migrate()  # again changes nothing
    assert Correction.objects.count() == 1


def test_hours_that_something_else_has_taken_the_place_of_stay(old: ServiceRecord, organizer: Actor, now: Any) -> None:
    made = corrected_as_before(old, organizer, "recorded")
    ServiceRecord.objects.create(
        volunteer=old.volunteer,
        application=old.application,
        kind="signed",
        state="recorded",
        starts_at=old.starts_at + HOUR,
        ends_at=old.ends_at,
        minutes=60,
        window_start=old.window_start,
        window_end=old.window_end,
        latest_end=old.latest_end,
        created_at=now,
    )
    migrate()
    made.refresh_from_db()
    assert made.state == "recorded" and not Correction.objects.exists()


def test_certificates_are_told_which_records_they_rest_on(old: ServiceRecord, organizer: Actor) -> None:
    moment = old.window_end + NOTICE
    unit = old.application.position.session.activity.unit_id
    days = city_day(old.starts_at), city_day(moment)
    made = issue_certificate(
        facts=CertificateFacts(old.volunteer_id, unit, *days, "测试经办", "0772-0000000"), by=organizer, now=moment
    )
    CertifiedService.objects.all().delete()
    migrate()
    assert [(link.certificate, link.service) for link in CertifiedService.objects.all()] == [(made, old)]
