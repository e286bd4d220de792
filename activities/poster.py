"""A poster of an activity to pass on: a PNG of 1080 × 1440 pixels with its time, place and QR code."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont, ImageOps

WIDTH, HEIGHT, MARGIN = 1080, 1440, 72
COVER_HEIGHT = 460
CODE = 300  # side of the QR code
PAPER, INK, SOFT, ACCENT, ON_ACCENT, WRONG, RULE = (
    "#fbf8f3",
    "#1c2526",
    "#566062",
    "#0f474e",
    "#ffffff",
    "#a4161a",
    "#d8d2c6",
)
# Chinese typography: these do not begin a line.
NEVER_FIRST = "，。、；：？！）》」』”’…·%"
MOST_TITLE, MOST_LINE = 3, 2
GAP = 1.35  # of lines, in letters' heights


@dataclass(frozen=True, slots=True)
class PosterFacts:
    """What a poster says. `warning` is a line in red over it, `foot` stands beside the code."""

    site: str
    title: str
    lines: tuple[str, ...]
    foot: tuple[str, ...]
    address: str
    warning: str = ""
    cover: bytes | None = None


def draw_poster(facts: PosterFacts, font: Path) -> bytes:
    """The poster as PNG. Raises OSError where the font or the cover can't be read."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    top = _head(sheet, pen, facts, font)
    if facts.warning:
        top = _text(pen, facts.warning, font, 44, top, WRONG, most=2)
    top = _text(pen, facts.title, font, 76 if len(facts.title) < 30 else 60, top, INK, most=MOST_TITLE) + 16
    bottom = HEIGHT - MARGIN - CODE - 48
    for line in facts.lines:
        if top + 42 * GAP > bottom:
            break
        top = _text(pen, line, font, 42, top, SOFT, most=MOST_LINE, bottom=bottom) + 8
    _foot(sheet, pen, facts, font)
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _head(sheet: Image.Image, pen: ImageDraw.ImageDraw, facts: PosterFacts, font: Path) -> float:
    """The band with the site's name, and the cover; where what follows begins."""
    pen.rectangle((0, 0, WIDTH, 104), fill=ACCENT)
    pen.text((MARGIN, 52), facts.site, font=_font(font, 40), fill=ON_ACCENT, anchor="lm")
    if facts.cover is None:
        return 104.0 + MARGIN
    with Image.open(BytesIO(facts.cover)) as picture:
        sheet.paste(ImageOps.fit(picture.convert("RGB"), (WIDTH, COVER_HEIGHT)), (0, 104))
    return 104.0 + COVER_HEIGHT + 48


def _foot(sheet: Image.Image, pen: ImageDraw.ImageDraw, facts: PosterFacts, font: Path) -> None:
    code = segno.make(facts.address, error="m", micro=False)
    modules = code.symbol_size(border=2)[0]
    drawn = BytesIO()
    code.save(drawn, kind="png", scale=max(1, CODE // modules), border=2, dark="#000", light="#fff")
    drawn.seek(0)
    with Image.open(drawn) as square:
        left, top = WIDTH - MARGIN - square.width, HEIGHT - MARGIN - square.height
        sheet.paste(square.convert("RGB"), (left, top))
    pen.line(
        (MARGIN, HEIGHT - MARGIN - CODE - 24, WIDTH - MARGIN, HEIGHT - MARGIN - CODE - 24), fill="#d8d2c6", width=2
    )
    y = float(top)
    for line in facts.foot:
        y = _text(pen, line, font, 36, y, SOFT, most=3, right=left - 32) + 12


def _text(
    pen: ImageDraw.ImageDraw,
    text: str,
    font: Path,
    size: int,
    top: float,
    colour: str,
    *,
    most: int,
    right: int = WIDTH - MARGIN,
    bottom: float = HEIGHT,
) -> float:
    """Draws a paragraph of at most `most` lines; where the next begins."""
    letters = _font(font, size)
    for line in wrapped(text, letters, right - MARGIN, most):
        if top + size * GAP > bottom:
            break
        pen.text((MARGIN, top), line, font=letters, fill=colour)
        top += size * GAP
    return top


def wrapped(text: str, letters: ImageFont.FreeTypeFont, width: float, most: int) -> list[str]:
    """Lines of a text no wider than `width` pixels; what does not fit into `most` lines ends in an ellipsis.

    Latin words stay whole where they fit; marks that close do not begin a line.
    """
    lines = [""]
    for part in _parts(" ".join(text.split())):
        if letters.getlength(lines[-1] + part) <= width or not lines[-1]:
            lines[-1] += part
        elif part[0] in NEVER_FIRST and len(lines[-1]) > 1:
            kept = len(lines[-1]) - 1
            while kept > 1 and lines[-1][kept] in NEVER_FIRST:
                kept -= 1
            lines[-1], carried = lines[-1][:kept], lines[-1][kept:]
            lines.append(carried + part)
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(part.lstrip())
    lines = [_cut(line, letters, width) for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1] + "…", letters, width)]
    return [line for line in lines if line]


def _parts(text: str) -> list[str]:
    """Pieces between which a line may break: single Chinese letters, whole Latin words."""
    parts: list[str] = []
    for letter in text:
        if parts and letter.isascii() and letter != " " and parts[-1][-1].isascii() and parts[-1][-1] != " ":
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _cut(line: str, letters: ImageFont.FreeTypeFont, width: float) -> str:
    if letters.getlength(line) <= width:
        return line
    while line and letters.getlength(line + "…") > width:
        line = line[:-1]
    return line + "…"


@lru_cache(maxsize=16)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)
