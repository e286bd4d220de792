"""What members keep for themselves: their calendar's address, and WeChat for messages."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import CalendarKey, MiniProgramUser, Registration
from core import ratelimit
from core.crypto import lookup
from core.errors import Unavailable
from core.outbox import record
from core.weixin import WeixinFailed, openid_of

KEY_BYTES = 24
LINK_RATE = "1/10minutes;3/day"


def calendar_lookup(key: str) -> bytes:
    """By what a calendar's key is found."""
    return lookup(key, "activities.calendar")


@transaction.atomic
def renew_calendar(*, user_id: int, now: datetime) -> CalendarKey:
    """Give an account a calendar address; one that it had is not valid any more."""
    key = secrets.token_urlsafe(KEY_BYTES)
    values = {"key": key, "lookup": calendar_lookup(key), "made_at": now}
    return CalendarKey.objects.update_or_create(user_id=user_id, defaults=values)[0]


@transaction.atomic
def send_link_again(*, registration: Registration, now: datetime) -> bool:
    """Send the way to a ticket to the phone that registered, bounded; whether it is sent now."""
    if not ratelimit.hit("ticket-link", registration.public_id, LINK_RATE):
        return False
    record("ticket.asked", registration=registration.pk, at=int(now.timestamp()))
    return True


def link_mini_program(*, user_id: int, code: str, now: datetime) -> None:
    """Send an account's messages to WeChat as well; `code` is what the mini program's sign-in gave.

    Raises Unavailable.
    """
    try:
        openid = openid_of(code)
    except WeixinFailed:
        raise Unavailable("weixin_failed", _("微信没有答复，请稍后再试。")) from None
    MiniProgramUser.objects.update_or_create(user_id=user_id, defaults={"openid": openid, "linked_at": now})
