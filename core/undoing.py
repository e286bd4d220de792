"""Undoing an import: what it made anew and nobody has changed since is taken back; the rest stays, and is told."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, DomainError
from core.importplans import importers
from core.imports import locked_job, move_job
from core.models import ImportJob, ImportState

UNDO_WITHIN: Final = timedelta(days=7)
MOST_UNDONE: Final = 1000  # each is taken back by its own service, while the owner waits
BATCH = 500


def made_key(pk: int, version: int) -> str:
    """How a row remembers what it made: changed since is what has another version."""
    return f"{pk}:{version}"


def take_each_back(made: Mapping[int, str], versions: Mapping[int, int], take: Callable[[int], None]) -> dict[int, str]:
    """Take back what stands as it was made, by `take`; why the others stay, by row. What is gone is gone."""
    stays = {}
    for number, key in made.items():
        pk, version = (int(part) for part in key.split(":"))
        if pk not in versions:
            continue
        if versions[pk] != version:
            stays[number] = _("导入以后有了改动，没有撤销。")
            continue
        try:
            with transaction.atomic():
                take(pk)
        except DomainError as error:
            stays[number] = str(error.sentence)
    return stays


def can_undo(job: ImportJob, now: datetime) -> bool:
    """Whether an import that is done can still be taken back."""
    recent = job.finished_at is not None and job.finished_at >= now - UNDO_WITHIN
    return job.state == ImportState.DONE and recent and 0 < job.rows.made().count() <= MOST_UNDONE


@transaction.atomic
def undo_import(*, public_id: str, owner_id: int, now: datetime) -> ImportJob:
    """Take back what an import made anew. Raises Conflict, NotFound."""
    job = locked_job(public_id, owner_id)
    if job.state == ImportState.UNDONE:
        return job
    if not can_undo(job, now):
        raise Conflict("import_undo", _("这次导入不能撤销：只有 7 天以内、新增不超过 1000 行的可以。"))
    rows = list(job.rows.made())
    stays = importers[job.kind].undo(job, {row.number: row.made for row in rows}, now=now)
    for row in rows:
        if row.number in stays:
            row.warnings = [*row.warnings, stays[row.number]]
        else:
            row.made = ""
    job.rows.bulk_update(rows, ["made", "warnings"], batch_size=BATCH)
    counts = {"count": len(rows) - len(stays), "stays": len(stays)}
    told = _("已撤销新增的 %(count)d 行。")
    if stays:
        told = _("已撤销新增的 %(count)d 行；%(stays)d 行没有撤销，见下面的提醒。")
    summary = job.summary | {"warnings": job.rows.exclude(warnings=[]).count()}
    move_job(job, ImportState.UNDONE, now, note=told % counts, summary=summary)
    return job
