"""Volunteers and their hours, for the offices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.access import actor_of, staff_page
from activities.sheets.export import SheetFormat
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.numbers import whole_number
from core.web.paging import page_of
from volunteers.permissions import may_see_volunteers
from volunteers.selectors.notice import lines
from volunteers.selectors.office import DIMENSIONS, coverage, hours_behind, hours_table, kept_volunteers, volunteer_rows
from volunteers.services.exports import export_records
from volunteers.sheets import hours_sheet, records_sheet

A_PAGE = 50


@private_page
@staff_page(may=may_see_volunteers)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteers(request: HttpRequest) -> HttpResponse:
    """The volunteers of an office's counties. A search by number is posted: what is typed stays out of the address."""
    q = request.POST.get("q", "").strip()[:20].upper()
    rows = kept_volunteers(actor_of(request), q)
    page = page_of(request, rows, A_PAGE)
    context = {"q": q, "page": page, "rows": volunteer_rows(page.object_list), "total": rows.count()}
    return render(request, "volunteers/workspace/volunteers.html", context)


FIRST_YEAR = 2000


def _asked(request: HttpRequest) -> tuple[int, str]:
    this = city_day(timezone.now()).year
    year = whole_number(request.GET.get("year") or request.POST.get("year"), FIRST_YEAR, this)
    by = request.GET.get("by", "")
    return year or this, by if by in DIMENSIONS else "county"


@private_page
@staff_page(may=may_see_volunteers)
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Hours of a year by county, unit, group, month or volunteer, each cell from the records themselves."""
    year, by = _asked(request)
    this = city_day(timezone.now()).year
    table = hours_table(actor_of(request), year, by)
    context = {
        "year": year,
        "by": by,
        "years": range(this, this - 6, -1),
        "dimensions": [(key, label) for key, (label, _columns) in DIMENSIONS.items()],
        "table": table,
        "coverage": coverage(actor_of(request)),
    }
    return render(request, "volunteers/workspace/hours.html", context)


@private_page
@staff_page(may=may_see_volunteers)
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The records behind a line of the table; names masked."""
    year, by = _asked(request)
    key = request.GET.get("key", "")[:60].replace("\x00", "")
    rows = hours_behind(actor_of(request), year, by, key)
    context = {"year": year, "by": by, "dimension": DIMENSIONS[by][0], "lines": lines(rows), "rows": rows}
    return render(request, "volunteers/workspace/hours_rows.html", context)


@private_page
@staff_page(may=may_see_volunteers)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same table as Excel, with its definition on it."""
    year, by = _asked(request)
    data = hours_sheet(hours_table(actor_of(request), year, by), year, str(DIMENSIONS[by][0]))
    response = HttpResponse(data, content_type=SheetFormat.XLSX.media_type)
    response["Content-Disposition"] = f'attachment; filename="hours-{year}-{by}.xlsx"'
    return response


@private_page
@staff_page(may=may_see_volunteers)
@require_POST
def records(request: HttpRequest) -> HttpResponse:
    """Service records with names and ID numbers, for the national record; who takes them is written down."""
    year, _by = _asked(request)
    try:
        rows = export_records(
            year=year, purpose=request.POST.get("purpose", ""), by=actor_of(request), now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(f"{reverse('workspace-volunteer-hours')}?year={year}")
    response = HttpResponse(records_sheet(rows), content_type=SheetFormat.XLSX.media_type)
    response["Content-Disposition"] = f'attachment; filename="records-{year}.xlsx"'
    return response
