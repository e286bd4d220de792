"""Members' accounts: made at the first sign-in, named and erased by their owners."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Consent, Phone, SignInCode, User
from accounts.permissions import Actor
from core.crypto import lookup
from core.errors import Invalid, NotAllowed, Refused
from core.identifiers import new_public_id
from core.outbox import record

NAME_LENGTH = 60


def number_key(number: str) -> bytes:
    """By what a number is found."""
    return lookup(number, "accounts.phone")


def new_username() -> str:
    """The name of an account whose owner chose none."""
    return f"m-{new_public_id()}"


@transaction.atomic
def member_of_number(*, number: str, notice: str, now: datetime) -> User:
    """The account of a number that was just verified, made if there is none; its owner's consent is kept."""
    phone = Phone.objects.select_related("user").filter(lookup=number_key(number)).first()
    if phone is None:
        user = User(username=new_username())
        user.set_unusable_password()
        user.save(force_insert=True)
        phone = Phone.objects.create(user=user, number=number, lookup=number_key(number), verified_at=now)
    record_consent(user=phone.user, notice=notice, now=now)
    return phone.user


def record_consent(*, user: User, notice: str, now: datetime) -> None:
    """Keep that the account's owner agreed to a version of the privacy notice; the first time counts."""
    Consent.objects.get_or_create(user=user, notice=notice, defaults={"given_at": now})


@transaction.atomic
def rename_account(*, user: User, name: str, by: Actor) -> None:
    """Change what an account is called. Raises NotAllowed, Invalid."""
    if by.user_id != user.pk:
        raise NotAllowed("rename", _("只能修改自己的称呼。"))
    name = " ".join(name.split())
    if len(name) > NAME_LENGTH:
        sentence = _("称呼最多 %(length)d 个字。") % {"length": NAME_LENGTH}
        raise Invalid("name_too_long", sentence, fields={"name": [sentence]})
    held = User.objects.select_for_update().get(pk=user.pk)
    held.name = name
    held.save(update_fields=["name"])


@transaction.atomic
def erase_account(*, user: User, by: Actor) -> None:
    """Erase an account by its owner's wish: no way in, nothing that names a person; history never held it.

    The row stays, so that what the account did stays countable. Staff can't: their deeds must be
    answered for by name. Raises NotAllowed, Refused.
    """
    if by.user_id != user.pk:
        raise NotAllowed("erase", _("只能注销自己的账号。"))
    if by.is_staff or user.is_staff or user.is_superuser:
        raise Refused("staff_account", _("工作人员的账号不能自行注销，请先由管理员结束您的任职。"))
    held = User.objects.select_for_update().get(pk=user.pk)
    nameless = {"username": f"erased-{held.public_id}", "name": "", "email": ""}
    for key in Phone.objects.filter(user=held).values_list("lookup", flat=True):
        SignInCode.objects.filter(lookup=bytes(key)).delete()
    for kind in (Phone, EmailAddress, SocialAccount, Authenticator):
        kind.objects.filter(user=held).delete()
    for name, value in nameless.items():
        setattr(held, name, value)
    held.is_active = False
    held.set_unusable_password()
    held.save(update_fields=[*nameless, "is_active", "password"])
    record("account.erased", user=held.pk)
