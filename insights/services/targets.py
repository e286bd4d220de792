"""Targets: stated by the plan's data, their typed figures by the office."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Campaign, PlanYear
from activities.permissions import require_plan_keeper
from core.errors import Invalid, NotFound, Sentence
from insights.figures import FIGURES
from insights.models import Comparison, Target
from insights.selectors.targets import TYPED


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A target as reference data states it; `campaign` by its identifier in the year."""

    year: int
    identifier: str
    name: str
    name_en: str
    figure: str
    venue_kind: str
    comparison: str
    value: Decimal
    unit: str
    campaign: str
    first: date
    last: date


@transaction.atomic
def save_targets(*, targets: Iterable[TargetFacts], by: Actor) -> int:
    """Add targets that are not there yet; those that are belong to the office. How many were added.

    Raises Invalid for a figure or campaign that is unknown, NotAllowed.
    """
    require_plan_keeper(by)
    added = 0
    for facts in targets:
        if facts.figure not in FIGURES and facts.figure != TYPED:
            raise Invalid("target_figure", f"{facts.identifier}: {facts.figure}")
        plan = PlanYear.objects.get_or_create(year=facts.year)[0]
        campaign = Campaign.objects.filter(plan=plan, identifier=facts.campaign).first() if facts.campaign else None
        if (facts.campaign and campaign is None) or facts.comparison not in set(Comparison):
            raise Invalid("target_campaign", f"{facts.identifier}: {facts.campaign} {facts.comparison}")
        values = asdict(facts) | {"campaign": campaign}
        identifier, _year = values.pop("identifier"), values.pop("year")
        added += Target.objects.get_or_create(plan=plan, identifier=identifier, defaults=values)[1]
    return added


@transaction.atomic
def state_figure(*, target_id: int, value: Decimal | None, source: str, by: Actor) -> Target:
    """State a survey's figure with its source; None takes it back. Raises NotAllowed, NotFound, Invalid."""
    require_plan_keeper(by)
    target = Target.objects.select_for_update().filter(pk=target_id, figure=TYPED).first()
    if target is None:
        raise NotFound("target", _("没有找到这个目标。"))
    wrong: dict[str, list[Sentence]] = {}
    if value is not None and not 0 <= value <= Decimal("9999999999"):
        wrong["value"] = [_("数值不对，请核对。")]
    if value is not None and len(source.strip()) < 2:
        wrong["source"] = [_("请写明来源，例如调查的名称和年份。")]
    if wrong:
        raise Invalid("target_value", next(iter(wrong.values()))[0], fields=wrong)
    target.typed_value, target.typed_source = value, source.strip()[:200] if value is not None else ""
    target.save(update_fields=["typed_value", "typed_source"])
    return target
