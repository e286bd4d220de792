"""Pictures for tests, made on the spot: ordinary ones, and ones that mean harm."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()

SECRET = b"PLANTED-SECRET"
MARKUP = b"<script>alert('PLANTED-SECRET')</script>"


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, form, **options)
    return into.getvalue()


def halves(width: int = 640, height: int = 480) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def jpeg(width: int = 640, height: int = 480, **options: Any) -> bytes:
    return saved(halves(width, height), "JPEG", **options)


def told_by_a_phone(orientation: int = 1) -> bytes:
    """A photo with all that phones tell: place, owner, comment, profile, thumbnail's block and XMP."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (24.0, 19.0, 30.5), 3: "E", 4: (109.0, 25.0, 12.5)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return jpeg(exif=exif, icc_profile=profile, comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, *, kind: int = 2, depth: int = 8, extra: bytes = b"", honest: bool = True) -> bytes:
    """A PNG of zeros: megabytes of pixels in a few kilobytes; `honest` is whether they are all there."""
    samples = {0: 1, 2: 3, 6: 4}[kind]
    row = b"\0" * (1 + width * samples * depth // 8)
    squeeze, body = zlib.compressobj(9), b""
    for _row in range(height if honest else 1):
        body += squeeze.compress(row)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", body + squeeze.flush()) + chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose frame header claims other measures."""
    raw = bytearray(jpeg(64, 64))
    at = raw.index(b"\xff\xc0")
    raw[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(raw)


def webp_claiming(width: int, height: int) -> bytes:
    """A small WebP whose canvas claims other measures."""
    image = Image.new("RGBA", (64, 64), (1, 2, 3, 100))
    raw = bytearray(saved(image, "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"))
    at = raw.index(b"VP8X") + 12
    raw[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(raw)


def heic(width: int = 640, height: int = 480, **options: Any) -> bytes:
    return saved(halves(width, height), "HEIF", quality=80, **options)


def heic_claiming(width: int, height: int) -> bytes:
    raw = bytearray(heic())
    at = raw.index(b"ispe") + 8
    raw[at : at + 8] = struct.pack(">II", width, height)
    return bytes(raw)


def slow_jpeg(repeats: int = 3000) -> bytes:
    """A progressive JPEG of 49 million pixels whose last scan comes again and again."""
    raw = saved(Image.new("L", (7000, 7000), 128), "JPEG", progressive=True)
    last = raw.rindex(b"\xff\xda")
    scan = raw[last:-2]
    room = (11 * 1024 * 1024 - len(raw)) // len(scan)
    return raw[:-2] + scan * min(repeats, room) + raw[-2:]


def zipped() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("evil.html", MARKUP)
    return into.getvalue()


def several(form: str, **options: Any) -> bytes:
    return saved(halves(), form, save_all=True, append_images=[halves().rotate(180)], **options)


def text_bomb() -> bytes:
    """A PNG with 70 megabytes of text in a chunk."""
    return png_of(64, 64, extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 70_000_000, 1)))


def profile_bomb() -> bytes:
    return png_of(64, 64, extra=chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(b"a" * 70_000_000, 1)))


def swapped_profile() -> bytes:
    """sRGB with its red and green exchanged: whoever heeds it sees green where red is written."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = raw.index(b"rXYZ"), raw.index(b"gXYZ")
    raw[red : red + 4], raw[green : green + 4] = raw[green : green + 4], raw[red : red + 4]
    return bytes(raw)


def png_with_text() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", SECRET.decode())
    return saved(halves(), "PNG", pnginfo=told)
