"""Signing in by phone: a code goes out, and comes back within minutes and few guesses.

A wrong guess is written down like a right one, so it is returned as data inside the transaction and
raised after it: raising inside would take the count back.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SignInCode, User
from accounts.rules import CODE_DIGITS, CODE_LIFE, GUESSES, Issued, Refusal, wait_before_resend, why_not_try
from accounts.services.members import member_of_number, number_key
from core.crypto import lookup
from core.errors import Refused, TooMany, Unavailable
from core.ratelimit import require
from core.sms import SmsFailed, send_sms

RATE_OF_NUMBER = "5/hour;10/day"
# A village of two hundred may share one address.
RATE_OF_ADDRESS = "300/hour"
KEPT = timedelta(hours=12)

SENTENCES = {
    Refusal.NONE: gettext_lazy("没有可用的验证码，请重新获取。"),
    Refusal.SPENT: gettext_lazy("这个验证码已输错 5 次，不能再用，请重新获取。"),
    Refusal.EXPIRED: gettext_lazy("验证码已过期，请重新获取。"),
    Refusal.WRONG: gettext_lazy("验证码不对，请核对短信后再输入。"),
}


def send_code(*, number: str, address: str, now: datetime) -> None:
    """Send a fresh code to a number, known or not; the one before it ends.

    Raises TooMany, with `resend_too_soon` when a code went out within the last minute, and
    Unavailable when the message could not be sent: then nothing stands in the way of trying again.
    """
    require("sign-in-address", address, RATE_OF_ADDRESS)
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    issued = _issue(number, digits, now)
    try:
        send_sms(number, "sign_in", {"code": digits})
    except SmsFailed:
        SignInCode.objects.filter(pk=issued.pk, code=issued.code).delete()
        raise Unavailable("sms_failed", _("短信没有发出去，请稍后再试。")) from None


@transaction.atomic
def _issue(number: str, digits: str, now: datetime) -> SignInCode:
    held = locked_code(number)
    wait = wait_before_resend(held.created_at if held else None, now)
    if wait:
        raise _too_soon(wait)
    require("sign-in-number", number, RATE_OF_NUMBER)
    fresh = held or SignInCode(lookup=number_key(number))
    fresh.code, fresh.attempts, fresh.used_at = _code_key(number, digits), 0, None
    fresh.created_at, fresh.expires_at = now, now + CODE_LIFE
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:  # the same number was asked for at the same moment
        raise _too_soon(wait_before_resend(now, now)) from None
    return fresh


def _too_soon(wait: int) -> TooMany:
    sentence = _("验证码刚刚发过，请在 %(seconds)d 秒后再重新获取。") % {"seconds": wait}
    return TooMany("resend_too_soon", sentence, retry_after=wait)


def redeem_code(*, number: str, digits: str, notice: str, now: datetime) -> User:
    """The account that a number and its code sign in to; an unknown number's is made.

    `notice` is the version of the privacy notice that was agreed to. Raises Refused. At most
    five guesses are compared with one code, however many come at once.
    """
    with transaction.atomic():
        refusal = _guess(number, digits, now)
        user = None if refusal else member_of_number(number=number, notice=notice, now=now)
    if refusal or user is None:
        reason = refusal or Refusal.NONE
        raise Refused(reason.value, SENTENCES[reason])
    return user


def _guess(number: str, digits: str, now: datetime) -> Refusal | None:
    held = locked_code(number)
    refusal = why_not_try(Issued(held.expires_at, held.attempts, held.used_at) if held else None, now)
    if refusal or held is None:
        return refusal
    held.attempts += 1
    if is_right(held, number, digits):
        held.used_at = now
    held.save(update_fields=["attempts", "used_at"])
    if held.used_at:
        return None
    return Refusal.SPENT if held.attempts >= GUESSES else Refusal.WRONG


def locked_code(number: str) -> SignInCode | None:
    """A number's code, which nobody else guesses at until this transaction ends."""
    return SignInCode.objects.select_for_update().filter(lookup=number_key(number)).first()


def is_right(held: SignInCode, number: str, digits: str) -> bool:
    """Whether the digits are those that were sent, in the same time whatever they are."""
    return hmac.compare_digest(bytes(held.code), _code_key(number, digits))


def _code_key(number: str, digits: str) -> bytes:
    return lookup(f"{number}:{digits}", "accounts.code")


def forget_codes(*, now: datetime) -> int:
    """Delete codes that ended half a day ago; returns how many."""
    return SignInCode.objects.filter(expires_at__lt=now - KEPT).delete()[0]
