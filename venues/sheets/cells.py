"""What a cell says, by the kind of its column: a value, or a sentence that tells what to write. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from core.geo import Datum
from core.sheets.reading import Cell, Faulty
from venues.facts import GivenDesignation
from venues.hours.chinese import is_words
from venues.hours.entry import entered_hours
from venues.models import PositionQuality

CLEAR_WORDS = {"(清空)", "(clear)"}
CLEAR = object()  # make it empty again
LIST_MARKS = re.compile(r"[;；、,，/\n]+")
LINE_MARKS = re.compile(r"[;；\n]+")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
CLOCK = re.compile(r"(\d{1,2})[:点时](\d{2})分?(?::00)?")
LONGEST_NUMBER = 15
WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d+")
DEGREES = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*[°度]?\s*[ENen]?")
DATUM_WORDS = {
    Datum.WGS84: "wgs84 wgs-84 gps 天地图",
    Datum.CGCS2000: "cgcs2000 国家2000 2000国家大地坐标系",
    Datum.GCJ02: "gcj02 gcj-02 高德 高德地图 腾讯 腾讯地图 火星坐标 高德(gcj-02) 腾讯(gcj-02)",
    Datum.BD09: "bd09 bd-09 百度 百度地图 百度(bd-09)",
}
QUALITY_WORDS = {quality: f"{quality.value}" for quality in PositionQuality}


class Unreadable(Exception):
    """A cell that can't be read; its text is the sentence."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Which words of the city's vocabulary mean what: by column, folded word → value."""

    known: Mapping[str, Mapping[str, Any]]


def plain(text: str) -> str:
    """A word as it is compared: half-width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_clear(cell: Cell) -> bool:
    """Whether a cell asks to be emptied."""
    return isinstance(cell, str) and plain(cell) in CLEAR_WORDS


def text(cell: Cell, _column: str, _words: SheetWords) -> str:
    """Words; a number is written as it shows, without a fraction that it doesn't have."""
    if isinstance(cell, bool):
        raise Unreadable(_("请填写文字，不要填写 TRUE 或 FALSE。"))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def names(cell: Cell, column: str, words: SheetWords) -> tuple[str, ...]:
    """Several names in one cell."""
    return tuple(dict.fromkeys(part.strip() for part in LIST_MARKS.split(text(cell, column, words)) if part.strip()))


def choice(cell: Cell, column: str, words: SheetWords) -> Any:
    """One word of a vocabulary, by its Chinese or English name or its identifier."""
    said = text(cell, column, words)
    found = words.known[column].get(plain(said))
    if found is None:
        raise Unreadable(_("“%(word)s”不在可选的词里，请从下拉列表里选。") % {"word": said[:40]})
    return found


def choices(cell: Cell, column: str, words: SheetWords) -> tuple[Any, ...]:
    """Several words of a vocabulary."""
    return tuple(dict.fromkeys(choice(part, column, words) for part in names(cell, column, words)))


def whole(cell: Cell, column: str, words: SheetWords) -> int:
    """A count; thousands may be marked by commas."""
    said = unicodedata.normalize("NFKC", text(cell, column, words)).strip()
    if len(said) > LONGEST_NUMBER or not WHOLE.fullmatch(said):
        raise Unreadable(_("请填写不小于 0 的整数，不带单位。"))
    return int(said.replace(",", ""))


def year(cell: Cell, column: str, words: SheetWords) -> int:
    """A year, with or without 年."""
    if isinstance(cell, datetime | date):
        return cell.year
    said = text(cell, column, words).removesuffix("年").strip()
    if not re.fullmatch(r"[0-9]{4}", said):
        raise Unreadable(_("请填写四位数的年份，例如 2020。"))
    return int(said)


def day(cell: Cell, column: str, words: SheetWords) -> date:
    """A day, as a date or written out."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text(cell, column, words)).strip())
    try:
        if found is None:
            raise ValueError
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise Unreadable(_("日期请写成 2026-01-31。")) from None


def clock(cell: Cell, column: str, words: SheetWords) -> time:
    """A time of the day, written out or as a spreadsheet's part of a day."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    found = CLOCK.fullmatch(unicodedata.normalize("NFKC", text(cell, column, words)).strip())
    try:
        if found is None:
            raise ValueError
        return time(int(found[1]), int(found[2]))
    except ValueError:
        raise Unreadable(_("时间请写成 09:30。")) from None


def degrees(cell: Cell, column: str, words: SheetWords) -> float:
    """Decimal degrees."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    found = DEGREES.fullmatch(unicodedata.normalize("NFKC", text(cell, column, words)).strip())
    if found is None:
        raise Unreadable(_("请填写小数形式的度数，例如 109.408312。"))
    return float(found[1])


def hours(cell: Cell, column: str, words: SheetWords) -> str:
    """Opening hours in words or in the syntax; what can't be read stays as it is for whom it is stored already."""
    said = text(cell, column, words).strip()
    entered = entered_hours(said)
    if entered.problem and is_words(said):
        raise Unreadable(entered.problem)
    return entered.expression


def titles(cell: Cell, column: str, words: SheetWords) -> tuple[GivenDesignation, ...]:
    """Titles, one a line: level|name|batch|first day|last day, of which the last three may be left out."""
    lines = [line.strip() for line in LINE_MARKS.split(text(cell, column, words)) if line.strip()]
    return tuple(_title(line, words) for line in lines)


def _title(line: str, words: SheetWords) -> GivenDesignation:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if not 2 <= len(parts) <= 5 or not parts[1]:
        raise Unreadable(_("每项认定请写成：级别|称号|批次|起始日期|截止日期，后三段可以不写。"))
    level, name, batch, first, last = [*parts, "", "", ""][:5]
    days = [day(part, "", words) if part else None for part in (first, last)]
    return GivenDesignation(choice(level, "designation_level", words), name, batch, *days)


def faulty(cell: Cell) -> bool:
    """Whether a cell shows an error."""
    return isinstance(cell, Faulty)
