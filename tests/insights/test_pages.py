"""The public year, and the table of those who keep activities."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import Role, Unit, UnitKind, User
from activities.models import Session
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.publishing import dimensions_of
from insights.services.publishing import publish_figures
from tests.activities.checkins import sent, take_in
from tests.activities.conftest import lecture
from tests.conftest import client_of, give_second_factor, join, make_user

pytestmark = pytest.mark.django_db


def reviewer_of(county: str) -> User:
    """Somebody of another county's office."""
    office = Unit.objects.get(kind=UnitKind.COUNTY_OFFICE, county_code=county)
    return give_second_factor(join(make_user(f"of-{county}"), office, Role.COUNTY_REVIEWER))


@pytest.fixture
def held(make: Any, member_unit: Any, now: datetime, monkeypatch: Any) -> Session:
    sessions = tuple(replace(one, capacity=None) for one in lecture(now).sessions)
    (session,) = make(unit_id=member_unit.pk, sessions=sessions, title="数得清的讲座")
    came = {"youth": 1234, "residents": 3, "farmers": 77, "urban_workers": 500}
    take_in(*[sent(session, count=n, audience=who) for who, n in came.items()], now=session.starts_at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.ends_at + timedelta(hours=1))
    return session


@pytest.fixture
def published(held: Session) -> Session:
    publish_figures(now=held.ends_at + timedelta(hours=1))
    return held


def told_of(figure: str, **said: str) -> Any:
    return Client().get("/api/v1/stats/", {"figure": figure, **said}).json()


def test_the_public_sees_the_year_as_it_was_published(published: Session) -> None:
    page = Client().get("/stats/").content.decode()
    total = told_of("participations")["total"]
    assert f"{total:,}" in page and total % 5 == 0 and abs(total - 1814) < 4 * 5
    assert "取整到 5 的倍数" in page and "截至" in page and "来源" in page
    assert "数得清的讲座" not in page
    take_in(sent(published, count=700), now=published.starts_at)
    assert f"{total:,}" in Client().get("/stats/").content.decode(), "until it is published again"
    assert "Person-times" in Client().get("/en/stats/").content.decode()


def test_a_year_that_was_not_published_says_so(published: Session) -> None:
    assert "还没有公布" in Client().get("/stats/?year=2019").content.decode()
    told = told_of("participations", year="2019")
    assert (told["as_of"], told["total"]) == (None, None)
    for odd in ("abc", "99999", "-1", "２０２６"):
        assert Client().get("/stats/", {"year": odd}).status_code == 200


def test_what_a_page_is_asked_besides_is_left_out_and_said(published: Session) -> None:
    assert "没有用上" not in Client().get("/stats/").content.decode()
    assert "没有用上" in Client().get("/stats/?by=day").content.decode()


def test_every_public_number_of_people_is_in_steps_and_lines_make_the_total(published: Session) -> None:
    for figure in ("participations", "rural", "online", "volunteer_hours"):
        for by in dimensions_of(figure):
            told = told_of(figure, by=by)
            assert all(row["value"] and row["value"] % 5 == 0 for row in told["rows"]), (figure, by)
            if DIMENSIONS[by].adds_up:
                own = sum(row["value"] for row in told["rows"] if not row["is_zone"])
                assert own == (told["total"] or 0), (figure, by)


@pytest.mark.parametrize("by", ["day", "week", "unit", "co_unit", "method", "task", "zone"])
def test_no_day_week_unit_or_method_is_public(published: Session, by: str) -> None:
    answer = Client().get("/api/v1/stats/", {"by": by})
    assert answer.status_code == 400 and "county" in answer.json()["detail"]


@pytest.mark.parametrize("figure", ["scanned", "head_counted", "listed", "officer_places"])
def test_how_figures_were_obtained_is_not_public(published: Session, figure: str) -> None:
    answer = Client().get("/api/v1/stats/", {"figure": figure})
    assert answer.status_code == 400 and "participations" in answer.json()["detail"]


def test_people_are_told_of_the_whole_year_alone(published: Session) -> None:
    assert told_of("volunteers")["total"] is None
    answer = Client().get("/api/v1/stats/", {"figure": "volunteers", "by": "month"})
    assert answer.status_code == 400 and "不分" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("role", "sees"), [("organizer", True), ("county_reviewer", True), ("elsewhere", False), ("office", True)]
)
def test_each_sees_their_own(held: Session, people: dict[str, User | None], role: str, sees: bool) -> None:
    """The unit's organizer, the county in which it is held, not another county, the office."""
    client = client_of(reviewer_of("450226") if role == "elsewhere" else people[role])
    page = client.get("/workspace/tally/", {"rows": "audience", "columns": "method"}).content.decode()
    assert ("1,814" in page) is sees
    rows = client.get("/workspace/tally/rows/", {"is_audience": "youth"}).content.decode()
    assert ("数得清的讲座" in rows) is sees
    assert ("1,234" in rows) is sees


def test_the_table_goes_out_as_excel_with_its_definition(held: Session, people: dict[str, User | None]) -> None:
    response = client_of(people["office"]).get("/workspace/tally/export.xlsx", {"rows": "audience", "columns": "month"})
    notes, table = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    said = dict(notes.iter_rows(min_row=2, values_only=True))
    assert said["指标"] == "参加人次" and "线上观看不在内" in said["定义"]
    rows = list(table.iter_rows(values_only=True))
    at = rows[0].index("合计（人次）")
    assert rows[-1][at] == 1814 and table.cell(len(rows), at + 1).number_format == "#,##0"
    assert rows[0][at + 1 :] == ("扫码（%）", "名单和点数（%）", "现场清点（%）") and rows[-1][at + 1 :] == (0, 100, 0)
    assert said["单位"] == "人次" and "签到账本" in said["来源"] and {"自", "至", "截至"} <= said.keys()
    assert {row[0]: row[at] for row in rows[1:-1]} == {"青少年": 1234, "农民": 77, "城镇劳动者": 500, "社区居民": 3}


@pytest.mark.parametrize("said", [{"figure": "x", "rows": "y"}, {"is_unit": "'; --"}, {"is_month": "\x00"}])
def test_odd_questions_get_an_answer(held: Session, people: dict[str, User | None], said: dict[str, str]) -> None:
    client = client_of(people["office"])
    for path in ("/workspace/tally/", "/workspace/tally/rows/"):
        assert client.get(path, said).status_code in {200, 400}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_opens_its_rows(held: Session, people: dict[str, User | None], figure: str) -> None:
    client = client_of(people["office"])
    assert client.get("/workspace/tally/", {"figure": figure}).status_code == 200
    assert client.get("/workspace/tally/rows/", {"figure": figure}).status_code == 200
    for form in ("xlsx", "csv"):
        assert client.get(f"/workspace/tally/export.{form}", {"figure": figure}).status_code == 200


def test_a_cell_opens_its_activity_its_session_and_its_entries(held: Session, people: dict[str, User | None]) -> None:
    client = client_of(people["office"])
    said = {"is_audience": "youth"}
    one = f"/workspace/tally/rows/{held.activity.public_id}/"
    sessions = client.get(one, said).content.decode()
    assert "1,234" in sessions and f"{one}{held.public_id}/" in sessions
    entries = client.get(f"{one}{held.public_id}/", said).content.decode()
    assert "1,234" in entries and "逐一点数" in entries and "500" not in entries
    assert client.get(f"{one}{held.public_id}/", {"figure": "sessions"}).status_code == 404
    assert client.get(f"{one}nowhere/", said).status_code == 404
    assert client_of(people["county_reviewer"]).get(one, said).status_code == 200  # held there
    assert client_of(reviewer_of("450226")).get(one, said).status_code == 404


def test_the_table_is_narrowed_by_days_and_filters(held: Session, people: dict[str, User | None]) -> None:
    client = client_of(people["office"])
    day = held.starts_at.date().isoformat()
    page = client.get("/workspace/tally/", {"from": day, "to": day, "is_audience": "farmers"}).content.decode()
    assert "<strong><a" in page and ">77</a>" in page
    none = client.get("/workspace/tally/", {"from": "2026-01-01", "to": "2026-01-02"}).content.decode()
    assert "这一期还没有填报" in none
    assert "没有按" in client.get("/workspace/tally/", {"figure": "venues", "is_audience": "youth"}).content.decode()


def test_programs_ask_for_the_same_figures(published: Session) -> None:
    found = told_of("participations", by="audience", lang="en")
    assert (found["measure"], found["by"], found["demonstration"]) == ("person_times", "audience", False)
    told = {row["key"]: row["value"] for row in found["rows"]}
    for who, n in {"youth": 1234, "residents": 3, "farmers": 77, "urban_workers": 500}.items():
        assert abs(told.get(who, 0) - n) < 5
    assert found["rows"][0]["label"] == "Young people"
    assert told_of("sessions")["total"] == 1
    for wrong in ({"by": "x"}, {"figure": "x"}, {"year": "1"}, {"what": "1"}):
        assert Client().get("/api/v1/stats/", wrong).status_code == 400
    first = Client().get("/api/v1/stats/")
    assert Client().get("/api/v1/stats/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_what_it_is_read_from_costs_two_statements(published: Session, django_assert_max_num_queries: Any) -> None:
    Client().get("/stats/")
    with django_assert_max_num_queries(4):
        Client().get("/api/v1/stats/?by=county")
