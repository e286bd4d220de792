"""Taking back what a held session has: the one way to cancelling it. All is reversed, with the reason."""

from collections.abc import Collection
from datetime import datetime

import uuid6
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import LONGEST_REASON, MOST_ENTRIES, Entry
from activities.models import Activity, CheckIn, Method, ResultState, Session, SessionResult, Step
from activities.onsite import as_sent
from activities.permissions import can_decide_results, can_review_activity
from activities.selectors.holding import holdings_of
from activities.services.ledger import Source, record_checkins
from activities.services.steps import stated_reason, take_step
from core.errors import Conflict, Invalid, NotAllowed
from core.outbox import record


def only_unheld(sessions: Collection[Session], now: datetime) -> None:
    """What was held is not cancelled while it has 人次, results or service. Raises Conflict."""
    held = list(holdings_of(sessions, now).values())
    if held:
        sentence = _(
            "%(held)s 不能直接取消：先由审核的人撤回这一场的人次和结果，写明理由；志愿服务记录在岗位页面办理。"
        )
        first = held[0]
        raise Conflict("session_held", sentence % {"held": first.sentence}, session=first.session.public_id)


def only_in_the_past(session: Session, starts_at: datetime, now: datetime) -> None:
    """What was held has a day that is over or today's: its 人次 would stand in no figure. Raises Invalid."""
    if session.pk is None or starts_at <= now or not holdings_of([session], now):
        return
    sentence = _("这一场已经举办，有人次或结果，只能更正到已经过去的时间；没有办过的，先撤回人次和结果，再改期。")
    raise Invalid("session_held", sentence, fields={"starts_at": [sentence], "sessions": [sentence]})


@transaction.atomic
def take_back_session(*, session: Session, reason: str, by: Actor, now: datetime) -> Session:
    """Reverse all that a held session has in the ledger, and send its results back, by who may confirm them.

    Raises Invalid without a reason, NotAllowed, Conflict.
    """
    activity = Activity.objects.select_for_update(of=("self",)).select_related("unit").get(pk=session.activity_id)
    session = Session.objects.select_for_update().get(pk=session.pk)
    result = SessionResult.objects.filter(session=session).exclude(state=ResultState.SENT_BACK).first()
    if not can_review_activity(by, activity):
        raise NotAllowed("activity_review", _("审核由县区办公室或领导小组办公室办理。"))
    if result is not None and not can_decide_results(by, activity, result):
        raise NotAllowed("results_own", _("自己填报的结果，要由另一位来确认或退回。"))
    said = stated_reason(reason)
    _reverse(session, said, by, now)
    if result is not None:
        result.state, result.reason, result.version = ResultState.SENT_BACK, said, result.version + 1
        result.decided_at, result.decided_by_id = now, by.user_id
        result.save()
        record("results.sent_back", session=session.pk, version=result.version)
    take_step(activity, Step.TAKEN_BACK, by=by, now=now, reason=said, session=session)
    record("session.taken_back", session=session.pk, at=int(now.timestamp()))
    return session


def _reverse(session: Session, reason: str, by: Actor, now: datetime) -> None:
    facts = list(CheckIn.objects.filter(session=session, undo_of=None, undone_by=None).order_by("pk"))
    source = Source(now=now, actor_id=by.user_id, activities=frozenset({session.activity_id}), undoes_all=True)
    for start in range(0, len(facts), MOST_ENTRIES):
        entries = [
            Entry(
                id=uuid6.uuid7(),
                session=session.public_id,
                method=Method(fact.method),
                count=1,
                audience="",
                occurred_at=now,
                undo_of=fact.pk,
                reason=reason[:LONGEST_REASON],
            )
            for fact in facts[start : start + MOST_ENTRIES]
        ]
        record_checkins(given=[(entry, as_sent(entry)) for entry in entries], source=source)
