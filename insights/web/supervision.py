"""Supervision: who has not reported, whose targets lag, what waits too long, which numbers look odd; reminders."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.selectors.results import LATE_DAYS
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.numbers import LARGEST_KEY, whole_number
from core.sql import one_snapshot
from insights.rules import Standing
from insights.selectors.demonstration import year_holds_demonstration
from insights.selectors.ground import MOST, sessions_of_unknown_ground
from insights.selectors.oddnumbers import odd_numbers, with_sessions
from insights.selectors.origin import origin_of_year
from insights.selectors.reporting import (
    Report,
    late_sessions,
    longest_waiting,
    reports_in_all,
    session_lines,
    units_behind,
)
from insights.selectors.supervision import members_without_activity, reviews_overdue, tasks_standing
from insights.selectors.targets import targets_of
from insights.services.reminding import remind_units
from insights.sheets.marks import with_mark
from insights.sheets.supervision import Found, supervision_sheets
from insights.web.cut import some_of
from insights.web.files import workbook
from insights.web.question import FIRST_YEAR, shown_year, year_of
from insights.web.targets import target_row

SHOWN = 50  # sessions, and reviews that wait, on the page; the workbook has all
ODD_SHOWN = 100
LAGS = {Standing.BEHIND, Standing.MISSED, Standing.NOT_REPORTED}


def _found(actor: Actor, year: int, now: datetime) -> Found:
    """All that an office has to ask after; the caller holds one snapshot."""
    return Found(
        totals=reports_in_all(actor, year, now),
        longest_waiting=longest_waiting(actor, year, now),
        units=units_behind(actor, year, now),
        sessions=late_sessions(actor, year, now),
        overdue=reviews_overdue(actor, now),
        odd=odd_numbers(actor, year, now),
        tasks=tasks_standing(year, now) if actor.sees_all else [],
    )


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """All that an office has to ask after."""
    now, actor = timezone.now(), actor_of(request)
    today = city_day(now)
    with one_snapshot():
        year = shown_year(request, now)
        found = _found(actor, year, now)
        late, waiting = found.sessions.count(), found.overdue.count()
        targets = [row for row in targets_of(year, now, actor.reviewer_of_counties) if row.progress.standing in LAGS]
        in_workbook = _("全部在导出的表里")
        context = {
            "year": year,
            "years": range(today.year, FIRST_YEAR - 1, -1),
            "totals": [(state, found.totals[state]) for state in Report],
            "waiting_days": found.longest_waiting,
            "late_days": LATE_DAYS,
            "units": found.units,
            "sessions": list(session_lines(found.sessions[:SHOWN], now)),
            "late": late,
            "sessions_cut": some_of(SHOWN, late, in_workbook),
            "targets": [target_row(row) for row in targets],
            "waiting": waiting,
            "overdue": list(found.overdue[:SHOWN]),
            "overdue_cut": some_of(SHOWN, waiting, in_workbook),
            "odd_in_all": len(found.odd),
            "odd": list(with_sessions(found.odd[:ODD_SHOWN])),
            "odd_cut": some_of(ODD_SHOWN, len(found.odd), in_workbook),
            "groundless": sessions_of_unknown_ground(actor, year)[:MOST],
            "groundless_count": sessions_of_unknown_ground(actor, year).count(),
            "tasks": found.tasks,
            "idle_tasks": sum(1 for row in found.tasks if row.has_begun and not row.activities),
            "idle": members_without_activity(year, now) if actor.sees_all else [],
            "today": today,
            "now": now,
            "origin": origin_of_year(year, now, _("活动登记、签到账本和填报的结果")),
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
        marked = year_holds_demonstration(year, now, actor)
        sheets = supervision_sheets(year, now, _found(actor, year, now))
    return workbook(f"supervision-{year}", with_mark(sheets, marked=marked))


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the units that were ticked."""
    now = timezone.now()
    year = year_of(request, city_day(now))
    year = whole_number(request.POST.get("year"), FIRST_YEAR, year) or year
    keys = (whole_number(key, high=LARGEST_KEY) for key in request.POST.getlist("unit"))
    chosen = {key for key in keys if key is not None}
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
            names = "、".join(done.without_people)
            messages.error(request, _("这些单位没有组织者账号，请打电话：%(names)s") % {"names": names})
    return redirect(f"{reverse('workspace-supervision')}?year={year}")
