"""Re-encodes one photo in a process that can do nothing else.

It is run as a program, `photoworker.py FORMAT SIDE`: the photo comes on standard input; to standard
output goes a line of JSON, then an upright sRGB JPEG of at most SIDE pixels along its longer side that
holds pixels and nothing else. A refusal is a line with its code. Before a byte is read the process gives
up memory, time, files and sockets, so that whatever the decoders are made to do stays in here.
"""

import io
import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from pillow_heif import HeifImageFile, options

MEMORY_BYTES = 512 * 1024 * 1024
CPU_S = 5
MOST_PIXELS = 50_000_000
MOST_PIXELS_WEBP = 24_000_000  # its decoder holds four copies
LONGEST_SIDE = 20_000
BAND_PIXELS = 2_000_000
QUALITY = 85
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedError(Exception):
    """Carries the code of a refusal."""


def rehearse() -> None:
    """Go through a photo of our own once: Pillow loads some of its modules late, and then it is too late."""
    exif, into = Image.Exif(), io.BytesIO()
    exif[ORIENTATION] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (8, 8)).save(into, "JPEG", exif=exif, icc_profile=profile)
    photo(into.getvalue(), "JPEG", 8)


def give_up_rights() -> None:
    """Limit this process for good: no new file or socket, bounded memory and time."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))


def check_size(width: int, height: int, most: int = MOST_PIXELS) -> None:
    """Raises RefusedError before anything is decoded."""
    if width * height > most or max(width, height) > LONGEST_SIDE:
        raise RefusedError("pixels")


def webp_size(raw: bytes) -> tuple[int, int]:
    """The canvas that a WebP announces: Pillow would reserve it on opening."""
    kind, body = raw[12:16], raw[20:30]
    if kind == b"VP8X":
        if body[0] & 2:
            raise RefusedError("animated")
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def open_webp(raw: bytes) -> Image.Image:
    check_size(*webp_size(raw), MOST_PIXELS_WEBP)
    return WebPImagePlugin.WebPImageFile(io.BytesIO(raw))


# JpegImageFile is the first picture alone, also of a file with several (MPO).
OPENERS: dict[str, Callable[[bytes], Image.Image]] = {
    "JPEG": lambda raw: JpegImagePlugin.JpegImageFile(io.BytesIO(raw)),
    "PNG": lambda raw: PngImagePlugin.PngImageFile(io.BytesIO(raw)),
    "WEBP": open_webp,
    "HEIF": lambda raw: HeifImageFile(io.BytesIO(raw)),  # type: ignore[no-untyped-call]
}


def decoded(raw: bytes, form: str, side: int) -> Image.Image:
    """The photo's pixels as its format holds them; a JPEG may come reduced, not below `side`."""
    image = OPENERS[form](raw)
    check_size(*image.size)
    if form != "HEIF" and getattr(image, "n_frames", 1) > 1:
        raise RefusedError("animated")
    image.draft(None, (side, side))
    image.load()
    return image


def plain(band: Image.Image) -> Image.Image:
    """A band in a mode that can be calculated with."""
    if band.mode.startswith("I"):  # 16 bits of grey
        return band.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    if "transparency" in band.info or band.mode in {"LA", "PA", "P"}:
        return band.convert("RGBA")
    return band if band.mode in {"RGB", "RGBA", "L", "CMYK"} else band.convert("RGB")


def opaque(band: Image.Image) -> Image.Image:
    """A band on white where it is transparent."""
    if band.mode != "RGBA":
        return band
    return Image.alpha_composite(Image.new("RGBA", band.size, "white"), band).convert("RGB")


def reduced(image: Image.Image, side: int) -> Image.Image:
    """The photo at most `side` pixels long. It goes by bands, so that no second copy is held at full size."""
    factor = max(1, max(image.size) // side)
    rows = max(1, BAND_PIXELS // (image.width * factor)) * factor
    made: Image.Image | None = None
    for top in range(0, image.height, rows):
        band = opaque(plain(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor))
        made = made or Image.new(band.mode, (band.width, -(-image.height // factor)))
        made.paste(band, (0, top // factor))
    assert made is not None
    made.thumbnail((side, side), Image.Resampling.LANCZOS)
    return made


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as browsers take them; a profile that can't be read is left out."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None
        if changed is not None:
            return changed
    return image.convert("RGB")


def orientation_of(image: Image.Image) -> int:
    """How the camera was held; upright where nothing readable says so."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def without_metadata(image: Image.Image) -> Image.Image:
    """The pixels alone."""
    image.info = {}
    return image


def encoded(image: Image.Image) -> bytes:
    into = io.BytesIO()
    image.save(into, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return into.getvalue()


def photo(raw: bytes, form: str, side: int) -> tuple[dict[str, Any], bytes]:
    """The photo's measures and its bytes. Raises RefusedError, and whatever decoders raise."""
    image = decoded(raw, form, side)
    turn, profile = orientation_of(image), image.info.get("icc_profile")
    small = in_srgb(reduced(image, side), profile)
    if turn in UPRIGHT:
        small = small.transpose(UPRIGHT[turn])
    small = without_metadata(small)
    return {"width": small.width, "height": small.height}, encoded(small)


def main() -> None:
    form, side = sys.argv[1], int(sys.argv[2])
    options.DECODE_THREADS = 1
    rehearse()
    give_up_rights()
    body = b""
    try:
        said, body = photo(sys.stdin.buffer.read(), form, side)
    except RefusedError as refusal:
        said = {"refused": str(refusal)}
    except MemoryError:
        said = {"refused": "heavy"}
    except Exception:
        said = {"refused": "broken"}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
