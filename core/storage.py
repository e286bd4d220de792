"""Where photos lie: a folder here, or an object store (`core.objectstorage`). Both know one error, OSError."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

PART = ".part-"  # how the name of a file begins while it is written


def photo_storage() -> Storage:
    """The storage of photos."""
    return storages["photos"]


def read_whole(key: str) -> bytes:
    """A stored file's bytes. Raises FileNotFoundError, OSError."""
    with photo_storage().open(key) as file:
        return bytes(file.read())


class WholeFileStorage(FileSystemStorage):
    """Files appear under their name only when they are whole and on the disk."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=PART, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(part)
            raise
        return name
