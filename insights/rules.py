"""How a target stands: values in, answer out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

RECENT = timedelta(days=30)


class Standing(StrEnum):
    """Where a target is."""

    REACHED = "reached"
    AHEAD = "ahead"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_BEGUN = "not_begun"
    NOT_REPORTED = "not_reported"

    @property
    def label(self) -> object:
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.REACHED: _("已完成"),
    Standing.AHEAD: _("进度正常"),
    Standing.BEHIND: _("进度落后"),
    Standing.MISSED: _("没有完成"),
    Standing.NOT_BEGUN: _("还没有开始"),
    Standing.NOT_REPORTED: _("没有填报"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """A target's figure so far, the share of it and of the time, and what the cut-off may bring (low, high)."""

    standing: Standing
    value: Decimal | None
    share: float
    time_share: float
    forecast: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached within days of the city, both included; `more`: above it, else at least it."""

    value: Decimal
    first: date
    last: date
    more: bool = False

    def is_reached(self, value: Decimal) -> bool:
        return value > self.value if self.more else value >= self.value

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def progress(aim: Aim, value: Decimal | None, recent: Decimal | None, today: date) -> Progress:
    """How a target stands on a day. `recent` is what came in the last 30 days; None for what has no pace.

    The forecast goes on from today at the slower and at the faster of two paces: that of the whole window so
    far, and that of the last 30 days.
    """
    gone = min(max((today - aim.first).days + 1, 0), aim.days)
    time_share = gone / aim.days
    if value is None:
        standing = Standing.NOT_BEGUN if gone == 0 else Standing.NOT_REPORTED
        return Progress(standing, None, 0.0, time_share)
    share = float(value / aim.value) if aim.value else 1.0
    if aim.is_reached(value):
        return Progress(Standing.REACHED, value, share, time_share)
    if today > aim.last:
        return Progress(Standing.MISSED, value, share, time_share)
    if gone == 0:
        return Progress(Standing.NOT_BEGUN, value, share, time_share)
    standing = Standing.AHEAD if share >= time_share else Standing.BEHIND
    return Progress(standing, value, share, time_share, _forecast(value, recent, gone, aim.days))


STEPS = 5


@dataclass(frozen=True, slots=True)
class Shade:
    """A step of colour, from 1 to STEPS, and the figures (both included) that it stands for."""

    step: int
    low: float
    high: float


def shades(figures: Mapping[str, float]) -> tuple[dict[str, int], list[Shade]]:
    """The step of colour of each figure, by equal parts of the greatest; and what the steps stand for."""
    most = max(figures.values(), default=0.0)
    if most <= 0:
        return dict.fromkeys(figures, 1), []
    steps = {key: min(STEPS, int(max(n, 0) * STEPS / most) + 1) for key, n in figures.items()}
    told = [
        Shade(step, min(found), max(found))
        for step in range(1, STEPS + 1)
        if (found := [figures[key] for key in figures if steps[key] == step])
    ]
    return steps, told


def per_thousand(n: float, people: int | None) -> float | None:
    """A figure per 1,000 inhabitants, one decimal; None where the population is not known."""
    return round(1000 * n / people, 1) if people else None


def _forecast(value: Decimal, recent: Decimal | None, gone: int, days: int) -> tuple[int, int] | None:
    if recent is None:
        return None
    paces = (value / gone, recent / min(gone, RECENT.days))
    return int(value + min(paces) * (days - gone)), int(value + max(paces) * (days - gone))


@dataclass(frozen=True, slots=True)
class Site:
    """A place where one more venue would help: how many people and places it would newly reach.

    `unknown`: of these places, how many nobody has stated the population of.
    """

    key: int
    people: int
    places: int
    unknown: int


def best_sites(near: Mapping[int, Collection[int]], people: Mapping[int, int | None], most: int) -> list[Site]:
    """Where one more venue helps most, one after the other (greedy): each brings the most people not reached yet.

    `near`: for each candidate the places that are not reached and would be by it. Of equal people the one that
    reaches more places wins, then the lower key. The greedy choice reaches at least 63 % of what the best `most`
    sites together could (Nemhauser, Wolsey and Fisher 1978).
    """
    left = {candidate: set(places) for candidate, places in near.items()}
    chosen: list[Site] = []

    def worth(candidate: int) -> tuple[int, int, int]:
        return sum(people.get(place) or 0 for place in left[candidate]), len(left[candidate]), -candidate

    while left and len(chosen) < most:
        best = max(left, key=worth)
        reached = left.pop(best)
        if not reached:
            break
        unknown = sum(people.get(place) is None for place in reached)
        chosen.append(Site(best, sum(people.get(place) or 0 for place in reached), len(reached), unknown))
        for places in left.values():
            places -= reached
    return chosen
