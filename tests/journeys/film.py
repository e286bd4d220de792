"""What a camera sees: codes one after the other, as a file that Chromium takes for its camera."""

from collections.abc import Iterable
from pathlib import Path

import segno
from PIL import Image

SIDE = 400
PER_SECOND = 5
SHOWN, BETWEEN = 8, 2  # frames of a code, and of nothing after it
WHITE, GREY = 235, bytes([128])


def write_film(path: Path, texts: Iterable[str], *, tail_s: int = 6) -> None:
    """A film of QR codes in YUV4MPEG2; it ends with nothing in view, and Chromium begins anew."""
    blank = _frame(Image.new("L", (SIDE, SIDE), WHITE))
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{SIDE} H{SIDE} F{PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            film.write(_frame(_picture(text)) * SHOWN + blank * BETWEEN)
        film.write(blank * (tail_s * PER_SECOND))


def _picture(text: str) -> Image.Image:
    matrix = segno.make(text, error="m").matrix
    side = len(matrix)
    code = Image.new("L", (side, side))
    code.putdata([16 if dark else WHITE for row in matrix for dark in row])
    scale = (SIDE - 60) // side
    picture = Image.new("L", (SIDE, SIDE), WHITE)
    picture.paste(code.resize((side * scale, side * scale), Image.Resampling.NEAREST), (30, 30))
    return picture


def _frame(picture: Image.Image) -> bytes:
    return b"FRAME\n" + picture.tobytes() + GREY * (SIDE * SIDE // 2)
