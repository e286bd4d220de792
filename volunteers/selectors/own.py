"""What a volunteer sees of their own: schedule, hours, certificates, teams, and all of it as data."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.db.models.functions import ExtractYear

from accounts.models import Unit
from core.clock import ZONE
from volunteers.certifying import content_of
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
    return list(rows.prefetch_related(Prefetch("steps", ServiceStep.objects.order_by("at", "id")), "feedback")[:MOST])


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


def own_data(volunteer: Volunteer) -> dict[str, Any]:
    """All that is kept of a volunteer, to be taken along (个人信息保护法 45). Raises Unreadable."""
    held = Volunteer.objects.get(pk=volunteer.pk)
    plain = ("number", "name", "id_type", "id_number", "birth_date", "guardian_name", "guardian_phone", "groups")
    more = ("skills", "languages", "availability", "is_emergency", "notice", "consented_at", "joined_at")
    return {
        **{name: getattr(held, name) for name in (*plain, *more)},
        "county": held.county_id,
        "applications": list(
            Application.objects.filter(volunteer=held).values("position__title", "state", "starts_at", "ends_at")
        ),
        "services": list(
            ServiceRecord.objects.filter(volunteer=held).values(
                "application__position__session__activity__title", "kind", "state", "starts_at", "ends_at", "minutes"
            )
        ),
        "training": list(held.attendances.values("course__title", "course__hours", "held_on")),
        "teams": list(TeamMember.objects.filter(volunteer=held).values("team__name", "state", "since", "until")),
        "certificates": [
            {"serial": row.serial, "revoked_at": row.revoked_at, "content": content_of(row.content)}
            for row in held.certificates.all()
            if row.content
        ],
    }
