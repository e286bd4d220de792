"""An attack on what is public: a small year that grows day by day, and whoever reads all of it each day."""

from datetime import datetime
from typing import Any

import pytest

from activities.selectors import counted
from insights import publishing
from insights.sources import TALLY
from tests.insights.attacker import Attacker
from tests.insights.smallyear import DAYS, Part, Year, groups, grown_year

pytestmark = pytest.mark.django_db


def _tell_of_part(attacker: Attacker, day: int, part: Part, *, is_coarse: bool) -> None:
    """That numbers are rounded to a neighbour, and grow."""
    truth = attacker.unknown(("true", day, part))
    if is_coarse:
        attacker.knows({truth: 1, attacker.unknown(("steps", day, part)): -5}, -4, 4)
    if day:
        attacker.asks(("day", day, part), [(truth, 1), (("true", day - 1, part), -1)])
        attacker.knows({("day", day, part): 1}, 0, 10_000)


def with_differences(known: dict[frozenset[Part], int]) -> dict[frozenset[Part], int]:
    """What is told, and what is left of a whole where a part of it is told too."""
    rest = {
        whole - part: n - known[part] for whole, n in known.items() for part in known if part < whole and len(part) > 1
    }
    return known | {parts: n for parts, n in rest.items() if len(parts) < 12}


def attack(year: Year, *, is_coarse: bool) -> Attacker:
    """All that follows from all replies of all days, by the rules as they are written for everybody."""
    attacker = Attacker()
    for day in range(len(year.replies)):
        for part in {part for _name, parts in groups(year.sessions) for part in parts}:
            _tell_of_part(attacker, day, part, is_coarse=is_coarse)
    for day, replies in enumerate(year.replies):
        known: dict[frozenset[Part], int] = {}
        for name, parts in groups(year.sessions):
            if name[0] == "page" and name not in replies:
                continue
            known[frozenset(parts)] = int(replies.get(name, 0))
            whole = attacker.asks(("whole", day, name), [(("true", day, part), 1) for part in parts])
            # Bounds do not follow through two sums of the same parts: that they are one is told.
            n, off = known[frozenset(parts)], 4 * len(parts) if is_coarse else 0
            attacker.knows({whole: 1}, n - off, n + off)
            if day and ("whole", day - 1, name) in attacker.bounds:
                attacker.asks(("day", day, name), [(whole, 1), (("whole", day - 1, name), -1)])
        kind, step = ("steps", 5) if is_coarse else ("true", 1)
        for parts, n in with_differences(known).items():
            attacker.knows({(kind, day, part): step for part in parts}, n)
    attacker.reckon()
    return attacker


def without_rounding(monkeypatch: Any) -> None:
    monkeypatch.setattr(publishing, "COARSE_TALLY", TALLY)
    rounded = counted.part_of_session("sum(counted.count)")
    assert rounded in counted.PUBLIC_TOTALS
    monkeypatch.setattr(counted, "PUBLIC_TOTALS", counted.PUBLIC_TOTALS.replace(rounded, "sum(counted.count)"))


def test_no_small_number_can_be_reckoned_from_all_replies_of_all_days(now: datetime, moment: Any) -> None:
    year = grown_year(now, moment)
    assert sum(1 <= n <= 4 for n in year.true[-1].values()) > 12, "there is much to find"
    attacker = attack(year, is_coarse=True)
    assert {name: n for name, n in attacker.pinned().items() if name[0] != "steps"} == {}
    for part, n in year.true[-1].items():
        low, high = attacker.bounds["true", DAYS - 1, part]
        assert low <= n <= high, "the rules that the attacker goes by are those of the product"


def test_without_the_rounding_the_same_attack_finds_many(now: datetime, moment: Any, monkeypatch: Any) -> None:
    without_rounding(monkeypatch)
    year = grown_year(now, moment)
    attacker = attack(year, is_coarse=False)
    found = {name: n for name, n in attacker.pinned().items() if name[0] in {"true", "whole", "day"}}
    assert len(found) > 5
    low, high = attacker.bounds["day", 1, ("participations", "", "")]
    assert low == high, "what a day has added is known"
    assert all(n == year.true[name[1]].get(name[2], 0) for name, n in found.items() if name[0] == "true")
