"""Settlements out of reach, and where one more venue helps most."""

import io
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.permissions import SYSTEM, Actor
from core.errors import Invalid, NotAllowed
from core.geo import LonLat, metres_between
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.models import Settlement
from insights.rules import best_sites
from insights.selectors.coverage import CoverageQuery, reach_of, sites_for
from insights.selectors.pivot import Question, pivot
from insights.services.settlements import SettlementFacts, save_settlement
from tests.conftest import client_of
from venues.facts import GivenPlace
from venues.models import Venue
from volunteers.models import InformationOfficer

pytestmark = pytest.mark.django_db
COUNTY = "450225"


def settlement(name: str, lon: float | None, lat: float = 25.0, people: int | None = 100, **more: Any) -> Settlement:
    given = GivenPlace(LonLat(lon, lat)) if lon is not None else None
    facts = SettlementFacts("village", name, more.pop("county", COUNTY), given, people)
    return save_settlement(facts=facts, by=SYSTEM, **more)


def query(km: float = 5, **more: Any) -> CoverageQuery:
    return CoverageQuery(more.pop("kinds", ()), km, date(2020, 1, 1), date(2020, 12, 31), **more)


def test_distances_are_those_on_the_ground_and_the_farthest_come_first(now: datetime) -> None:
    venue = Venue.objects.published().filter(kind="e_station").exclude(point=None)[0]
    near = settlement("近村", venue.point.x + 0.01, venue.point.y)
    far = settlement("远村", venue.point.x + 0.4, venue.point.y)
    nowhere = settlement("不明村", None)
    rows = {row.settlement: row for row in reach_of(query(kinds=("e_station",)), now)}
    told = rows[near].metres
    assert told == pytest.approx(metres_between(LonLat(venue.point.x + 0.01, venue.point.y), _at(venue)), rel=0.01)
    assert rows[near].venue == venue.name and not rows[near].is_far(5)
    assert rows[far].is_far(5) and not rows[nowhere].is_far(5) and not rows[nowhere].has_position
    assert [row.settlement for row in reach_of(query(kinds=("e_station",)), now)][1:] == [far, near]


def _at(venue: Venue) -> LonLat:
    return LonLat(venue.point.x, venue.point.y)


def test_no_venue_of_the_kind_is_too_far(now: datetime) -> None:
    settlement("某村", 109.2)
    (row,) = reach_of(query(kinds=("geopark_that_is_not",)), now)
    assert row.metres is None and row.is_far(5)


def test_the_next_site_is_told_after_the_ones_before(now: datetime) -> None:
    # Three villages close together with 300 people, two apart with 250 and 40, one of unknown population.
    for n, (lon, people) in enumerate(
        [(108.70, 100), (108.71, 100), (108.72, 100), (108.9, 250), (109.1, 40), (109.3, None)]
    ):
        settlement(f"村{n}", lon, 24.5, people)
    chosen = sites_for(query(kinds=("nothing_like_it",), km=3), now)
    told = [(place.name, site.people, site.places, site.unknown) for place, site in chosen]
    assert told[0][1:] == (300, 3, 0)
    assert [row[1:] for row in told[1:]] == [(250, 1, 0), (40, 1, 0), (0, 1, 1)]


@given(
    near=st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7)), min_size=1, max_size=7),
    people=st.lists(st.integers(0, 50), min_size=8, max_size=8),
)
def test_greedy_reaches_what_was_promised(near: dict[int, set[int]], people: list[int]) -> None:
    worth = dict(enumerate(people))
    chosen = best_sites(near, worth, 3)
    best = max(
        sum(worth[place] for place in set().union(*(near[key] for key in keys)))
        for keys in combinations(near, min(3, len(near)))
    )
    assert sum(site.people for site in chosen) >= (1 - 1 / 2.718281829) * best - 1e-9
    assert chosen == sorted(chosen, key=lambda site: -site.people)  # each brings no more than the one before


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "town"}, {"name": " "}, {"county": "450200"}, {"population": -1}, {"given": GivenPlace(LonLat(500, 25))}],
)
def test_what_is_wrong_is_told(wrong: dict[str, Any]) -> None:
    facts = {"kind": "village", "name": "某村", "county": COUNTY} | wrong
    with pytest.raises(Invalid):
        save_settlement(facts=SettlementFacts(**facts), by=SYSTEM)
    assert not Settlement.objects.exists()


def test_a_county_keeps_its_own() -> None:
    own = Actor(user_id=1, reviewer_of_counties=frozenset({COUNTY}))
    save_settlement(facts=SettlementFacts("school", "某小学", COUNTY), by=own)
    with pytest.raises(NotAllowed):
        save_settlement(facts=SettlementFacts("school", "某小学", "450226"), by=own)


def test_officers_cover_the_villages_that_are_known(now: datetime) -> None:
    def share(**more: Any) -> Any:
        days = (date(2026, 1, 1), date(2026, 12, 31))
        return pivot(Question(FIGURES["officer_coverage"], *days, DIMENSIONS["county"], **more), now)

    assert share().total is None  # no village is known: not 0 %
    for name in ("甲村", "乙村", "丙村"):
        settlement(name, None)
    save_settlement(facts=SettlementFacts("school", "某小学", COUNTY), by=SYSTEM)
    assert share().total == 0
    officers = (
        ("甲村", COUNTY, None),
        ("乙村", COUNTY, date(2026, 5, 1)),
        ("丙村", "450226", None),
        ("甲村", COUNTY, None),
    )
    for place, county, until in officers:
        InformationOfficer.objects.create(county_id=county, place=place, since=date(2026, 1, 1), until=until)
    found = share()
    assert found.total == Decimal("33.3") and found.by_row == {COUNTY: Decimal("33.3")}
    assert share(scope=Actor(user_id=1, reviewer_of_counties=frozenset({"450226"}))).total is None


def test_pages(people: dict[str, Any]) -> None:
    client = client_of(people["office"])
    assert "还没有居民点" in client.get("/workspace/coverage/").content.decode()
    settlement("远村", 108.7, 24.5, 1234)
    settlement("不明村", None)
    page = client.get("/workspace/coverage/", {"kind": "e_station", "km": "10", "year": "2020"}).content.decode()
    assert "远村" in page and "1,234" in page and "新覆盖 1,234 人" in page
    assert "不明村" in client.get("/workspace/coverage/", {"show": "nowhere"}).content.decode()
    for odd in ({"km": "x"}, {"kind": "'"}, {"county": "\x00"}, {"of": "z", "year": "abc"}):
        assert client.get("/workspace/coverage/", odd).status_code in {200, 400}
    book = openpyxl.load_workbook(io.BytesIO(client.get("/workspace/coverage/export.xlsx").content))
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert {row[0]: row[3] for row in rows} == {"远村": 1234, "不明村": 100}
    other = client_of(people["county_reviewer"]).get("/workspace/coverage/").content.decode()
    assert "远村" not in other
