"""Applying for positions: places are given under the position's lock, overlaps refused by the database too."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.clock import city_day
from core.crypto import Unreadable
from core.errors import Conflict, Invalid, NotFound, Refused, Sentence
from core.outbox import record
from volunteers.models import Application, ApplicationState, Position, ServiceRecord, TeamMember, Volunteer
from volunteers.models.position import LIVE
from volunteers.rules import Terms, age_on, why_not_apply
from volunteers.selectors.schedule import overlapping
from volunteers.services.positions import locked_position

LONGEST_REASON = 200


def terms_of(position: Position, volunteer: Volunteer) -> Terms:
    """What stands for and against a volunteer's applying, as values. Two or three queries."""
    session = position.session
    is_off = (
        position.cancelled_at is not None or session.cancelled_at is not None or session.activity.status != "published"
    )
    clash = overlapping(volunteer.pk, position.starts_at, position.ends_at, but=position.pk)
    return Terms(
        is_off=is_off,
        starts_at=position.starts_at,
        open_to=position.open_to,
        is_member=position.team_id is not None
        and TeamMember.objects.filter(team=position.team_id, volunteer=volunteer, state="member").exists(),
        is_invited=position.applications.filter(volunteer=volunteer, state=ApplicationState.INVITED).exists(),
        adults_only=position.adults_only,
        age=age_of(volunteer, position.starts_at) if position.adults_only else None,
        overlapping=_overlap(clash) if clash is not None else "",
        missing_course=_missing_course(position, volunteer),
    )


def _missing_course(position: Position, volunteer: Volunteer) -> str:
    course = position.course
    if course is None or course.attendances.filter(volunteer=volunteer).exists():
        return ""
    return course.title


def age_of(volunteer: Volunteer, moment: datetime) -> int | None:
    """In whole years on a day; None where it can't be known."""
    try:
        born = volunteer.birth_date
    except Unreadable:
        return None
    return age_on(city_day(datetime.fromisoformat(f"{born}T12:00:00+08:00")), city_day(moment)) if born else None


def _overlap(clash: Application) -> Sentence:
    title = clash.position.session.activity.title
    return _("这段时间您已在“%(title)s”服务，两个岗位的时间不能重叠。") % {"title": title}


@transaction.atomic
def apply(*, position_id: int, volunteer: Volunteer, now: datetime) -> Application:
    """Apply for a position, or take an invitation; a full one puts on the waiting list. Applying again changes nothing.

    Raises Refused with the rule's sentence, NotFound.
    """
    position = locked_position(position_id)
    known = position.applications.filter(volunteer=volunteer, state__in=LIVE).first()
    if known is not None and known.state != ApplicationState.INVITED:
        return known
    closed = why_not_apply(terms_of(position, volunteer), now)
    if closed is not None:
        raise Refused("application_refused", closed)
    is_sure = position.accepts_at_once or known is not None
    if position.free == 0:
        state = ApplicationState.WAITING
    else:
        state = ApplicationState.ACCEPTED if is_sure else ApplicationState.APPLIED
    row = _new(position, volunteer, now) if known is None else known
    _set(position, row, state, now)
    record("application.made", application=row.pk)
    return row


def _new(position: Position, volunteer: Volunteer, now: datetime) -> Application:
    return Application(
        position=position,
        volunteer=volunteer,
        starts_at=position.starts_at,
        ends_at=position.ends_at,
        applied_at=now,
    )


def _set(position: Position, row: Application, state: ApplicationState, now: datetime, reason: str = "") -> None:
    """Give an application a state and count its place; the caller holds the position's lock. Raises Refused."""
    is_new, holds = row._state.adding, state == ApplicationState.ACCEPTED
    held = not is_new and row.state == ApplicationState.ACCEPTED
    row.state, row.reason = state, reason
    row.decided_at = None if is_new and not holds else now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("application_overlaps", _("这位志愿者同一时间已在别处服务，不能录用。")) from None
    if held != holds:
        position.taken += 1 if holds else -1
        position.save(update_fields=["taken"])


@transaction.atomic
def withdraw(*, application_id: int, volunteer: Volunteer, now: datetime) -> Application:
    """Give a place back before the position begins; who waits moves up. Raises NotFound, Conflict."""
    position, row = locked_application(application_id)
    if row.volunteer_id != volunteer.pk:
        raise NotFound("application", _("没有找到这个岗位报名。"))
    if row.state not in LIVE:
        return row
    if now >= position.starts_at or ServiceRecord.objects.filter(application=row).exists():
        raise Conflict("position_begun", _("岗位已经开始，不能再退出。请联系主办方。"))
    _set(position, row, ApplicationState.WITHDRAWN, now)
    record("application.withdrawn", application=row.pk)
    _move_up(position, now)
    return row


@transaction.atomic
def decide_application(*, application_id: int, accept: bool, by: Actor, now: datetime, reason: str = "") -> Application:
    """Accept, or decline with a reason; the volunteer hears of it.

    Raises NotFound, Invalid without a reason, Conflict where no place is free, Refused for an overlap.
    """
    position, row = locked_application(application_id, by)
    if row.state not in LIVE:
        raise Conflict("application_closed", _("这个报名已经退出或办结。"))
    if accept:
        if row.state == ApplicationState.ACCEPTED:
            return row
        if row.state == ApplicationState.INVITED:
            raise Conflict("application_invited", _("已邀请这位志愿者，等本人接受。"))
        if position.free == 0:
            raise Conflict("position_full", _("这个岗位已经满了，请先增加人数。"))
        _set(position, row, ApplicationState.ACCEPTED, now)
    else:
        if len(reason.strip()) < 2:
            sentence = _("请写明不录用的理由，志愿者会看到。")
            raise Invalid("application_reason", sentence, fields={"reason": [sentence]})
        if ServiceRecord.objects.filter(application=row).exists():
            raise Conflict("application_served", _("这位志愿者已经签到，不能再退掉。"))
        _set(position, row, ApplicationState.DECLINED, now, reason.strip()[:LONGEST_REASON])
        _move_up(position, now)
    record("application.decided", application=row.pk)
    return row


@transaction.atomic
def invite(*, position_id: int, number: str, by: Actor, now: datetime) -> Application:
    """Invite a volunteer by their number. Raises NotFound, Invalid."""
    position = locked_position(position_id, by)
    volunteer = Volunteer.objects.active().filter(number=number.strip().upper()).first()
    if volunteer is None:
        sentence = _("没有这个编号的志愿者。")
        raise Invalid("volunteer_number", sentence, fields={"number": [sentence]})
    known = position.applications.filter(volunteer=volunteer, state__in=LIVE).first()
    if known is not None:
        return known
    row = _new(position, volunteer, now)
    row.state = ApplicationState.INVITED
    row.save()
    record("application.decided", application=row.pk)
    return row


def locked_application(application_id: int, by: Actor | None = None) -> tuple[Position, Application]:
    """An application with its position, the position locked first. Raises NotFound."""
    position_id = Application.objects.filter(pk=application_id).values_list("position_id", flat=True).first()
    if position_id is None:
        raise NotFound("application", _("没有找到这个岗位报名。"))
    position = locked_position(position_id, by)
    return position, Application.objects.select_for_update().get(pk=application_id)


def _move_up(position: Position, now: datetime) -> None:
    """Give free places to who waits, in order; whom another position holds at that time is passed over."""
    if position.cancelled_at is not None or now >= position.starts_at:
        return
    for row in position.applications.filter(state=ApplicationState.WAITING).select_for_update():
        if position.free == 0:
            return
        if overlapping(row.volunteer_id, position.starts_at, position.ends_at, but=position.pk) is not None:
            continue
        is_sure = position.accepts_at_once
        _set(position, row, ApplicationState.ACCEPTED if is_sure else ApplicationState.APPLIED, now)
        record("application.decided" if is_sure else "application.made", application=row.pk)
        if not is_sure:
            return  # the organizer decides on one at a time


@transaction.atomic
def withdraw_all(*, volunteer: Volunteer, now: datetime) -> int:
    """Give back all places to come of somebody who leaves; how many."""
    coming = Application.objects.filter(volunteer=volunteer, state__in=LIVE, starts_at__gt=now)
    ids = list(coming.order_by("position_id").values_list("pk", flat=True))
    for application_id in ids:
        withdraw(application_id=application_id, volunteer=volunteer, now=now)
    return len(ids)
