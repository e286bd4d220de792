"""What a volunteer sees of their own: schedule, hours, certificates and teams."""

from datetime import datetime

from django.db.models import Prefetch
from django.db.models.functions import ExtractYear

from accounts.models import Unit
from core.clock import ZONE
from volunteers.models import Application, ServiceRecord, ServiceState, ServiceStep, TeamMember, Volunteer
from volunteers.models.position import LIVE
from volunteers.selectors.hours import Hours, totals_by

MOST = 500


def volunteer_of(user_id: int | None) -> Volunteer | None:
    """The volunteer that an account's owner is; what is sealed is not read."""
    if user_id is None:
        return None
    return Volunteer.objects.active().unsealed().select_related("county").filter(user_id=user_id).first()


def schedule(volunteer: Volunteer, now: datetime) -> list[Application]:
    """What is to come or going on, the next first."""
    rows = Application.objects.filter(volunteer=volunteer, state__in=LIVE, ends_at__gt=now)
    rows = rows.select_related("position__session__activity__unit", "position__session__venue", "position__team")
    return list(rows.order_by("starts_at", "pk")[:MOST])


def services(volunteer: Volunteer) -> list[ServiceRecord]:
    """All records of service, the latest first, with what was said about each."""
    rows = ServiceRecord.objects.filter(volunteer=volunteer).select_related(
        "application__position__session__activity__unit"
    )
    steps = Prefetch("steps", ServiceStep.objects.order_by("at", "id"))
    return list(rows.prefetch_related(steps, "feedback", "corrections")[:MOST])


def by_year(volunteer: Volunteer) -> dict[int, Hours]:
    """Hours by year of the city, the latest first; the years are of the city's clock."""
    rows = ServiceRecord.objects.filter(volunteer=volunteer)
    found = totals_by(rows.annotate(year=ExtractYear("starts_at", tzinfo=ZONE)), "year")
    years = {int(str(year)): hours for (year,), hours in found.items()}
    return {year: years[year] for year in sorted(years, reverse=True)}


def units_that_can_certify(volunteer: Volunteer) -> list[Unit]:
    """The units at which a volunteer has final hours."""
    served = ServiceRecord.objects.filter(volunteer=volunteer, state=ServiceState.FINAL)
    ids = served.values("application__position__session__activity__unit")
    return list(Unit.objects.filter(pk__in=ids).order_by("pk"))


def teams_of(volunteer: Volunteer) -> list[TeamMember]:
    """Teams that a volunteer is in, or has asked to join."""
    rows = TeamMember.objects.filter(volunteer=volunteer, state__in=["asked", "member"]).select_related("team__unit")
    return list(rows.order_by("team__name"))
