"""An opening_hours text as tokens."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from venues.hours.language import Flaw

WEEKDAYS = {name: number for number, name in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su"))}
WEEKDAYS |= {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−〜～~", "-"))
QUOTED = re.compile(r'("[^"]*")')
TOKEN = re.compile(
    r"\s*(?:(?P<always>24/7)|(?P<time>\d{1,2}:\d{2}(?!\d))|(?P<number>\d+)|(?P<word>[A-Za-z]+)|(?P<mark>\|\||[;,+\-/:()\[\]]))",
    re.ASCII,
)


class NotReadable(Exception):
    """Parsing ends here; it never leaves the package."""

    def __init__(self, flaw: Flaw, piece: str = "") -> None:
        super().__init__(flaw, piece)
        self.flaw, self.piece = flaw, piece


class TokenKind(StrEnum):
    ALWAYS = "always"
    TIME = "time"
    NUMBER = "number"
    WORD = "word"  # in lower case
    MARK = "mark"
    COMMENT = "comment"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str


def tokens_of(text: str) -> list[Token]:
    """Raises NotReadable where something is no token."""
    found: list[Token] = []
    for number, part in enumerate(QUOTED.split(text)):
        if number % 2:
            found.append(Token(TokenKind.COMMENT, part[1:-1].strip()))
        else:
            found += _plain(unicodedata.normalize("NFKC", part).translate(DASHES).rstrip())
    return found


def _plain(text: str) -> list[Token]:
    found = []
    place = 0
    while place < len(text):
        token = TOKEN.match(text, place)
        if token is None or token.lastgroup is None:
            raise NotReadable(Flaw.NOT_READ, text[place:].strip()[:20])
        found.append(Token(TokenKind(token.lastgroup), token[token.lastgroup].lower()))
        place = token.end()
    return found


class Cursor:
    """A place among the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    def peek(self, ahead: int = 0) -> Token:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else Token(TokenKind.END, "")

    def take(self) -> Token:
        token = self.peek()
        self.place += 1
        return token

    def sees(self, *words: str, ahead: int = 0) -> bool:
        """Whether one of these words or marks comes."""
        token = self.peek(ahead)
        return token.kind in (TokenKind.WORD, TokenKind.MARK) and token.text in words

    def sees_kind(self, kind: TokenKind, ahead: int = 0) -> bool:
        return self.peek(ahead).kind is kind

    def takes(self, *words: str) -> bool:
        """Whether one of these came; it is then behind."""
        if not self.sees(*words):
            return False
        self.place += 1
        return True

    def number(self) -> int:
        token = self.take()
        if token.kind is not TokenKind.NUMBER or len(token.text) > 4:
            raise NotReadable(Flaw.NOT_READ, token.text)
        return int(token.text)

    def needs(self, mark: str) -> None:
        if not self.takes(mark):
            raise self.wrong()

    def wrong(self, flaw: Flaw = Flaw.NOT_READ) -> NotReadable:
        """The error at this place."""
        return NotReadable(flaw, "".join(token.text for token in self.tokens[max(self.place - 2, 0) : self.place + 2]))
