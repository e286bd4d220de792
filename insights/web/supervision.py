"""Supervision: who has not reported, whose targets lag, what waits too long, which numbers look odd; reminders."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.sql import one_snapshot
from insights.rules import Standing
from insights.selectors.demonstration import year_holds_demonstration
from insights.selectors.supervision import (
    late_sessions,
    members_without_activity,
    odd_numbers,
    reviews_overdue,
    tasks_standing,
    units_behind,
)
from insights.selectors.targets import targets_of
from insights.services.reminding import remind_units
from insights.sheets.marks import with_mark
from insights.sheets.supervision import supervision_sheets
from insights.web.files import workbook
from insights.web.question import FIRST_YEAR, shown_year, year_of
from insights.web.targets import target_row

LAGS = {Standing.BEHIND, Standing.MISSED, Standing.NOT_REPORTED}


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """All that an office has to ask after."""
    now, actor = timezone.now(), actor_of(request)
    today = city_day(now)
    with one_snapshot():
        year = shown_year(request, now)
        targets = [row for row in targets_of(year, now, actor.reviewer_of_counties) if row.progress.standing in LAGS]
        tasks = tasks_standing(year, now) if actor.sees_all else []
        context = {
            "year": year,
            "years": range(today.year, FIRST_YEAR - 1, -1),
            "units": units_behind(actor, year, now),
            "sessions": late_sessions(actor, year, now),
            "targets": [target_row(row) for row in targets],
            "overdue": reviews_overdue(actor, now),
            "odd": odd_numbers(actor, year, now),
            "tasks": tasks,
            "idle_tasks": sum(1 for row in tasks if row.has_begun and not row.activities),
            "idle": members_without_activity(year, now) if actor.sees_all else [],
            "today": today,
            "is_demonstration": year_holds_demonstration(year, now, actor),
        }
    return render(request, "insights/supervision.html", context)


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    now, actor = timezone.now(), actor_of(request)
    with one_snapshot():
        year = shown_year(request, now)
        units, overdue, odd = units_behind(actor, year, now), reviews_overdue(actor, now), odd_numbers(actor, year, now)
        tasks = tasks_standing(year, now) if actor.sees_all else []
        marked = year_holds_demonstration(year, now, actor)
    sheets = supervision_sheets(year, now, units, overdue, odd, tasks)
    return workbook(f"supervision-{year}", with_mark(sheets, marked=marked))


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the units that were ticked."""
    now = timezone.now()
    year = year_of(request, city_day(now))
    said = request.POST.get("year", "")
    year = int(said) if said.isascii() and said.isdigit() and FIRST_YEAR <= int(said[:5]) <= year else year
    chosen = {
        int(key) for key in request.POST.getlist("unit")[:500] if key.isascii() and key.isdigit() and len(key) < 19
    }
    try:
        done = remind_units(unit_ids=chosen, year=year, by=actor_of(request), now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        if done.units:
            messages.success(request, _("已提醒 %(n)d 个单位。") % {"n": done.units})
        if done.again:
            messages.info(request, _("%(n)d 个单位今天已经提醒过，没有重复。") % {"n": done.again})
        if done.without_people:
            names = "、".join(done.without_people[:10])
            messages.error(request, _("这些单位没有组织者账号，请打电话：%(names)s") % {"names": names})
    return redirect(f"{reverse('workspace-supervision')}?year={year}")
