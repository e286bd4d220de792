"""Imports: a sheet is checked, shown to who sent it, and after a yes applied, all or nothing.

A kind of thing registers its importer (`importers.py` of its app). Workers are not started by the
outbox: the job's own row is the order, its state says what is due, and its row lock says who is
on it, so a message beside it would be a second truth, and a minute's work would hold up the mail
that waits behind it. The task is asked for after the commit; beat asks again for what was left.
The lock goes with its worker, so a dead worker's job is free at once and is done anew from its
start: nothing of it has been kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import Conflict, DomainError, Invalid, NotFound
from core.importplans import Importer, Plan, Progress, importers
from core.models import ImportJob, ImportRow, ImportState, RowAction
from core.models.importjob import ImportQuerySet
from core.outbox import where_it_broke
from core.progress import forget_progress, tell_progress
from core.sheets.bounds import MOST_BYTES, SENTENCES
from core.sheets.reading import read_table

log = structlog.get_logger(__name__)

MOST_TRIES = 3
MOST_OPEN = 20  # jobs of one person that are not finished
KEEP = timedelta(days=30)
BATCH = 1000
OWNERS_OPTIONS = ("columns", "datum", "with_hidden")  # how a sheet is to be read


def jobs_of(owner_id: int | None) -> ImportQuerySet:
    """An account's own jobs, without their files."""
    return ImportJob.objects.filter(owner=owner_id).defer("sheet")


@transaction.atomic
def start_import(
    *, kind: str, owner_id: int, unit_id: int | None, file_name: str, sheet: bytes, options: Mapping[str, Any],
    now: datetime,
) -> ImportJob:  # fmt: skip
    """Take a sheet in and have it checked. Raises Invalid for one that can't be a sheet, Conflict for too many."""
    if len(sheet) > MOST_BYTES:
        raise Invalid("sheet_too_large", SENTENCES["too_large"], fields={"file": [SENTENCES["too_large"]]})
    waiting = [ImportState.CHECKING, ImportState.CHECKED, ImportState.APPLYING]
    if ImportJob.objects.filter(owner=owner_id, state__in=waiting).count() >= MOST_OPEN:
        raise Conflict("imports_open", _("您有太多未办完的导入，请先确认或取消它们。"))
    job = ImportJob.objects.create(
        kind=kind,
        owner_id=owner_id,
        unit_id=unit_id,
        file_name=file_name[:200],
        sheet=sheet,
        options=dict(options),
        created_at=now,
        updated_at=now,
    )
    _wake(job)
    return job


def locked_job(public_id: str, owner_id: int | None) -> ImportJob:
    """A person's job, locked. Raises NotFound, and Conflict while a worker is on it."""
    known = jobs_of(owner_id).filter(public_id=public_id)
    job = known.select_for_update(skip_locked=True, of=("self",)).first()
    if job is not None:
        return job
    if known.exists():
        raise Conflict("import_at_work", _("正在处理这个文件，请稍候再试。"))
    raise NotFound("import", _("没有找到这次导入。"))


def move_job(job: ImportJob, state: ImportState, now: datetime, **values: Any) -> None:
    """Bring a locked job into a state."""
    job.state = state
    job.attempts = 0
    job.updated_at = now
    job.finished_at = None if state in (ImportState.CHECKING, ImportState.CHECKED, ImportState.APPLYING) else now
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=["state", "attempts", "updated_at", "finished_at", *values])


@transaction.atomic
def confirm_import(*, public_id: str, plan: str, owner_id: int, now: datetime) -> ImportJob:
    """Say yes to the plan with the mark `plan`; a second yes changes nothing. Raises Conflict, NotFound."""
    try:
        job = locked_job(public_id, owner_id)
    except Conflict:
        job = jobs_of(owner_id).get(public_id=public_id)
        if job.state == ImportState.APPLYING:
            return job
        raise
    if job.state in (ImportState.APPLYING, ImportState.DONE):
        return job
    if job.state != ImportState.CHECKED:
        raise Conflict("import_moved_on", _("这次导入现在不能确认，请刷新页面看最新情况。"))
    if job.plan != plan:
        raise Conflict("import_plan", _("检查结果有了变化，请看过以后再确认。"))
    if job.summary.get(RowAction.PROBLEM, 0) or not (job.summary.get("new") or job.summary.get("change")):
        raise Conflict("import_problems", _("还有有问题的行，或没有要导入的行。请改好文件后重新上传。"))
    move_job(job, ImportState.APPLYING, now, note="")
    _wake(job)
    return job


@transaction.atomic
def reread_import(*, public_id: str, options: Mapping[str, Any], owner_id: int, now: datetime) -> ImportJob:
    """Check a sheet anew, read as its owner says by OWNERS_OPTIONS. Raises Conflict, NotFound."""
    job = locked_job(public_id, owner_id)
    if job.state not in (ImportState.CHECKED, ImportState.FAILED) or not ImportJob.objects.with_sheet(job.pk):
        raise Conflict("import_moved_on", _("这次导入现在不能重新检查，请重新上传文件。"))
    job.rows.all().delete()
    told = {name: options[name] for name in OWNERS_OPTIONS if name in options}
    move_job(job, ImportState.CHECKING, now, note="", notes=[], summary={}, plan="", options=job.options | told)
    _wake(job)
    return job


@transaction.atomic
def cancel_import(*, public_id: str, owner_id: int, now: datetime) -> ImportJob:
    """Give an import up; nothing of it is kept. Raises Conflict, NotFound."""
    job = locked_job(public_id, owner_id)
    if job.state in (ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED, ImportState.UNDONE):
        return job
    move_job(job, ImportState.CANCELLED, now)
    return job


def _wake(job: ImportJob) -> None:
    """Ask for the work at once, after the commit. Without a broker the next beat finds the job."""

    def ask() -> None:
        from core.tasks import run_import

        run_import.apply_async(args=(job.pk,), retry=False, ignore_result=True)

    transaction.on_commit(ask, robust=True)


def run_job(job_id: int, now: datetime) -> bool:
    """Do what is due for a job, unless somebody is on it; whether its state has moved.

    A try is counted in a transaction of its own, so that a sheet which ends its worker is given up.
    """
    with transaction.atomic():
        job = ImportJob.objects.at_work().select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None:
            return False
        if job.attempts >= MOST_TRIES:
            move_job(
                job, ImportState.FAILED, now, note=_("处理这个文件时多次中断，已停止；没有导入任何内容。请联系管理员。")
            )
            return True
        job.attempts += 1
        job.save(update_fields=["attempts"])
    try:
        return _work(job_id, now)
    except Exception as error:
        # Its text may hold what is in the sheet. The next beat tries again, planning anew.
        log.warning("import_failed", job=job_id, error=where_it_broke(error))
        return False
    finally:
        forget_progress(f"import-{job_id}")


def _work(job_id: int, now: datetime) -> bool:
    with transaction.atomic():
        job = ImportJob.objects.at_work().select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None:
            return False
        with override(job.options.get("language")):
            try:
                with transaction.atomic():
                    _check(job, now) if job.state == ImportState.CHECKING else _apply(job, now)
            except DomainError as error:
                move_job(job, ImportState.FAILED, now, note=str(error.sentence)[:500], options=job.options)
        return True


def _planned(job: ImportJob, now: datetime, *, lock: bool) -> tuple[Plan, Importer, Progress]:
    def progress(done: int, total: int) -> None:
        tell_progress(f"import-{job.pk}", done, total)

    progress(0, 1)
    importer = importers[job.kind]
    told = job.options
    wanted = importer.columns.wanted(told.get("columns", {}))
    table = read_table(bytes(job.sheet or b""), wanted, with_hidden=bool(told.get("with_hidden")))
    # Kept for the page on which the owner says what they mean.
    job.options = told | {"titles": list(table.titles), "read": [table.sheet, table.head]}
    return importer.plan(job, table, now=now, lock=lock, progress=progress), importer, progress


def _check(job: ImportJob, now: datetime, note: str = "") -> None:
    plan, _importer, _progress = _planned(job, now, lock=False)
    _show(job, plan, now, note)


def _show(job: ImportJob, plan: Plan, now: datetime, note: str = "") -> None:
    """Lay a plan before the owner."""
    job.rows.all().delete()
    rows = [ImportRow(job=job, **asdict(row)) for row in plan.rows]
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    move_job(
        job,
        ImportState.CHECKED,
        now,
        plan=plan.mark,
        summary=plan.summary,
        notes=plan.notes,
        note=note,
        options=job.options,
    )


def _apply(job: ImportJob, now: datetime) -> None:
    """Plan anew with everything locked; apply exactly what the owner has seen, else show again."""
    plan, importer, progress = _planned(job, now, lock=True)
    if plan.mark != job.plan:
        _show(job, plan, now, _("检查以后数据有了变化，请看过新的结果再确认。"))
        return
    made = importer.apply(job, plan, now=now, progress=progress)
    rows = list(job.rows.filter(number__in=made))
    for row in rows:
        row.made = made[row.number]
    job.rows.bulk_update(rows, ["made"], batch_size=BATCH)
    move_job(job, ImportState.DONE, now)


def due_jobs() -> Sequence[int]:
    """Jobs that wait for a worker, or have one."""
    return list(ImportJob.objects.at_work().order_by("pk").values_list("pk", flat=True)[:100])


@transaction.atomic
def sweep_imports(now: datetime) -> int:
    """Forget sheets and their rows of long ago; returns how many. What was done stays known."""
    old = ImportJob.objects.filter(updated_at__lt=now - KEEP).exclude(sheet=None)
    ImportRow.objects.filter(job__in=old).delete()
    unfinished = [ImportState.CHECKING, ImportState.CHECKED, ImportState.APPLYING]
    cancelled = old.filter(state__in=unfinished).update(sheet=None, state=ImportState.CANCELLED, finished_at=now)
    return cancelled + old.update(sheet=None)
