"""Every message is a row that is sent once, by what its recipient has; nothing is lost with the broker down."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from accounts.models import Notice
from accounts.permissions import SYSTEM, Actor
from activities.channels import Reach, channels_for
from activities.models import Channel, Message, MessageKind, MessageState, MiniProgramUser, RegistrationState, Session
from activities.services import announce, cancel_activity, cancel_registration, cancel_session, delivery
from activities.services.reminders import remind_of_tomorrow
from core import weixin
from core.clock import day_start
from core.models import OutboxMessage
from core.outbox import relay
from core.sms import MemorySms, SmsFailed
from core.weixin import MemoryMini, Subscription, WeixinFailed, send_subscription
from tests.activities.registering import ask, dead, deliver_all, phone
from tests.conftest import make_user

SMS, INBOX, MAIL, WEIXIN = Channel.SMS, Channel.INBOX, Channel.MAIL, Channel.WEIXIN


@pytest.fixture(autouse=True)
def _nothing_sent_yet() -> None:
    MemorySms.sent.clear()
    MemoryMini.sent.clear()


@pytest.mark.parametrize(
    ("reach", "kind", "channels"),
    [
        (Reach(phone=True), MessageKind.CONFIRMED, [SMS]),
        (Reach(account=True, mail=True, phone=True), MessageKind.CONFIRMED, [INBOX, MAIL, SMS]),
        (Reach(account=True, weixin=True, phone=True), MessageKind.CONFIRMED, [INBOX, WEIXIN]),
        (Reach(account=True, weixin=True, phone=True), MessageKind.OFFERED, [INBOX, WEIXIN, SMS]),
        (Reach(account=True, phone=True), MessageKind.CANCELLED, [INBOX]),
        (Reach(account=True, mail=True, phone=True), MessageKind.LINK, [SMS]),
        (Reach(), MessageKind.MOVED, []),
    ],
)
def test_the_channels_follow_from_what_somebody_has(reach: Reach, kind: MessageKind, channels: list[Channel]) -> None:
    assert channels_for(reach, kind) == channels


@pytest.mark.django_db
def test_who_has_no_account_hears_by_sms_and_once(session: Session, now: datetime) -> None:
    registration = ask(session, 1, now=now)
    deliver_all(now + timedelta(days=400))
    (sent,) = MemorySms.sent
    assert (sent.number, sent.template) == (phone(1), "registration_confirmed")
    assert sent.params["title"] == "测试讲座" and registration.public_id in sent.params["ticket"]
    (row,) = Message.objects.all()
    assert row.state == MessageState.SENT and row.sent_at
    OutboxMessage.objects.update(done_at=None)  # as if every handler had to run again
    deliver_all(now + timedelta(days=400))
    assert len(MemorySms.sent) == 1


@pytest.mark.django_db
def test_an_account_hears_in_its_inbox_by_mail_and_by_wechat(session: Session, now: datetime) -> None:
    user = make_user("somebody")
    MiniProgramUser.objects.create(user=user, openid="openid-of-the-test", linked_at=now)
    ask(session, 1, now=now, by=Actor(user_id=user.pk))
    deliver_all(now + timedelta(days=400))
    assert Notice.objects.get(user=user).title == "报名成功：测试讲座"
    assert "Registered" in Notice.objects.get(user=user).title_en or Notice.objects.get(user=user).title_en
    assert len(mail.outbox) == 1 and mail.outbox[0].extra_headers["Message-ID"].startswith("<registration-")
    (sent,) = MemoryMini.sent
    assert sent.openid == "openid-of-the-test" and sent.fields["thing1"] == "测试讲座"
    assert not MemorySms.sent


@pytest.mark.django_db
def test_a_cancelled_activity_is_told_to_everybody(session: Session, now: datetime) -> None:
    user = make_user("somebody")
    ask(session, 1, now=now)
    ask(session, 2, 3, now=now, by=Actor(user_id=user.pk))
    deliver_all(now + timedelta(days=400))
    Session.objects.filter(pk=session.pk).update(ends_at=now + timedelta(days=9000))
    cancel_activity(activity_id=session.activity_id, reason="台风", by=SYSTEM, now=now)
    deliver_all(now + timedelta(days=400))
    told = Message.objects.filter(kind=MessageKind.CALLED_OFF, state=MessageState.SENT)
    assert sorted(told.values_list("channel", flat=True)) == ["inbox", "mail", "sms", "sms"]


@pytest.mark.django_db
def test_many_are_told_in_batches(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.handlers.NEWS_BATCH", 2)
    Session.objects.filter(pk=session.pk).update(capacity=50)
    for number in range(5):
        ask(session, number, now=now)
    cancel_session(session_id=session.pk, reason="停电", by=SYSTEM, now=now)
    deliver_all(now + timedelta(days=400))
    assert Message.objects.filter(kind=MessageKind.CALLED_OFF, state=MessageState.SENT).count() == 5


@pytest.mark.django_db
def test_the_organizers_words_go_to_everybody_once(session: Session, now: datetime) -> None:
    user = make_user("somebody")
    ask(session, 1, now=now, by=Actor(user_id=user.pk))
    for _time in range(2):
        announce(session_id=session.pk, text="请带外套。", by=SYSTEM, now=now)
    deliver_all(now + timedelta(days=400))
    assert Message.objects.filter(kind=MessageKind.ANNOUNCEMENT, channel=INBOX).count() == 1
    assert "请带外套。" in Notice.objects.filter(user=user).order_by("-pk")[0].title


@pytest.mark.django_db
def test_what_is_no_longer_so_is_not_sent(session: Session, now: datetime) -> None:
    registration = ask(session, 1, now=now)
    OutboxMessage.objects.exclude(event="registration.made").delete()
    relay(now + timedelta(days=400), most=1)  # the message is made, and not sent yet
    cancel_registration(registration_id=registration.pk, now=now)
    deliver_all(now + timedelta(days=400))
    assert Message.objects.get(kind=MessageKind.CONFIRMED).state == MessageState.DROPPED
    assert not MemorySms.sent


@pytest.mark.django_db
def test_reminders_come_the_evening_before_and_once(session: Session, now: datetime) -> None:
    ask(session, 1, now=now)
    ask(session, 2, 2, now=now)
    ask(session, 3, 2, now=now)  # waits
    evening = day_start(session.starts_at.date() - timedelta(days=1)) + timedelta(hours=18)
    assert remind_of_tomorrow(now=evening - timedelta(days=1)) == 0
    assert remind_of_tomorrow(now=evening) == 2
    assert remind_of_tomorrow(now=evening + timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_a_process_that_ends_after_sending_sends_again_and_says_which(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once outward: the same reference tells the vendor, and the inbox is not doubled."""
    ask(session, 1, now=now)

    class Killed(BaseException):
        """What no handler catches, as SIGKILL is not."""

    honest = delivery.send_sms
    references: list[str] = []

    def send_and_end(number: str, template: str, params: Any, reference: str = "") -> None:
        honest(number, template, params, reference)
        references.append(reference)
        if len(references) == 1:
            raise Killed

    monkeypatch.setattr(delivery, "send_sms", send_and_end)
    with pytest.raises(Killed):
        deliver_all(now + timedelta(days=400))
    assert Message.objects.get().state == MessageState.QUEUED
    deliver_all(now + timedelta(days=401))
    assert Message.objects.get().state == MessageState.SENT
    assert references[0] == references[1] != ""


@pytest.mark.django_db
def test_a_channel_that_fails_is_tried_again_and_then_lies_in_sight(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise SmsFailed("isv.BUSINESS_LIMIT_CONTROL")

    ask(session, 1, now=now)
    monkeypatch.setattr(delivery, "send_sms", fail)
    for days in range(400, 405):
        deliver_all(now + timedelta(days=days))
    (given_up,) = dead()
    assert given_up.event == "message.posted" and given_up.attempts == 3
    assert Message.objects.get().state == MessageState.QUEUED


@pytest.mark.django_db
def test_what_the_vendor_will_never_take_is_not_tried_again(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise SmsFailed("isv.MOBILE_NUMBER_ILLEGAL")

    ask(session, 1, now=now)
    monkeypatch.setattr(delivery, "send_sms", fail)
    deliver_all(now + timedelta(days=400))
    assert not dead()
    assert Message.objects.get().state == MessageState.REFUSED


def test_nothing_is_lost_with_the_broker_down(
    committed: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import tasks

    def away(*_: Any, **__: Any) -> None:
        raise OSError("the broker is away")

    monkeypatch.setattr(tasks.relay_outbox, "apply_async", away)
    registration = ask(committed, 1, now=now)
    assert registration.state == RegistrationState.CONFIRMED and not MemorySms.sent
    deliver_all(now + timedelta(days=400))  # what beat asks for when the broker is back
    assert len(MemorySms.sent) == 1


class WeChat(BaseHTTPRequestHandler):
    """Answers like WeChat, and keeps what it was asked."""

    asked: list[tuple[str, Any]] = []
    answers: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        if self.path == "/cgi-bin/stable_token":
            answer = {"access_token": f"token-{len(self.asked)}", "expires_in": 7200}
        else:
            answer = self.answers.pop(0) if self.answers else {"errcode": 0, "errmsg": "ok"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def wechat(settings: Any) -> Iterator[type[WeChat]]:
    server = HTTPServer(("127.0.0.1", 0), WeChat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    WeChat.asked.clear()
    WeChat.answers.clear()
    cache.delete(weixin.TOKEN_KEY)
    settings.WEIXIN_MINI_BACKEND = "weixin"
    settings.WEIXIN_MINI_ENDPOINT = f"http://127.0.0.1:{server.server_port}"
    settings.WEIXIN_MINI_TEMPLATES = {"reminder": "TEMPLATE-1"}
    yield WeChat
    server.shutdown()
    server.server_close()


REMINDER = Subscription("openid-1", "reminder", {"thing1": "测试讲座"}, "pages/ticket", "zh_CN")


def test_wechat_gets_template_fields_and_a_token_that_is_asked_for_once(wechat: type[WeChat]) -> None:
    for _time in range(2):
        send_subscription(REMINDER)
    paths = [path.partition("?")[0] for path, _body in wechat.asked]
    assert paths == ["/cgi-bin/stable_token", *["/cgi-bin/message/subscribe/send"] * 2]
    body = wechat.asked[1][1]
    assert (body["touser"], body["template_id"], body["data"]) == (
        "openid-1",
        "TEMPLATE-1",
        {"thing1": {"value": "测试讲座"}},
    )


def test_a_stale_token_is_renewed_once(wechat: type[WeChat]) -> None:
    wechat.answers.append({"errcode": 42001, "errmsg": "expired"})
    send_subscription(REMINDER)
    assert len(wechat.asked) == 4


@pytest.mark.parametrize(("code", "for_good"), [(43101, True), (45009, False), (-1, False)])
def test_a_refusal_is_told_by_its_code(wechat: type[WeChat], caplog: Any, code: int, for_good: bool) -> None:
    wechat.answers.append({"errcode": code, "errmsg": "openid-1 refused"})
    with pytest.raises(WeixinFailed, match=str(code)) as caught:
        send_subscription(REMINDER)
    assert caught.value.for_good is for_good
    assert "openid-1" not in caplog.text


def test_wechat_that_is_away_is_a_failure(wechat: type[WeChat], settings: Any) -> None:
    settings.WEIXIN_MINI_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(WeixinFailed) as caught:
        send_subscription(REMINDER)
    assert not caught.value.for_good


def test_every_setting_has_its_backend() -> None:
    from sciencemap.settings.shared import MINI_BACKENDS

    assert set(MINI_BACKENDS) == set(weixin.BACKENDS)
