"""People correct themselves, in any order and across the years: every cell equals a recount from what they did."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from activities.models import CheckIn
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors import pivot as pivoting
from insights.selectors.pivot import Question, pivot
from insights.services.tally import recount
from tests.insights.corrections import Cells, City

pytestmark = pytest.mark.django_db
ALONG = ("month", "day", "week", "county", "unit", "form", "setting", "audience", "method")
TOLD = ("participations", "listed", "head_counted", "online", "sessions", "activities")
SPAN = (date(2025, 1, 1), date(2027, 12, 31))
STEPS = 45


def told(city: City) -> Cells:
    """What the product tells of the same."""
    cells: Cells = {}
    for figure in TOLD:
        for dimension in ALONG:
            if FIGURES[figure].source.has(dimension):
                found = pivot(Question(FIGURES[figure], *SPAN, DIMENSIONS[dimension]), city.now)
                cells |= {(figure, dimension, line): int(n) for line, n in found.by_row.items()}
                assert found.total is None or figure == "activities" or found.total == sum(found.by_row.values())
    return cells


def agrees(city: City, done: str) -> None:
    found, wanted = told(city), city.recount()
    differing = {key: (found.get(key), wanted.get(key)) for key in found.keys() | wanted.keys()}
    assert not {key: pair for key, pair in differing.items() if pair[0] != pair[1]}, done
    assert all(n > 0 for n in found.values()), done
    for figure, dimension, line in found:
        # Of lines of several days' sessions the day alone can have 人次 without a beginning.
        if figure == "participations" and dimension in {"county", "unit", "form", "setting"}:
            assert ("sessions", dimension, line) in found, done


@pytest.mark.parametrize("seed", range(4))
def test_every_cell_equals_the_recount_after_every_deed(empty: None, seed: int) -> None:
    city = City(seed)
    done: list[str] = []
    for _n in range(STEPS):
        done.append(city.step())
        agrees(city, " ".join(done))
    assert recount() == []


@pytest.mark.parametrize(
    "rule",
    [
        "day of what is undone",  # that of the undoing, as it once was
        "kept within the session",  # a held session leaves what it has where it was
        "not cancelled",
    ],
)
def test_twin_with_a_rule_taken_out_the_recount_differs(empty: None, rule: str, monkeypatch: Any) -> None:
    if rule == "day of what is undone":
        with connection.cursor() as cursor:
            cursor.execute(DAY_OF_THE_UNDOING)
    else:
        _without(rule, monkeypatch)
    with pytest.raises(AssertionError):
        _play()


DAY_OF_THE_UNDOING = """
CREATE OR REPLACE FUNCTION activities_day_of_fact() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.day := NEW.received_at::date; RETURN NEW; END $$"""


def _play() -> None:
    for seed in range(4):
        city = City(seed)
        for _n in range(STEPS):
            agrees(city, city.step())


def _without(rule: str, monkeypatch: Any) -> None:
    """The product's own statements without a rule."""
    as_it_is = pivoting.statement

    def statement(*asked: Any) -> Any:
        text, values = as_it_is(*asked)
        if rule == "kept within the session":
            return text.replace(
                "least(greatest(counted.day, session.first_day), session.last_day)", "counted.day"
            ), values
        return text.replace("AND session.cancelled_at IS NULL", ""), values

    monkeypatch.setattr(pivoting, "statement", statement)


def test_an_undoing_of_something_else_is_refused_by_the_database(empty: None) -> None:
    """Another session, audience, method or number than what it undoes would make a cell negative."""
    city = City(0)
    while not CheckIn.objects.filter(undo_of=None).exists():
        city.check_in()
    fact = CheckIn.objects.filter(undo_of=None)[0]
    other = next(key for key in city.sessions if key != fact.session_id)
    same = {
        "session_id": fact.session_id,
        "count": -fact.count,
        "audience": fact.audience,
        "method": fact.method,
        "occurred_at": city.now,
        "received_at": city.now,
        "undo_of": fact,
        "reason": "数错了",
    }
    for wrong in ({"session_id": other}, {"count": -fact.count - 1}, {"audience": "else"}, {"method": "ticket"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckIn.objects.create(**same | wrong)
    CheckIn.objects.create(**same)
