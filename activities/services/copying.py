"""Beginning an activity as a copy of one that was held before."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.facts import ActivityFacts, SessionFacts
from activities.models import Activity, ActivityStatus, Campaign, PlanYear, Task
from activities.permissions import can_edit_activity
from activities.selectors.facts import facts_of
from activities.services.activities import save_activity
from core.clock import ZONE, city_day, city_time
from core.errors import NotFound

YEAR = timedelta(days=364)  # whole weeks, so that a Saturday stays a Saturday
SENT_TWICE = timedelta(minutes=10)


@transaction.atomic
def copy_activity(*, activity_id: int, by: Actor, now: datetime) -> Activity:
    """A draft that says what another activity says, its sessions moved by whole years of weeks into the future.

    Campaigns and tasks become those of the new year's plan, where it has them. Asked again within ten
    minutes, while the copy is untouched, it gives the same copy. Raises NotFound.
    """
    source = Activity.objects.select_for_update(of=("self",)).select_related("unit", "cover").filter(pk=activity_id)
    found = source.first()
    if found is None or not can_edit_activity(by, found):
        raise NotFound("activity", _("没有找到这个活动。"))
    made = _made_just_now(found, by, now)
    if made is not None:
        return made
    copy = save_activity(facts=copied(facts_of(found), now=now), by=by, now=now)
    copy.copied_from = found
    copy.save(update_fields=["copied_from"])
    return copy


def _made_just_now(source: Activity, by: Actor, now: datetime) -> Activity | None:
    return source.copies.filter(
        created_by=by.user_id,
        status=ActivityStatus.DRAFT,
        updated_at=F("created_at"),  # untouched
        created_at__gte=now - SENT_TWICE,
    ).first()


def copied(facts: ActivityFacts, *, now: datetime) -> ActivityFacts:
    """The facts of a copy: later sessions, the plan of their year, its year in the title; nothing external."""
    sessions = _moved(facts.sessions, now)
    old = min((city_day(one.starts_at) for one in facts.sessions), default=city_day(now))
    new = min((city_day(one.starts_at) for one in sessions), default=city_day(now))
    return replace(
        facts,
        title=facts.title.replace(f"{old.year}年", f"{new.year}年"),
        title_en=facts.title_en.replace(str(old.year), str(new.year)),
        campaign_ids=_campaigns(facts.campaign_ids, new),
        task_ids=_tasks(facts.task_ids, new),
        sessions=sessions,
        reference="",
    )


def _moved(sessions: Iterable[SessionFacts], now: datetime) -> tuple[SessionFacts, ...]:
    """Sessions as many whole years later as it takes for all of them to lie ahead."""
    stated = tuple(sessions)
    first = min((one.starts_at for one in stated), default=now)
    years = 0
    while stated and first + years * YEAR <= now:
        years += 1
    days = years * YEAR
    return tuple(
        replace(one, id="", starts_at=_later(one.starts_at, days), ends_at=_later(one.ends_at, days)) for one in stated
    )


def _later(moment: datetime, days: timedelta) -> datetime:
    """The same time of the city's day, so many days later."""
    there = city_time(moment)
    return datetime.combine(there.date() + days, there.time(), ZONE)


def _campaigns(ids: Iterable[int], day: date) -> tuple[int, ...]:
    """The campaigns of the same identifiers in the plan of a day's year."""
    names = Campaign.objects.filter(pk__in=ids).values("identifier")
    found = Campaign.objects.filter(plan=PlanYear.objects.current(day), identifier__in=names)
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def _tasks(ids: Iterable[int], day: date) -> tuple[int, ...]:
    """The tasks of the same numbers in the plan of a day's year."""
    plan = PlanYear.objects.current(day)
    wanted = set(Task.objects.filter(pk__in=ids).values_list("project__number", "number"))
    rows = Task.objects.filter(project__plan=plan).values_list("pk", "project__number", "number")
    return tuple(sorted(pk for pk, project, number in rows if (project, number) in wanted))
