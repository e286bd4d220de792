"""Static files: our own, and a short allowlist out of node_modules."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PREFIX = "vendor"


class NpmFinder(BaseFinder):
    """Serves the files of `NPM_FILES` under vendor/<package>/<file>, and nothing else."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storage = FileSystemStorage(location=settings.NPM_ROOT)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]
        self.files = [f"{package}/{name}" for package, names in settings.NPM_FILES.items() for name in names]

    def check(self, **_: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        prefix, _sep, name = path.replace(os.sep, "/").partition("/")
        if prefix == PREFIX and name in self.files:
            found = str(Path(settings.NPM_ROOT) / name)
            return [found] if find_all else found
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in self.files:
            yield name, self.storage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, compressed once; scripts are named by the page's import map."""

    manifest_strict = True
    keep_only_hashed_files = True
