"""The form to register: told what is wrong, told what is left, and nobody's ticket shown to others."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.permissions import SYSTEM
from activities.models import Message, MessageKind, Registration, RegistrationState, Session
from activities.services import cancel_session
from core.sms import MemorySms
from tests.activities.registering import ask, deliver_all, form
from tests.conftest import client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(session: Session) -> Session:
    """In a week from the clock that pages read."""
    starts = timezone.now() + timedelta(days=7)
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    session.refresh_from_db()
    return session


def address(session: Session) -> str:
    return f"/activities/{session.activity.public_id}/register/{session.public_id}/"


def test_a_party_of_three_gets_its_ticket(session: Session) -> None:
    client = Client()
    page = client.get(address(session)).content.decode()
    assert "名额不多了" in page
    answer = client.post(address(session), form(people="3"))
    assert answer.status_code == 302
    ticket = client.get(answer["Location"])
    assert "已报名" in ticket.content.decode() and "<svg" in ticket.content.decode()
    assert ticket["Cache-Control"] == "private, no-store" and ticket["X-Robots-Tag"] == "noindex"
    assert ticket["Referrer-Policy"] == "same-origin"
    session.refresh_from_db()
    assert session.seats_taken == 3


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "请填写这一项。"),
        ("phone", "12345", "请输入 11 位的中国大陆手机号"),
        ("people", "many", "请填写人数"),
        ("people", "11", "人数要在 1 到 10 之间。"),
        ("people", "9" * 30, "人数要在 1 到 10 之间。"),
        ("people", "-1", "大于"),
        ("audience", "martians", "选择一个有效的选项"),
        ("age_band", "", "请填写这一项。"),
        ("consent", "", "请先阅读并同意"),
        ("notice", "2001-01-01", "个人信息处理说明有更新"),
        ("name", "a\x00b", ""),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(session: Session, field: str, value: str, sentence: str) -> None:
    answer = Client().post(address(session), form(**{field: value}))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Registration.objects.exists()


def test_under_14_needs_a_guardian(session: Session) -> None:
    client = Client()
    answer = client.post(address(session), form(age_band="under_14"))
    assert "14 岁以下要由监护人同意。" in answer.content.decode()
    assert client.post(address(session), form(age_band="under_14", guardian_consent="on")).status_code == 302


def test_a_class_is_told_apart_and_may_be_large(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=600)
    client = Client()
    assert "班级或团队名称" in client.get(address(session) + "?group").content.decode()
    assert client.post(address(session) + "?group", form(people="500")).status_code == 400
    answer = client.post(address(session) + "?group", form(people="500", group_name="三年级二班"))
    assert answer.status_code == 302
    assert Registration.objects.get().group_name == "三年级二班"


def test_the_waiting_list_is_told_before(session: Session, now: Any) -> None:
    ask(session, 9, 3, now=timezone.now())
    client = Client()
    page = client.get(address(session)).content.decode()
    assert "名额已满" in page and "进入候补名单" in page
    first = client.post(address(session), form(people="2"))
    assert first.status_code == 409 and not Registration.objects.filter(state=RegistrationState.WAITING).exists()
    assert 'name="accepts_waiting" value="on"' in first.content.decode()
    assert client.post(address(session), form(people="2", accepts_waiting="on")).status_code == 302
    assert Registration.objects.filter(state=RegistrationState.WAITING).exists()


def test_closed_cancelled_and_over_are_told(session: Session) -> None:
    cancel_session(session_id=session.pk, reason="场地停电", by=SYSTEM, now=timezone.now())
    page = Client().get(address(session))
    assert page.status_code == 200
    assert "这一场已取消。" in page.content.decode() and "场地停电" in page.content.decode()
    assert "<form class" not in page.content.decode()
    past = timezone.now() - timedelta(days=1)
    Session.objects.filter(pk=session.pk).update(cancelled_at=None, starts_at=past, ends_at=past + timedelta(hours=1))
    assert "这一场已经结束。" in Client().get(address(session)).content.decode()
    assert Client().post(address(session), form()).status_code == 422


def test_asking_again_leads_to_the_same_ticket(session: Session) -> None:
    client = Client()
    first = client.post(address(session), form())
    assert client.post(address(session), form())["Location"] == first["Location"]
    assert Registration.objects.count() == 1


def test_somebody_else_who_types_the_number_sees_nothing_of_it(session: Session) -> None:
    mine = Client().post(address(session), form())["Location"]
    deliver_all(timezone.now())
    MemorySms.sent.clear()
    stranger = Client()
    answer = stranger.post(address(session), form(name="别人"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "这个手机号已报名" in text and "链接已发短信" in text
    assert mine not in text and Registration.objects.get().public_id not in text and "测试人" not in text
    assert not stranger.session.get("registrations")
    deliver_all(timezone.now())
    (sent,) = MemorySms.sent
    assert sent.params["ticket"] in mine


def test_the_link_is_sent_again_within_bounds(session: Session) -> None:
    Client().post(address(session), form())
    for _try in range(6):
        Client().post(address(session), form())
    deliver_all(timezone.now())
    assert Message.objects.filter(kind=MessageKind.LINK).count() == 1


def test_without_the_bound_it_would_be_sent_each_time(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.services.members.LINK_RATE", "1000/second")
    moments = iter(range(100))
    monkeypatch.setattr(
        "activities.web.registering.timezone.now",
        lambda: session.starts_at - timedelta(days=3) + timedelta(seconds=next(moments)),
    )
    Client().post(address(session), form())
    for _try in range(3):
        Client().post(address(session), form())
    deliver_all(timezone.now())
    assert Message.objects.filter(kind=MessageKind.LINK).count() == 3


def test_a_member_gets_what_their_account_registered_on_another_phone(session: Session) -> None:
    user = make_user("somebody")
    first = client_of(user).post(address(session), form())
    assert client_of(user).post(address(session), form())["Location"] == first["Location"]


def test_a_village_of_two_hundred_behind_one_address_registers(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=None)
    for number in range(200):
        answer = Client().post(address(session), form(number))
        assert answer.status_code == 302, number


def test_one_number_does_not_ask_without_end(session: Session) -> None:
    answers = [Client().post(address(session), form()).status_code for _try in range(11)]
    assert answers[-1] == 429


def test_another_activitys_session_is_not_there(session: Session) -> None:
    assert Client().get(f"/activities/0000000000/register/{session.public_id}/").status_code == 404
