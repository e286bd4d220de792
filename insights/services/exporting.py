"""Workbooks made by a task: asked for, made, told of, forgotten after some days."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zipfile import ZipFile

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor, actor_for
from accounts.services import notify
from core.clock import city_day
from core.errors import Conflict, Invalid, NotAllowed
from core.outbox import record
from core.progress import forget_progress, tell_progress
from core.sheets.writing import write_xlsx
from insights.models import EXPORT_LABELS, Export, ExportKind
from insights.models.export import GIVEN_UP
from insights.selectors.demonstration import year_holds_demonstration
from insights.sheets.marks import with_mark
from insights.sheets.national import Book, national_books
from insights.sheets.yearbook import yearbook_sheets

MOST_WAITING = 5
KEEP = timedelta(days=30)
Progress = Callable[[int, int], None]
Make = Callable[[int, Actor, datetime, Progress], Iterable[Book]]
MAKERS: Mapping[ExportKind, Make] = {
    ExportKind.YEARBOOK: lambda *asked: [Book("", yearbook_sheets(*asked))],
    ExportKind.NATIONAL: national_books,
}


@transaction.atomic
def ask_export(*, kind: str, year: int, language: str, by: Actor, now: datetime) -> Export:
    """Order a workbook; the same one that is still being made is not ordered twice.

    Raises NotAllowed for who is no office, Invalid for an unknown kind, Conflict while too many are being made.
    """
    if not by.reviews or by.user_id is None:
        raise NotAllowed("export", _("工作簿由领导小组办公室和县区办公室导出。"))
    if kind not in set(ExportKind):
        raise Invalid("export_kind", _("没有这种导出。"))
    waiting = Export.objects.filter(owner=by.user_id, finished_at=None, asked_at__gte=now - GIVEN_UP)
    same = waiting.filter(kind=kind, year=year, language=language).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise Conflict("exports_open", _("有几份还在生成，请等它们完成。"))
    made = Export.objects.create(kind=kind, year=year, language=language, owner_id=by.user_id, asked_at=now)
    record("export.asked", export=made.pk)
    return made


def make_export(*, export_id: int, now: datetime) -> None:
    """Make what was ordered and tell its owner; made already, nothing happens. The caller holds the transaction.

    Whose figures: what the owner may see at this moment. Sheets are asked for one after the other: each is of its
    own moment, which differs where somebody checks in meanwhile.
    """
    export = Export.objects.select_for_update().select_related("owner").filter(pk=export_id, finished_at=None).first()
    if export is None:
        return
    name = f"export-{export.pk}"
    with translation.override(export.language):
        actor = actor_for(export.owner, city_day(now))
        books = MAKERS[ExportKind(export.kind)](
            export.year, actor, now, lambda done, total: tell_progress(name, done, total)
        )
        marked = year_holds_demonstration(export.year, now, actor)
        export.file = in_one_file(replace(book, sheets=with_mark(book.sheets, marked=marked)) for book in books)
    export.finished_at = now
    export.save(update_fields=["file", "finished_at"])
    forget_progress(name)
    notify(
        users=[export.owner],
        key=f"export-{export.pk}",
        title=format_lazy(
            "{what}{kind} {year}",
            what=gettext_lazy("可以下载了："),
            kind=EXPORT_LABELS[ExportKind(export.kind)],
            year=export.year,
        ),
        path=reverse("workspace-exports"),
        now=now,
        by_mail=False,
    )


def in_one_file(books: Iterable[Book]) -> bytes:
    """The workbook where it is one, else a zip of them; made one after the other."""
    made: list[tuple[str, bytes]] = []
    for book in books:
        stream = io.BytesIO()
        write_xlsx(stream, book.sheets)
        made.append((book.name, stream.getvalue()))
    if len(made) == 1:
        return made[0][1]
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:  # workbooks are packed already
        for name, data in made:
            archive.writestr(f"{name}.xlsx", data)
    return packed.getvalue()


def is_archive(data: bytes) -> bool:
    """Whether a finished export is a zip of workbooks; a workbook is a zip too, with parts of its own."""
    with ZipFile(io.BytesIO(data)) as archive:
        return all(name.endswith(".xlsx") for name in archive.namelist())


@transaction.atomic
def forget_exports(*, now: datetime) -> int:
    """Delete workbooks that are older than KEEP; how many."""
    return int(Export.objects.filter(asked_at__lt=now - KEEP).delete()[0])
