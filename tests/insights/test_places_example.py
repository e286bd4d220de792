"""Where and by whom: a small year added up by hand, with a village square and a unit that moves to another county.

n   unit  was of    form      where                          rural             who came
1   K     城中区    training  三江县, a square, setting 村    yes, by setting   444 farmers
2   K     城中区    lecture   城中区, a museum                no, said so       50 youth
3   A     the city  lecture   城中区, a museum                no, said so       30 residents
4   A     the city  lecture   三江县, a square, setting none  not known         21 residents
5   A     the city  lecture   柳东新区, on a county's ground  no, said so       12 youth
6   B     the city  online    nowhere                         does not apply    900 online
7   K     鱼峰区    lecture   城中区, a museum                no, said so       5 youth, in the year after

On 1 January K moves from 城中区 to 鱼峰区 and is called otherwise; B goes into A.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Unit, UnitKind
from accounts.permissions import SYSTEM, Actor
from accounts.services import UnitSays, change_unit, merge_unit
from activities.facts import SessionFacts, Where
from activities.models import Session
from activities.services import copy_plan
from core.geo import LonLat
from core.sql import fetch
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.models import Target
from insights.selectors.board import zone_lines
from insights.selectors.countyboard import county_figures
from insights.selectors.ground import sessions_of_unknown_ground, unknown_ground
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Question, pivot, statement
from insights.selectors.targets import targets_of
from insights.services.freezing import freeze_report
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of
from venues.facts import GivenPlace
from venues.models import Region, Venue

pytestmark = pytest.mark.django_db
CITY, FISH, SANJIANG = "450202", "450203", "450226"
TOWN: dict[str, Any] = {"rural_stated": False, "rural_reason": "在城里"}
MOVED = date(2027, 1, 1)
TODAY = date(2027, 2, 1)


class Places:
    """The year's sessions by number, its units, and the moment after it."""

    def __init__(self, make: Any, now: datetime) -> None:
        copy_plan(from_year=2020, to_year=2026, by=SYSTEM)
        self.make, self.starts = make, now + timedelta(days=7)
        self.then = datetime.fromisoformat("2027-02-01T12:00:00+08:00")
        self.k = Unit.objects.get(kind=UnitKind.COUNTY_OFFICE, county_code=CITY)
        self.a, self.b = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[:2]
        museum = Venue.objects.published().filter(county_id=CITY, township=None).exclude(point=None)
        self.museum = Where(venue_id=museum.order_by("pk")[0].pk)
        self.square = Where(name="程阳桥头广场", given=GivenPlace(LonLat(109.61, 25.78)))
        self.zone = Region.objects.get(code="450200-liudong")
        self.in_zone = Where(name="新区广场", given=GivenPlace(LonLat(109.42, 24.32)), zone=self.zone.code)
        self.sessions: dict[int, Session] = {}

    def add(self, n: int, unit: Unit, came: int, method: str = "turnstile", **more: Any) -> Session:
        starts = more.pop("at", self.starts)
        more = {"form": "lecture", "sessions": (SessionFacts(starts, starts + timedelta(hours=2)),), **more}
        session: Session
        (session,) = self.make(unit_id=unit.pk, title=f"活动 {n}", **more)
        if came:
            audience = more.get("audiences", ("youth",))[0]
            entry = sent(session, count=came, audience=audience, method=method, occurred_at=starts.isoformat())
            (answer,) = take_in(entry, now=starts)
            assert str(answer.status) == "accepted", answer
        self.sessions[n] = session
        return session


def drifting(p: Places) -> None:
    """The fourth activity's ground, which was stated when it was handed in, is not known any more."""
    activity = p.sessions[4].activity
    activity.rural_stated = None
    activity.save()
    Session.objects.filter(pk=p.sessions[4].pk).update(rural=None)


@pytest.fixture
def places(make: Any, now: datetime) -> Places:
    p = Places(make, now)
    village: dict[str, Any] = {"form": "training", "setting": "village", "rural_stated": None}
    p.add(1, p.k, 444, where=p.square, audiences=("farmers",), **village)
    p.add(2, p.k, 50, where=p.museum, **TOWN)
    p.add(3, p.a, 30, where=p.museum, audiences=("residents",), **TOWN)
    p.add(4, p.a, 21, where=p.square, audiences=("residents",), **TOWN)
    p.add(5, p.a, 12, where=p.in_zone, **TOWN)
    p.add(6, p.b, 900, "online", where=Where(), online=True, form="online", rural_stated=None)
    drifting(p)
    p.add(7, p.k, 5, where=p.museum, at=datetime.fromisoformat("2027-01-20T09:00:00+08:00"), **TOWN)
    says = UnitSays("新的办公室", "新办", UnitKind.COUNTY_OFFICE, "The new office", FISH)
    change_unit(unit_id=p.k.pk, says=says, since=MOVED, by=SYSTEM, today=TODAY)
    merge_unit(unit_id=p.b.pk, into_id=p.a.pk, on=MOVED, by=SYSTEM, today=TODAY)
    return p


def question(figure: str = "participations", year: int = 2026, **more: Any) -> Question:
    return Question(FIGURES[figure], date(year, 1, 1), date(year, 12, 31), **more)


def ask(p: Places, figure: str = "participations", year: int = 2026, **more: Any) -> Any:
    return pivot(question(figure, year, **more), p.then)


def lines(p: Places, dimension: str, figure: str = "participations", **more: Any) -> dict[str, Any]:
    found = ask(p, figure, rows=DIMENSIONS[dimension], **more)
    return dict(found.by_row)


def county(code: str = CITY) -> Actor:
    return Actor(user_id=1, reviewer_of_counties=frozenset({code}))


def test_the_village_square_without_a_venue_is_rural(places: Places) -> None:
    assert ask(places, "rural").total == 444
    assert lines(places, "rural") == {"rural": 444, "town": 50 + 30 + 12, "unknown": 21}
    assert lines(places, "rural", "sessions") == {"rural": 1, "town": 3, "unknown": 1, "nowhere": 1}
    assert lines(places, "rural", "online") == {"nowhere": 900}


def test_what_is_not_known_stands_beside_the_countryside(places: Places) -> None:
    unknown = unknown_ground(question("rural"), places.then)
    assert unknown is not None
    assert (unknown.sessions, unknown.times) == (1, 21)
    assert unknown_ground(question("participations"), places.then) is None
    assert unknown_ground(question("rural", chosen={"county": CITY}), places.then) is None
    assert list(sessions_of_unknown_ground(SYSTEM, 2026)) == [places.sessions[4]]


def test_the_target_of_the_countryside_says_what_it_leaves_open(places: Places) -> None:
    days = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
    Target.objects.create(
        identifier="r", name="农村", figure="rural", value=500, comparison="at_least", unit="人次", plan_id=2026, **days
    )
    (standing,) = [row for row in targets_of(2026, places.then) if row.target.identifier == "r"]
    assert standing.progress.value == 444
    assert standing.unknown is not None
    assert (standing.unknown.sessions, standing.unknown.times) == (1, 21)


def test_a_county_has_two_figures(places: Places) -> None:
    held_here = lines(places, "county")
    hosted = lines(places, "host_county")
    assert held_here[CITY] == 50 + 30
    assert held_here[SANJIANG] == 444 + 21
    assert hosted == {CITY: 444 + 50, "": 30 + 21 + 12}
    assert labels_of("host_county", hosted)[""] == "市直单位"


def test_a_countys_front_figure_is_the_citys_line_for_it(places: Places) -> None:
    whole = {
        figure: lines(places, "county", figure, scope=SYSTEM) for figure in ("participations", "sessions", "rural")
    }
    for code in (CITY, SANJIANG):
        (own,) = county_figures(county(code), 2026, places.then)
        here = {asked.figure.key: n for asked, n in own.held_here}
        hosted = {asked.figure.key: n for asked, n in own.hosted}
        for figure, told in whole.items():
            assert here[figure] == told.get(code)
            assert hosted[figure] == lines(places, "host_county", figure, scope=SYSTEM).get(code)
    (own,) = county_figures(county(CITY), 2026, places.then)
    assert [n for asked, n in own.held_here if asked.figure.key == "participations"] == [80]
    assert [n for asked, n in own.hosted if asked.figure.key == "participations"] == [494]


def test_a_zone_has_both_figures_too_and_stands_beside_the_counties(places: Places) -> None:
    (own,) = county_figures(county(places.zone.code), 2026, places.then)
    assert [n for asked, n in own.held_here if asked.figure.key == "participations"] == [12]
    (line,) = zone_lines(question(), places.then)
    assert (line.key, line.n) == (places.zone.code, 12)
    assert places.zone.label in line.label


def test_a_unit_that_moves_changes_no_figure_of_the_years_before(places: Places) -> None:
    assert lines(places, "host_county") == {CITY: 494, "": 63}
    assert lines(places, "host_county", year=2027) == {FISH: 5}
    assert ask(places, scope=county(FISH), chosen={"host_county": FISH}).total is None
    assert ask(places, scope=county(FISH)).total == 12  # held on its ground, in the zone
    assert ask(places, scope=county(CITY)).total == 444 + 50 + 30
    assert ask(places, year=2027, scope=county(FISH)).total == 5
    assert ask(places, year=2027, scope=county(CITY)).total == 5  # held there


def test_twin_with_todays_county_last_years_figures_would_change(places: Places) -> None:
    places.k.periods.all().delete()
    assert lines(places, "host_county") == {FISH: 494, "": 63}


def test_a_figure_stands_under_the_name_of_its_time_with_todays_beside_it(places: Places) -> None:
    old = places.k.name
    then, now = (date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31))
    keys = [str(places.k.pk), str(places.b.pk)]
    assert labels_of("unit", keys, then)[keys[0]] == f"{old}（今新的办公室）"
    assert labels_of("unit", keys, now)[keys[0]] == labels_of("unit", keys)[keys[0]] == "新的办公室"
    both = labels_of("unit", keys, (then[0], now[1]))
    assert both[keys[0]] == f"{old} → 新的办公室"
    assert both[keys[1]] == f"{places.b.name}（2027-01-01 并入{places.a.name}）"


def test_the_kind_of_a_unit_is_that_of_the_day(places: Places) -> None:
    assert lines(places, "unit_kind") == {"county_office": 494, "leading_group_member": 63}


def test_a_county_sees_what_is_held_there_or_hosted_by_its_units_and_no_more(places: Places) -> None:
    seen = {code: ask(places, scope=county(code)).total for code in (CITY, FISH, SANJIANG, places.zone.code)}
    assert seen == {CITY: 444 + 50 + 30, FISH: 12, SANJIANG: 444 + 21, places.zone.code: 12}
    assert ask(places, scope=SYSTEM).total == ask(places).total == 557
    assert ask(places, scope=Actor(user_id=1, organizer_of=frozenset({places.a.pk}))).total == 63
    assert ask(places, scope=Actor(user_id=1)).total is None


def test_the_way_down_is_open_to_the_same_and_to_no_more(people: dict[str, Any], places: Places) -> None:
    """The reviewer of K's office is 鱼峰区's now: not theirs is what K held before; what is held on its ground is."""
    client = client_of(people["county_reviewer"])
    open_to = {}
    for n, session in places.sessions.items():
        page = f"/workspace/tally/rows/{session.activity.public_id}/"
        deep = f"{page}{session.public_id}/?figure=participations&from=2026-01-01&to=2027-12-31"
        open_to[n] = (client.get(page).status_code, client.get(deep).status_code)
    assert open_to == {n: (200, 200) if n in (5, 7) else (404, 404) for n in places.sessions}


@pytest.fixture
def later(people: dict[str, Any], places: Places, monkeypatch: Any) -> Places:
    """The pages' own moment is after it all."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: places.then)
    return places


def test_the_dashboard_of_a_county_names_both(people: dict[str, Any], later: Places) -> None:
    body = client_of(people["county_reviewer"]).get("/workspace/dashboard/?year=2026").content.decode()
    assert "在本县区举办" in body and "本县区单位主办" in body
    office = client_of(people["office"]).get("/workspace/dashboard/?year=2026").content.decode()
    assert "本县区单位主办" not in office
    assert "城乡不明 1 场 21 人次" in office
    assert "功能区，含在县区里" in office


def test_the_tally_and_supervision_say_what_is_not_known(people: dict[str, Any], later: Places) -> None:
    client = client_of(people["office"])
    page = client.get("/workspace/tally/?figure=rural&year=2026").content.decode()
    assert "城乡不明 1 场 21 人次" in page
    listed = client.get("/workspace/supervision/?year=2026").content.decode()
    assert "城乡不明的场次" in listed and "活动 4" in listed
    assert client.get("/workspace/tally/?rows=rural&columns=host_county&year=2026").status_code == 200


def test_a_frozen_report_keeps_its_words(people: dict[str, Any], later: Places) -> None:
    places = later
    by = Actor(user_id=people["office"].pk, is_office=True)
    asked = question(year=2027, rows=DIMENSIONS["unit"], scope=by)
    report = freeze_report(question=asked, title="二〇二七", by=by, now=places.then)
    says = UnitSays("又一个名称", "又", UnitKind.COUNTY_OFFICE, "", FISH)
    change_unit(unit_id=places.k.pk, says=says, since=MOVED, by=SYSTEM, today=TODAY)  # mistyped: corrected
    activity = places.sessions[7].activity
    activity.title = "另一个题目"
    activity.save()
    client = client_of(people["office"])
    page = client.get(f"/workspace/frozen/{report.public_id}/").content.decode()
    assert "新的办公室" in page and "又一个名称" not in page
    assert "没有变化" in page
    take_in(
        sent(places.sessions[7], count=2, audience="youth", occurred_at=places.sessions[7].starts_at.isoformat()),
        now=places.then,
    )
    page = client.get(f"/workspace/frozen/{report.public_id}/").content.decode()
    assert "活动 7" in page and "另一个题目" not in page
    assert report.result["said"]["en"]["row_labels"] == [[str(places.k.pk), "The new office"]]
    definition = report.result["said"]["zh-hans"]["definition"]
    assert definition == str(FIGURES["participations"].definition)
    english = client.get(f"/en/workspace/frozen/{report.public_id}/").content.decode()
    assert "The new office" in english


def test_host_and_ground_ask_no_more_of_the_database(places: Places) -> None:
    """One statement each, with the periods joined by their index or as a whole, never once a row."""
    for dimension in ("host_county", "rural", "unit_kind"):
        text, values = statement(question(scope=county()), places.then, DIMENSIONS[dimension], None)
        assert text.count("accounts_unitperiod") == 1
        plan = "\n".join(row[0] for row in fetch("EXPLAIN " + text, values))
        assert "SubPlan" not in plan
    text, _values = statement(question(scope=SYSTEM), places.then, DIMENSIONS["county"], None)
    assert "accounts_unitperiod" not in text
