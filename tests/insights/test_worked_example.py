"""A year of twelve activities, its figures added up by hand.

n   unit  with    form      place     campaign  tasks  who came
1   A     B, C    lecture   city      one,other 1, 2   ticket 40 youth, paper 2 residents, 100 youth undone
2   A             training  village   one       1      turnstile 30 farmers + 5 residents
3   B             training  city      one              headcount 20 urban workers
4   B             online    —                          online 900
5   C     A       lecture   village   other     2      headcount 300 farmers, of these 300 undone, then 280
6   C             open day  zone      —                screen 12 youth, poster 3 youth
7   K             training  village   one              paper 60 farmers (the county office's own)
8   K             lecture   county    —                turnstile 7 residents
9   A             contest   city      —                two sessions, 10 + 11 youth
10  A             lecture   city      —                31 December 23:00 to 1:00: 5 youth before midnight, 4 after
11  B             lecture   city      —                held, nothing reported
12  B             lecture   city      —                still to come
"""

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from accounts.models import Unit, UnitKind
from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts, Where
from activities.models import Activity, Campaign, Session, Task
from activities.services import copy_plan
from core.geo import LonLat
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.models import Target
from insights.selectors.behind import behind, entries_behind, sessions_behind
from insights.selectors.pivot import Question, pivot
from insights.selectors.targets import targets_of
from insights.services.tally import fold_deltas, recount
from tests.activities.checkins import sent, take_in
from venues.facts import GivenPlace
from venues.models import Region

pytestmark = pytest.mark.django_db
VILLAGE: dict[str, Any] = {"rural_stated": True, "rural_reason": "在村里"}
CITY: dict[str, Any] = {"rural_stated": False, "rural_reason": "在城里"}
NEW_YEAR = datetime.fromisoformat("2027-01-01T00:00:00+08:00")


class Year:
    """The year's activities by number, its units, and how much came."""

    def __init__(self, make: Any, now: datetime) -> None:
        copy_plan(from_year=2020, to_year=2026, by=SYSTEM)
        self.make, self.now = make, now
        self.one, self.other = Campaign.objects.filter(plan__year=2026).order_by("pk")[:2]
        self.first, self.second = Task.objects.filter(project__plan=2026).order_by("pk")[:2]
        self.a, self.b, self.c = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[:3]
        self.k = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE).exclude(county_code="").order_by("pk").first()
        self.starts = now + timedelta(days=7)
        self.then = NEW_YEAR + timedelta(hours=2)
        self.sessions: dict[int, list[Session]] = {}

    def add(self, n: int, unit: Unit, form: str = "lecture", at: datetime | None = None, **more: Any) -> Session:
        starts = at or self.starts
        more.setdefault("sessions", (SessionFacts(starts, starts + timedelta(hours=2)),))
        self.sessions[n] = self.make(unit_id=unit.pk, form=form, title=f"活动 {n}", **more)
        return self.sessions[n][0]

    def came(self, session: Session, count: int, audience: str, method: str = "turnstile", **more: Any) -> str:
        moment = more.pop("at", session.starts_at)
        entry = sent(session, count=count, audience=audience, method=method, occurred_at=moment.isoformat(), **more)
        (answer,) = take_in(entry, now=max(moment, session.starts_at))
        assert str(answer.status) == "accepted", answer
        return str(entry["id"])

    def undo(self, session: Session, known: str) -> None:
        take_in(sent(session, undo_of=known, reason="数错了"), now=session.starts_at, undoes_all=True)


@pytest.fixture
def year(make: Any, now: datetime) -> Year:
    y = Year(make, now)
    zone = Region.objects.filter(level="functional_zone").order_by("code")[0]
    in_zone = Where(name="新区广场", given=GivenPlace(LonLat(109.42, 24.32)), zone=zone.code)
    both = {"campaign_ids": (y.one.pk, y.other.pk), "task_ids": (y.first.pk, y.second.pk)}
    one = {"campaign_ids": (y.one.pk,)}
    talk = y.add(1, y.a, co_unit_ids=(y.b.pk, y.c.pk), topics=("emergency", "health"), **both, **CITY)
    y.came(talk, 40, "youth", "paper")
    y.came(talk, 2, "residents", "paper")
    y.undo(talk, y.came(talk, 100, "youth"))
    course = y.add(2, y.a, "training", task_ids=(y.first.pk,), **one, **VILLAGE)
    y.came(course, 30, "farmers")
    y.came(course, 5, "residents")
    y.came(y.add(3, y.b, "training", **one, **CITY), 20, "urban_workers", "headcount")
    y.came(y.add(4, y.b, "online", online=True), 900, "youth", "online")
    fair = y.add(5, y.c, co_unit_ids=(y.a.pk,), campaign_ids=(y.other.pk,), task_ids=(y.second.pk,), **VILLAGE)
    y.undo(fair, y.came(fair, 300, "farmers", "headcount"))
    y.came(fair, 280, "farmers", "headcount")
    open_day = y.add(6, y.c, "open_day", where=in_zone, **CITY)
    y.came(open_day, 12, "youth", "screen")
    y.came(open_day, 3, "youth", "poster")
    y.came(y.add(7, y.k, "training", **one, **VILLAGE), 60, "farmers", "paper")
    y.came(y.add(8, y.k, **CITY), 7, "residents")
    days = [SessionFacts(y.starts + timedelta(days=d), y.starts + timedelta(days=d, hours=2)) for d in (0, 1)]
    y.add(9, y.a, "contest", sessions=tuple(days), **CITY)
    for session, n in zip(y.sessions[9], (10, 11), strict=True):
        y.came(session, n, "youth")
    eve = y.add(10, y.a, at=NEW_YEAR - timedelta(hours=1), **CITY)
    y.came(eve, 5, "youth", at=NEW_YEAR - timedelta(seconds=1))
    y.came(eve, 4, "youth", at=NEW_YEAR)
    y.add(11, y.b, **CITY)
    y.add(12, y.b, at=NEW_YEAR + timedelta(days=40), **CITY)
    return y


def question(figure: str, **more: Any) -> Question:
    return Question(FIGURES[figure], date(2026, 1, 1), date(2026, 12, 31), **more)


def ask(y: Year, figure: str, **more: Any) -> Any:
    return pivot(question(figure, **more), y.then)


# 42 + 35 + 20 + 280 + 15 + 60 + 7 + 21 + 9
TOTAL = 489


@pytest.mark.parametrize(
    ("figure", "total"),
    [
        ("participations", TOTAL),
        ("scanned", 15),
        ("listed", 42 + 35 + 60 + 7 + 21 + 9),
        ("head_counted", 20 + 280),
        ("rural", 35 + 280 + 60),
        ("farmers_trained", 30 + 60),
        ("workers_trained", 20),
        ("online", 900),
        ("activities", 11),
        ("sessions", 12),
        ("volunteer_hours", None),  # not reported, which is not 0
        ("literacy", None),
    ],
)
def test_totals_of_the_year(year: Year, figure: str, total: int | None) -> None:
    assert ask(year, figure).total == total
    assert ask(year, figure, chosen={}).total == total


def test_the_totals_stand_folded_and_not(year: Year) -> None:
    assert fold_deltas() > 0
    assert ask(year, "participations").total == TOTAL
    assert recount() == []


def test_an_evening_that_passes_midnight_is_of_the_day_on_which_it_began(year: Year) -> None:
    for figure in ("participations", "sessions"):
        assert pivot(Question(FIGURES[figure], date(2027, 1, 1), date(2027, 12, 31)), year.then).total is None
    by_day = ask(year, "participations", rows=DIMENSIONS["day"]).by_row
    assert by_day["2026-12-31"] == 9
    assert set(ask(year, "participations", rows=DIMENSIONS["week"]).by_row) >= {"2026-53"}


def test_units_and_those_beside_them(year: Year) -> None:
    units = ask(year, "participations", rows=DIMENSIONS["unit"]).by_row
    wanted = {year.a: 42 + 35 + 21 + 9, year.b: 20, year.c: 280 + 15, year.k: 67}
    assert units == {str(unit.pk): n for unit, n in wanted.items()}
    beside = ask(year, "participations", rows=DIMENSIONS["co_unit"])
    assert beside.by_row == {str(year.a.pk): 280, str(year.b.pk): 42, str(year.c.pk): 42, "": TOTAL - 322}
    assert beside.total == TOTAL  # once, though activity 1 has two units beside it


def test_campaigns_tasks_projects_and_topics_count_once_in_the_total(year: Year) -> None:
    def lines(dimension: str) -> Any:
        found = ask(year, "participations", rows=DIMENSIONS[dimension])
        assert found.total == TOTAL
        return found.by_row

    rest = TOTAL - 437
    assert lines("campaign") == {str(year.one.pk): 42 + 35 + 20 + 60, str(year.other.pk): 42 + 280, "": rest}
    assert lines("task") == {str(year.first.pk): 42 + 35, str(year.second.pk): 42 + 280, "": TOTAL - 357}
    projects = lines("project")
    if year.first.project_id == year.second.project_id:  # activity 1 serves it by two tasks, and counts once
        assert projects == {str(year.first.project_id): 357, "": TOTAL - 357}
    assert lines("topic")["emergency"] == lines("topic")["health"] == 42


def test_a_functional_zone_is_told_apart_and_stays_in_its_county(year: Year) -> None:
    zones = ask(year, "participations", rows=DIMENSIONS["zone"]).by_row
    assert sorted(zones.values()) == [15, TOTAL - 15]
    (county,) = {session.county_id for session in year.sessions[6]}
    assert county is not None
    assert ask(year, "participations", chosen={"county": county}).total >= 15


def test_two_targets_share_an_activity_and_the_total_counts_it_once(year: Year) -> None:
    plan = year.one.plan
    more = {
        "plan": plan,
        "comparison": "at_least",
        "unit": "人次",
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
    }
    Target.objects.create(identifier="c", name="品牌", figure="participations", campaign=year.one, value=157, **more)
    Target.objects.create(identifier="r", name="农村", figure="rural", value=376, **more)
    standing = {row.target.identifier: row.progress for row in targets_of(2026, year.then)}
    assert (standing["c"].value, standing["c"].standing) == (157, "reached")
    assert (standing["r"].value, standing["r"].standing) == (375, "missed")  # ≥ 376, and 375 is not
    assert ask(year, "participations").total == TOTAL


def test_above_and_at_least_are_kept_apart(year: Year) -> None:
    more = {"plan": year.one.plan, "unit": "人次", "first": date(2026, 1, 1), "last": date(2026, 12, 31)}
    for identifier, comparison in (("more", "more"), ("least", "at_least")):
        Target.objects.create(
            identifier=identifier, name="x", figure="participations", value=TOTAL, comparison=comparison, **more
        )
    standing = {row.target.identifier: row.progress.standing for row in targets_of(2026, year.then)}
    assert standing == {"more": "missed", "least": "reached"}


def test_a_figure_opens_its_activities_sessions_and_entries(year: Year) -> None:
    asked = question("participations", chosen={"audience": "farmers"})
    rows = {row.what.title: row.n for row in behind(asked, year.then)}
    assert rows == {"活动 2": 30, "活动 5": 280, "活动 7": 60}
    activity = Activity.objects.get(title="活动 5")
    (session,) = sessions_behind(asked, activity, year.then)
    assert session.n == 280
    entries = entries_behind(asked, session.what, year.then)
    assert [entry.count for entry in entries] == [300, -300, 280]
    assert {entry.method for entry in entries} == {"headcount"}
    assert not entries_behind(question("scanned"), session.what, year.then)
    later = entries_behind(asked, session.what, year.then, after=entries[1].pk)
    assert [entry.count for entry in later] == [280]


def test_every_total_is_the_sum_of_what_is_behind_it(year: Year) -> None:
    for figure in ("participations", "rural", "scanned", "online", "activities", "sessions"):
        asked = question(figure)
        rows = behind(asked, year.then)
        assert sum(row.n for row in rows) == pivot(asked, year.then).total
        for row in rows:
            assert sum(one.n for one in sessions_behind(asked, row.what, year.then)) >= row.n


def test_units_see_their_own_a_county_its_own_and_the_office_all(year: Year) -> None:
    def seen(**actor: Any) -> Any:
        return ask(year, "participations", scope=Actor(user_id=1, **actor)).total

    assert seen(organizer_of=frozenset({year.b.pk})) == 20
    # What its units host, and what is held there: of that the worked example of places tells more.
    hosted = {"chosen": {"host_county": year.k.county_code}}
    office = Actor(user_id=1, reviewer_of_counties=frozenset({year.k.county_code}))
    assert ask(year, "participations", scope=office, **hosted).total == 67
    held_there = ask(year, "participations", chosen={"county": year.k.county_code}).total
    assert ask(year, "participations", scope=office, chosen={"county": year.k.county_code}).total == held_there
    assert seen() is None
    assert ask(year, "participations", scope=SYSTEM).total == TOTAL


def test_filing_an_activity_anew_moves_its_figures_at_once(year: Year) -> None:
    activity = year.sessions[2][0].activity
    activity.form = "lecture"
    activity.save()
    assert ask(year, "farmers_trained").total == 60


def test_a_figure_does_not_guess_what_it_does_not_know(year: Year) -> None:
    for more in ({"rows": DIMENSIONS["audience"]}, {"chosen": {"method": "paper"}}):
        found = ask(year, "activities", **more)
        assert (found.total, found.by_row) == (None, {})
        assert question("activities", **more).lacking()


def test_any_two_dimensions_make_a_table(year: Year) -> None:
    along = [one for one in DIMENSIONS.values() if one.key != "kind"]
    for rows, columns in product(along, along):
        for figure in ("participations", "activities", "volunteers"):
            found = ask(year, figure, rows=rows, columns=columns)
            if figure == "participations" and rows.adds_up and columns.adds_up:
                assert sum(found.cells.values()) == found.total == TOTAL
