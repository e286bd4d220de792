"""What an activity's keepers see and do; whoever sees a number or takes a list is written down."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.models import (
    AccessKind,
    Activity,
    Announcement,
    PersonalDataAccess,
    Registration,
    RegistrationState,
    Session,
)
from activities.services import withdraw_registration
from core.errors import Invalid
from tests.activities.registering import ask, phone
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(session: Session, people: dict[str, User | None]) -> Session:
    """Of the organizer's unit, in a week from the clock that pages read."""
    starts = timezone.now() + timedelta(days=7)
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    session.refresh_from_db()
    return session


@pytest.fixture
def keeper(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


def address(session: Session, deed: str = "") -> str:
    return f"/workspace/activities/{session.activity.public_id}/registrants/{deed}"


def test_numbers_are_masked_until_one_is_asked_for(session: Session, keeper: Client) -> None:
    registration = ask(session, 1, now=timezone.now())
    ask(session, 2, now=timezone.now())
    page = keeper.get(address(session)).content.decode()
    assert "138****0001" in page and phone(1) not in page
    assert not PersonalDataAccess.objects.exists()
    shown = keeper.post(address(session), {"show": registration.public_id}).content.decode()
    assert phone(1) in shown and phone(2) not in shown
    seen = PersonalDataAccess.objects.get()
    assert (seen.kind, seen.registration_id, seen.by.username) == (AccessKind.SHOWN, registration.pk, "organizer")


def test_what_is_written_down_stays(session: Session, keeper: Client) -> None:
    registration = ask(session, 1, now=timezone.now())
    keeper.post(address(session), {"show": registration.public_id})
    for change in (lambda rows: rows.update(rows=9), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change(PersonalDataAccess.objects.all())


def test_somebody_is_found_by_a_whole_number_or_part_of_a_name(session: Session, keeper: Client) -> None:
    ask(session, 1, now=timezone.now(), name="甲子")
    ask(session, 2, now=timezone.now(), name="乙丑")
    by_number = keeper.post(address(session), {"q": "138 0000 0002"}).content.decode()
    assert "乙丑" in by_number and "甲子" not in by_number
    by_name = keeper.post(address(session), {"q": "甲"}).content.decode()
    assert "甲子" in by_name and "乙丑" not in by_name
    assert "没有找到" in keeper.post(address(session), {"q": "0000002"}).content.decode()


def test_many_are_decided_on_at_once(session: Session, keeper: Client) -> None:
    Activity.objects.filter(pk=session.activity_id).update(registration="approval")
    session.activity.refresh_from_db()
    rows = [ask(session, number, now=timezone.now()) for number in range(3)]
    ids = [row.public_id for row in rows]
    keeper.post(address(session, "decide/"), {"deed": "approve", "registration": ids[:2]})
    refused = keeper.post(address(session, "decide/"), {"deed": "decline", "registration": ids}, follow=True)
    assert "请写明理由" in refused.content.decode() and "2 个没有办成" in refused.content.decode()
    keeper.post(address(session, "decide/"), {"deed": "decline", "registration": ids[2], "reason": "只限本社区"})
    states = list(Registration.objects.order_by("pk").values_list("state", flat=True))
    assert states == [RegistrationState.CONFIRMED, RegistrationState.CONFIRMED, RegistrationState.DECLINED]


def test_a_withdrawn_registration_needs_a_reason(session: Session) -> None:
    registration = ask(session, 1, now=timezone.now())
    with pytest.raises(Invalid):
        withdraw_registration(registration_id=registration.pk, reason=" ", by=SYSTEM, now=timezone.now())


def test_the_sheet_for_the_door_has_names_and_boxes_and_is_written_down(session: Session, keeper: Client) -> None:
    ask(session, 1, now=timezone.now())
    page = keeper.get(address(session, "roster/")).content.decode()
    assert "测试人" in page and 'class="box"' in page and phone(1) not in page
    assert PersonalDataAccess.objects.get().kind == AccessKind.PRINTED


def test_a_list_is_taken_only_for_a_purpose(session: Session, keeper: Client) -> None:
    ask(session, 1, 2, now=timezone.now(), name="=1+1")
    refused = keeper.post(address(session, "export/"), {"purpose": "  "}, follow=True)
    assert "请写明导出的用途" in refused.content.decode() and not PersonalDataAccess.objects.exists()
    taken = keeper.post(address(session, "export/"), {"purpose": "给参加者买保险"})
    rows: list[Any] = list(openpyxl.load_workbook(BytesIO(taken.content)).active.values)
    assert rows[1][2:6:3] == ("=1+1", 2) and rows[1][3] == phone(1)
    written = PersonalDataAccess.objects.get()
    assert (written.kind, written.purpose, written.rows) == (AccessKind.EXPORTED, "给参加者买保险", 1)
    assert taken["Cache-Control"] == "private, no-store"


def test_the_words_to_all_are_looked_at_before_they_go(session: Session, keeper: Client) -> None:
    ask(session, 1, now=timezone.now())
    page = keeper.post(address(session, "message/"), {"text": "请带<b>外套</b>。"})
    assert "请带&lt;b&gt;外套" in page.content.decode() and not Announcement.objects.exists()
    assert keeper.post(address(session, "message/"), {"text": "长" * 301, "sure": "1"}).status_code == 400
    keeper.post(address(session, "message/"), {"text": "请带外套。", "sure": "1"})
    assert Announcement.objects.get().text == "请带外套。"


def test_the_office_sees_every_wording_in_both_languages(people: dict[str, User | None]) -> None:
    page = client_of(people["office"]).get("/workspace/messages/").content.decode()
    assert "registration_offered" in page and "registration_offered_en" in page and "${ticket}" in page
