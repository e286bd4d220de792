"""How a sheet is read, where its owner has to say: what columns mean, which datum, what is hidden."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.web.access import staff_page
from core.errors import DomainError
from core.geo import Datum
from core.imports import jobs_of, reread_import
from core.models import AT_WORK, ImportJob, ImportRow, ImportState, RowAction
from core.sheets.givingback import give_back
from core.sheets.reading import read_grid
from venues.sheets.columnset import REMARKS_TITLE
from venues.sheets.kinds import ImportKind, import_kinds

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATUMS = (
    (Datum.WGS84, gettext_lazy("WGS-84（GPS、天地图）")),
    (Datum.CGCS2000, gettext_lazy("CGCS2000")),
    (Datum.GCJ02, gettext_lazy("GCJ-02（高德、腾讯）")),
    (Datum.BD09, gettext_lazy("BD-09（百度）")),
)


def job_of(request: HttpRequest, public_id: str) -> ImportJob:
    """The own job of an address. Raises Http404."""
    found = jobs_of(request.user.pk).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def reading_of(job: ImportJob, kind: ImportKind) -> dict[str, Any] | None:
    """What the owner may say of a sheet that has been read; None while there is nothing to say."""
    titles = job.options.get("titles")
    if job.state not in (ImportState.CHECKED, ImportState.FAILED) or titles is None:
        return None
    chosen = job.options.get("columns", {})
    placed = dict(kind.columns.placed(titles, chosen))
    asked = [
        {"place": place, "title": title, "chosen": placed[title]}
        for place, title in enumerate(titles)
        if title in placed and (title in chosen or not placed[title])
    ]
    told = {"datum": job.options.get("datum", ""), "with_hidden": job.options.get("with_hidden", False)}
    return {"columns": asked, "choices": kind.columns.choices(), "datums": DATUMS, **told}


@require_POST
@staff_page
def reread(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have a sheet checked anew as its owner says."""
    job = job_of(request, public_id)
    names = {name for name, _title in import_kinds()[job.kind].columns.choices()}
    chosen = dict(job.options.get("columns", {}))
    for place, title in enumerate(job.options.get("titles", [])):
        said = request.POST.get(f"column-{place}")
        if said in names:
            chosen[title] = said
        elif said is not None:
            chosen.pop(title, None)
    datum = request.POST.get("datum", "")
    options = {
        "columns": chosen,
        "datum": datum if datum in {known.value for known in Datum} else "",
        "with_hidden": request.POST.get("with_hidden") == "1",
    }
    try:
        reread_import(public_id=public_id, options=options, owner_id=request.user.pk or 0, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return redirect("workspace-import", public_id)


@require_safe
@staff_page
def remarked(request: HttpRequest, public_id: str) -> HttpResponse:
    """The owner's own sheet with what each row has come to. Raises Http404 where the file is no longer kept."""
    job = job_of(request, public_id)
    number, head = job.options.get("read", (None, None))
    if number is None or job.sheet is None or job.state in AT_WORK:
        raise Http404
    remarks = {row.number: _remark(row, done=job.state == ImportState.DONE) for row in job.rows.all()}
    stream = BytesIO()
    give_back(stream, read_grid(bytes(job.sheet), number), remarks | {head: REMARKS_TITLE}, REMARKS_TITLE)
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="import-{job.public_id}-remarks.xlsx"'
    return answer


def _remark(row: ImportRow, *, done: bool) -> str:
    """What a row will do, or has done; what is wrong with it, and what is to be looked at."""
    wrong = [" ".join(filter(None, (problem["column"], problem["sentence"]))) for problem in row.problems]
    label = RowAction(row.action).label
    is_plan = not wrong and not done and row.action != RowAction.SAME
    action = _("将%(action)s") % {"action": label} if is_plan else str(label)
    return "\n".join([action, *wrong, *row.warnings])
