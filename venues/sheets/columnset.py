"""A sheet's columns, found by their Chinese or English title or their identifier, in any order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.errors import Invalid, Sentence
from core.sheets.reading import Cell, Wanted
from venues.sheets.cells import SheetWords, plain

Read = Callable[[Cell, str, SheetWords], Any]
IN_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
LONGEST = 100
REMARKS_TITLE = "导入结果"  # of the column that the site adds to a sheet that it gives back


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: identifier, title, how its cells are read, if it must be there, its width, a hint, other names."""

    name: str
    title: Sentence
    read: Read
    required: bool = False
    width: float = 14
    hint: Sentence = ""
    also: str = ""  # what clerks call it besides, the likeliest first


@dataclass(frozen=True)
class ColumnSet:
    """The columns of one kind of sheet; `fields` are facts that rules know under another name than a column."""

    columns: Sequence[SheetColumn]
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def titles_of(self, fact: str) -> str:
        """The title of the column, or columns, that hold a fact."""
        titles = {column.name: str(column.title) for column in self.columns}
        return "、".join(titles[name] for name in self.fields.get(fact, (fact,)) if name in titles)

    def match(
        self, titles: Sequence[str], chosen: Mapping[str, str] | None = None
    ) -> tuple[list[SheetColumn | None], list[str]]:
        """The column of each title, None where it is not known, and the titles that are not.

        `chosen` are titles that a person has matched by hand, with the column's identifier, or nothing for
        none. A title that is ours or chosen goes before one that is merely usual for the same column.
        Raises Invalid where one that is required is missing or one comes twice.
        """
        found = self._found(titles, chosen or {})
        there = [column.name for column in found if column is not None]
        missing = [str(column.title) for column in self.columns if column.required and column.name not in there]
        twice = sorted({str(column.title) for column in self.columns if there.count(column.name) > 1})
        if missing:
            raise _unfit("columns_missing", _("缺少这些列：%(titles)s。请用模板的第一行作标题。"), missing)
        if twice:
            raise _unfit("columns_twice", _("这些列出现了两次：%(titles)s。请只留一列。"), twice)
        unknown = [title for title, column in zip(titles, found, strict=True) if title and column is None]
        return found, [title for title in unknown if _bare(title) not in OURS]

    def wanted(self, chosen: Mapping[str, str]) -> Wanted:
        """What a table of this kind is found by."""
        ranked = self._ranked()

        def column_of(title: str) -> str | None:
            if title in chosen:
                return chosen[title] or None
            columns = ranked.get(_bare(title))
            return columns[0][1].name if columns else None

        return Wanted(column_of, frozenset(column.name for column in self.columns if column.required))

    def choices(self) -> list[tuple[str, str]]:
        """The columns that a title may be matched with by hand."""
        return [(column.name, str(column.title)) for column in self.columns]

    def placed(self, titles: Sequence[str], chosen: Mapping[str, str]) -> list[tuple[str, str]]:
        """Each title with the identifier of the column that it is taken for."""
        found = zip(titles, self._found(titles, chosen), strict=True)
        return [(title, column.name if column else "") for title, column in found if title and _bare(title) not in OURS]

    def _found(self, titles: Sequence[str], chosen: Mapping[str, str]) -> list[SheetColumn | None]:
        """The likeliest column of each title; a column that has a likelier title is not taken twice."""
        ranked, by_name = self._ranked(), {column.name: column for column in self.columns}
        found: list[SheetColumn | None] = [by_name.get(chosen.get(title, "")) for title in titles]
        claims = [
            (rank, place, column)
            for place, title in enumerate(titles)
            if title and title not in chosen
            for rank, column in ranked.get(_bare(title), ())
        ]
        taken = {column.name for column in found if column is not None}
        for rank, place, column in sorted(claims, key=lambda claim: claim[:2]):
            if found[place] is None and (rank == 0 or column.name not in taken):
                found[place] = column
                taken.add(column.name)
        return found

    def _ranked(self) -> Mapping[str, Sequence[tuple[int, SheetColumn]]]:
        """Columns by what they may be called: our titles and identifiers before the usual names."""
        known: dict[str, list[tuple[int, SheetColumn]]] = {}
        for column in self.columns:
            own = {_bare(column.name)}
            for language in ("zh-hans", "en"):
                with override(language):
                    own.add(_bare(str(column.title)))
            for word in own:
                known.setdefault(word, []).append((0, column))
            for rank, word in enumerate(column.also.split(), start=1):
                if _bare(word) not in own:
                    known.setdefault(_bare(word), []).append((rank, column))
        return {word: sorted(columns, key=lambda each: each[0]) for word, columns in known.items()}


def _unfit(code: str, sentence: Sentence, titles: Sequence[str]) -> Invalid:
    said = str(sentence) % {"titles": "、".join(titles)}
    return Invalid(code, said, fields={"file": [said]})


def _bare(title: str) -> str:
    """A title without what is added to it: spaces, remarks in brackets, marks of what is required."""
    said = IN_BRACKETS.sub("", plain(title[:LONGEST])).strip("*:·")
    return said.removesuffix("必填").removesuffix("选填").strip("*:·") or said


OURS = frozenset({_bare(REMARKS_TITLE)})
