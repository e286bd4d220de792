"""Positions of a session, written under the lock of their row."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Session
from activities.permissions import can_edit_activity
from core.errors import Conflict, Invalid, NotFound
from core.outbox import record
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.models import ApplicationState, Course, Position, ServiceRecord, Team
from volunteers.models.position import LIVE
from volunteers.permissions import can_keep_position
from volunteers.rules import PositionFacts, Window, wrong_position

MOST_POSITIONS = 50  # of a session
COLUMNS = (
    "title about places starts_at ends_at meeting_point open_to team_id course_id accepts_at_once is_door adults_only"
).split()


def locked_position(position_id: int, by: Actor | None = None) -> Position:
    """A position, locked; with `by`, only one whose activity the actor keeps. Raises NotFound."""
    found = (
        Position.objects.select_for_update(of=("self",))
        .select_related("session__activity__unit", "team__leader", "course")
        .filter(pk=position_id)
        .first()
    )
    if found is None or (by is not None and not can_keep_position(by, found)):
        raise NotFound("position", _("没有找到这个岗位。"))
    return found


@transaction.atomic
def save_position(
    *, facts: PositionFacts, session_id: int, by: Actor, now: datetime, position_id: int | None = None
) -> Position:
    """Create a position, or make one say what `facts` say; moved times move the accepted with it.

    Raises Invalid by field, Conflict once service has been recorded in the old times, NotFound.
    """
    session = Session.objects.select_related("activity__unit").filter(pk=session_id).first()
    if session is None or not can_edit_activity(by, session.activity):
        raise NotFound("session", _("没有找到这个场次。"))
    if session.activity.published_at is None:  # a draft's sessions may still be taken out
        raise Conflict("activity_not_public", _("活动公开以后才能设岗位。"))
    position = locked_position(position_id, by) if position_id is not None else Position(session=session)
    known = words().terms[Vocabulary.VOLUNTEER_SKILL]
    wrong = wrong_position(facts, Window(session.starts_at, session.ends_at), position.taken, known)
    if facts.team_id is not None and not Team.objects.filter(pk=facts.team_id, closed_on=None).exists():
        wrong["team"] = [_("所选的服务队已不存在，请重新选择。")]
    if facts.course_id is not None and not Course.objects.filter(pk=facts.course_id).exists():
        wrong["course"] = [_("所选的培训已不存在，请重新选择。")]
    if position_id is None and session.positions.count() >= MOST_POSITIONS:
        wrong["title"] = [_("一场最多 50 个岗位。")]
    if wrong:
        raise Invalid("position_invalid", next(iter(wrong.values()))[0], fields=wrong)
    is_moved = position_id is not None and (position.starts_at, position.ends_at) != (facts.starts_at, facts.ends_at)
    if is_moved and ServiceRecord.objects.filter(application__position=position).exists():
        raise Conflict("position_served", _("已经有人在这个岗位签到，时间不能再改。可以另建一个岗位。"))
    for column in COLUMNS:
        setattr(position, column, getattr(facts, column))
    position.skills = list(facts.skills)
    position.save()
    if is_moved:
        _move(position, now)
    return position


def _move(position: Position, now: datetime) -> None:
    try:
        with transaction.atomic():
            live = position.applications.filter(state__in=LIVE)
            live.update(starts_at=position.starts_at, ends_at=position.ends_at)
    except IntegrityError:
        sentence = _("新的时间和已录用的志愿者在别处的岗位重叠，请先与他们商量。")
        raise Invalid("position_overlaps", sentence, fields={"starts_at": [sentence]}) from None
    record("position.moved", position=position.pk, at=int(now.timestamp()))


@transaction.atomic
def cancel_position(*, position_id: int, by: Actor, now: datetime) -> Position:
    """Call a position off: who is in it is told; what was served stays. Raises NotFound."""
    position = locked_position(position_id, by)
    if position.cancelled_at is None:
        position.cancelled_at = now
        position.taken = 0
        position.save(update_fields=["cancelled_at", "taken"])
        ids = list(position.applications.filter(state__in=LIVE).values_list("pk", flat=True))
        served = set(ServiceRecord.objects.filter(application__in=ids).values_list("application_id", flat=True))
        gone = [application for application in ids if application not in served]
        position.applications.filter(pk__in=gone).update(
            state=ApplicationState.DECLINED, decided_at=now, reason=str(_("岗位已取消"))
        )
        for application in gone:
            record("application.decided", application=application)
    return position
