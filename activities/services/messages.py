"""Messages to registrants: made with what causes them, sent by the outbox."""

from datetime import datetime

from activities.channels import Reach, channels_for
from activities.models import Announcement, Message, MessageKind, MessageState, MiniProgramUser, Registration
from activities.wording import WORDINGS, sms_template
from core import sms, weixin
from core.outbox import record


def post_message(
    *,
    kind: MessageKind,
    key: str,
    registration: Registration,
    now: datetime,
    announcement: Announcement | None = None,
) -> int:
    """Tell a registrant once under `key`, by every channel that reaches them; returns how many were new.

    The caller holds the transaction: the messages are rows of it, and nothing is sent before it is over.
    """
    new = 0
    for channel in channels_for(reach_of(registration, kind), kind):
        message, made = Message.objects.get_or_create(
            key=f"{key}-{channel}",
            defaults={
                "kind": kind,
                "channel": channel,
                "state": MessageState.QUEUED,
                "registration": registration,
                "user": registration.user,
                "announcement": announcement,
                "created_at": now,
            },
        )
        if made:
            record("message.posted", message=message.pk)
            new += 1
    return new


def reach_of(registration: Registration, kind: MessageKind) -> Reach:
    """What a registrant has now."""
    user = registration.user if registration.user is not None and registration.user.is_active else None
    has_words = bool(WORDINGS[kind].short) and registration.contact is not None
    return Reach(
        account=user is not None,
        mail=user is not None and bool(user.email) and not user.is_demonstration,
        weixin=user is not None and weixin.can_send(kind) and MiniProgramUser.objects.filter(user=user).exists(),
        phone=has_words and bool(sms_template_for(registration, kind)),
    )


def sms_template_for(registration: Registration, kind: MessageKind) -> str:
    """The template in the registrant's language, else the Chinese one; empty where the vendor has neither."""
    names = dict.fromkeys([sms_template(kind, registration.language), sms_template(kind, "zh-hans")])
    return next((name for name in names if sms.can_send(name)), "")
