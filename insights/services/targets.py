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
from activities.services.plan import years_later
from core.errors import Invalid, NotAllowed, NotFound, Sentence
from core.identifiers import new_public_id
from insights.figures import FIGURES
from insights.models import Comparison, Target
from insights.selectors.targets import TYPED
from venues.selectors.vocabulary import words

MOST_VALUE = Decimal("9999999999")
COPIED = "name name_en figure venue_kind comparison value unit county_id".split()


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


@dataclass(frozen=True, slots=True)
class TargetForm:
    """A target as an office states it; `county` empty: the city's. `figure` may be `typed`: a survey's."""

    name: str
    figure: str
    comparison: str
    value: Decimal
    first: date
    last: date
    name_en: str = ""
    unit: str = ""
    venue_kind: str = ""
    campaign_id: int | None = None
    county: str = ""


def can_keep_target(by: Actor, county: str) -> bool:
    """The city's are the office's; a county's its own office's too."""
    return by.sees_all or (bool(county) and county in by.reviewer_of_counties)


@transaction.atomic
def save_target(*, year: int, facts: TargetForm, by: Actor, target_id: int | None = None) -> Target:
    """Add a target to a year's plan, or make one say what `facts` say. Raises NotAllowed, NotFound, Invalid."""
    held = Target.objects.select_for_update().filter(pk=target_id, plan=year).first() if target_id else Target()
    if held is None or (held.pk and not can_keep_target(by, held.county_id or "")):
        raise NotFound("target", _("没有找到这个目标。"))
    if not can_keep_target(by, facts.county):
        raise NotAllowed("target", _("全市的目标由领导小组办公室维护，县区的由本县区办公室维护。"))
    wrong = _what_is_wrong(year, facts)
    if wrong:
        raise Invalid("target_invalid", next(iter(wrong.values()))[0], fields=wrong)
    if not held.pk:
        held.plan = PlanYear.objects.get_or_create(year=year)[0]
        held.identifier = f"own-{new_public_id()}"
    values = asdict(facts) | {"county_id": facts.county or None, "unit": facts.unit.strip() or _unit_of(facts.figure)}
    values.pop("county")
    for name, value in values.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    held.save()
    return held


def _unit_of(figure: str) -> str:
    return str(FIGURES[figure].measure.label) if figure in FIGURES else "%"


def _what_is_wrong(year: int, facts: TargetForm) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    if not 2 <= len(facts.name.strip()) <= 100:
        wrong["name"] = [_("请填写名称，2 到 100 个字。")]
    if facts.figure not in FIGURES and facts.figure != TYPED:
        wrong["figure"] = [_("请选择指标。")]
    if facts.comparison not in set(Comparison):
        wrong["comparison"] = [_("请选择“不少于”或“超过”。")]
    if not 0 < facts.value <= MOST_VALUE:
        wrong["value"] = [_("目标值要大于 0，最多 99 亿。")]
    if facts.last < facts.first:
        wrong["last"] = [_("结束日期不能早于开始日期。")]
    elif not facts.first.year == facts.last.year == year:
        wrong["first"] = [_("起止日期要在这一年里。")]
    if len(facts.unit.strip()) > 10:
        wrong["unit"] = [_("单位最多 10 个字。")]
    return wrong | _wrongly_narrowed(year, facts)


def _wrongly_narrowed(year: int, facts: TargetForm) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    source = FIGURES[facts.figure].source if facts.figure in FIGURES else None
    if facts.campaign_id is not None:
        if source is None or not source.has("campaign"):
            wrong["campaign"] = [_("这个指标没有按品牌区分。")]
        elif not Campaign.objects.filter(pk=facts.campaign_id, plan=year).exists():
            wrong["campaign"] = [_("所选的品牌不在这一年的计划里。")]
    if facts.venue_kind and (source is None or not source.has("kind") or facts.venue_kind not in words().kinds):
        wrong["venue_kind"] = [_("只有场馆的指标能选场馆类型。")]
    if facts.county and facts.county not in {region.code for region in words().choices()}:
        wrong["county"] = [_("请选择县区。")]
    return wrong


@transaction.atomic
def remove_target(*, target_id: int, by: Actor) -> None:
    """Take a target out of its plan; its history stays. Again it changes nothing. Raises NotFound."""
    held = Target.objects.select_for_update().filter(pk=target_id).first()
    if held is None:
        return
    if not can_keep_target(by, held.county_id or ""):
        raise NotFound("target", _("没有找到这个目标。"))
    held.delete()


@transaction.atomic
def copy_targets(*, from_year: int, to_year: int, by: Actor) -> int:
    """Take a year's targets into another's plan, with the same days of that year; how many were added.

    What was typed is not taken over; a campaign is found by its identifier, and a target whose campaign the other
    plan lacks is left out. Raises NotAllowed, Invalid.
    """
    require_plan_keeper(by)
    plan = PlanYear.objects.filter(year=to_year).first()
    if plan is None or from_year == to_year:
        raise Invalid("target_year", _("请先建立这一年的年度计划。"))
    campaigns = {row.identifier: row for row in Campaign.objects.filter(plan=plan)}
    added = 0
    for row in Target.objects.filter(plan=from_year).select_related("campaign").order_by("pk"):
        campaign = campaigns.get(row.campaign.identifier) if row.campaign else None
        if row.campaign is not None and campaign is None:
            continue
        values = {name: getattr(row, name) for name in COPIED}
        years = to_year - from_year
        days = {"first": years_later(row.first, years), "last": years_later(row.last, years)}
        added += Target.objects.get_or_create(
            plan=plan, identifier=row.identifier, defaults={**values, **days, "campaign": campaign}
        )[1]
    return added


@transaction.atomic
def state_figure(*, target_id: int, value: Decimal | None, source: str, by: Actor) -> Target:
    """State a survey's figure with its source; None takes it back. Raises NotAllowed, NotFound, Invalid."""
    require_plan_keeper(by)
    target = Target.objects.select_for_update().filter(pk=target_id, figure=TYPED).first()
    if target is None:
        raise NotFound("target", _("没有找到这个目标。"))
    wrong: dict[str, list[Sentence]] = {}
    if value is not None and not 0 <= value <= MOST_VALUE:
        wrong["value"] = [_("数值不对，请核对。")]
    if value is not None and len(source.strip()) < 2:
        wrong["source"] = [_("请写明来源，例如调查的名称和年份。")]
    if wrong:
        raise Invalid("target_value", next(iter(wrong.values()))[0], fields=wrong)
    target.typed_value, target.typed_source = value, source.strip()[:200] if value is not None else ""
    target.save(update_fields=["typed_value", "typed_source"])
    return target
