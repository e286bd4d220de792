"""What was corrected since a certificate was issued: anybody who checks it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from core.clock import city_day
from volunteers.models import Certificate, CertifiedService, Correction, CorrectionState, ServiceRecord, ServiceState
from volunteers.models.service import VOID


@dataclass(frozen=True, slots=True)
class Corrected:
    """A record that a certificate rests on and that was corrected: of which day, when, minutes then and now."""

    day: date
    at: datetime | None
    before: int
    after: int

    @property
    def is_gone(self) -> bool:
        return self.after == 0


def certificates_on(service: ServiceRecord) -> QuerySet[Certificate]:
    """Certificates that hold and rest on a record, or on one whose place it took."""
    line: list[int] = []
    row: ServiceRecord | None = service
    while row is not None:
        line.append(row.pk)
        row = row.replaces
    found = Certificate.objects.filter(rests_on__service__in=line, revoked_at=None).defer("content")
    return found.distinct().order_by("pk")


def corrected_since(certificates: Sequence[Certificate]) -> dict[int, list[Corrected]]:
    """By certificate what was corrected since it was issued, in the order of days; a handful of queries."""
    links = list(
        CertifiedService.objects.filter(certificate__in=certificates, service__state=ServiceState.REVERSED)
        .select_related("service")
        .order_by("service__starts_at", "pk")
    )
    followers = _followers([link.service_id for link in links])
    ids = {link.service_id for link in links} | {row.pk for row in followers.values()}
    done = Correction.objects.filter(service__in=ids, state=CorrectionState.CONFIRMED)
    moments: dict[int, datetime | None] = dict(done.values_list("service_id", "decided_at"))
    found: dict[int, list[Corrected]] = {certificate.pk: [] for certificate in certificates}
    for link in links:
        latest, at = link.service, moments.get(link.service_id)
        while (after := followers.get(latest.pk)) is not None:
            latest, at = after, moments.get(after.pk) or at
        minutes = 0 if latest.state in VOID else latest.minutes or 0
        day = city_day(link.service.starts_at)
        found[link.certificate_id].append(Corrected(day, at, link.service.minutes or 0, minutes))
    return found


def _followers(ids: Sequence[int]) -> dict[int, ServiceRecord]:
    """By record what took its place, as far as places were taken."""
    found: dict[int, ServiceRecord] = {}
    asked = list(ids)
    while asked:
        rows = list(ServiceRecord.objects.filter(replaces__in=asked))
        found |= {row.replaces_id: row for row in rows if row.replaces_id is not None}
        asked = [row.pk for row in rows]
    return found
