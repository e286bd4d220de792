"""Certificates: asked for, issued as a snapshot, revoked. Issuing again never changes an earlier one."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.permissions import can_post_for
from core.clock import city_day, day_start
from core.errors import Invalid, NotFound, Refused, Sentence
from core.outbox import record
from volunteers.certifying import Content, Item, masked_id
from volunteers.models import (
    Certificate,
    CertificateRequest,
    CertifiedService,
    ServiceKind,
    ServiceRecord,
    ServiceState,
    Volunteer,
)
from volunteers.models.volunteer import ID_TYPE_LABELS, IdType
from volunteers.selectors.hours import total

CODE_BYTES = 16
MOST_ITEMS = 1000
LONGEST_HANDLER, LONGEST_CONTACT, LONGEST_REASON = 40, 60, 200


def certifiable(volunteer_id: int, unit_id: int, since: date, until: date) -> models.QuerySet[ServiceRecord]:
    """The final records of a volunteer at a unit's activities that began within days of the city; both included."""
    return ServiceRecord.objects.filter(
        volunteer=volunteer_id,
        state=ServiceState.FINAL,
        application__position__session__activity__unit=unit_id,
        starts_at__gte=day_start(since),
        starts_at__lt=day_start(until + timedelta(days=1)),
    ).order_by("starts_at", "pk")


@transaction.atomic
def ask_for_certificate(*, volunteer: Volunteer, unit_id: int, now: datetime) -> CertificateRequest:
    """Ask a unit for a certificate; asking again changes nothing. Raises Refused where there is nothing to certify."""
    served = ServiceRecord.objects.filter(
        volunteer=volunteer, state=ServiceState.FINAL, application__position__session__activity__unit=unit_id
    )
    if not served.exists():
        raise Refused("nothing_to_certify", _("在这个单位还没有已生效的服务时长。"))
    values = {"asked_at": now}
    return CertificateRequest.objects.get_or_create(
        volunteer=volunteer, unit_id=unit_id, closed_at=None, defaults=values
    )[0]


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate is to cover, both days included, and who answers for it."""

    volunteer_id: int
    unit_id: int
    since: date
    until: date
    handler: str
    contact: str


@transaction.atomic
def issue_certificate(*, facts: CertificateFacts, by: Actor, now: datetime) -> Certificate:
    """Certify what a volunteer has served at a unit: only what is final. Open requests for it are closed.

    Raises NotFound, Invalid by field, Refused where there is nothing to certify.
    """
    unit = Unit.objects.select_for_update().filter(pk=facts.unit_id).first()
    volunteer = Volunteer.objects.active().filter(pk=facts.volunteer_id).first()
    if unit is None or volunteer is None or by.user_id is None or not can_post_for(by, unit):
        raise NotFound("certificate", _("没有找到这位志愿者，或不能以这个单位的名义出具。"))
    if volunteer.user_id == by.user_id:
        raise Refused("certificate_own", _("自己的证明要由另一个人出具。"))
    check_facts(facts, city_day(now))
    rows = certifiable(volunteer.pk, unit.pk, facts.since, facts.until)
    found = _found(rows.select_for_update(of=("self",)))  # so that no correction comes between
    content = _content(facts, volunteer, unit, found, now)
    assert content.minutes == total(rows).final
    certificate = Certificate.objects.create(
        serial=content.serial,
        code=secrets.token_hex(CODE_BYTES),
        volunteer=volunteer,
        unit=unit,
        minutes=content.minutes,
        since=facts.since,
        until=facts.until,
        content=content.as_json(),
        issued_at=now,
        issued_by_id=by.user_id,
    )
    CertifiedService.objects.bulk_create(CertifiedService(certificate=certificate, service=row) for row in found)
    CertificateRequest.objects.filter(volunteer=volunteer, unit=unit, closed_at=None).update(closed_at=now)
    record("certificate.issued", certificate=certificate.pk)
    return certificate


def _found(rows: models.QuerySet[ServiceRecord]) -> list[ServiceRecord]:
    found = list(rows.select_related("application__position__session__activity")[: MOST_ITEMS + 1])
    if not found:
        raise Refused("nothing_to_certify", _("这段时间在这个单位没有已生效的服务时长。"))
    if len(found) > MOST_ITEMS:
        raise Refused("too_much_to_certify", _("记录太多，请分几段时间出具。"))
    return found


def _content(
    facts: CertificateFacts, volunteer: Volunteer, unit: Unit, found: list[ServiceRecord], now: datetime
) -> Content:
    return Content(
        serial=_serial(unit, now),
        name=volunteer.name or "",
        id_type=str(ID_TYPE_LABELS[IdType(volunteer.id_type)]),
        id_masked=masked_id(volunteer.id_number or ""),
        number=volunteer.number,
        unit=unit.name,
        handler=facts.handler.strip(),
        contact=facts.contact.strip(),
        since=facts.since.isoformat(),
        until=facts.until.isoformat(),
        issued_on=city_day(now).isoformat(),
        items=tuple(_item(row) for row in found),
    )


def check_facts(facts: CertificateFacts, today: date) -> None:
    """Raises Invalid by field for days and names that no certificate can carry."""
    wrong = _wrong(facts, today)
    if wrong:
        raise Invalid("certificate_invalid", next(iter(wrong.values()))[0], fields=wrong)


def _wrong(facts: CertificateFacts, today: date) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    if facts.since > facts.until:
        wrong["until"] = [_("结束日期不能早于开始日期。")]
    elif facts.until > today:
        wrong["until"] = [_("结束日期不能晚于今天。")]
    if not 2 <= len(facts.handler.strip()) <= LONGEST_HANDLER:
        wrong["handler"] = [_("请填写经办人姓名。")]
    if not 3 <= len(facts.contact.strip()) <= LONGEST_CONTACT:
        wrong["contact"] = [_("请填写联系方式，例如办公电话。")]
    return wrong


def _serial(unit: Unit, now: datetime) -> str:
    """The next number of a unit in a year of the city; the caller holds the unit's lock."""
    year = city_day(now).year
    issued = Certificate.objects.filter(unit=unit, issued_at__gte=day_start(date(year, 1, 1))).count()
    return f"{year}-{unit.pk:04d}-{issued + 1:05d}"


def _item(row: ServiceRecord) -> Item:
    position = row.application.position
    return Item(
        day=city_day(row.starts_at).isoformat(),
        activity=position.session.activity.title,
        position=position.title,
        minutes=row.minutes or 0,
        is_added=row.kind == ServiceKind.ADDED,
    )


@transaction.atomic
def revoke_certificate(*, certificate_id: int, reason: str, by: Actor, now: datetime) -> Certificate:
    """Say for good that a certificate does not hold any more. Raises NotFound, Invalid."""
    found = Certificate.objects.select_for_update(of=("self",)).defer("content").select_related("unit")
    certificate = found.filter(pk=certificate_id).first()
    if certificate is None or not can_post_for(by, certificate.unit):
        raise NotFound("certificate", _("没有找到这份证明。"))
    if certificate.revoked_at is not None:
        return certificate
    if len(reason.strip()) < 2:
        sentence = _("请写明撤销的理由。")
        raise Invalid("certificate_reason", sentence, fields={"reason": [sentence]})
    certificate.revoked_at, certificate.revoke_reason = now, reason.strip()[:LONGEST_REASON]
    certificate.save(update_fields=["revoked_at", "revoke_reason"])
    record("certificate.revoked", certificate=certificate.pk)
    return certificate
