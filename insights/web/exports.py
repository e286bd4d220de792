"""Workbooks that a task makes: asked for, watched, fetched."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.access import actor_of, staff_page
from activities.sheets.export import SheetFormat
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.numbers import whole_number
from core.progress import progress_of
from insights.models import EXPORT_LABELS, Export
from insights.selectors.board import latest_year
from insights.services.exporting import ask_export, is_archive
from insights.web.cut import some_of
from insights.web.files import archive, download
from insights.web.question import FIRST_YEAR

SHOWN = 30


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """One's own, the last first; asking for another. The page renews itself while one is being made."""
    now, actor = timezone.now(), actor_of(request)
    today = city_day(now)
    if request.method == "POST":
        year = whole_number(request.POST.get("year"), FIRST_YEAR, today.year)
        try:
            if not year:
                raise Http404
            language = get_language() or "zh-hans"
            ask_export(kind=request.POST.get("kind", ""), year=year, language=language, by=actor, now=now)
        except DomainError as refusal:
            messages.error(request, str(refusal.sentence))
        return redirect("workspace-exports")
    own = Export.objects.filter(owner=actor.user_id)
    rows = list(own.defer("file")[:SHOWN])
    at_work = any(row.finished_at is None and not row.has_failed(now) for row in rows)
    context: dict[str, Any] = {
        "rows": [{"export": row, "percent": _percent(row), "has_failed": row.has_failed(now)} for row in rows],
        "cut": some_of(SHOWN, own.count(), _("最近的在前，30 天后删除")),
        "kinds": EXPORT_LABELS.items(),
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "year": latest_year(now, today),
        "at_work": at_work,
    }
    response = render(request, "insights/exports.html", context)
    if at_work:
        response["Refresh"] = "3"
    return response


def _percent(row: Export) -> int:
    if row.finished_at is not None:
        return 100
    done, total = progress_of(f"export-{row.pk}") or (0, 1)
    return round(100 * done / max(1, total))


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def fetch_export(request: HttpRequest, public_id: str) -> HttpResponse:
    """A finished workbook or a zip of several, to who asked for it. Raises Http404."""
    found = Export.objects.filter(owner=actor_of(request).user_id, public_id=public_id[:20]).first()
    if found is None or found.file is None:
        raise Http404
    data, name = bytes(found.file), f"{found.kind}-{found.year}"
    return archive(data, name) if is_archive(data) else download(data, name, SheetFormat.XLSX)
