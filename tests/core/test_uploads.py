"""Photos that come in are harmless afterwards: promise 10.

What is hostile is made here. Memory and time are measured on the limited process itself; each guard
has a twin that takes the guard out of a copy of the worker and sees the damage.
"""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from core import photoworker, uploads
from core.errors import Invalid, Refused
from core.uploads import WORKER, format_of, read_photo, shrunk
from tests.core import pictures
from tests.core.corpus import HARMLESS, REFUSED, made
from tests.core.pictures import SECRET, heic, jpeg, png_of, saved

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 5.0
ENDING_S = 2.0  # what a busy machine takes to start and end a process

LAUNCH = """
import json, os, subprocess, sys, threading
child = subprocess.Popen(sys.argv[2:])
threading.Timer(float(sys.argv[1]), child.kill).start()
_pid, status, used = os.wait4(child.pid, 0)
print(json.dumps([used.ru_maxrss * 1024, used.ru_utime + used.ru_stime]), file=sys.stderr, flush=True)
os._exit(0)
"""


@dataclass
class Measured:
    said: dict[str, Any]
    data: bytes
    memory: int  # the most it held, in bytes
    seconds: float  # of a processor


def measure(raw: bytes, *, worker: Path = WORKER, patience: float = 60.0) -> Measured:
    """Run the worker as the product does, below a small parent that sees what it used."""
    form = format_of(raw)
    assert form is not None
    command = [sys.executable, "-S", "-c", LAUNCH, str(patience), sys.executable, "-I", str(worker), form, "2560"]
    ended = subprocess.run(command, input=raw, capture_output=True, env={"MALLOC_ARENA_MAX": "1"}, check=True)
    memory, seconds = json.loads(ended.stderr.splitlines()[-1])
    line, _newline, data = ended.stdout.partition(b"\n")
    return Measured(json.loads(line) if line else {}, data, memory, seconds)


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = [], 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


# JFIF's head, tables and frame: what pixels need. EXIF, XMP, profiles and comments are other markers.
NEEDED = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD}


def tells_more_than_pixels(data: bytes) -> bool:
    image = Image.open(io.BytesIO(data))
    return bool(set(segments(data)) - NEEDED or image.getexif() or SECRET in data or len(data.split(b"\xff\xd9")) > 2)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_photo_becomes_pixels_and_nothing_else(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_SECONDS", 60.0)  # others may be using this machine
    photo = read_photo(made(name))
    image = Image.open(io.BytesIO(photo.data))
    image.load()
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (photo.width, photo.height))
    assert max(image.size) <= 2560
    assert not tells_more_than_pixels(photo.data)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_photo(made(name))
    assert caught.value.code.removeprefix("photo_") in REFUSED[name][0]
    assert caught.value.fields["photo"] == [caught.value.sentence]


LOOKED_AT = [*HARMLESS, *(name for name, (codes, _make) in REFUSED.items() if not codes & {"empty", "bytes", "format"})]


@pytest.mark.parametrize("name", LOOKED_AT)
def test_half_a_gigabyte_and_five_seconds_are_enough_for_any(name: str) -> None:
    used = measure(made(name))
    assert used.memory < MOST_MEMORY
    assert used.seconds <= MOST_SECONDS + 0.5  # the limit is looked at once a second


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    raw = pictures.told_by_a_phone(orientation)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(raw)))
    shown = Image.open(io.BytesIO(read_photo(raw).data))
    assert shown.size == upright.size
    for x, y in ((5, 5), (upright.width - 6, 5), (5, upright.height - 6)):
        found, wanted = shown.getpixel((x, y)), upright.getpixel((x, y))
        assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) < 12


def test_a_heic_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = Image.open(io.BytesIO(read_photo(heic(exif=exif.tobytes())).data))
    assert shown.size == (480, 640)
    red, _green, blue = shown.getpixel((240, 40))
    assert red > 200 > 60 > blue


def test_colours_are_told_in_srgb() -> None:
    raw = saved(Image.new("RGB", (64, 64), (250, 0, 0)), "PNG", icc_profile=pictures.swapped_profile())
    red, green, _blue = Image.open(io.BytesIO(read_photo(raw).data)).getpixel((32, 32))
    assert green > 200 > 60 > red


def test_what_is_transparent_becomes_white() -> None:
    raw = saved(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")
    assert min(Image.open(io.BytesIO(read_photo(raw).data)).getpixel((32, 32))) > 250


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    raw = saved(Image.new("I;16", (64, 64), 40000), "PNG")
    assert abs(Image.open(io.BytesIO(read_photo(raw).data)).getpixel((32, 32))[0] - 40000 / 257) < 3


def test_a_smaller_size_is_never_an_enlarged_one() -> None:
    photo = read_photo(jpeg())
    assert (shrunk(photo.data, 480).width, shrunk(photo.data, 480).height) == (480, 360)
    assert shrunk(photo.data, 1280).width == 640


def test_when_all_hands_are_busy_a_photo_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "QUEUE_S", 0.01)
    for _slot in range(uploads.AT_ONCE):
        uploads._slots.acquire()
    try:
        with pytest.raises(Refused):
            read_photo(jpeg())
    finally:
        for _slot in range(uploads.AT_ONCE):
            uploads._slots.release()
    assert read_photo(jpeg()).width == 640


Saboteur = Callable[..., Path]


@pytest.fixture
def sabotaged(tmp_path: Path) -> Saboteur:
    """A copy of the worker with guards taken out."""

    def without(*changes: tuple[str, str]) -> Path:
        source = WORKER.read_text(encoding="utf-8")
        for guard, nothing in changes:
            assert guard in source
            source = source.replace(guard, nothing)
        copy = tmp_path / "photoworker.py"
        copy.write_text(source, encoding="utf-8")
        return copy

    return without


NO_PIXEL_GUARD = ('raise RefusedError("pixels")', "pass")
NO_LIMITS = ("    give_up_rights()\n", "")
NO_STRIPPING = ("encoded(small)", "raw")


def test_without_the_pixel_guard_a_bomb_is_unpacked(sabotaged: Saboteur) -> None:
    bomb = made("png of 81 million pixels")
    guarded, bare = measure(bomb), measure(bomb, worker=sabotaged(NO_PIXEL_GUARD))
    assert guarded.said == {"refused": "pixels"}
    assert guarded.memory < 100 * 1024 * 1024
    assert bare.memory > 3 * guarded.memory


def test_without_the_limit_a_bomb_takes_the_machines_memory(sabotaged: Saboteur) -> None:
    bomb = png_of(13_000, 13_000)
    guarded = measure(bomb, worker=sabotaged(NO_PIXEL_GUARD))
    bare = measure(bomb, worker=sabotaged(NO_PIXEL_GUARD, NO_LIMITS))
    assert guarded.said == {"refused": "heavy"}
    assert guarded.memory < MOST_MEMORY < bare.memory


def test_without_the_clock_a_slow_photo_keeps_a_process_busy(
    sabotaged: Saboteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        measure(made("jpeg that takes for ever"), worker=sabotaged(NO_LIMITS), patience=25).seconds > MOST_SECONDS + 1
    )
    monkeypatch.setattr(uploads, "WORKER", sabotaged(NO_LIMITS))
    start = time.monotonic()
    with pytest.raises(Invalid):  # the parent's clock alone
        read_photo(made("jpeg that takes for ever"))
    assert time.monotonic() - start < MOST_SECONDS + ENDING_S


def test_without_stripping_the_place_is_told(sabotaged: Saboteur) -> None:
    raw = pictures.told_by_a_phone()
    assert not tells_more_than_pixels(measure(raw).data)
    bare = measure(raw, worker=sabotaged(NO_STRIPPING)).data
    assert tells_more_than_pixels(bare)
    assert Image.open(io.BytesIO(bare)).getexif().get_ifd(0x8825)


@pytest.mark.parametrize(
    "deed", ["open('/etc/passwd')", "__import__('socket').socket()", "__import__('os').open('/tmp', 0)"]
)
def test_a_decoder_that_is_taken_over_opens_nothing(deed: str, sabotaged: Saboteur) -> None:
    taken_over = ("        said, body = photo(", f"        {deed}\n        said, body = photo(")
    assert measure(jpeg(), worker=sabotaged(taken_over)).said == {"refused": "broken"}
    assert "width" in measure(jpeg(), worker=sabotaged(taken_over, NO_LIMITS)).said


def test_no_secret_of_this_process_goes_along(sabotaged: Saboteur, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's environment and open files are its own."""
    monkeypatch.setenv("SECRET_KEY", "planted")
    told = (
        "        said, body = photo(",
        "        said, body = {'refused': str(len(__import__('os').environ))}, b''; (",
    )
    monkeypatch.setattr(uploads, "WORKER", sabotaged(told))
    said, _data = uploads._ask_worker(jpeg(), "JPEG", 480)
    assert int(said["refused"]) <= 2  # MALLOC_ARENA_MAX, and LC_CTYPE that Python sets by itself


def test_the_limits_are_those_that_are_promised() -> None:
    assert photoworker.MEMORY_BYTES <= MOST_MEMORY
    assert uploads.MOST_SECONDS <= 5
    assert photoworker.MOST_PIXELS == 50_000_000
