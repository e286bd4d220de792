"""Which words of a text have changed. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A Latin word or number, white space, or one other character: Chinese has no spaces to cut at.
TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
MOST_TOKENS = 2_500  # beyond, comparing takes longer than reading


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it is only in this one of the two."""

    text: str
    changed: bool


def marked(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut into what is in both and what is in one; each joined again gives the text."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if len(old) > MOST_TOKENS or len(new) > MOST_TOKENS:
        return _whole(before), _whole(after)
    first: list[Piece] = []
    second: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i1 < i2:
            first.append(Piece("".join(old[i1:i2]), tag != "equal"))
        if j1 < j2:
            second.append(Piece("".join(new[j1:j2]), tag != "equal"))
    return first, second


def _whole(text: str) -> list[Piece]:
    return [Piece(text, True)] if text else []
