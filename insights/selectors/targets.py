"""A year's targets and how each stands; one target's figure never adds to another's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from core.clock import city_day
from insights.figures import FIGURES
from insights.formats import ANY, PERCENT, Format
from insights.models import Comparison, Target
from insights.rules import RECENT, Aim, Progress, progress
from insights.selectors.ground import Unknown, unknown_ground
from insights.selectors.pivot import Question, total_of
from insights.sources import VENUES
from venues.models import RegionLevel

TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A target and its progress; `chosen` is how the tally shows the rows behind it, None where it can't."""

    target: Target
    progress: Progress
    chosen: dict[str, str] | None
    unknown: Unknown | None = None  # what a target of the countryside leaves open


def targets_of(year: int, now: datetime, counties: Collection[str] = ()) -> list[Standing]:
    """The city's targets of a year's plan, and those of the counties named; two questions each."""
    rows = Target.objects.filter(Q(county=None) | Q(county__in=counties), plan=year)
    return [_standing(target, now) for target in rows.select_related("campaign", "county").order_by("county", "pk")]


def year_to_copy(year: int) -> int | None:
    """The latest year before that has targets."""
    return Target.objects.filter(plan__lt=year).order_by("-plan").values_list("plan", flat=True).first()


def written_as(target: Target) -> Format:
    """How a target's numbers are written: as its figure's; a survey's percentage as any other."""
    if target.figure in FIGURES:
        return FIGURES[target.figure].measure.written
    return PERCENT if target.unit.strip() in {"%", "％"} else ANY


def _standing(target: Target, now: datetime) -> Standing:
    today = city_day(now)
    if target.figure in FIGURES:
        value = _figure(target, target.first, target.last, now)
        source = FIGURES[target.figure].source
        if not source.has_pace:
            counted = Decimal(0) if value is None and source is VENUES else value  # no new venue is nought
            return Standing(target, _progress(target, counted, None, today), _chosen(target))
        recent = _figure(target, max(target.first, today - RECENT + timedelta(days=1)), target.last, now)
        found = _progress(target, value, Decimal(0) if recent is None else recent, today)
        asked = Question(FIGURES[target.figure], target.first, target.last, chosen=_narrowed(target))
        return Standing(target, found, _chosen(target), unknown_ground(asked, now))
    return Standing(target, _progress(target, target.typed_value, None, today), None)


def _narrowed(target: Target) -> dict[str, str]:
    """What a target narrows its figure to; a county's own counts what takes place on its ground."""
    ground = "zone" if target.county is not None and target.county.level == RegionLevel.FUNCTIONAL_ZONE else "county"
    said = {"campaign": str(target.campaign_id or ""), "kind": target.venue_kind, ground: target.county_id or ""}
    return {key: value for key, value in said.items() if value}


def _chosen(target: Target) -> dict[str, str]:
    """How the table of the tally shows what is behind a target."""
    days = {"from": target.first.isoformat(), "to": target.last.isoformat()}
    return {f"is_{key}": value for key, value in _narrowed(target).items()} | {"figure": target.figure, **days}


def _progress(target: Target, value: Decimal | None, recent: Decimal | None, today: date) -> Progress:
    aim = Aim(target.value, target.first, target.last, more=target.comparison == Comparison.MORE)
    return progress(aim, value, recent, today)


def _figure(target: Target, first: date, last: date, now: datetime) -> Decimal | None:
    total = total_of(Question(FIGURES[target.figure], first, last, chosen=_narrowed(target)), now)
    return None if total is None else Decimal(total)
