"""Numbers as a spreadsheet shows them, where that says more than the number: 1 shown as 001, 0.35 as 35%. Pure."""

import re
from functools import lru_cache

BUILT_IN = {9: "0%", 10: "0.00%"}
PERCENT = re.compile(r"0(?:\.(0+))?%")
ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours and languages, room, what fills a cell
PIECE = re.compile(r'"([^"]*)"|\\(.)|(0)|([-() ])')
LONGEST = 15  # digits that a number keeps


@lru_cache(maxsize=1000)
def _pieces(code: str) -> tuple[str | None, ...]:
    """The format's pieces, None for a digit; none at all where it shows no more than the number."""
    rest, found = ASIDE.sub("", code.partition(";")[0]), []
    while rest:
        piece = PIECE.match(rest)
        if piece is None:
            return ()
        found.append(None if piece[3] else piece[1] or piece[2] or piece[4] or "")
        rest = rest[piece.end() :]
    digits = found.count(None)
    while found and found[-1] is not None and digits == 1:
        found.pop()  # a unit behind the number, as in 5人
    return tuple(found) if digits and len(found) > 1 else ()


def is_telling(code: str) -> bool:
    """Whether a number format shows what the number alone doesn't say."""
    return bool(PERCENT.fullmatch(code) or _pieces(code))


def as_shown(value: float, code: str) -> str | None:
    """The text that is shown, or None where the number says it all."""
    if percent := PERCENT.fullmatch(code):
        return f"{value * 100:.{len(percent[1] or '')}f}%"
    pieces = _pieces(code)
    if not pieces or value < 0 or not float(value).is_integer() or value >= 10**LONGEST:
        return None
    width = pieces.count(None)
    digits = str(int(value)).zfill(width)
    surplus, places = len(digits) - width, iter(digits)
    text = ""
    for piece in pieces:
        if piece is not None:
            text += piece
            continue
        text += "".join(next(places) for _place in range(surplus + 1))
        surplus = 0
    return text
