"""Certificates: only what is final, by somebody else, never changed; anybody checks one."""

import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from accounts.permissions import Actor
from core.clock import city_day
from core.errors import Invalid, NotFound, Refused
from tests.conftest import client_of
from tests.volunteers.people import HOUR, a_volunteer, accepted, sign
from volunteers.certifying import Content, Item, content_of, draw_certificate
from volunteers.models import Certificate, CertificateRequest, Position, ServiceRecord, Volunteer
from volunteers.rules import NOTICE
from volunteers.services.certificates import (
    CertificateFacts,
    ask_for_certificate,
    issue_certificate,
    revoke_certificate,
)
from volunteers.services.hours import AddedFacts, add_service, confirm_service, finalize_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(position: Position, volunteer: Volunteer, organizer: Actor) -> ServiceRecord:
    row = accepted(position, volunteer, position.starts_at - timedelta(days=1))
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    finalize_due(now=row.ends_at + NOTICE)
    service.refresh_from_db()
    return service


def issue(final: ServiceRecord, organizer: Actor, **more: Any) -> Certificate:
    moment = final.ends_at + NOTICE if final.ends_at else final.starts_at
    said: dict[str, Any] = {
        "volunteer_id": final.volunteer_id,
        "unit_id": final.application.position.session.activity.unit_id,
        "since": city_day(final.starts_at),
        "until": city_day(moment),
        "handler": "测试经办",
        "contact": "0772-0000000",
    }
    return issue_certificate(facts=CertificateFacts(**said | more), by=organizer, now=moment)


def test_a_certificate_says_what_was_final(final: ServiceRecord, organizer: Actor) -> None:
    made = issue(final, organizer)
    content = content_of(made.content)
    assert (made.minutes, content.minutes) == (120, 120)
    assert content.id_masked.startswith("990") and "*" in content.id_masked
    assert final.volunteer.id_number not in made.content
    assert len(made.code) == 32


def test_what_is_not_final_is_not_certified(
    position: Position, volunteer: Volunteer, organizer: Actor, now: datetime
) -> None:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    with pytest.raises(Refused):
        issue(service, organizer)
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    with pytest.raises(Refused):
        issue(service, organizer)


def test_added_hours_without_a_second_person_never_reach_one(
    position: Position, volunteer: Volunteer, organizer: Actor, now: datetime
) -> None:
    row = accepted(position, volunteer, now)
    added = add_service(
        facts=AddedFacts(
            application_id=row.pk,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reason="忘记签到",
        ),
        by=organizer,
        now=row.ends_at + HOUR,
    )
    finalize_due(now=row.ends_at + 10 * NOTICE)
    with pytest.raises(Refused):
        issue(added, organizer)


def test_issuing_again_changes_no_earlier_one(final: ServiceRecord, organizer: Actor) -> None:
    first = issue(final, organizer)
    again = issue(final, organizer, handler="另一位经办")
    first.refresh_from_db()
    assert content_of(first.content).handler == "测试经办"
    assert first.serial != again.serial and first.code != again.code


@pytest.mark.parametrize("values", [{"minutes": 1}, {"serial": "x"}, {"until": date(2020, 1, 1)}, {"content": "{}"}])
def test_the_database_changes_no_certificate(final: ServiceRecord, organizer: Actor, values: Any) -> None:
    made = issue(final, organizer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()


def test_a_revoked_one_stays_revoked(final: ServiceRecord, organizer: Actor, now: datetime) -> None:
    made = issue(final, organizer)
    with pytest.raises(Invalid):
        revoke_certificate(certificate_id=made.pk, reason="", by=organizer, now=now)
    revoke_certificate(certificate_id=made.pk, reason="时长有误", by=organizer, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(revoked_at=None)


def test_only_the_unit_issues_and_nobody_their_own(final: ServiceRecord, organizer: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        issue(final, Actor(user_id=organizer.user_id))
    with pytest.raises(Refused):
        issue(final, Actor(user_id=final.volunteer.user_id, is_office=True))


@pytest.mark.parametrize(("field", "value"), [("handler", ""), ("contact", "1"), ("since", date(2099, 1, 1))])
def test_each_wrong_field_is_told(final: ServiceRecord, organizer: Actor, field: str, value: Any) -> None:
    with pytest.raises(Invalid):
        issue(final, organizer, **{field: value})


def test_asking_twice_is_asking_once_and_issuing_closes_it(final: ServiceRecord, organizer: Actor) -> None:
    unit = final.application.position.session.activity.unit_id
    volunteer = final.volunteer
    for _time in range(2):
        ask_for_certificate(volunteer=volunteer, unit_id=unit, now=final.window_end)
    assert CertificateRequest.objects.filter(closed_at=None).count() == 1
    issue(final, organizer)
    assert not CertificateRequest.objects.filter(closed_at=None).exists()
    with pytest.raises(Refused):
        ask_for_certificate(volunteer=volunteer, unit_id=unit + 1, now=final.window_end)


def test_anybody_checks_a_certificate(final: ServiceRecord, organizer: Actor, now: datetime) -> None:
    made = issue(final, organizer)
    found = Client().get(f"/verify/{made.code}").content.decode()
    assert "证明有效" in found and "2 小时" in found and made.serial in found
    assert final.volunteer.name not in found
    for secret in (final.volunteer.id_number, final.volunteer.number, content_of(made.content).id_masked):
        assert secret not in found
    spaced = " ".join(made.code[at : at + 4] for at in range(0, 32, 4))
    assert Client().get("/verify/", {"code": spaced}).headers["Location"].endswith(made.code)
    revoke_certificate(certificate_id=made.pk, reason="时长有误", by=organizer, now=now)
    assert "不再有效" in Client().get(f"/verify/{made.code}").content.decode()


@pytest.mark.parametrize("code", ["0" * 32, "x", "../admin", "0" * 500])
def test_a_code_that_is_none_is_told(db: None, code: str) -> None:
    response = Client().get(f"/verify/{code}")
    assert response.status_code == 404
    assert Client().get("/verify/", {"code": "zz"}).status_code == 404


def test_the_pdf_is_its_owners_and_its_issuers(
    final: ServiceRecord, organizer: Actor, people: dict[str, User | None], now: datetime
) -> None:
    made = issue(final, organizer)
    path = f"/volunteers/certificates/{made.public_id}.pdf"
    allowed = [client_of(final.volunteer.user), client_of(people["organizer"]), client_of(people["office"])]
    for client in allowed:
        response = client.get(path)
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF")
    for other in (Client(), client_of(people["member"]), client_of(a_volunteer(8, now).user)):
        assert other.get(path).status_code == 404


def test_the_pdf_reads_back_and_its_code_leads_to_the_check(tmp_path: Path) -> None:
    items = tuple(
        Item(f"2026-05-{day:02d}", f"测试活动第 {day} 天", "讲解员", 125, day % 5 == 0) for day in range(1, 31)
    )
    content = Content(
        "2026-0001-00001",
        "测试甲",
        "居民身份证",
        "990*************12",
        "V2026123456789",
        "测试单位",
        "测试经办",
        "0772-0000000",
        "2026-05-01",
        "2026-05-30",
        "2026-06-01",
        items,
    )
    address = f"https://kepu.example.org/verify/{'0123456789abcdef' * 2}"
    made = tmp_path / "c.pdf"
    made.write_bytes(draw_certificate(content, code="0123456789abcdef" * 2, address=address))
    text = subprocess.run(["pdftotext", "-layout", made, "-"], check=True, capture_output=True, text=True).stdout
    plain = "".join(text.split())
    for said in (
        "志愿服务记录证明",
        "测试甲",
        "990*************12",
        "62小时30分",
        "其中补录12小时30分",
        "测试经办",
        "V2026123456789",
    ):
        assert said in plain, said
    subprocess.run(["pdftoppm", "-r", "150", "-png", made, tmp_path / "page"], check=True)
    codes = [
        subprocess.run(
            ["zbarimg", "-q", "--raw", "-S*.enable=0", "-Sqrcode.enable=1", page], capture_output=True, text=True
        ).stdout.strip()
        for page in sorted(tmp_path.glob("page*.png"))
    ]
    assert address in codes
    revoked = tmp_path / "r.pdf"
    revoked.write_bytes(draw_certificate(content, code="0" * 32, address=address, revoked_on="2026-06-02"))
    text = subprocess.run(["pdftotext", revoked, "-"], check=True, capture_output=True, text=True).stdout
    assert "撤销" in text
