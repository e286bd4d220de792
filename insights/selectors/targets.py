"""A year's targets and how each stands; one target's figure never adds to another's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from core.clock import city_day
from insights.figures import FIGURES
from insights.models import Comparison, Target
from insights.rules import RECENT, Aim, Progress, progress
from insights.selectors.pivot import Question, pivot
from venues.models import Venue

TYPED, VENUES_OPENED = "typed", "venues_opened"


@dataclass(frozen=True, slots=True)
class Standing:
    """A target and its progress; `chosen` is how the tally shows the rows behind it, None where it can't."""

    target: Target
    progress: Progress
    chosen: dict[str, str] | None


def targets_of(year: int, now: datetime) -> list[Standing]:
    """All targets of a year's plan; two questions each."""
    rows = Target.objects.filter(plan=year).select_related("campaign").order_by("pk")
    return [_standing(target, now) for target in rows]


def _standing(target: Target, now: datetime) -> Standing:
    today = city_day(now)
    if target.figure in FIGURES:
        value = _figure(target, target.first, target.last, now)
        recent = _figure(target, max(target.first, today - RECENT + timedelta(days=1)), target.last, now)
        chosen = {"is_campaign": str(target.campaign_id)} if target.campaign_id else {}
        found = _progress(target, value, Decimal(0) if recent is None else recent, today)
        return Standing(target, found, chosen | {"figure": target.figure, "year": str(target.plan_id)})
    value = _opened(target) if target.figure == VENUES_OPENED else target.typed_value
    return Standing(target, _progress(target, value, None, today), None)


def _progress(target: Target, value: Decimal | None, recent: Decimal | None, today: date) -> Progress:
    aim = Aim(target.value, target.first, target.last, more=target.comparison == Comparison.MORE)
    return progress(aim, value, recent, today)


def _figure(target: Target, first: date, last: date, now: datetime) -> Decimal | None:
    chosen = {"campaign": str(target.campaign_id)} if target.campaign_id else {}
    total = pivot(Question(FIGURES[target.figure], first, last, chosen=chosen), now).total
    return None if total is None else Decimal(total)


def _opened(target: Target) -> Decimal:
    """Published venues of the kind that opened within the window; by year where the day is not known."""
    within = Q(opened_on__gte=target.first, opened_on__lte=target.last)
    by_year = Q(opened_on=None, opened_year=target.plan_id)
    return Decimal(Venue.objects.published().filter(within | by_year, kind=target.venue_kind).count())
