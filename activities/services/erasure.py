"""Personal data of registrants goes, what was counted stays."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from activities.models import Registration, RegistrationState
from activities.models.registration import OPEN
from activities.registering import months_before
from activities.services.seats import locked_registration, move, move_up

NOTHING = {"name": None, "phone": None, "contact": None, "answers": None, "group_name": "", "reason": ""}
BATCH = 500


def erase_old_registrations(*, now: datetime) -> int:
    """Erase who registered for sessions that ended REGISTRATION_KEEP_MONTHS ago; returns how many."""
    before = months_before(now, settings.REGISTRATION_KEEP_MONTHS)
    due = Registration.objects.filter(session__ends_at__lt=before, erased_at=None).order_by("pk")
    erased = 0
    while True:
        with transaction.atomic():
            ids = list(due.select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])
            erased += _erase(ids, now)
        if len(ids) < BATCH:
            return erased


def _erase(ids: list[int], now: datetime) -> int:
    return Registration.objects.filter(pk__in=ids).update(**NOTHING, erased_at=now)


@transaction.atomic
def erase_registrations_of(*, user_id: int, now: datetime) -> int:
    """Erase what an account's owner has registered: what is to come is cancelled, its places go on."""
    own = Registration.objects.filter(user_id=user_id, erased_at=None).order_by("session_id", "pk")
    ids = list(own.values_list("pk", flat=True))
    for registration_id in ids:
        _give_back(registration_id, now)
    return _erase(ids, now)


def _give_back(registration_id: int, now: datetime) -> None:
    session, registration = locked_registration(registration_id)
    if registration.state in OPEN and now < session.starts_at:
        move(session, registration, RegistrationState.CANCELLED, now)
        move_up(session, now)
