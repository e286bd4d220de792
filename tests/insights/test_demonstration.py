"""Demonstration data is never shown as the city's: whatever holds any says so."""

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from activities.models import Activity, PlanYear, Session
from core.clock import city_day
from insights.models import Settlement
from insights.selectors.board import year_question
from insights.selectors.demonstration import holds_demonstration
from insights.services.publishing import publish_year
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of
from tests.routes import gathered
from venues.models import Venue

pytestmark = pytest.mark.django_db
MARK = "含有演示数据"
PAGES = (
    "/workspace/dashboard/",
    "/workspace/dashboard/wall/",
    "/workspace/targets/?year={year}",
    "/workspace/supervision/",
    "/workspace/coverage/",
    "/workspace/tally/",
    "/workspace/tally/rows/",
    "/stats/",
)
FIGURES_OF = tuple(f"workspace-{area}" for area in ("board", "target", "tally", "supervision", "coverage", "frozen"))
BOOKS = ("/workspace/tally/export.xlsx", "/workspace/supervision/export.xlsx", "/workspace/coverage/export.xlsx")


@pytest.fixture
def real(make: Any, now: datetime, monkeypatch: Any) -> Session:
    """A session that was held, of the city's own; all demonstration data is gone."""
    (session,) = make(title="真的讲座")
    take_in(sent(session, count=2), now=session.starts_at)
    Activity.objects.update(is_demonstration=False)
    Venue.objects.update(is_demonstration=False)
    Settlement.objects.update(is_demonstration=False)
    moment = session.ends_at + timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return session


def told(session: Session, people: dict[str, User | None]) -> dict[str, bool]:
    year, client = city_day(session.starts_at).year, client_of(people["office"])
    PlanYear.objects.get_or_create(year=year)
    publish_year(year=year, now=session.ends_at + timedelta(hours=1))
    found = {path: MARK in client.get(path.format(year=year)).content.decode() for path in PAGES}
    for path in BOOKS:
        book = openpyxl.load_workbook(io.BytesIO(client.get(path).content))
        found[path] = any(MARK in str(cell) for row in book.worksheets[0].values for cell in row)
    found["csv"] = "demonstration" in client.get("/workspace/tally/export.csv")["Content-Disposition"]
    for path in ("/api/v1/stats/", "/api/v1/stats/tally/"):
        found[path] = client.get(path).json()["demonstration"]
    return found


def test_what_holds_demonstration_data_says_so_everywhere(real: Session, people: dict[str, User | None]) -> None:
    assert not [where for where, says in told(real, people).items() if says]
    Activity.objects.filter(pk=real.activity_id).update(is_demonstration=True)
    assert not [where for where, says in told(real, people).items() if not says]


def test_another_year_or_another_figure_does_not(real: Session, now: datetime) -> None:
    Activity.objects.filter(pk=real.activity_id).update(is_demonstration=True)
    year = city_day(real.starts_at).year
    assert holds_demonstration(year_question("participations", year), real.ends_at)
    assert not holds_demonstration(year_question("participations", year - 1), real.ends_at)
    assert not holds_demonstration(year_question("venues", year), real.ends_at)
    Venue.objects.filter(status="published").update(is_demonstration=True)
    assert holds_demonstration(year_question("venues", year), real.ends_at)


def test_without_any_an_index_answers(real: Session, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert not holds_demonstration(year_question("participations", 2026), real.ends_at)


def test_the_pages_of_the_test_are_all_that_show_figures() -> None:
    """A page of figures that is new has to say so too: it belongs into PAGES."""
    shown = {path.partition("?")[0] for path in PAGES}
    others = {"/workspace/frozen/", "/workspace/exports/"}  # lists of what says so itself
    rows = gathered("ROUTES").items()
    pages = {
        path.partition("?")[0]
        for name, (path, who, _others) in rows
        if name.startswith(FIGURES_OF)
        if "office" in who and "export" not in path
    }
    assert pages - others - shown <= {"/workspace/targets/2020/new/"}


def test_what_the_public_reads_is_marked_by_figure(real: Session) -> None:
    Activity.objects.filter(pk=real.activity_id).update(is_demonstration=True)
    publish_year(year=city_day(real.starts_at).year, now=real.ends_at + timedelta(hours=1))
    page = Client().get("/stats/").content.decode()
    assert "含演示数据" in page and 'name="robots" content="noindex"' in page
    assert Client().get("/api/v1/stats/?figure=venues").json()["demonstration"] is False
