"""A sheet's columns, found by their Chinese or English title or their identifier, in any order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.errors import Invalid, Sentence
from core.sheets.reading import Cell
from venues.sheets.cells import SheetWords, plain

Read = Callable[[Cell, str, SheetWords], Any]
IN_BRACKETS = re.compile(r"[(（][^)）]*[)）]")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: identifier, title, how its cells are read, whether it must be there, its width and a hint."""

    name: str
    title: Sentence
    read: Read
    required: bool = False
    width: float = 14
    hint: Sentence = ""


@dataclass(frozen=True)
class ColumnSet:
    """The columns of one kind of sheet; `fields` are facts that rules know under another name than a column."""

    columns: Sequence[SheetColumn]
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def titles_of(self, fact: str) -> str:
        """The title of the column, or columns, that hold a fact."""
        titles = {column.name: str(column.title) for column in self.columns}
        return "、".join(titles[name] for name in self.fields.get(fact, (fact,)) if name in titles)

    def match(self, titles: Sequence[str]) -> tuple[list[SheetColumn | None], list[str]]:
        """The column of each title, None where it is not known, and the titles that are not.

        Raises Invalid where one that is required is missing or one comes twice.
        """
        known = self._known_titles()
        found = [known.get(_bare(title)) if title else None for title in titles]
        there = [column.name for column in found if column is not None]
        missing = [str(column.title) for column in self.columns if column.required and column.name not in there]
        twice = sorted({str(column.title) for column in self.columns if there.count(column.name) > 1})
        if missing:
            raise _unfit("columns_missing", _("缺少这些列：%(titles)s。请用模板的第一行作标题。"), missing)
        if twice:
            raise _unfit("columns_twice", _("这些列出现了两次：%(titles)s。请只留一列。"), twice)
        unknown = [title for title, column in zip(titles, found, strict=True) if title and column is None]
        return found, unknown

    def _known_titles(self) -> Mapping[str, SheetColumn]:
        known: dict[str, SheetColumn] = {}
        for language in ("zh-hans", "en"):
            with override(language):
                known |= {_bare(str(column.title)): column for column in self.columns}
        return known | {column.name: column for column in self.columns}


def _unfit(code: str, sentence: Sentence, titles: Sequence[str]) -> Invalid:
    said = str(sentence) % {"titles": "、".join(titles)}
    return Invalid(code, said, fields={"file": [said]})


def _bare(title: str) -> str:
    return plain(IN_BRACKETS.sub("", title)).strip("*＊")
