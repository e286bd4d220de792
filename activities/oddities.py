"""What a reviewer should look at twice in an activity. Pure: nothing here refuses anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from activities.facts import ActivityFacts, RegistrationMode
from core.clock import city_day, city_time
from core.errors import Sentence

EARLY, LATE = 6, 22  # hours of the city's day
LARGE = 2_000  # people
MOST_TOLD = 6


@dataclass(frozen=True, slots=True)
class Window:
    """A campaign's days, both included."""

    name: str
    first: date
    last: date


def oddities(facts: ActivityFacts, windows: Iterable[Window], now: datetime) -> list[Sentence]:
    """Sentences, the gravest first, at most MOST_TOLD."""
    days = [city_day(session.starts_at) for session in facts.sessions]
    found: list[Sentence] = []
    if any(session.ends_at <= now for session in facts.sessions):
        found.append(_("有场次已经过去。"))
    if any(not EARLY <= city_time(session.starts_at).hour < LATE for session in facts.sessions):
        found.append(_("有场次在夜里 10 点到早上 6 点之间开始。"))
    if any((session.capacity or 0) > LARGE for session in facts.sessions):
        found.append(_("有场次的名额超过 2000 人。"))
    if facts.registration.mode is not RegistrationMode.NONE and any(one.capacity is None for one in facts.sessions):
        found.append(_("要报名，但有场次没有写名额。"))
    outside = (one for one in windows if days and not any(one.first <= day <= one.last for day in days))
    found += [_("没有一场在“%(name)s”的时间内。") % {"name": window.name} for window in outside]
    if not facts.online and not facts.where.venue_id and facts.where.given is None:
        found.append(_("没有在地图上标出位置。"))
    if not facts.task_ids:
        found.append(_("没有选完成的任务，统计时归不到任务。"))
    return found[:MOST_TOLD]
