"""What comes in from outside as a photo is taken apart in a limited process; only fresh pixels are kept.

A file's format is told by its content. Nothing of the bytes that came in is stored: metadata, colour
profiles and whatever is hidden behind the picture stay behind.
"""

import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refused, Sentence

WORKER = Path(__file__).with_name("photoworker.py")
MOST_BYTES = 12 * 1024 * 1024
MOST_SECONDS = 5.0
LONGEST_SIDE = 2560
# Each takes up to half a gigabyte, so a web process works on few at a time.
AT_ONCE = 2
QUEUE_S = 10.0
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")

SENTENCES: dict[str, Sentence] = {
    "empty": _("没有收到照片，请重新选择。"),
    "bytes": _("照片超过 12 MB，请缩小后再上传。"),
    "format": _("只能上传 JPEG、PNG、WebP 或 HEIC 格式的照片，请换一张或另存为 JPEG。"),
    "pixels": _("照片的像素太多（最多 5000 万像素，WebP 最多 2400 万像素），请缩小后再上传。"),
    "animated": _("动图不能用作照片，请换一张静态的。"),
    "broken": _("照片不完整或已损坏，请重新导出，或换一张。"),
    "heavy": _("这张照片太复杂，处理不了，请缩小并另存为 JPEG 后再上传。"),
}

_slots = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """An upright sRGB JPEG without metadata, with its measures in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def refusal(reason: str) -> Invalid:
    """Why a photo is not taken, and what to do."""
    sentence = SENTENCES[reason]
    return Invalid(f"photo_{reason}", sentence, fields={"photo": [sentence]})


def read_photo(given: IO[bytes] | bytes) -> CleanPhoto:
    """The photo in what came in, at most `LONGEST_SIDE` pixels long. Raises Invalid, Refused when all are busy."""
    raw = given if isinstance(given, bytes) else given.read(MOST_BYTES + 1)
    if not raw:
        raise refusal("empty")
    if len(raw) > MOST_BYTES:
        raise refusal("bytes")
    form = format_of(raw)
    if form is None:
        raise refusal("format")
    return _reencoded(raw, form, LONGEST_SIDE)


def shrunk(photo: bytes, side: int) -> CleanPhoto:
    """A stored JPEG at most `side` pixels long; a smaller one is not enlarged. Raises Invalid, Refused."""
    return _reencoded(photo, "JPEG", side)


def format_of(raw: bytes) -> str | None:
    """The format that the content begins as; None for all that are not taken."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "WEBP"
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIF_BRANDS:
        return "HEIF"
    return None


def _reencoded(raw: bytes, form: str, side: int) -> CleanPhoto:
    if not _slots.acquire(timeout=QUEUE_S):
        raise Refused("photo_busy", _("正在处理的照片较多，请过一会儿再上传。"))
    try:
        said, data = _ask_worker(raw, form, side)
    finally:
        _slots.release()
    if "refused" in said:
        raise refusal(str(said["refused"]))
    return CleanPhoto(data, int(said["width"]), int(said["height"]))


def _ask_worker(raw: bytes, form: str, side: int) -> tuple[dict[str, Any], bytes]:
    """The worker's word and its JPEG. One that is slow, or ended by its limits, says that the photo is heavy."""
    # A program of its own, not a fork: no open connection, lock or secret of this process goes along.
    command = [sys.executable, "-I", str(WORKER), form, str(side)]
    environment = {"MALLOC_ARENA_MAX": "1"}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, with arguments out of fixed sets
            command, input=raw, capture_output=True, timeout=MOST_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return {"refused": "heavy"}, b""
    line, _newline, data = ended.stdout.partition(b"\n")
    if ended.returncode != 0 or not line:
        return {"refused": "heavy"}, b""
    said: dict[str, Any] = json.loads(line)
    return said, data
