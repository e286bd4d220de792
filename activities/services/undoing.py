"""Taking a check-in back, by who keeps the activity."""

from datetime import datetime
from uuid import UUID

import uuid6
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import LONGEST_REASON, Entry
from activities.models import CheckIn, Method
from activities.onsite import as_sent
from activities.permissions import can_edit_activity
from activities.services.ledger import Source, record_checkins
from core.errors import Conflict, Invalid, NotFound


def reason_of(text: str) -> str:
    """A reason as it is kept. Raises Invalid."""
    reason = " ".join(text.replace("\x00", "").split())
    if not 0 < len(reason) <= LONGEST_REASON:
        sentence = _("请写明理由，最多 %(longest)d 个字。") % {"longest": LONGEST_REASON}
        raise Invalid("reason", sentence, fields={"reason": [sentence]})
    return reason


@transaction.atomic
def undo_checkin(*, checkin_id: UUID, reason: str, by: Actor, now: datetime) -> CheckIn:
    """Take a check-in back by a second row with a reason and who; what was taken back already stays so.

    Raises NotFound, Invalid, and Conflict for a row that belongs to results or is an undoing itself.
    """
    fact = CheckIn.objects.select_related("session__activity__unit").filter(pk=checkin_id).first()
    if fact is None or not can_edit_activity(by, fact.session.activity):
        raise NotFound("checkin", _("没有找到这条签到。"))
    if fact.undo_of_id is not None or fact.method in {Method.HEADCOUNT, Method.ONLINE}:
        raise Conflict("not_undoable", _("这一条不能在这里撤销：撤销本身不再撤销，现场计数在成果里更正。"))
    entry = Entry(
        id=uuid6.uuid7(),
        session=fact.session.public_id,
        method=Method(fact.method),
        count=1,
        audience="",
        occurred_at=now,
        undo_of=fact.pk,
        reason=reason_of(reason),
    )
    source = Source(
        now=now,
        actor_id=by.user_id,
        activities=frozenset({fact.session.activity_id}),
        undoes_all=True,
    )
    record_checkins(given=[(entry, as_sent(entry))], source=source)
    return fact
