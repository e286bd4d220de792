"""People check in by themselves, and put right what they said."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from activities.checkins import Answer, Entry
from activities.models import CheckIn, Method
from activities.onsite import CORRECT_WITHIN, as_sent
from activities.services.ledger import Source, record_checkins
from core.errors import Conflict

BY_CODES = frozenset({Method.SCREEN, Method.POSTER})


def check_in_oneself(*, entry: Entry, now: datetime) -> Answer:
    """Write one party that came by a code. Who they are stays a keyed hash: no account is named as the actor."""
    return record_checkins(given=[(entry, as_sent(entry))], source=Source(now=now))[0]


@transaction.atomic
def correct_own_checkin(
    *, entry: Entry, target_id: UUID, undo_id: UUID, subjects: Collection[bytes], now: datetime
) -> Answer:
    """Take one's own check-in back and write what is right. The same again changes nothing.

    `undo_id` comes before the entry's id. Raises Conflict for what is not one's own, or too old.
    """
    target = CheckIn.objects.filter(pk=target_id, session__public_id=entry.session, undo_of=None).first()
    is_own = target is not None and target.subject is not None and bytes(target.subject) in subjects
    if target is None or not is_own or target.method not in BY_CODES or target.device_id is not None:
        raise Conflict("not_yours", _("只能更正自己的签到，请找现场工作人员。"))
    if not CheckIn.objects.filter(pk=undo_id).exists() and now > target.received_at + CORRECT_WITHIN:
        raise Conflict("too_late", _("签到十分钟以后不能自己更正，请找现场工作人员。"))
    undo = Entry(
        id=undo_id,
        session=entry.session,
        method=entry.method,
        count=1,
        audience="",
        occurred_at=now,
        undo_of=target_id,
        reason=_("本人更正"),
    )
    given = [(one, as_sent(one)) for one in (undo, entry)]
    return record_checkins(given=given, source=Source(now=now))[1]
