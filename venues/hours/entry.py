"""What a person types as opening hours, in words or in the syntax: the one door for forms, cells and the API."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import Sentence
from venues.hours.chinese import hours_from_words, is_words
from venues.hours.parsing import HOLIDAYS
from venues.hours.scanning import DASHES, MONTHS, QUOTED, WEEKDAYS
from venues.hours.sentences import why_not_told
from venues.hours.words import public_hours_words

WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Entered:
    """The expression to keep, or why nothing can be kept; then `expression` is the text as it was typed."""

    expression: str
    problem: Sentence = ""


def entered_hours(text: str) -> Entered:
    """What a text says. Never raises."""
    typed = text.strip()
    if not typed:
        return Entered("")
    if is_words(typed):
        return _from_words(typed)
    written = _plain(typed)
    problem = why_not_told(written)
    return Entered(typed, problem) if problem else Entered(written)


def _from_words(typed: str) -> Entered:
    read = hours_from_words(typed)
    if not read.left and read.expression and not why_not_told(read.expression):
        return Entered(read.expression)
    understood = public_hours_words(read.expression)
    said = {"understood": understood, "left": read.left or typed[:40]}
    if understood:
        problem = _("读懂了：%(understood)s。没有把握的是“%(left)s”，请写得更明白些，例如“周一至周五 9:00–17:00”。")
    else:
        problem = _("没有读懂“%(left)s”。请写成“周二至周日 9:00–17:00，周一闭馆”这样，或者只选上面的表格。")
    return Entered(typed, problem % said)


def _plain(text: str) -> str:
    """The syntax with half-width characters, plain dashes and its usual capitals; remarks stay as they are."""
    parts = QUOTED.split(text)
    plain = (part if number % 2 else _usual(part) for number, part in enumerate(parts))
    return "".join(plain).strip()


def _usual(text: str) -> str:
    return WORD.sub(_word, unicodedata.normalize("NFKC", text).translate(DASHES))


def _word(found: re.Match[str]) -> str:
    word = found[0].lower()
    if word in WEEKDAYS:
        return word[:2].capitalize()
    return word.capitalize() if word in MONTHS else word.upper() if word in HOLIDAYS else word
