"""Photos in the storage: a row stands only for a file that is there.

`store_photo` runs in a transaction of its own, before whatever attaches the photo. Knowing a photo's
identifier, which only its uploader is told, is the right to attach it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO, Any

import structlog
from django.core.files.base import ContentFile
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from core.clock import city_day
from core.errors import Refused
from core.identifiers import new_public_id
from core.models import StoredImage
from core.outbox import record
from core.storage import photo_storage, read_whole
from core.uploads import CleanPhoto, read_photo, shrunk

log = structlog.get_logger(__name__)

SAME_AGAIN = timedelta(days=1)
MOST_A_DAY = 500  # of one account


class ImageSize(StrEnum):
    """What a photo is shown in."""

    LIST = "list"
    PAGE = "page"
    PRINT = "print"

    @property
    def longest_side(self) -> int:
        """In pixels."""
        return {"list": 480, "page": 1280, "print": 2560}[self.value]


@dataclass(frozen=True, slots=True)
class SizedFile:
    """A file of a photo: its path in the storage, and its measures in pixels."""

    key: str
    width: int
    height: int


def store_photo(*, given: IO[bytes] | bytes, by_user_id: int | None, now: datetime) -> StoredImage:
    """Clean and keep a photo. The same one from the same account within a day is the same row.

    Raises Invalid for what is no photo, Refused where it can't be kept now, and RuntimeError within
    another transaction: that one's end could not take the file back.
    """
    clean = read_photo(given)
    public_id = new_public_id()
    key = f"{city_day(now):%Y%m%d}/{public_id}.jpg"
    try:
        with transaction.atomic(durable=True):
            return _kept(clean, public_id, key, by_user_id, now)
    except OperationalError:
        raise  # whether the row is there is not known; the sweep will see
    except OSError as error:
        remove_files([key])
        log.error("photo_storage", error=type(error).__name__)
        raise Refused("photo_storage", _("照片暂时存不了，请稍后再试。")) from error
    except BaseException:
        remove_files([key])
        raise


def _kept(clean: CleanPhoto, public_id: str, key: str, by_user_id: int | None, now: datetime) -> StoredImage:
    with connection.cursor() as cursor:  # a retry that overtakes its first waits for it
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"photo {by_user_id}"])
    mine = StoredImage.objects.filter(created_by_id=by_user_id, created_at__gt=now - SAME_AGAIN)
    known = mine.filter(sha256=clean.sha256).first()
    if known is not None:
        return known
    if by_user_id is not None and mine.count() >= MOST_A_DAY:
        raise Refused("photo_many", _("一天最多上传 %(most)d 张照片，请明天再传。") % {"most": MOST_A_DAY})
    photo_storage().save(key, ContentFile(clean.data))
    image = StoredImage.objects.create(
        public_id=public_id,
        key=key,
        width=clean.width,
        height=clean.height,
        bytes=len(clean.data),
        sha256=clean.sha256,
        created_at=now,
        created_by_id=by_user_id,
    )
    record("image.stored", image=image.public_id)
    return image


def make_sizes(public_id: str) -> None:
    """Make the smaller sizes that a photo lacks; nothing happens for one that has them or is gone."""
    image = StoredImage.objects.filter(public_id=public_id).first()
    if image is None or set(image.sizes) == set(ImageSize):
        return
    data = read_whole(image.key)
    sizes: dict[str, Any] = {}
    for size in ImageSize:
        sizes[size.value] = _sized(image, data, size)
    if not StoredImage.objects.filter(pk=image.pk).update(sizes=sizes):
        remove_files(file["key"] for file in sizes.values())


def _sized(image: StoredImage, data: bytes, size: ImageSize) -> dict[str, Any]:
    if max(image.width, image.height) <= size.longest_side:
        return {"key": image.key, "width": image.width, "height": image.height}
    made = shrunk(data, size.longest_side)
    key = photo_storage().save(f"{image.key.removesuffix('.jpg')}-{size}.jpg", ContentFile(made.data))
    return {"key": key, "width": made.width, "height": made.height}


def file_for(image: StoredImage, size: ImageSize) -> tuple[SizedFile, bool]:
    """The file to show, and whether it is the size asked for: the whole photo stands in until that is made."""
    made = image.sizes.get(size.value)
    if made is None:
        return SizedFile(image.key, image.width, image.height), False
    return SizedFile(made["key"], made["width"], made["height"]), True


def shown_measures(image: StoredImage, size: ImageSize) -> tuple[int, int]:
    """Width and height of a size in pixels, whether it is made already or not."""
    shrink = min(1.0, size.longest_side / max(image.width, image.height))
    return max(1, round(image.width * shrink)), max(1, round(image.height * shrink))


def keys_of(image: StoredImage) -> set[str]:
    """The paths of all files of a photo."""
    return {image.key, *(made["key"] for made in image.sizes.values())}


def remove_files(keys: Iterable[str]) -> None:
    """Remove files from the storage; what can't be removed now is told in the log."""
    for key in set(keys):
        try:
            photo_storage().delete(key)
        except OSError as error:
            log.warning("photo_left_over", key=key, error=type(error).__name__)
