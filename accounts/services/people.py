"""Writing accounts and their roles."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, Unit, User
from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotAllowed


def create_administrator(*, username: str, email: str, password: str) -> User:
    """The first administrator of an installation. Raises Invalid, and Conflict for a taken name."""
    candidate = User(username=username, email=email, is_staff=True, is_superuser=True)
    try:
        candidate.set_password(password)
        candidate.full_clean()
        validate_password(password, candidate)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        if User.objects.filter(username=username).exists():
            raise Conflict("username_taken", sentence) from None
        raise Invalid("administrator", sentence, fields={"password": list(error.messages)}) from None
    try:
        with transaction.atomic():
            candidate.save(force_insert=True)
    except IntegrityError:
        raise Conflict("username_taken", _("已有同名账号。")) from None
    return candidate


@transaction.atomic
def give_role(*, user: User, unit: Unit, role: Role, since: date, by: Actor, until: date | None = None) -> Membership:
    """Give an account a role in a unit; the same role from the same day is not given twice."""
    if not by.is_administrator:
        raise NotAllowed("roles", _("只有管理员可以授予角色。"))
    membership, _created = Membership.objects.update_or_create(
        user=user, unit=unit, role=role, since=since, defaults={"until": until}
    )
    return membership
