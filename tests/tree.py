"""The checkout's own files, whether or not git is there: what `.gitignore` names, and git's folder, are left out."""

from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@cache
def files() -> tuple[Path, ...]:
    """Every file, in order."""
    names = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    folders = {name.rstrip("/") for name in names if name.endswith("/")} | {".git"}
    kinds = [name for name in names if not name.endswith("/")]

    def below(folder: Path) -> list[Path]:
        found = []
        for path in sorted(folder.iterdir()):
            inside = path.relative_to(ROOT).as_posix()
            if path.name in folders or inside in folders or any(fnmatch(path.name, kind) for kind in kinds):
                continue
            found += below(path) if path.is_dir() and not path.is_symlink() else [path]
        return found

    return tuple(path for path in below(ROOT) if path.is_file())


def tracked(*patterns: str) -> list[Path]:
    """The files whose path from the checkout's folder fits one of the patterns; `*` crosses folders, as in git."""
    return [path for path in files() if any(fnmatch(path.relative_to(ROOT).as_posix(), one) for one in patterns)]
