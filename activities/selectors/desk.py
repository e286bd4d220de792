"""Activities as their keepers and reviewers find them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from accounts.selectors.people import counties_with_reviewers
from activities.models import Activity, ActivityStatus, Campaign, Session
from activities.models.activity import ActivityQuerySet
from activities.oddities import Window
from core.clock import city_day
from venues.selectors.review import escalates_before

LIKE = 0.45  # of titles, by trigrams
NEAR_IN_TIME = timedelta(hours=36)
MOST_ALIKE = 5
MOST_MOMENTS = 30


class DeskTab(StrEnum):
    """A tab of the table."""

    ALL = "all"
    WAITING = "waiting"  # for this actor's decision
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLIC = "public"
    CANCELLED = "cancelled"

    @property
    def label(self) -> object:
        return TAB_LABELS[self]


TAB_LABELS = {
    DeskTab.ALL: _("全部"),
    DeskTab.WAITING: _("等我审核"),
    DeskTab.DRAFT: _("草稿和退回"),
    DeskTab.SUBMITTED: _("待审核"),
    DeskTab.PUBLIC: _("已发布"),
    DeskTab.CANCELLED: _("已取消"),
}
STATUSES = {
    DeskTab.DRAFT: (ActivityStatus.DRAFT, ActivityStatus.RETURNED),
    DeskTab.SUBMITTED: (ActivityStatus.SUBMITTED,),
    DeskTab.PUBLIC: (ActivityStatus.PUBLISHED,),
    DeskTab.CANCELLED: (ActivityStatus.CANCELLED,),
}


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """What of the table is shown; `unit` is a unit's public identifier, campaign and task are rows' keys."""

    tab: DeskTab = DeskTab.ALL
    text: str = ""
    unit: str = ""
    campaign: int | None = None
    task: int | None = None


def desk_rows(actor: Actor, query: DeskQuery, now: datetime) -> ActivityQuerySet:
    """The activities that an actor keeps, as asked; each has `first`, `last` and `held` (how many sessions)."""
    rows = to_review(actor, now) if query.tab is DeskTab.WAITING else Activity.objects.kept_by(actor)
    if query.tab in STATUSES:
        rows = rows.filter(status__in=[status.value for status in STATUSES[query.tab]])
    if query.text:
        rows = rows.filter(
            Q(title__icontains=query.text)
            | Q(public_id=query.text)
            | Q(unit__name__icontains=query.text)
            | Q(series__icontains=query.text)
        )
    if query.unit:
        rows = rows.filter(unit__public_id=query.unit)
    if query.campaign:
        rows = rows.filter(campaigns=query.campaign)
    if query.task:
        rows = rows.filter(tasks=query.task)
    annotated: Any = rows.select_related("unit", "venue", "county").annotate(
        first=Min("sessions__starts_at"), last=Max("sessions__starts_at"), held=Count("sessions")
    )
    order = ("submitted_at", "pk") if query.tab is DeskTab.WAITING else ("-updated_at", "-pk")
    found: ActivityQuerySet = annotated.order_by(*order)
    return found


def desk_counts(actor: Actor, now: datetime) -> dict[DeskTab, int]:
    """How many activities each tab holds."""
    by_status = dict(Activity.objects.kept_by(actor).order_by().values_list("status").annotate(n=Count("pk")))
    counts = {tab: sum(by_status.get(status, 0) for status in statuses) for tab, statuses in STATUSES.items()}
    waiting = {DeskTab.WAITING: to_review(actor, now).count()} if actor.reviews else {}
    return {DeskTab.ALL: sum(by_status.values()), **waiting, **counts}


def to_review(actor: Actor, now: datetime) -> ActivityQuerySet:
    """What an actor has to decide on: a county office its county's; the office what no county office
    could take, and what has waited longer than the days of REVIEW_ESCALATION_DAYS."""
    waiting = Activity.objects.reviewed_by(actor).filter(status=ActivityStatus.SUBMITTED)
    if not actor.sees_all:
        return waiting
    covered = counties_with_reviewers(city_day(now))
    return waiting.filter(~Q(unit__county_code__in=covered) | Q(submitted_at__lte=escalates_before(now)))


def escalated(now: datetime) -> ActivityQuerySet:
    """What a county office has left waiting too long."""
    return Activity.objects.filter(status=ActivityStatus.SUBMITTED, submitted_at__lte=escalates_before(now)).exclude(
        unit__county_code=""
    )


def similar_to(activity: Activity) -> list[Activity]:
    """Other activities that look like this one: about the same time, and the same place or a like title."""
    moments = list(activity.sessions.order_by("starts_at").values_list("starts_at", flat=True)[:MOST_MOMENTS])
    if not moments:
        return []
    then = Q()
    for moment in moments:
        then |= Q(starts_at__range=(moment - NEAR_IN_TIME, moment + NEAR_IN_TIME))
    others = Activity.objects.exclude(pk=activity.pk).exclude(status=ActivityStatus.CANCELLED)
    near = Session.objects.filter(then, activity=OuterRef("pk"), cancelled_at=None)
    found = others.filter(Exists(near)).annotate(like=TrigramSimilarity("title", activity.title))
    same_place = Q(venue=activity.venue_id) if activity.venue_id else Q(pk=None)
    same_unit = Q(unit=activity.unit_id) | Q(co_units=activity.unit_id)
    alike = found.filter(Q(like__gte=LIKE) | same_place & (same_unit | Q(like__gte=LIKE / 2)))
    return list(alike.select_related("unit").order_by("-like", "pk").distinct()[:MOST_ALIKE])


def windows_of(activity: Activity) -> list[Window]:
    """The windows of the campaigns that an activity serves."""
    campaigns = Campaign.objects.filter(activities=activity)
    return [Window(campaign.label, campaign.starts_on, campaign.ends_on) for campaign in campaigns]
