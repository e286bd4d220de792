"""Photos by name: those that must be taken, and those that must be refused with one of some codes."""

import functools
from collections.abc import Callable

from PIL import Image

from core.uploads import MOST_BYTES
from tests.core import pictures
from tests.core.pictures import MARKUP, halves, heic, jpeg, png_of, saved

HARMLESS: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg,
    "progressive jpeg": lambda: jpeg(progressive=True),
    "jpeg of 48 million pixels": lambda: jpeg(8000, 6000),
    "grey jpeg": lambda: saved(halves().convert("L"), "JPEG"),
    "cmyk jpeg": lambda: saved(halves().convert("CMYK"), "JPEG"),
    "png": lambda: saved(halves(), "PNG"),
    "png with a palette": lambda: saved(halves().convert("P"), "PNG", transparency=0),
    "png of 16 bits": lambda: saved(Image.new("I;16", (64, 64), 40000), "PNG"),
    "png of two colours": lambda: saved(halves().convert("1"), "PNG"),
    "transparent png": lambda: saved(halves().convert("RGBA"), "PNG"),
    "png of 49 million pixels in a few kilobytes": lambda: png_of(7000, 7000),
    "transparent png of 36 million pixels": lambda: png_of(6000, 6000, kind=6),
    "png of 25 million pixels of 16 bits": lambda: png_of(5000, 5000, depth=16),
    "webp": lambda: saved(halves(), "WEBP"),
    "lossless webp": lambda: saved(halves().convert("RGBA"), "WEBP", lossless=True),
    "webp of 24 million pixels": lambda: saved(halves(6000, 4000).convert("RGBA"), "WEBP", method=0),
    "heic": heic,
    "heic of 5 million pixels": lambda: heic(2592, 1944),
    "what phones tell": pictures.told_by_a_phone,
    "png with text": pictures.png_with_text,
    "several pictures in one (MPO)": lambda: pictures.several("MPO"),
    "jpeg that is a zip too": lambda: jpeg() + pictures.zipped(),
    "jpeg that is a page too": lambda: jpeg(comment=MARKUP) + MARKUP,
    "png that is a page too": lambda: saved(halves(), "PNG") + MARKUP,
    "png whose pixels end early": lambda: png_of(3000, 3000, honest=False),
    "broken exif": lambda: jpeg(exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 200),
    "broken profile": lambda: jpeg(icc_profile=b"\xff" * 4000),
}
REFUSED: dict[str, tuple[set[str], Callable[[], bytes]]] = {
    "nothing": ({"empty"}, lambda: b""),
    "too many bytes": ({"bytes"}, lambda: jpeg() + b"\0" * MOST_BYTES),
    "svg": ({"format"}, lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "gif": ({"format"}, lambda: saved(halves(), "GIF")),
    "bmp": ({"format"}, lambda: saved(halves(), "BMP")),
    "tiff": ({"format"}, lambda: saved(halves(), "TIFF")),
    "page": ({"format"}, lambda: b"<!doctype html>" + MARKUP),
    "zip": ({"format"}, pictures.zipped),
    "film": ({"format"}, lambda: b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0" * 100),
    "script of an eps": ({"format"}, lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file\n"),
    "page that begins as a jpeg": ({"broken"}, lambda: b"\xff\xd8\xff" + MARKUP),
    "zip that begins as a jpeg": ({"broken"}, lambda: b"\xff\xd8\xff\xe0" + pictures.zipped()),
    "page that begins as a webp": ({"broken", "pixels"}, lambda: b"RIFF\0\0\0\0WEBP" + MARKUP),
    "page that begins as a heic": ({"broken"}, lambda: b"\0\0\0\x18ftypheic" + MARKUP),
    "png of 50,000 × 50,000 pixels": ({"pixels"}, lambda: png_of(50_000, 50_000, honest=False)),
    "jpeg of 50,000 × 50,000 pixels": ({"pixels"}, lambda: pictures.jpeg_claiming(50_000, 50_000)),
    "webp of 16,384 × 16,384 pixels": ({"pixels"}, lambda: pictures.webp_claiming(16_384, 16_384)),
    "heic of 50,000 × 50,000 pixels": ({"pixels", "broken"}, lambda: pictures.heic_claiming(50_000, 50_000)),
    "png of 81 million pixels": ({"pixels"}, lambda: png_of(9000, 9000)),
    "png that is one long line": ({"pixels"}, lambda: png_of(30_000, 10)),
    "moving png": ({"animated"}, lambda: pictures.several("PNG")),
    "moving webp": ({"animated"}, lambda: pictures.several("WEBP", duration=100)),
    "half a jpeg": ({"broken"}, lambda: jpeg()[: len(jpeg()) // 2]),
    "half a png": ({"broken"}, lambda: saved(halves(), "PNG")[:-200]),
    "half a webp": ({"broken"}, lambda: saved(halves(), "WEBP")[:-200]),
    "half a heic": ({"broken"}, lambda: heic()[:-200]),
    "png with 70 megabytes of text": ({"broken", "heavy"}, pictures.text_bomb),
    "png with 70 megabytes of profile": ({"broken", "heavy"}, pictures.profile_bomb),
    "jpeg that takes for ever": ({"heavy"}, pictures.slow_jpeg),
}


@functools.cache
def made(name: str) -> bytes:
    return REFUSED[name][1]() if name in REFUSED else HARMLESS[name]()
