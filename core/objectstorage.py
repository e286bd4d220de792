"""Photos in an object store that speaks S3."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """The store's own errors as OSError, without their text: it may hold addresses and keys."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(f"object store: {type(error).__name__}") from None


class ObjectStorage(S3Storage):
    """An object appears when it is whole; nothing is public by itself."""

    def _save(self, name: str, content: Any) -> str:
        with _as_os_errors():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_os_errors():
            return ContentFile(super()._open(name, mode).read(), name)

    def delete(self, name: str) -> None:
        with _as_os_errors():
            super().delete(name)

    def listdir(self, name: str) -> Any:
        with _as_os_errors():
            return super().listdir(name)
