"""Importing from a sheet: send it, see what its rows will do, say yes."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Unit
from accounts.web.access import actor_of, staff_page
from core.errors import DomainError
from core.imports import cancel_import, confirm_import, jobs_of, start_import
from core.models import AT_WORK, ImportJob, ImportState, RowAction
from core.models.importjob import WARNED
from core.progress import progress_of
from core.sheets import Column, Sheet, write_xlsx
from core.undoing import can_undo, undo_import
from core.web.sure import asks_first
from venues.sheets.kinds import ImportKind, import_kinds, kinds_for
from venues.web.workspace.importforms import ImportForm
from venues.web.workspace.importreading import job_of, reading_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JOBS_SHOWN = 50
ROWS_SHOWN = 100
TABS = (RowAction.PROBLEM, RowAction.NEW, RowAction.CHANGE, RowAction.SAME)


def _kind(request: HttpRequest) -> ImportKind:
    """The kind that an address names, by default the first. Raises Http404."""
    kinds = kinds_for(actor_of(request))
    found = kinds.get(request.GET.get("of") or next(iter(kinds)))
    if found is None:
        raise Http404
    return found


@require_safe
@staff_page
def jobs(request: HttpRequest) -> HttpResponse:
    """One's own imports, the last first."""
    found = [{"job": job, "of": import_kinds()[job.kind].label} for job in jobs_of(request.user.pk)[:JOBS_SHOWN]]
    return render(
        request, "venues/workspace/imports.html", {"found": found, "kinds": kinds_for(actor_of(request)).values()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """Send a sheet of the kind that `of` names."""
    kind = _kind(request)
    form = ImportForm(request.POST or None, request.FILES or None, actor=actor_of(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            job = start_import(kind=kind.kind, owner_id=request.user.pk or 0, now=timezone.now(), **form.stated())
        except DomainError as error:
            form.add_error("file", str(error.sentence))
        else:
            return redirect("workspace-import", job.public_id)
    status = 400 if form.errors else 200
    context = {"form": form, "kind": kind, "kinds": kinds_for(actor_of(request)).values()}
    return render(request, "venues/workspace/import_new.html", context, status=status)


@require_safe
@staff_page
def template(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in, of the kind that `of` names."""
    stream, kind = BytesIO(), _kind(request)
    actor = actor_of(request)
    own = None
    if not actor.sees_all and not actor.reviewer_of_counties and len(actor.organizer_of) == 1:
        own = Unit.objects.get(pk=next(iter(actor.organizer_of)))
    kind.write_template(stream, own)
    return _file(stream, f"{kind.kind}-template.xlsx")


def _file(stream: BytesIO, name: str) -> HttpResponse:
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@staff_page
def job(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the rows will do, or have done."""
    found = job_of(request, public_id)
    tabs = _tabs(found)
    asked = request.GET.get("show", "")
    shown = asked if asked in {tab for tab, _label, _count in tabs} else _first_filled(tabs)
    page = Paginator(found.rows.shown_as(shown), ROWS_SHOWN).get_page(request.GET.get("page"))
    waits = found.state == ImportState.CHECKED
    changes = found.summary.get("new", 0) + found.summary.get("change", 0)
    context: dict[str, Any] = {
        "job": found,
        "kind": import_kinds()[found.kind],
        "tabs": tabs,
        "shown": shown,
        "page": page,
        "at_work": found.state in AT_WORK,
        "can_confirm": waits and changes and not found.summary.get("problem"),
        "changes": changes,
        "percent": _percent(found),
        "can_give_back": found.state not in AT_WORK and page.paginator.count and "read" in found.options,
        "can_undo": can_undo(found, timezone.now()),
        "reading": reading_of(found, import_kinds()[found.kind]),
    }
    return render(request, "venues/workspace/import.html", context)


def _tabs(found: ImportJob) -> list[tuple[str, object, int]]:
    """What can be shown, its label and how many rows."""
    tabs = [(action.value, action.label, found.summary.get(action.value, 0)) for action in TABS]
    return [*tabs, (WARNED, _("有提醒"), found.summary.get("warnings", 0))]


def _first_filled(tabs: list[tuple[str, object, int]]) -> str:
    return next((tab for tab, _label, count in tabs if count), RowAction.NEW.value)


def _percent(found: ImportJob) -> int:
    done, total = progress_of(f"import-{found.pk}") or (0, 1)
    return min(100, done * 100 // max(total, 1))


@require_safe
@staff_page
def state(request: HttpRequest, public_id: str) -> JsonResponse:
    """How far a job has come, for the page that waits for it."""
    found = job_of(request, public_id)
    return JsonResponse({"state": found.state, "at_work": found.state in AT_WORK, "percent": _percent(found)})


@require_POST
@staff_page
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say yes to what was shown."""
    job_of(request, public_id)
    try:
        plan = request.POST.get("plan", "")
        confirm_import(public_id=public_id, plan=plan, owner_id=request.user.pk or 0, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return redirect("workspace-import", public_id)


@require_POST
@staff_page
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give an import up."""
    job_of(request, public_id)
    asked = asks_first(
        request,
        title=_("放弃这次导入？"),
        happens=[_("已经读出的行和改正都不要了，没有写入任何内容。"), _("要再导入，得重新上传表格。")],
        button=_("放弃导入"),
        back=reverse("workspace-import", args=[public_id]),
    )
    if asked:
        return asked
    try:
        cancel_import(public_id=public_id, owner_id=request.user.pk or 0, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return redirect("workspace-import", public_id)


@require_POST
@staff_page
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what an import made anew."""
    job_of(request, public_id)
    try:
        undo_import(public_id=public_id, owner_id=request.user.pk or 0, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return redirect("workspace-import", public_id)


@require_safe
@staff_page
def problems(request: HttpRequest, public_id: str) -> HttpResponse:
    """The problems as a sheet, to work them off."""
    found = job_of(request, public_id)
    columns = [Column(_("行号"), 8), Column(_("名称"), 28), Column(_("列"), 18), Column(_("问题"), 70)]
    rows = (
        [row.number, row.label, problem["column"], problem["sentence"]]
        for row in found.rows.shown_as(RowAction.PROBLEM).iterator(chunk_size=1000)
        for problem in row.problems
    )
    stream = BytesIO()
    write_xlsx(stream, [Sheet(_("问题"), columns, rows)])
    return _file(stream, f"import-{found.public_id}-problems.xlsx")
