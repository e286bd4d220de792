"""The year's targets: where each stands, what the cut-off may bring, and a survey's figure typed in."""

from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import PlanYear
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.numbers import whole_number
from core.sql import one_snapshot
from core.web.problems import status_of
from insights.figures import FIGURES
from insights.selectors.demonstration import year_holds_demonstration
from insights.selectors.targets import TYPED, Standing, targets_of, written_as, year_to_copy
from insights.services.targets import can_keep_target, state_figure
from insights.web.ground import unknown_line
from venues.selectors.vocabulary import words


@private_page
@staff_page
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """The targets of a year."""
    return targets_page(request)


def targets_page(
    request: HttpRequest, *, wrong: dict[str, Any] | None = None, year: int | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what went wrong where something did."""
    now, actor = timezone.now(), actor_of(request)
    years = list(PlanYear.objects.order_by("-year").values_list("year", flat=True))
    said = whole_number(request.GET.get("year"))
    chosen = year or (said if said in years else None)
    shown = chosen or next((one for one in years if one <= city_day(now).year), None)
    with one_snapshot():
        rows = targets_of(shown, now, _counties(actor)) if shown else []
    context = {
        "year": shown,
        "years": years,
        "is_demonstration": shown is not None and year_holds_demonstration(shown, now, actor),
        "rows": [target_row(row) | {"may_keep": can_keep_target(actor, row.target.county_id or "")} for row in rows],
        "may_type": actor.sees_all,
        "may_keep": actor.reviews,
        "source": year_to_copy(shown) if shown and not rows else None,
        "wrong": wrong or {},
    }
    return render(request, "insights/targets.html", context, status=status)


def _counties(actor: Actor) -> list[str]:
    """Whose own targets an actor sees beside the city's."""
    return [region.code for region in words().choices()] if actor.sees_all else sorted(actor.reviewer_of_counties)


def target_row(row: Standing) -> dict[str, Any]:
    """A target as its template takes it."""
    return {
        "target": row.target,
        "unit": str(FIGURES[row.target.figure].measure.label) if row.target.figure in FIGURES else row.target.unit,
        "written": written_as(row.target),
        "progress": row.progress,
        "percent": round(row.progress.share * 100),
        "time_percent": round(row.progress.time_share * 100),
        "bar": min(row.progress.share, 1.0),
        "rows_url": f"{reverse('workspace-tally-rows')}?{urlencode(row.chosen)}" if row.chosen else "",
        "by_url": f"{reverse('workspace-tally')}?{urlencode(row.chosen)}" if row.chosen else "",
        "unknown": unknown_line(row.unknown),
        "is_typed": row.target.figure == TYPED,
    }


@private_page
@staff_page(may=lambda actor: actor.sees_all)
@require_POST
def state(request: HttpRequest, target_id: int) -> HttpResponse:
    """State a survey's figure."""
    said = request.POST.get("value", "").strip().rstrip("%")
    try:
        value = Decimal(said) if said else None
        if value is not None and not value.is_finite():
            raise InvalidOperation
        made = state_figure(
            target_id=target_id, value=value, source=request.POST.get("source", ""), by=actor_of(request)
        )
    except InvalidOperation:
        return targets_page(request, wrong={"of": target_id, "sentence": _("数值不对，请核对。")}, status=400)
    except DomainError as refusal:
        wrong = {"of": target_id, "sentence": str(refusal.sentence)}
        return targets_page(request, wrong=wrong, status=status_of(refusal))
    messages.success(request, _("已保存。"))
    return redirect(f"{reverse('workspace-targets')}?year={made.plan_id}")
