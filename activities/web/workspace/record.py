"""An activity as its keepers and reviewers see it: where it stands, its sessions, what can be done, what was done."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Activity, ActivityStatus, ActivityStep, Step
from activities.oddities import oddities
from activities.permissions import can_publish_activity, can_review_activity
from activities.selectors.desk import similar_to, windows_of
from activities.selectors.facts import facts_of
from activities.selectors.factwords import facts_in_words
from activities.selectors.holding import holdings_of
from activities.selectors.quarantine import waiting_count
from activities.selectors.steps import standing_and_cards, steps_of
from activities.standing import can_be_restored

TOLD = (
    "summary body form topics audiences co_unit_ids campaign_ids task_ids joint_action series where online setting"
    " rural_stated rural_reason registration contact"
).split()
CHANGED = (ActivityStatus.DRAFT, ActivityStatus.RETURNED, ActivityStatus.SUBMITTED, ActivityStatus.PUBLISHED)


def kept_activity(public_id: str, actor: Actor) -> Activity:
    """An activity that the actor keeps. Raises Http404."""
    found = Activity.objects.kept_by(actor).select_related("unit", "venue", "county", "cover")
    activity = found.filter(public_id=public_id[:20]).first()
    if activity is None:
        raise Http404
    return activity


@require_safe
@staff_page
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where an activity stands."""
    return record_page(request, kept_activity(public_id, actor_of(request)))


def record_page(
    request: HttpRequest, found: Activity, *, wrong: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The record, with what went wrong where something did."""
    actor, now = actor_of(request), timezone.now()
    standing, cards = standing_and_cards(found, now)
    facts, steps = facts_of(found), steps_of(found)
    held = holdings_of([card.session for card in cards], now)
    cards = [replace(card, holding=held.get(card.session.pk)) for card in cards]
    context = {
        "activity": found,
        "standing": standing,
        "cards": cards,
        "held": list(held.values()),
        "sessions": [card.session for card in cards if card.session.cancelled_at is None],
        "facts": [row for row in facts_in_words(TOLD, facts) if row["words"]],
        "steps": steps,
        "waiting_checkins": waiting_count(found.pk),
        "may": _may(actor, found) | {"restore": _is_restorable(found, steps, now)},
        "is_public": found.published_at is not None,
        "wrong": wrong,
        **(_for_review(found, facts, now) if found.status == ActivityStatus.SUBMITTED else {}),
    }
    return render(request, "activities/workspace/activity.html", context, status=status)


def _for_review(found: Activity, facts: Any, now: datetime) -> dict[str, Any]:
    """What a reviewer looks at before deciding."""
    return {"alike": similar_to(found), "odd": oddities(facts, windows_of(found), now)}


def _is_restorable(found: Activity, steps: list[ActivityStep], now: datetime) -> bool:
    """Whether the whole was cancelled so lately that it can be taken back."""
    if found.status != ActivityStatus.CANCELLED:
        return False
    return can_be_restored(next((step.at for step in steps if step.step == Step.CANCELLED), None), now)


def _may(actor: Actor, found: Activity) -> dict[str, bool]:
    """Which buttons are shown; the services have the last word."""
    status = found.status
    return {
        "edit": status in CHANGED,
        "submit": status in {ActivityStatus.DRAFT, ActivityStatus.RETURNED},
        "publish": can_publish_activity(actor, found),
        "withdraw": status == ActivityStatus.SUBMITTED and not can_review_activity(actor, found),
        "decide": status == ActivityStatus.SUBMITTED and can_review_activity(actor, found),
        "cancel": status == ActivityStatus.PUBLISHED,
    }
