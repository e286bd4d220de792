"""Emergency call-ups: the office asks, volunteers answer, everything on one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Sentence
from core.geo import LonLat, point
from core.outbox import record
from core.sql import fetch
from volunteers.models import CallUp, CallUpAnswer, Volunteer
from volunteers.rules import ADULT
from volunteers.services.applications import age_of

MOST_CALLED = 5000
BATCH = 500
LONGEST_RADIUS_KM = 300


@dataclass(frozen=True, slots=True)
class CallUpFacts:
    """Who is asked to come where; `place_at` is WGS 84."""

    text: str
    place: str
    place_at: LonLat
    radius_km: int
    skills: tuple[str, ...] = ()


# Volunteers are known by county, so each county counts that the circle touches.
WITHIN = """
SELECT code FROM venues_region
WHERE level IN ('county', 'functional_zone') AND ST_DWithin(
    coalesce(boundary, label_point)::geography,
    ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(metres)s)"""


def reachable(volunteers: Iterable[Volunteer], now: datetime) -> list[Volunteer]:
    """Those who may be called to an emergency: grown up on the day, by the birth date that is sealed with them.

    Whose age can't be known is not reached, nor is who has no account that works. No minor serves in an
    emergency, so no guardian is addressed either.
    """
    return [
        volunteer
        for volunteer in volunteers
        if volunteer.user is not None
        and volunteer.user.is_active
        and volunteer.erased_at is None
        and (age_of(volunteer, now) or 0) >= ADULT
    ]


def who_is_called(facts: CallUpFacts, now: datetime) -> list[Volunteer]:
    """Grown-up emergency volunteers of the counties within the radius with one of the skills, if any is asked for."""
    where = {"lon": facts.place_at.lon, "lat": facts.place_at.lat, "metres": facts.radius_km * 1000}
    codes = [code for (code,) in fetch(WITHIN, where)]
    found = Volunteer.objects.active().filter(is_emergency=True, county__in=codes).select_related("user")
    if facts.skills:
        found = found.filter(skills__overlap=list(facts.skills))
    return reachable(found.only("birth_date", "erased_at", "user__is_active").order_by("pk"), now)


@transaction.atomic
def make_call_up(*, facts: CallUpFacts, by: Actor, now: datetime) -> CallUp:
    """Call volunteers; they are told by the outbox, a batch at a time. Raises NotAllowed, Invalid by field."""
    if not by.sees_all or by.user_id is None:
        raise NotAllowed("call_up", _("只有领导小组办公室可以发出应急召集。"))
    wrong: dict[str, list[Sentence]] = {}
    if not 5 <= len(facts.text.strip()) <= 300:
        wrong["text"] = [_("请写清楚要做什么，5 到 300 个字。")]
    if not 2 <= len(facts.place.strip()) <= 100:
        wrong["place"] = [_("请填写地点。")]
    if not 1 <= facts.radius_km <= LONGEST_RADIUS_KM:
        wrong["radius_km"] = [_("范围要是 1 到 300 公里。")]
    ids = [volunteer.pk for volunteer in who_is_called(facts, now)[:MOST_CALLED]] if not wrong else []
    if not wrong and not ids:
        wrong["radius_km"] = [_("这个范围里没有合适的成年应急志愿者，请放宽特长或范围。")]
    if wrong:
        raise Invalid("call_up_invalid", next(iter(wrong.values()))[0], fields=wrong)
    made = CallUp.objects.create(
        text=facts.text.strip(),
        place=facts.place.strip(),
        point=point(facts.place_at),
        radius_km=facts.radius_km,
        skills=list(facts.skills),
        made_by_id=by.user_id,
        made_at=now,
    )
    CallUpAnswer.objects.bulk_create([CallUpAnswer(call_up=made, volunteer_id=pk) for pk in ids])
    record("call_up.made", call_up=made.pk, after=0)
    return made


@transaction.atomic
def answer_call_up(*, call_up_id: int, volunteer: Volunteer, comes: bool, note: str, now: datetime) -> CallUpAnswer:
    """Say whether one comes; the last answer holds. Raises NotFound, Conflict once it is closed."""
    row = CallUpAnswer.objects.select_for_update(of=("self",)).select_related("call_up").filter(call_up=call_up_id)
    found = row.filter(volunteer=volunteer).first()
    if found is None:
        raise NotFound("call_up", _("没有找到这次召集。"))
    if found.call_up.closed_at is not None:
        raise Conflict("call_up_closed", _("这次召集已经结束，谢谢您。"))
    found.comes, found.note, found.answered_at = comes, note.strip()[:100], now
    found.save(update_fields=["comes", "note", "answered_at"])
    return found


@transaction.atomic
def close_call_up(*, call_up_id: int, by: Actor, now: datetime) -> None:
    """End a call-up. Raises NotAllowed."""
    if not by.sees_all:
        raise NotAllowed("call_up", _("只有领导小组办公室可以结束应急召集。"))
    CallUp.objects.filter(pk=call_up_id, closed_at=None).update(closed_at=now)
