"""Asking for an export as somebody does, and opening it in LibreOffice."""

import subprocess
from pathlib import Path

from accounts.models import User
from tests.conftest import client_of


def content(user: User | None, form: str, query: str = "sort=name", prefix: str = "") -> bytes:
    response = client_of(user).get(f"{prefix}/workspace/venues/export.{form}?{query}")
    assert response.status_code == 200, response.content
    return b"".join(response)


def soffice(source: Path, to: str, reads: str = "") -> Path:
    """What LibreOffice makes of a file."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{source.parent}/profile",
            "--headless",
            *([f"--infilter={reads}"] if reads else []),
            "--convert-to",
            to,
            "--outdir",
            str(source.parent / "out"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return next((source.parent / "out").iterdir())
