"""The dashboard, the wall and the office's interface: the same figures as the tables, in the same scope."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from activities.facts import SessionFacts
from activities.models import Session
from insights.models import SessionTally
from insights.rules import STEPS, per_thousand, shades
from insights.selectors.board import county_map, every_month
from insights.services.publishing import publish_year
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of
from venues.models import Region

pytestmark = pytest.mark.django_db
BOARD = "/workspace/dashboard/"


@pytest.fixture
def held(make: Any, member_unit: Any, now: datetime, monkeypatch: Any) -> Session:
    starts = now + timedelta(days=7)
    (session,) = make(unit_id=member_unit.pk, sessions=(SessionFacts(starts, starts + timedelta(hours=2)),))
    take_in(*[sent(session, count=n, audience=who) for who, n in (("youth", 1234), ("farmers", 77))], now=starts)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.ends_at + timedelta(hours=1))
    return session


def test_the_office_sees_the_year_its_map_and_each_chart_as_a_table(held: Session, people: dict[str, Any]) -> None:
    page = client_of(people["office"]).get(BOARD).content.decode()
    assert "1,311" in page and page.count("<figure") >= 7
    county = held.county_id
    assert county and f"is_county={county}" in page
    assert 'data-n="1234"' in page and "青少年" in page
    assert page.count("<path") >= 10 and 'class="county-map inset"' in page
    english = client_of(people["office"]).get(f"/en{BOARD}").content.decode()
    assert "Dashboard" in english and "Young people" in english


@pytest.mark.parametrize("role", ["county_reviewer", "organizer"])
def test_others_see_their_own(held: Session, people: dict[str, Any], role: str) -> None:
    page = client_of(people[role]).get(BOARD).content.decode()
    assert "1,311" in page  # of the unit; and held in the county, whoever hosts it
    for words in ("在本县区举办", "本县区单位主办", "本县区的数据"):
        assert (words in page) is (role == "county_reviewer")
    assert ("本单位的数据" in page) is (role == "organizer")


@pytest.mark.parametrize("said", [{"figure": "venues"}, {"figure": "volunteer_hours", "per": "1000"}, {"year": "2019"}])
def test_any_figure_colours_the_map(held: Session, people: dict[str, Any], said: dict[str, str]) -> None:
    client = client_of(people["office"])
    assert client.get(BOARD, said).status_code == 200
    assert client.get(BOARD, {"figure": "literacy", "year": "x"}).status_code == 200


def test_the_wall_renews_itself(held: Session, people: dict[str, Any]) -> None:
    response = client_of(people["office"]).get(f"{BOARD}wall/")
    assert response["Refresh"] == "60" and "1,311" in response.content.decode()


def test_the_page_asks_a_bounded_number_of_questions(
    held: Session, people: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    client = client_of(people["office"])
    client.get(BOARD)
    with django_assert_max_num_queries(90):
        client.get(BOARD)


def test_colours_are_equal_parts_of_the_greatest() -> None:
    steps, legend = shades({"a": 0, "b": 19, "c": 20, "d": 100})
    assert steps == {"a": 1, "b": 1, "c": 2, "d": STEPS}
    assert [(one.step, one.low, one.high) for one in legend] == [(1, 0, 19), (2, 20, 20), (5, 100, 100)]
    assert shades({}) == ({}, []) and shades({"a": 0})[0] == {"a": 1}


def test_per_inhabitants_where_the_population_is_known(held: Session) -> None:
    assert per_thousand(500, 1000) == 500.0 and per_thousand(1, 0) is None and per_thousand(1, None) is None
    known = Region.objects.counties().exclude(population=None)[0]
    unknown = Region.objects.counties().filter(population=None)[0]
    drawn = county_map({known.code: 1000, unknown.code: 1000}, per_inhabitants=True)
    told = {one.outline.code: one for one in drawn.counties}
    assert float(told[known.code].told) == pytest.approx(1e6 / known.population, abs=0.05)
    assert (told[unknown.code].told, told[unknown.code].step) == ("—", 0)
    assert "2020" in drawn.population and "第七次全国人口普查" in drawn.population
    assert county_map({known.code: 1000}).population == ""


def test_months_without_anything_are_gaps_up_to_today() -> None:
    today = datetime(2026, 3, 9).date()
    assert every_month({"02": 5}, 2026, today) == {"01": None, "02": 5, "03": None}  # nothing reported is not nought
    assert every_month({"02": 0}, 2026, today)["02"] == 0
    assert every_month({"2026-02": 5}, 2026, today) == {"2026-01": None, "2026-02": 5, "2026-03": None}
    assert len(every_month({}, 2025, today)) == 12


def test_programs_of_the_office_get_the_same_table(held: Session, people: dict[str, Any]) -> None:
    path = "/api/v1/stats/tally/"
    found = client_of(people["office"]).get(path, {"rows": "audience", "columns": "method"}).json()
    assert found["total"] == 1311
    assert {(cell["row"], cell["column"]): cell["value"] for cell in found["cells"]} == {
        ("youth", "turnstile"): 1234,
        ("farmers", "turnstile"): 77,
    }
    assert (found["name"], found["unit"], found["from"], found["to"]) == (
        "参加人次",
        "人次",
        "2026-01-01",
        "2026-12-31",
    )
    assert "线上观看不在内" in found["definition"] and "签到账本" in found["source"] and found["as_of"]
    assert (found["cells_in_all"], found["is_cut"]) == (2, False)
    assert client_of(people["office"]).get(path).json()["shares"] == {"scanned": 0, "listed": 100, "counted": 0}
    county = client_of(people["county_reviewer"])
    assert county.get(path).json()["total"] == 1311  # held there
    assert county.get(path, {"is_host_county": "450202"}).json()["total"] is None
    for wrong in ({"rows": "x"}, {"from": "2026-02-30"}, {"from": "2026-02-02", "to": "2026-02-01"}, {"odd": "1"}):
        assert client_of(people["office"]).get(path, wrong).status_code == 400
    assert client_of(people["office"]).get(path, {"figure": "venues", "rows": "audience"}).status_code == 400
    assert client_of(people["office"]).post(path).status_code == 405
    assert Client().get(path).status_code == 401


def test_the_public_map_shows_what_was_published(held: Session) -> None:
    """A county with three people, and one of 901: neither number is on the map."""
    counties = list(Region.objects.counties().exclude(pk=held.county_id).order_by("pk")[:2])
    for county, n in zip(counties, (3, 901), strict=True):
        SessionTally.objects.create(
            session_id=_elsewhere(held, county), day=held.starts_at.date(), audience="youth", method="paper", count=n
        )
    publish_year(year=2026, now=held.ends_at + timedelta(hours=1))
    page = Client().get("/stats/?year=2026").content.decode()
    drawn = page[page.index('<div class="county-maps">') : page.index('<ul class="map-legend">')]
    told = [int(n.replace(",", "")) for n in re.findall(r'dy="1.15em">([\d,]+)<', drawn)]
    assert told and all(n % 5 == 0 for n in told) and {900, 905} & set(told)
    assert held.activity.title not in page


def _elsewhere(session: Session, county: Region) -> int:
    """A session of the same activity on another county's ground; its key."""
    other = Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, county=county
    )
    return int(other.pk)
