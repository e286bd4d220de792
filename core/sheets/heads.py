"""The table in a sheet as people make them: a title above, totals and remarks below, cells merged, rows hidden.

What is left out is told, by its row. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from core.sheets.bounds import HEAD_WITHIN, LAST_ROW, MOST_SHEETS, SheetRefused
from core.sheets.tables import Cell, Faulty, Grid, Row, Table, Wanted

TOTAL = re.compile(r".{0,8}(合计|小计|总计|共计|total|subtotal)([:(0-9共].*)?")
REMARK = re.compile(r"(备?注|说明|填表(人|单位|日期)?|填报(人|单位|日期)?|制表人?|审核人?|联系人|日期|note)\d*[:.、].*")
ROWS_TOLD = 10
LONGEST = 200  # characters by which a row or a title is judged
MOST_FILLED = 1_000_000  # cells that merging fills
Cells = Sequence[Cell]


def folded(text: str) -> str:
    """A word as it is compared: half-width, lower case, without spaces and line ends."""
    return "".join(unicodedata.normalize("NFKC", text[:LONGEST]).casefold().split())


def plain_table(grid: Grid) -> Table:
    """The first row with something in it holds the titles."""
    filled = [number for number, cells in enumerate(grid.cells) if _is_filled(cells)]
    if len(filled) < 2:
        raise SheetRefused("empty")
    return _below(grid, filled[0], filled[1:])


def table_of(grids: Iterable[Grid], wanted: Wanted, *, with_hidden: bool) -> Table:
    """The table of the first sheet that has all wanted columns, or else of the one that has most of them.

    Raises SheetRefused where there are no rows.
    """
    best: tuple[Grid, Grid, int, int] | None = None
    most = -1
    for number, grid in enumerate(islice(grids, MOST_SHEETS)):
        whole = _unmerged(grid)
        seen = whole if with_hidden else _seen(whole)
        head, known = _head(seen.cells, wanted)
        if head is not None and len(known) > most:
            best, most = (grid, seen, head, number), len(known)
        if known and wanted.required <= known:
            break
    if best is None:
        raise SheetRefused("empty")
    return _told(*best, with_hidden)


def _told(grid: Grid, seen: Grid, head: int, number: int, with_hidden: bool) -> Table:
    left: dict[str, list[int]] = {"total": [], "head": [], "remark": []}
    spread = {span[0] for span in seen.merged if span[3] > span[1]}
    rows: list[int] = []
    for place in range(head + 1, len(seen.cells)):
        cells = seen.cells[place]
        if not _is_filled(cells):
            continue
        why = _why_left_out(cells, seen.cells[head], place in spread)
        (left[why] if why else rows).append(place)
    if not rows:
        raise SheetRefused("empty")
    table = _below(seen, head, rows)
    notes = [] if number == 0 else [_("读取的是工作表“%(name)s”。") % {"name": grid.name[:60]}]
    if not with_hidden:
        notes += _notes_on_hidden(grid, head)
    sentences = {
        "total": _("合计的行没有读取：第 %(rows)s 行。"),
        "head": _("重复的标题行没有读取：第 %(rows)s 行。"),
        "remark": _("说明的行没有读取：第 %(rows)s 行。"),
    }
    notes += [sentence % {"rows": _listed(left[why])} for why, sentence in sentences.items() if left[why]]
    return replace(table, notes=notes, sheet=number)


def _is_filled(cells: Cells) -> bool:
    return any(cell is not None for cell in cells)


def _below(grid: Grid, head: int, places: Sequence[int]) -> Table:
    titles = ["" if cell is None or isinstance(cell, Faulty) else str(cell) for cell in grid.cells[head]]
    while titles and not titles[-1]:
        titles.pop()
    width = len(titles)
    if places[-1] >= LAST_ROW:
        raise SheetRefused("too_many_rows")
    rows = [grid.cells[place] for place in places]
    whole = [[*cells[:width], *[None] * (width - len(cells))] for cells in rows]
    return Table(titles, [Row(place + 1, cells) for place, cells in zip(places, whole, strict=True)], head=head + 1)


def _seen(grid: Grid) -> Grid:
    """Without what is hidden."""
    cells = [
        []
        if number in grid.hidden_rows
        else [None if column in grid.hidden_columns else cell for column, cell in enumerate(row)]
        for number, row in enumerate(grid.cells)
    ]
    return replace(grid, cells=cells)


def _unmerged(grid: Grid) -> Grid:
    """With the value of cells merged over rows in each of the rows that hold something of their own."""
    cells = [list(row) for row in grid.cells]
    own = [_is_filled(row) for row in cells]
    budget = MOST_FILLED
    for top, left, bottom, _right in grid.merged:
        value = cells[top][left] if top < len(cells) and left < len(cells[top]) else None
        if value is None:
            continue
        last = min(bottom, len(cells) - 1)
        budget -= last - top
        if budget < 0:
            raise SheetRefused("too_heavy")
        for place in range(top + 1, last + 1):
            if own[place] and left < len(cells[place]):
                cells[place][left] = value
    return replace(grid, cells=cells)


def _head(rows: Sequence[Cells], wanted: Wanted) -> tuple[int | None, frozenset[str]]:
    """The row with most titles that are known, and their columns; else the first that may hold titles."""
    filled = [number for number, cells in enumerate(rows) if _is_filled(cells)][:HEAD_WITHIN]
    best: tuple[int | None, frozenset[str]] = (None, frozenset())
    for number in filled:
        found = [wanted.column_of(cell) for cell in rows[number] if isinstance(cell, str)]
        known = frozenset(column for column in found if column)
        if len(known) > len(best[1]):
            best = number, known
    if best[0] is None and filled:
        wide = [number for number in filled if sum(cell is not None for cell in rows[number]) > 1]
        return (wide or filled)[0], frozenset()
    return best


def _why_left_out(cells: Cells, head: Cells, is_spread: bool) -> str | None:
    """Whether a row is a total, the titles once more, or a remark: one cell alone, merged over columns or so begun."""
    said = [(place, cell) for place, cell in enumerate(cells) if cell is not None]
    words = [folded(cell) for _place, cell in said if isinstance(cell, str)][:3]
    if any(TOTAL.fullmatch(word) for word in words):
        return "total"
    titles = [folded(cell) if isinstance(cell, str) else None for cell in head]
    if all(isinstance(cell, str) and place < len(titles) and folded(cell) == titles[place] for place, cell in said):
        return "head"
    is_alone = len(said) == 1 and len(words) == 1
    return "remark" if is_alone and (is_spread or REMARK.fullmatch(words[0])) else None


def _notes_on_hidden(grid: Grid, head: int) -> list[str]:
    notes = []
    rows = [
        number for number in sorted(grid.hidden_rows) if number < len(grid.cells) and _is_filled(grid.cells[number])
    ]
    if rows:
        sentence = _("隐藏的 %(count)d 行没有读取：第 %(rows)s 行。")
        notes.append(sentence % {"count": len(rows), "rows": _listed(rows)})
    titles = grid.cells[head]
    hidden = [str(titles[place])[:40] for place in sorted(grid.hidden_columns) if place < len(titles) and titles[place]]
    if hidden:
        notes.append(_("隐藏的列没有读取：%(titles)s。") % {"titles": "、".join(hidden)})
    return notes


def _listed(places: Sequence[int]) -> str:
    more = "…" if len(places) > ROWS_TOLD else ""
    return "、".join(str(place + 1) for place in places[:ROWS_TOLD]) + more
