"""Hours of service: confirmed by somebody else, shown for a time, then final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, Sentence
from core.outbox import record
from volunteers.models import Application, ApplicationState, ServiceKind, ServiceRecord, ServiceState, Volunteer
from volunteers.permissions import can_confirm, can_keep_position
from volunteers.rules import NOTICE
from volunteers.services.signing import window_of
from volunteers.services.steps import note

SHORTEST_REASON, LONGEST_REASON = 2, 200


def locked_service(service_id: int) -> ServiceRecord:
    """A record with what decides about it, locked. Raises NotFound."""
    found = (
        ServiceRecord.objects.select_for_update(of=("self",))
        .select_related("application__position__session__activity__unit", "volunteer")
        .filter(pk=service_id)
        .first()
    )
    if found is None:
        raise NotFound("service", _("没有找到这条服务记录。"))
    return found


def _kept(service_id: int, by: Actor) -> ServiceRecord:
    service = locked_service(service_id)
    if not can_keep_position(by, service.application.position):
        raise NotFound("service", _("没有找到这条服务记录。"))
    return service


@transaction.atomic
def confirm_service(*, service_id: int, by: Actor, now: datetime) -> ServiceRecord:
    """Confirm a record, or answer an objection by keeping it: its public notice begins (anew).

    Raises NotFound, NotAllowed for one's own service or one's own adding, Conflict in another state.
    """
    service = _kept(service_id, by)
    if service.state == ServiceState.CONFIRMED:
        return service
    if service.state not in {ServiceState.RECORDED, ServiceState.OBJECTED}:
        raise Conflict("service_state", _("这条记录现在不能确认：%(state)s。") % {"state": service.get_state_display()})
    if not can_confirm(by, service):
        raise NotAllowed("service_second", _("自己的服务，或自己补录的时间，要由另一个人确认。"))
    was_objected = service.state == ServiceState.OBJECTED
    service.state, service.confirmed_by_id, service.confirmed_at = ServiceState.CONFIRMED, by.user_id, now
    service.notice_until = now + NOTICE
    service.save(update_fields=["state", "confirmed_by", "confirmed_at", "notice_until"])
    note(service, by_id=by.user_id, now=now)
    record("service.decided", service=service.pk, at=int(now.timestamp()) if was_objected else 0)
    return service


@transaction.atomic
def reject_service(*, service_id: int, reason: str, by: Actor, now: datetime) -> ServiceRecord:
    """Refuse a record that nobody has confirmed, with a reason that the volunteer sees.

    What was confirmed once is annulled by two people, see `corrections`. Raises NotFound, Invalid, Conflict.
    """
    service = _kept(service_id, by)
    if service.state == ServiceState.REJECTED:
        return service
    if service.state != ServiceState.RECORDED:
        raise Conflict("service_state", _("这条记录现在不能退回：%(state)s。") % {"state": service.get_state_display()})
    _need_reason(reason)
    service.state = ServiceState.REJECTED
    service.save(update_fields=["state"])
    note(service, by_id=by.user_id, now=now, reason=reason.strip()[:LONGEST_REASON])
    record("service.decided", service=service.pk, at=int(now.timestamp()))
    return service


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        sentence = _("请写明理由。")
        raise Invalid("service_reason", sentence, fields={"reason": [sentence]})


@transaction.atomic
def object_to_service(*, service_id: int, volunteer: Volunteer, reason: str, now: datetime) -> ServiceRecord:
    """A volunteer says within the notice that a record is not right. Raises NotFound, Conflict, Invalid.

    What counts goes on counting: of a correction that has taken effect the objection is told and kept.
    """
    service = locked_service(service_id)
    if service.volunteer_id != volunteer.pk:
        raise NotFound("service", _("没有找到这条服务记录。"))
    if service.state == ServiceState.OBJECTED:
        return service
    if not may_object(service, now):
        raise Conflict("service_no_notice", _("只有在公示期内可以提出异议。"))
    _need_reason(reason)
    if service.state == ServiceState.CONFIRMED:
        service.state = ServiceState.OBJECTED
        service.save(update_fields=["state"])
    said = reason.strip()[:LONGEST_REASON]
    note(service, by_id=volunteer.user_id, now=now, reason=said, state=ServiceState.OBJECTED)
    record("service.objected", service=service.pk, at=int(now.timestamp()))
    return service


def may_object(service: ServiceRecord, now: datetime) -> bool:
    """Within its notice: a confirmed record's, or that of a correction which has taken effect."""
    is_shown = service.state == ServiceState.CONFIRMED or (
        service.state == ServiceState.FINAL and service.replaces_id is not None
    )
    return is_shown and service.notice_until is not None and service.notice_until > now


@dataclass(frozen=True, slots=True)
class AddedFacts:
    """Hours that nobody signed for, and why."""

    application_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str


@transaction.atomic
def add_service(*, facts: AddedFacts, by: Actor, now: datetime) -> ServiceRecord:
    """Propose hours by hand: a second person has to confirm them. They lie within the position.

    Raises Invalid by field, NotFound, Conflict, Refused for an overlap.
    """
    row = Application.objects.select_for_update(of=("self",)).filter(pk=facts.application_id)
    application = row.select_related("position__session__activity__unit", "volunteer").first()
    if application is None or not may_propose(by, application):
        raise NotFound("application", _("没有找到这个岗位报名。"))
    if application.state != ApplicationState.ACCEPTED:
        raise Conflict("application_not_accepted", _("只能为已录用的志愿者补录。"))
    wrong = _wrong_times(application, facts, now)
    if wrong:
        raise Invalid("service_invalid", next(iter(wrong.values()))[0], fields=wrong)
    service = _added(application, facts, by, now)
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError:
        raise Refused("service_overlaps", _("这段时间和这位志愿者的另一条服务记录重叠。")) from None
    note(service, by_id=by.user_id, now=now, reason=service.reason)
    return service


def _added(application: Application, facts: AddedFacts, by: Actor, now: datetime) -> ServiceRecord:
    window = window_of(application.position)
    return ServiceRecord(
        volunteer=application.volunteer,
        application=application,
        kind=ServiceKind.ADDED,
        state=ServiceState.RECORDED,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        minutes=int((facts.ends_at - facts.starts_at).total_seconds() // 60),
        window_start=window.starts_at,
        window_end=window.ends_at,
        latest_end=window.latest,
        reason=facts.reason.strip()[:LONGEST_REASON],
        proposed_by_id=by.user_id,
        created_at=now,
    )


def may_propose(by: Actor, application: Application) -> bool:
    """Adding hours: who keeps the activity, and the leader of the position's team; never for oneself."""
    team = application.position.team
    leads = team is not None and team.leader is not None and team.leader.user_id == by.user_id
    is_own = by.user_id is None or application.volunteer.user_id == by.user_id
    return (can_keep_position(by, application.position) or leads) and not is_own


def _wrong_times(application: Application, facts: AddedFacts, now: datetime) -> dict[str, list[Sentence]]:
    window = window_of(application.position)
    wrong: dict[str, list[Sentence]] = {}
    if facts.ends_at <= facts.starts_at:
        wrong["ends_at"] = [_("结束要晚于开始。")]
    elif facts.starts_at < window.starts_at or facts.ends_at > window.ends_at:
        wrong["starts_at"] = [_("补录的时间不能超出岗位的时间。")]
    elif facts.ends_at > now:
        wrong["ends_at"] = [_("还没有过去的时间不能补录。")]
    if len(facts.reason.strip()) < SHORTEST_REASON:
        wrong["reason"] = [_("请写明为什么要补录，例如“忘记签到”。")]
    return wrong


def finalize_due(*, now: datetime, most: int = 1000) -> int:
    """Make final what was shown long enough without an objection; returns how many."""
    done = 0
    due = ServiceRecord.objects.filter(state=ServiceState.CONFIRMED, notice_until__lte=now).order_by("pk")
    for pk in list(due.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            service = (
                ServiceRecord.objects.select_for_update()
                .filter(pk=pk, state=ServiceState.CONFIRMED, notice_until__lte=now)
                .first()
            )
            if service is not None:
                service.state = ServiceState.FINAL
                service.save(update_fields=["state"])
                note(service, by_id=None, now=now)
                done += 1
    return done


def confirm_many(*, service_ids: Sequence[int], by: Actor, now: datetime) -> tuple[int, list[Sentence]]:
    """Confirm each by itself; how many were, and the sentences of those that were not."""
    done, refused = 0, []
    for service_id in service_ids:
        try:
            confirm_service(service_id=service_id, by=by, now=now)
            done += 1
        except (Conflict, NotAllowed, NotFound) as error:
            refused.append(error.sentence)
    return done, refused
