"""How names are spelled for the search: folded, in full pinyin, by initials, in small pieces."""

import re
import unicodedata
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

MOST_SUFFIXES = 12
BEGINNING = 2  # characters of a beginning's mark
CJK = re.compile(r"[\u3400-\u9fff]")
NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def folded(text: str) -> str:
    """Full-width forms made half-width, lower case, white space single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def bare(text: str) -> str:
    """Letters, digits and Chinese characters alone, folded."""
    return NOT_WORD.sub("", folded(text))


def _syllables(text: str) -> list[str]:
    parts = (NOT_WORD.sub("", part) for part in lazy_pinyin(folded(text), style=Style.NORMAL))
    return [part.replace("ü", "v") for part in parts if part]


def spelled(text: str) -> str:
    """Full pinyin without tones or gaps: 科技馆 → kejiguan."""
    return "".join(_syllables(text))


def spellings(text: str) -> str:
    """The full pinyin from each syllable on, so that a misspelt part still meets a word's start.

    科技馆 → “kejiguan jiguan guan”.
    """
    syllables = _syllables(text)
    return " ".join("".join(syllables[start:]) for start in range(min(len(syllables), MOST_SUFFIXES)))


def initials(text: str) -> str:
    """The first letter of each syllable: 科技馆 → kjg."""
    return NOT_WORD.sub("", "".join(lazy_pinyin(folded(text), style=Style.FIRST_LETTER)))


def pairs(text: str) -> list[str]:
    """Every pair of neighbours."""
    return [text[start : start + 2] for start in range(len(text) - 1)]


def beginnings(text: str) -> set[str]:
    """Marks of a beginning: 科技馆 → ^科, ^科技."""
    return {f"^{text[:length]}" for length in range(1, min(BEGINNING, len(text)) + 1)}


def grams(names: Iterable[str], shorts: Iterable[str], suffixes: Iterable[str], address: str) -> list[str]:
    """The pieces by which an entry is found when a query has no useful trigrams.

    Each character and pair of names and initials (`shorts`), the beginnings of these and of the
    full pinyin, two letters of each syllable on (`suffixes`, see `spellings`), and the pairs of
    the address.
    """
    found: set[str] = set()
    for text in (*(bare(name) for name in names), *shorts):
        found |= set(text) | set(pairs(text)) | beginnings(text)
    for text in suffixes:
        words = text.split()
        found |= beginnings(words[0]) if words else set()
        found |= {word[:BEGINNING] for word in words}
    found |= set(pairs(bare(address)))
    return sorted(found)
