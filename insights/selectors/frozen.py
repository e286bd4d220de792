"""Frozen reports as they were, and as the same question would be answered now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.permissions import Actor
from insights.frozen import Change, Frozen, changes, checksum_of, number_of, question_again
from insights.models import FrozenReport
from insights.said import as_asked, bare, labelled
from insights.selectors.pivot import Number, Pivot, Question, pivot, rows_behind

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Compared:
    """A report and what has changed since: total, lines, cells, what is behind. `is_intact`: as it was frozen."""

    question: Question
    then: Pivot
    total_now: Number | None
    lines: list[Change]
    behind: list[Change]
    cells_differ: bool
    is_intact: bool

    @property
    def has_changed(self) -> bool:
        return bool(self.lines or self.behind) or self.cells_differ


def kept_reports(actor: Actor) -> QuerySet[FrozenReport]:
    """The reports of whoever sees all, or those of an actor's own counties."""
    rows = FrozenReport.objects.select_related("made_by").defer("result", "behind")
    if actor.sees_all:
        return rows
    own = Q(is_whole=False, counties__contained_by=sorted(actor.reviewer_of_counties)) & ~Q(counties=[])
    return rows.filter(own) if actor.reviewer_of_counties else rows.none()


def scope_of(report: FrozenReport) -> Actor:
    """Whose figures a report told."""
    return Actor(
        is_office=report.is_whole,
        organizer_of=frozenset(report.unit_ids),
        reviewer_of_counties=frozenset(report.counties),
    )


def as_frozen(report: FrozenReport) -> Pivot:
    """The result as it was reported."""
    kept = report.result

    def read(lines: dict[str, int | str]) -> dict[str, Number]:
        return {key: n for key, told in lines.items() if (n := number_of(told)) is not None}

    cells = {(row, column): n for row, column, told in kept["cells"] if (n := number_of(told)) is not None}
    lines = read(kept["by_row"]), read(kept["by_column"])
    return Pivot(cells, *lines, number_of(kept["total"]), labelled=labelled(kept))


def compared(report: FrozenReport, now: datetime) -> Compared:
    """A report beside what the same question gives now; the caller holds one snapshot."""
    question = question_again(report.asked, scope_of(report))
    today = Frozen.of(pivot(question, now), rows_behind(question, now, MOST_ROWS))
    return Compared(
        question=as_asked(question, report.result),
        then=as_frozen(report),
        total_now=number_of(today.result["total"]),
        lines=changes(list(report.result["by_row"].items()), list(today.result["by_row"].items())),
        behind=changes(report.behind, today.behind),
        cells_differ=bare(report.result) != today.result,
        is_intact=checksum_of(report.asked, report.result, report.behind) == report.checksum,
    )
