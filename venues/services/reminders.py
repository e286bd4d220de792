"""Telling people what has waited too long: entries to verify, and reviews that nobody has done."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice, User
from accounts.permissions import SYSTEM
from accounts.selectors.people import office_people, organizers_of, reviewers_for
from accounts.services import notify
from core.clock import city_day
from venues.models import Venue, VenueStatus
from venues.selectors.review import escalated_queue, queue_items
from venues.selectors.unreadhours import venues_with_unread_hours
from venues.selectors.verification import verification_due, verification_overdue

MOST_AT_ONCE = 5_000


def remind_of_verification(*, now: datetime) -> int:
    """Tell organizers which of their venues are due, once a venue and year, and the county office of the overdue.

    Returns how many notices were new.
    """
    today = city_day(now)
    told = 0
    for venue in verification_due(SYSTEM, today)[:MOST_AT_ONCE]:
        key = f"venue-{venue.pk}-verify-{today.year}"
        people = organizers_of(venue.operator_id, today)
        told += _tell(venue, people, key, _("请核实场馆信息是否仍然准确："), now) if people else 0
    for venue in verification_overdue(SYSTEM, today)[:MOST_AT_ONCE]:
        key = f"venue-{venue.pk}-verify-overdue-{today.year}"
        people = reviewers_for([venue.county_id or "", venue.zone_id or ""], today)
        told += _tell(venue, people, key, _("场馆信息逾期没有核实："), now)
    return told


def escalate_reviews(*, now: datetime) -> int:
    """Tell the office what has waited for review too long, once; returns how many notices were new."""
    people = office_people(city_day(now))
    if not people:
        return 0
    told = 0
    for item in queue_items(list(escalated_queue(SYSTEM, now)[:MOST_AT_ONCE]), now):
        what = f"revision-{item.revision.pk}" if item.revision else f"venue-{item.venue.pk}"
        key = f"escalated-{what}-{item.since:%Y%m%d%H%M%S}"
        path = reverse("workspace-review-one", args=[item.venue.public_id])
        told += _tell(item.venue, people, key, _("审核等待过久："), now, path)
    return told


def tell_of_unread_hours(*, now: datetime) -> int:
    """Tell who keeps a venue whose stored hours can't be read, once for a value; returns how many notices were new."""
    today = city_day(now)
    told = 0
    for venue in venues_with_unread_hours(SYSTEM)[:MOST_AT_ONCE]:
        people = organizers_of(venue.operator_id, today)
        people = people or reviewers_for([venue.county_id or "", venue.zone_id or ""], today)
        key = f"venue-{venue.pk}-hours-{venue.hours_id}"
        told += _tell(venue, people, key, _("开放时间读不出来，请重新填写："), now)
    return told


@transaction.atomic
def _tell(venue: Venue, people: list[User], key: str, what: object, now: datetime, path: str = "") -> int:
    """Each venue in a transaction of its own: what was told stays told when a later one fails."""
    told_already = Notice.objects.filter(key=key, user__in=people).count()
    if told_already == len(people) or venue.status == VenueStatus.MERGED:
        return 0
    return notify(
        users=people,
        key=key,
        title=format_lazy("{what}{name}", what=what, name=venue.name),
        path=path or reverse("workspace-venue", args=[venue.public_id]),
        now=now,
    )
