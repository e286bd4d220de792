"""Where photos lie: a folder, or an object store that speaks S3. Both know one error, OSError."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from storages.backends.s3 import S3Storage

PART = ".part-"  # how the name of a file begins while it is written


def photo_storage() -> Storage:
    """The storage of photos."""
    return storages["photos"]


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
            os.chmod(part, 0o640)
            os.replace(part, target)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(part)
            raise
        return name


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """An object store's own errors as OSError."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"object store: {type(error).__name__}") from error


class ObjectStorage(S3Storage):
    """An S3-compatible store; an object appears when it is whole."""

    def _save(self, name: str, content: Any) -> str:
        with _as_os_errors():
            return str(super()._save(name, content))

    def open(self, name: str, mode: str = "rb") -> Any:
        with _as_os_errors():
            return super().open(name, mode)

    def delete(self, name: str) -> None:
        with _as_os_errors():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_os_errors():
            return bool(super().exists(name))

    def listdir(self, name: str) -> Any:
        with _as_os_errors():
            return super().listdir(name)


def read_whole(key: str) -> bytes:
    """A stored file's bytes. Raises FileNotFoundError, OSError."""
    with photo_storage().open(key) as file, _as_os_errors():
        return bytes(file.read())
