"""What the documents say is true."""

import re
from pathlib import Path

from django.conf import settings

DOCS = Path(settings.BASE_DIR) / "docs"


def test_operators_read_of_every_scheduled_task() -> None:
    told = (DOCS / "operators.md").read_text(encoding="utf-8")
    assert [name for name in settings.CELERY_BEAT_SCHEDULE if f"`{name}`" not in told] == []


def test_every_picture_of_a_document_is_there_and_shown() -> None:
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"img/([\w-]+\.png)", page.read_text(encoding="utf-8"))}
    assert shown == {picture.name for picture in (DOCS / "img").iterdir()}
