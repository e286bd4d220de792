"""Positions that volunteers can still take, the next first, and those that fit one of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.gis.db.models.functions import Distance
from django.db.models import Exists, F, OuterRef, Q

from core.clock import day_start
from core.geo import LonLat, point
from volunteers.models import Application, ApplicationState, OpenTo, Position, TeamMember, TeamMemberState, Volunteer
from volunteers.models.position import PositionQuerySet

A_PAGE = 30
FITTING = 3


@dataclass(frozen=True, slots=True)
class PositionQuery:
    """What is asked for; `near` puts the nearest first, in WGS 84."""

    skill: str = ""
    county: str = ""
    day: date | None = None
    near: LonLat | None = None


def positions_found(query: PositionQuery, now: datetime) -> PositionQuerySet:
    """Coming public positions that a query asks for, not those for the invited alone; one statement."""
    found = Position.objects.public().coming(now).with_session().exclude(open_to=OpenTo.INVITED)
    if query.skill:
        found = found.filter(skills__contains=[query.skill])
    if query.county:
        found = found.filter(Q(session__county=query.county) | Q(session__zone=query.county))
    if query.day:
        start = day_start(query.day)
        found = found.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    if query.near:
        found = found.annotate(distance=Distance("session__point", point(query.near), spheroid=True))
        return found.order_by(F("distance").asc(nulls_last=True), "starts_at", "pk")
    return found.order_by("starts_at", "pk")


def fitting(volunteer: Volunteer, now: datetime) -> list[Position]:
    """A few positions with free places for a volunteer: by their skills and county, when they serve nowhere else."""
    busy = Application.objects.filter(
        volunteer=volunteer,
        state=ApplicationState.ACCEPTED,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    asked = Application.objects.filter(volunteer=volunteer, position=OuterRef("pk"))
    teams = TeamMember.objects.filter(volunteer=volunteer, state=TeamMemberState.MEMBER).values("team")
    found = (
        positions_found(PositionQuery(), now).filter(taken__lt=F("places")).exclude(Exists(busy)).exclude(Exists(asked))
    )
    found = found.filter(Q(open_to=OpenTo.ALL) | Q(team__in=teams))
    rows = list(found[:200])
    rows.sort(key=lambda row: (-_fit(row, volunteer), row.starts_at, row.pk))
    return [row for row in rows[:FITTING] if _fit(row, volunteer) > 0]


def _fit(position: Position, volunteer: Volunteer) -> int:
    """A point for each skill that is asked for and there, two for the own county."""
    is_here = volunteer.county_id in {position.session.county_id, position.session.zone_id}
    return len(set(position.skills) & set(volunteer.skills)) + 2 * is_here


def public_position(public_id: str) -> Position | None:
    """A position of a public session, called off or not; None where there is none."""
    found = Position.objects.with_session().filter(
        public_id=public_id[:20], session__activity__status__in=["published", "cancelled"]
    )
    return found.first()
