"""Corrections of hours: one person proposes, another confirms, and until then nothing has changed.

Every way by which what was confirmed leaves a count goes through here; the database refuses all others.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, Sentence
from core.outbox import record
from volunteers.models import Correction, CorrectionState, ServiceKind, ServiceRecord, ServiceState
from volunteers.models.service import VOID
from volunteers.permissions import can_keep_position, can_second
from volunteers.rules import NOTICE, Window
from volunteers.services.hours import LONGEST_REASON, SHORTEST_REASON, locked_service
from volunteers.services.steps import note

CORRECTABLE = frozenset({ServiceState.RECORDED, ServiceState.CONFIRMED, ServiceState.OBJECTED, ServiceState.FINAL})


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """What a record should say and why. Without times it is annulled; `restores_id` brings an earlier one back."""

    service_id: int
    reason: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    restores_id: int | None = None


@transaction.atomic
def propose_correction(*, facts: CorrectionFacts, by: Actor, now: datetime) -> Correction:
    """Propose that a record says something else; it stands until a second person confirms.

    Raises NotFound, NotAllowed for one's own service, Invalid by field, Conflict in another state or beside
    another proposal, Refused for an overlap.
    """
    service = locked_service(facts.service_id)
    if by.user_id is None or not can_keep_position(by, service.application.position):
        raise NotFound("service", _("没有找到这条服务记录。"))
    if service.volunteer.user_id == by.user_id:
        raise NotAllowed("service_own", _("自己的服务时长要由另外两个人更正。"))
    restored = _restored(service, facts.restores_id)
    may = service.state in CORRECTABLE or (restored is not None and service.state in VOID)
    if not may or ServiceRecord.objects.filter(replaces=service).exists():
        raise Conflict("service_state", _("这条记录现在不能更正：%(state)s。") % {"state": service.get_state_display()})
    if service.corrections.filter(state=CorrectionState.PROPOSED).exists():
        raise Conflict("correction_waits", _("这条记录已有一个更正等着确认，请先办理。"))
    starts_at, ends_at = facts.starts_at, facts.ends_at
    if restored is not None:
        starts_at, ends_at = restored.starts_at, restored.ends_at
    made = Correction(
        service=service,
        restores=restored,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=facts.reason.strip()[:LONGEST_REASON],
        state=CorrectionState.PROPOSED,
        proposed_by_id=by.user_id,
        proposed_at=now,
    )
    _check(made, now)
    made.save()
    record("correction.proposed", correction=made.pk)
    return made


def _restored(service: ServiceRecord, restores_id: int | None) -> ServiceRecord | None:
    """The earlier record that is to come back: of the same service, with its hours. Raises NotFound."""
    if restores_id is None:
        return None
    earlier = next((row for row in line_of(service) if row.pk == restores_id), None)
    if earlier is None or earlier.state not in VOID or earlier.ends_at is None:
        raise NotFound("service", _("没有找到要恢复的记录。"))
    return earlier


def line_of(service: ServiceRecord) -> list[ServiceRecord]:
    """A record and those whose place it took, the latest first."""
    line = [service]
    while (earlier := line[-1].replaces) is not None:
        line.append(earlier)
    return line


def _check(made: Correction, now: datetime) -> None:
    wrong = _wrong(made, now)
    if wrong:
        raise Invalid("correction_invalid", next(iter(wrong.values()))[0], fields=wrong)
    if made.starts_at is None or made.ends_at is None:
        return
    others = ServiceRecord.objects.standing().filter(volunteer=made.service.volunteer_id).exclude(pk=made.service_id)
    others = others.annotate(until=Coalesce("ends_at", "latest_end"))
    if others.filter(starts_at__lt=made.ends_at, until__gt=made.starts_at).exists():
        raise Refused("service_overlaps", _("这段时间和这位志愿者的另一条服务记录重叠。"))


def _wrong(made: Correction, now: datetime) -> dict[str, list[Sentence]]:
    """Sentences by field. What was once signed has the half hour around the position that signing has."""
    service, wrong = made.service, dict[str, list[Sentence]]()
    window = Window(service.window_start, service.window_end)
    was_signed = any(row.kind == ServiceKind.SIGNED for row in line_of(service))
    earliest, latest = (window.earliest, window.latest) if was_signed else (window.starts_at, window.ends_at)
    if (made.starts_at is None) != (made.ends_at is None):
        wrong["ends_at"] = [_("请把开始和结束都填上；不计时长的两项都不填。")]
    elif made.starts_at is not None and made.ends_at is not None:
        if made.ends_at <= made.starts_at:
            wrong["ends_at"] = [_("结束要晚于开始。")]
        elif made.starts_at < earliest or made.ends_at > latest:
            within = _("更正的时间不能超出岗位前后半小时。") if was_signed else _("补录的时间不能超出岗位的时间。")
            wrong["starts_at"] = [within]
        elif made.ends_at > now:
            wrong["ends_at"] = [_("还没有过去的时间不能补录。")]
    if len(made.reason) < SHORTEST_REASON:
        wrong["reason"] = [_("请写明为什么要更正，例如“核对了值班表”。")]
    return wrong


def _waiting(correction_id: int, by: Actor) -> Correction:
    """A correction with its record, both locked, the record first as in every deed. Raises NotFound."""
    pair = Correction.objects.filter(pk=correction_id).values_list("service_id", flat=True).first()
    service = locked_service(pair) if pair is not None else None
    if service is None or not can_keep_position(by, service.application.position):
        raise NotFound("correction", _("没有找到这个更正。"))
    found = Correction.objects.select_for_update(of=("self",)).select_related("restores").get(pk=correction_id)
    found.service = service
    return found


@transaction.atomic
def confirm_correction(*, correction_id: int, by: Actor, now: datetime) -> ServiceRecord | None:
    """Let a correction take effect: the record is reversed and another takes its place, in one transaction.

    What counted counts on, with its new hours; what was in its public notice begins that anew. None where the
    record was annulled. Raises NotFound, NotAllowed for who proposed it or served, Conflict, Refused for an overlap.
    """
    made = _waiting(correction_id, by)
    service = made.service
    if made.state == CorrectionState.CONFIRMED:
        return ServiceRecord.objects.filter(replaces=service).first()
    if made.state != CorrectionState.PROPOSED:
        raise Conflict("correction_decided", _("这个更正已经办理过了。"))
    if service.state in VOID and (made.restores is None or ServiceRecord.objects.filter(replaces=service).exists()):
        raise Conflict("service_state", _("这条记录在这期间已有变化，请退回这个更正，需要的话重新提出。"))
    if not can_second(by, made):
        raise NotAllowed("correction_second", _("更正要由另一个人确认：不是提出的人，也不是本人。"))
    made.state, made.decided_by_id, made.decided_at = CorrectionState.CONFIRMED, by.user_id, now
    try:
        with transaction.atomic():
            made.save(update_fields=["state", "decided_by", "decided_at"])
            placed = _put_in_place(made, now)
    except IntegrityError:
        raise Refused("service_overlaps", _("这段时间和这位志愿者的另一条服务记录重叠。")) from None
    record("correction.decided", correction=made.pk)
    return placed


def _put_in_place(made: Correction, now: datetime) -> ServiceRecord | None:
    service, former = made.service, ServiceState(made.service.state)
    if former not in VOID:
        service.state = ServiceState.REVERSED
        service.save(update_fields=["state"])
        note(service, by_id=made.decided_by_id, now=now, reason=made.reason)
    if made.starts_at is None or made.ends_at is None:
        return None
    restored = made.restores
    kind = ServiceKind(restored.kind) if restored is not None else ServiceKind.ADDED
    placed = ServiceRecord.objects.create(
        volunteer=service.volunteer,
        application=service.application,
        kind=kind,
        # Two people have looked: what counted does not leave the count for the days of another notice.
        state=ServiceState.FINAL if former == ServiceState.FINAL else ServiceState.CONFIRMED,
        starts_at=made.starts_at,
        ends_at=made.ends_at,
        minutes=restored.minutes if restored is not None else made.minutes,
        window_start=service.window_start,
        window_end=service.window_end,
        latest_end=max(made.ends_at, service.latest_end),
        flags=restored.flags if restored is not None else [],
        reason=made.reason,
        proposed_by_id=made.proposed_by_id if kind is ServiceKind.ADDED else None,
        confirmed_by_id=made.decided_by_id,
        confirmed_at=now,
        notice_until=now + NOTICE,
        replaces=service,
        created_at=now,
    )
    note(placed, by_id=made.decided_by_id, now=now, reason=made.reason)
    return placed


@transaction.atomic
def reject_correction(*, correction_id: int, reason: str, by: Actor, now: datetime) -> Correction:
    """Refuse a correction with a reason, or take back one's own without: all is as before.

    Raises NotFound, NotAllowed for who served, Invalid without a reason, Conflict once it has taken effect.
    """
    made = _waiting(correction_id, by)
    if made.state == CorrectionState.REJECTED:
        return made
    if made.state != CorrectionState.PROPOSED:
        raise Conflict("correction_decided", _("这个更正已经办理过了。"))
    if by.user_id is None or by.user_id == made.service.volunteer.user_id:
        raise NotAllowed("correction_second", _("更正要由另一个人确认：不是提出的人，也不是本人。"))
    if len(reason.strip()) < SHORTEST_REASON and by.user_id != made.proposed_by_id:
        sentence = _("请写明理由。")
        raise Invalid("correction_reason", sentence, fields={"reason": [sentence]})
    made.state, made.decided_by_id, made.decided_at = CorrectionState.REJECTED, by.user_id, now
    made.answer = reason.strip()[:LONGEST_REASON]
    made.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    record("correction.decided", correction=made.pk)
    return made
