"""Reminding a unit's organizers to report what came of a session."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice
from accounts.selectors.people import organizers_of
from accounts.services import notify
from activities.models import ResultState, Session
from activities.selectors.counted import totals_of
from activities.selectors.results import held
from core.clock import city_day, day_start
from core.errors import Sentence

AFTER_DAYS = (1, 3, 7)
# What ended longer ago is told of no more, so that entering last year's activities reminds nobody of them.
LATEST_DAYS = 30
BATCH = 200


def reminder_due(days: int) -> int | None:
    """Of the reminders after 1, 3 and 7 days the latest that is due `days` days after a session, if any."""
    due = [after for after in AFTER_DAYS if after <= days <= LATEST_DAYS]
    return due[-1] if due else None


def remind_of_results(*, now: datetime) -> int:
    """Tell organizers of sessions that still lack results, each reminder once; returns how many notices were new.

    Whoever was not reminded in time gets the latest reminder alone.
    """
    today = city_day(now)
    oldest = day_start(today - timedelta(days=LATEST_DAYS))
    rows = held(now).filter(ends_at__gte=oldest, ends_at__lt=day_start(today))
    rows = rows.filter(Q(result=None) | Q(result__state=ResultState.SENT_BACK)).order_by("pk")
    told, after = 0, 0
    while True:
        batch = list(rows.filter(pk__gt=after)[:BATCH])
        totals = totals_of(batch)
        keys = {session.pk: _key(session, now) for session in batch}
        known = set(Notice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
        told += sum(
            _tell(session, keys[session.pk], what_is_wanted(session, totals[session.pk].checked_in), now)
            for session in batch
            if keys[session.pk] not in known
        )
        if len(batch) < BATCH:
            return told
        after = batch[-1].pk


def _key(session: Session, now: datetime) -> str:
    """What makes a reminder once: the session, when it was held, and which of the reminders it is."""
    ended = city_day(session.ends_at)
    return f"results-{session.pk}-{ended:%Y%m%d}-remind-{reminder_due((city_day(now) - ended).days)}"


def what_is_wanted(session: Session, checked_in: int) -> Sentence:
    """What its organizer has still to do for a session: report it, add to what was checked in, or put it right."""
    if hasattr(session, "result"):
        return _("结果被退回，请修改：")
    return _("人次已有，请补照片和简况：") if checked_in else _("请填报活动结果：")


@transaction.atomic
def _tell(session: Session, key: str, wanted: Sentence, now: datetime) -> int:
    """Each session in a transaction of its own: what was told stays told when a later one fails."""
    activity = session.activity
    return notify(
        users=organizers_of(activity.unit_id, city_day(now)),
        key=key,
        title=format_lazy("{what}{title}", what=wanted, title=activity.title),
        path=reverse("workspace-activity-results", args=[activity.public_id, session.public_id]),
        now=now,
        by_mail=not activity.is_demonstration,
    )
