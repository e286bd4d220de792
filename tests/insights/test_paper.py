"""Tables on paper have all their rows and columns: printed by a browser, read back as text."""

import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from activities.facts import SessionFacts
from activities.models import Session
from insights.models import Settlement
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of
from venues.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
STATIC = Path(settings.BASE_DIR) / "static"
LINK = re.compile(r'<link rel="stylesheet" href="[^"]*?(css/[a-z-]+)(?:\.[0-9a-f]+)?\.css">')


def printed(client: Any, path: str, folder: Path) -> str:
    """The text of a page as it is printed, with its style sheets and without scripts."""
    page = client.get(path).content.decode()
    page = LINK.sub(
        lambda link: f"<style>{(settings.BASE_DIR / 'static' / f'{link[1]}.css').read_text()}</style>", page
    )
    page = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert "<style>" in page and '<link rel="stylesheet"' not in page
    source, paper = folder / "page.html", folder / "page.pdf"
    source.write_text(page)
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    subprocess.run(
        [*browser, "--no-pdf-header-footer", f"--print-to-pdf={paper}", f"file://{source}"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return subprocess.run(["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def days(request: Any, make: Any, member_unit: Any, now: datetime, monkeypatch: Any) -> list[Session]:
    """Days with a session each, thirty without another word, and each with a number of its own."""
    starts = [now + timedelta(days=7 + n) for n in range(getattr(request, "param", 30))]
    sessions = make(unit_id=member_unit.pk, sessions=tuple(SessionFacts(at, at + timedelta(hours=2)) for at in starts))
    for n, session in enumerate(sessions):
        take_in(sent(session, count=9001 + n, audience="youth"), now=session.starts_at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: sessions[-1].ends_at + timedelta(days=9))
    return list(sessions)


def test_a_wide_table_has_all_its_columns_on_paper(days: list[Session], people: dict[str, Any], tmp_path: Path) -> None:
    client = client_of(people["office"])
    text = printed(client, "/workspace/tally/?year=2026&rows=audience&columns=day", tmp_path)
    for n in range(30):
        assert f"{9001 + n:,}" in text
    assert f"{sum(range(9001, 9031)):,}" in text  # the total
    assert "一个人参加一场算一人次" in text and "截至" in text and "来源" in text


@pytest.mark.parametrize("days", [90], indirect=True)
def test_a_long_table_has_all_its_rows_and_its_titles_on_each_page(
    days: list[Session], people: dict[str, Any], tmp_path: Path
) -> None:
    client = client_of(people["office"])
    asked = "from=2026-12-01&to=2027-03-31&rows=day&columns=method"
    text = printed(client, f"/workspace/tally/?{asked}", tmp_path)
    assert all(f"{9001 + n:,}" in text for n in range(90))
    pages = [page for page in text.split("\f") if re.search(r"9,0\d\d", page)]
    assert len(pages) > 1 and all("逐一点数" in page for page in pages)


def test_supervision_has_all_that_it_shows_on_paper(
    days: list[Session], people: dict[str, Any], tmp_path: Path
) -> None:
    text = printed(client_of(people["office"]), "/workspace/supervision/?year=2026", tmp_path)
    assert all(f"{9001 + n:,}" in text for n in range(30))
    assert "有人次，缺照片和简况" in re.sub(r"\s", "", text) and "截至" in text and "来源" in text


def test_coverage_and_the_dashboard_have_all_on_paper(
    days: list[Session], people: dict[str, Any], tmp_path: Path
) -> None:
    county = Region.objects.filter(level="county")[0]
    Settlement.objects.bulk_create(
        Settlement(kind="village", name=f"纸上村{n:03d}", county=county, public_id=f"p{n:09d}") for n in range(70)
    )
    client = client_of(people["office"])
    text = printed(client, "/workspace/coverage/?year=2026&show=nowhere", tmp_path)
    assert all(f"纸上村{n:03d}" in text for n in range(70)) and "截至" in text and "来源" in text
    board = printed(client, "/workspace/dashboard/?year=2026", tmp_path)
    assert f"{sum(range(9001, 9031)):,}" in board and board.count("来源") >= 7
