"""A certificate says that a record it rests on was corrected since; who issued it is told and offered another."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Notice, User
from accounts.permissions import Actor
from core.clock import city_day
from tests.activities.registering import deliver_all
from tests.conftest import client_of
from tests.volunteers.people import HOUR, a_volunteer, accepted, sign
from volunteers.models import Certificate, CertifiedService, Position, ServiceRecord, Volunteer
from volunteers.rules import NOTICE
from volunteers.services.certificates import CertificateFacts, issue_certificate
from volunteers.services.corrections import (
    CorrectionFacts,
    confirm_correction,
    propose_correction,
    reject_correction,
)
from volunteers.services.hours import confirm_service, finalize_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(position: Position, volunteer: Volunteer, organizer: Actor, now: datetime) -> Certificate:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    confirm_service(service_id=ServiceRecord.objects.get().pk, by=organizer, now=row.ends_at)
    moment = row.ends_at + NOTICE
    finalize_due(now=moment)
    unit = position.session.activity.unit_id
    days = city_day(row.starts_at), city_day(moment)
    facts = CertificateFacts(volunteer.pk, unit, *days, "测试经办", "0772-0000000")
    return issue_certificate(facts=facts, by=organizer, now=moment)


@pytest.fixture
def second(now: datetime) -> Actor:
    return Actor(user_id=a_volunteer(77, now).user_id, is_office=True)


def corrected(certificate: Certificate, organizer: Actor, second: Actor, *, annul: bool = False) -> datetime:
    service = ServiceRecord.objects.get()
    moment = certificate.issued_at + timedelta(days=1)
    times = {} if annul else {"starts_at": service.starts_at, "ends_at": service.starts_at + HOUR}
    facts = CorrectionFacts(service.pk, "核对了值班表", **times)
    made = propose_correction(facts=facts, by=organizer, now=moment)
    assert "证明有效" in page(certificate)  # a proposal changes nothing
    confirm_correction(correction_id=made.pk, by=second, now=moment)
    return moment


def page(certificate: Certificate) -> str:
    return Client().get(f"/verify/{certificate.code}").content.decode()


def test_anybody_who_checks_it_is_told(issued: Certificate, organizer: Actor, second: Actor) -> None:
    assert CertifiedService.objects.get().certificate == issued
    moment = corrected(issued, organizer, second)
    told = page(issued)
    assert "证明有效" not in told
    day = city_day(moment)
    assert f"{day.year}年{day.month}月{day.day}日更正" in told
    assert "原为 2 小时" in told and "现为 1 小时" in told
    assert "按更正后的记录是 1 小时" in told
    for secret in (issued.volunteer.name, issued.volunteer.number, "测试讲座"):
        assert secret not in told


def test_an_annulled_record_counts_nothing_any_more(issued: Certificate, organizer: Actor, second: Actor) -> None:
    corrected(issued, organizer, second, annul=True)
    assert "现不计时长" in page(issued)


def test_a_rejected_correction_leaves_it_valid(issued: Certificate, organizer: Actor, second: Actor) -> None:
    facts = CorrectionFacts(ServiceRecord.objects.get().pk, "没有来")
    made = propose_correction(facts=facts, by=organizer, now=issued.issued_at)
    reject_correction(correction_id=made.pk, reason="来了的", by=second, now=issued.issued_at)
    deliver_all(issued.issued_at)
    assert "证明有效" in page(issued)
    assert not Notice.objects.filter(title__contains="已出具的证明所依据的记录有更正").exists()


def test_a_restored_record_is_told_with_its_hours(issued: Certificate, organizer: Actor, second: Actor) -> None:
    moment = corrected(issued, organizer, second)
    first = ServiceRecord.objects.order_by("pk")[0]
    facts = CorrectionFacts(first.replaced_by.pk, "原来的对", restores_id=first.pk)
    back = propose_correction(facts=facts, by=second, now=moment)
    confirm_correction(correction_id=back.pk, by=organizer, now=moment)
    assert "时长未变" in page(issued)


def test_the_issuer_is_told_and_offered_another(
    issued: Certificate, organizer: Actor, second: Actor, people: dict[str, User | None]
) -> None:
    before = Certificate.objects.values("content", "minutes", "serial").get()
    moment = corrected(issued, organizer, second)
    deliver_all(moment)
    told = Notice.objects.filter(user=issued.issued_by_id, title__contains="已出具的证明所依据的记录有更正")
    assert [notice.title.endswith(issued.serial) for notice in told] == [True]
    listed = client_of(people["organizer"]).get("/workspace/volunteers/certificates/").content.decode()
    assert "所依据的记录有更正" in listed and "重新出具" in listed and f"since={issued.since}" in listed
    own = client_of(issued.volunteer.user).get("/volunteers/me/").content.decode()
    assert "可以请出具单位重新开一份" in own
    assert Certificate.objects.values("content", "minutes", "serial").get() == before  # the snapshot stays
    facts = CertificateFacts(
        issued.volunteer_id, issued.unit_id, issued.since, issued.until, "测试经办", "0772-0000000"
    )
    again = issue_certificate(facts=facts, by=organizer, now=moment)
    assert again.minutes == 60 and "证明有效" in page(again)


def test_what_a_certificate_rests_on_is_not_taken_away(issued: Certificate) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        CertifiedService.objects.all().delete()
