"""Sending a message by its channel.

Outward it is “at least once”: a process that ends between the sending and the mark sends again, and
each channel gets the message's key or number where it takes one (mail's Message-ID, the vendor's
OutId). The inbox is of this database, so it is exactly once.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from accounts.services import notify
from activities.models import Channel, Message, MessageKind, MessageState, Registration, RegistrationState
from activities.models.registration import OPEN
from activities.services.messages import sms_template_for
from activities.services.seats import SEALED
from activities.tickets import link_of
from activities.wording import PHRASES, WORDINGS, facts_of_a_message
from core.crypto import Unreadable
from core.reference import read_city
from core.sms import SmsFailed, send_sms
from core.weixin import Subscription, WeixinFailed, send_subscription

# The vendor says that a number is none, or that its owner wants nothing: trying again is no use.
REFUSED_BY_SMS = {"isv.MOBILE_NUMBER_ILLEGAL", "isv.INVALID_PARAMETERS", "isv.BLACK_KEY_CONTROL_LIMIT"}
SPEAKS_OF_A_STATE = {MessageKind(state.value) for state in RegistrationState}
LONGEST_THING = 20  # characters in a field of WeChat


class _Refused(Exception):
    """The other side will never take it."""


def deliver(*, message_id: int, now: datetime) -> MessageState | None:
    """Send a message that waits; what became of it, None where it waits no more.

    The caller holds the transaction. Raises what the channel raises, for another try.
    """
    found = Message.objects.select_for_update(of=("self",)).filter(pk=message_id, state=MessageState.QUEUED).first()
    if found is None or found.registration_id is None:
        return None
    registration = Registration.objects.select_related("session__activity", "session__venue", "user").defer(*SEALED)
    row = registration.get(pk=found.registration_id)
    try:
        state = _sent(found, row, now) if is_still_due(MessageKind(found.kind), row, now) else MessageState.DROPPED
    except _Refused as refusal:
        state, found.error = MessageState.REFUSED, str(refusal)[:80]
    found.state = state
    found.sent_at = now if state is MessageState.SENT else None
    found.save(update_fields=["state", "sent_at", "error"])
    return state


def is_still_due(kind: MessageKind, registration: Registration, now: datetime) -> bool:
    """Whether a message still says what is so."""
    if registration.erased_at is not None:
        return False
    if kind is MessageKind.WITHDRAWN:
        return registration.state == RegistrationState.CANCELLED
    if kind in SPEAKS_OF_A_STATE:
        return str(registration.state) == str(kind)
    if kind is MessageKind.REMINDER:
        session = registration.session
        live = session.cancelled_at is None and session.activity.status == "published"
        return live and registration.state in OPEN and now < session.starts_at
    return True


def _sent(message: Message, registration: Registration, now: datetime) -> MessageState:
    with translation.override(registration.language):
        return SENDERS[Channel(message.channel)](message, registration, now)


def _note(message: Message) -> str:
    return message.announcement.text if message.announcement is not None else ""


def _title(message: Message, registration: Registration) -> str:
    return str(WORDINGS[MessageKind(message.kind)].title) % facts_of_a_message(registration)


def _text(message: Message, registration: Registration) -> str:
    return str(WORDINGS[MessageKind(message.kind)].text) % facts_of_a_message(registration, _note(message))


def ticket_path(registration: Registration) -> str:
    """The address of a registration's ticket in the language of the moment."""
    return reverse("ticket", args=[link_of(registration.public_id)])


def _to_inbox(message: Message, registration: Registration, now: datetime) -> MessageState:
    if registration.user is None:
        return MessageState.DROPPED
    with translation.override("zh-hans"):
        path = ticket_path(registration)
    said = (lambda: f"{_title(message, registration)} — {_note(message)}") if message.announcement else None
    title = lazystr_of(said or (lambda: _title(message, registration)))
    notify(users=[registration.user], key=message.key, title=title, path=path, now=now, by_mail=False)
    return MessageState.SENT


def lazystr_of(say: Callable[[], str]) -> str:
    """A sentence that is said anew in the language of each moment."""

    class Said:
        def __str__(self) -> str:
            return say()

    return lazystr(Said())  # type: ignore[return-value]


def _by_mail(message: Message, registration: Registration, now: datetime) -> MessageState:
    user = registration.user
    if user is None or not user.email or not user.is_active:
        return MessageState.DROPPED
    title = _title(message, registration)
    body = _("%(text)s\n\n查看或取消：%(url)s\n\n这封邮件由系统发出，请勿回复。") % {
        "text": f"{title}\n{_text(message, registration)}",
        "url": settings.SITE_URL + ticket_path(registration),
    }
    subject = _("[%(site)s] %(title)s") % {"site": read_city().product_label, "title": title}
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{message.key}@{host}>"}
    EmailMessage(subject.replace("\n", " "), body, None, [user.email], headers=headers).send()
    return MessageState.SENT


def _by_sms(message: Message, registration: Registration, now: datetime) -> MessageState:
    kind = MessageKind(message.kind)
    template = sms_template_for(registration, kind)
    try:
        number = Registration.objects.values_list("phone", flat=True).get(pk=registration.pk)
    except Unreadable:
        raise _Refused("unreadable_number") from None
    if not number or not template:
        return MessageState.DROPPED
    facts = facts_of_a_message(registration)
    said = {name: str(facts[name]) for name in ("title", "when", "until")}
    params = {**said, "ticket": link_of(registration.public_id)}
    try:
        send_sms(number, template, params, reference=message.key)
    except SmsFailed as failure:
        if str(failure) in REFUSED_BY_SMS:
            raise _Refused(str(failure)) from None
        raise
    return MessageState.SENT


def _by_weixin(message: Message, registration: Registration, now: datetime) -> MessageState:
    user = registration.user
    held = getattr(user, "mini_program", None) if user is not None else None
    if held is None:
        return MessageState.DROPPED
    facts = facts_of_a_message(registration)
    fields = {
        "thing1": str(facts["title"])[:LONGEST_THING],
        "time2": str(facts["when"]),
        "thing3": str(facts["where"])[:LONGEST_THING],
        "phrase4": str(PHRASES[MessageKind(message.kind)])[:5],
    }
    url = urlencode({"url": settings.SITE_URL + ticket_path(registration)})
    page = f"{settings.WEIXIN_MINI_PAGE}?{url}" if settings.WEIXIN_MINI_PAGE else ""
    language = "en_US" if registration.language == "en" else "zh_CN"
    try:
        send_subscription(Subscription(held.openid, message.kind, fields, page, language))
    except WeixinFailed as failure:
        if failure.for_good:
            raise _Refused(str(failure)) from None
        raise
    return MessageState.SENT


SENDERS: dict[Channel, Callable[[Message, Registration, datetime], MessageState]] = {
    Channel.INBOX: _to_inbox,
    Channel.MAIL: _by_mail,
    Channel.SMS: _by_sms,
    Channel.WEIXIN: _by_weixin,
}
