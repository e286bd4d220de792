"""Error reports as their queue and pages show them. Contacts stay where they are, but for a mask."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When

from accounts.permissions import Actor
from core.crypto import Unreadable
from core.geo import LonLat, lonlat, metres_between
from core.masking import masked
from venues.models import ErrorReport, ReportState, Venue
from venues.models.report import ReportQuerySet

PAGE = 50


def reports_queue(actor: Actor, *, state: str, page: int) -> tuple[list[ErrorReport], int]:
    """A page of the reports on what an actor keeps, and how many there are; open first, then newest first."""
    found = _kept(actor)
    if state in set(ReportState):
        found = found.filter(state=state)
    first = Case(When(state=ReportState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = found.order_by(first, "-created_at", "-id")
    return list(rows[(page - 1) * PAGE : page * PAGE]), rows.count()


def _kept(actor: Actor) -> ReportQuerySet:
    rows = ErrorReport.objects.kept_by(actor).defer("contact")
    return rows.select_related("venue", "venue__kind", "venue__county", "photo", "decided_by")


def kept_report(public_id: str, actor: Actor) -> ErrorReport | None:
    """One report on what an actor keeps."""
    return _kept(actor).select_related("venue__hours", "venue__operator").filter(public_id=public_id).first()


def masked_contact(report: ErrorReport) -> str:
    """The contact as a keeper may see it, such as `138****5678`; empty without one."""
    try:
        contact: str | None = ErrorReport.objects.values_list("contact", flat=True).get(pk=report.pk)
    except Unreadable:
        return "****"
    return masked(contact) if contact else ""


def apart_m(report: ErrorReport) -> float | None:
    """Metres on the ground between the venue's mark and the proposed one."""
    if report.venue.point is None or report.lon is None or report.lat is None:
        return None
    return metres_between(lonlat(report.venue.point), LonLat(report.lon, report.lat))


def photos_of_reports(public_ids: Collection[str]) -> set[str]:
    """Of photos, those that a report shows."""
    used = ErrorReport.objects.filter(photo__public_id__in=public_ids)
    return set(used.values_list("photo__public_id", flat=True))


def known_number(token: UUID) -> str:
    """The number of the report that a form has brought already, or empty."""
    return ErrorReport.objects.filter(token=token).values_list("public_id", flat=True).first() or ""


def public_answer(number: str, venue: Venue) -> ErrorReport | None:
    """What has become of a report on a venue, for whoever knows its number."""
    return ErrorReport.objects.defer("contact").filter(public_id=number, venue=venue).first()
