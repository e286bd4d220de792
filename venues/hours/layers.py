"""The stretches of a day that rules say, and how they lie over each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from core.geo import LonLat
from venues.hours.days import DayRead, holds_on
from venues.hours.language import DAY_MINUTES, Joint, OpeningState, Rule, TimePoint, TimeSpan
from venues.hours.sun import sun_minutes

EVENING = 17 * 60
NIGHT_ENDS = DAY_MINUTES + 6 * 60
UTC_OFFSET = 8 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes of a day, past midnight if over 1440; a weak one holds where nothing else is said."""

    start: int
    end: int
    state: OpeningState
    comment: str = ""
    is_weak: bool = False


def layer_of(rules: Iterable[Rule], read: DayRead, place: LonLat | None) -> list[Stretch]:
    """All that rules say of one day, its hours past midnight included."""
    layer: list[Stretch] = []
    for rule in rules:
        if not holds_on(rule.days, read):
            continue
        is_off = rule.state is OpeningState.CLOSED
        if rule.joint is Joint.ELSE:
            if not is_off:
                layer = [one for one in layer if one.state is not OpeningState.CLOSED]
                layer += _in_gaps(layer, [replace(one, is_weak=True) for one in _stretches(rule, read.day, place)])
            continue
        if (is_off and not rule.spans) or (not is_off and rule.joint is Joint.OVERRIDES):
            layer = []
        if not is_off or rule.spans:
            for one in _stretches(rule, read.day, place):
                layer += _in_gaps(layer, [one]) if one.is_weak else []
                layer = layer if one.is_weak else [*_without(layer, one), one]
    return layer


def over_midnight(eve: Sequence[Stretch], own: Sequence[Stretch]) -> list[Stretch]:
    """A day from midnight to midnight: what the eve's rules reach into it, and what its own say.

    A day that is closed as a whole does not end the eve's night; hours that are closed do.
    """
    spill = [
        replace(one, start=max(one.start - DAY_MINUTES, 0), end=one.end - DAY_MINUTES)
        for one in eve
        if one.end > DAY_MINUTES and one.state is not OpeningState.CLOSED
    ]
    layers = (
        [one for one in own if not one.is_weak],
        [one for one in spill if not one.is_weak],
        [one for one in own if one.is_weak],
        [one for one in spill if one.is_weak],
    )
    day: list[Stretch] = []
    for layer in layers:
        day += _in_gaps(day, layer)
    cut = (replace(one, end=min(one.end, DAY_MINUTES), is_weak=False) for one in day if one.start < DAY_MINUTES)
    return joined(one for one in cut if one.state is not OpeningState.CLOSED)


def joined(day: Iterable[Stretch]) -> list[Stretch]:
    """In order, neighbours that say the same made one."""
    found: list[Stretch] = []
    for one in sorted(day, key=lambda one: one.start):
        if found and (found[-1].end, found[-1].state, found[-1].comment) == (one.start, one.state, one.comment):
            found[-1] = replace(found[-1], end=one.end)
        else:
            found.append(one)
    return found


def where_all_agree(days: Sequence[Sequence[Stretch]]) -> list[Stretch]:
    """One day out of several that it may be: unknown where they differ."""
    first = list(days[0])
    if all(list(day) == first for day in days[1:]):
        return first
    edges = sorted({0, DAY_MINUTES} | {edge for day in days for one in day for edge in (one.start, one.end)})
    found = []
    for start, end in pairwise(edges):
        said = {_said_at(day, start) for day in days}
        state, comment = said.pop() if len(said) == 1 else (OpeningState.UNKNOWN, "")
        if state is not OpeningState.CLOSED:
            found.append(Stretch(start, end, state, comment))
    return joined(found)


def _said_at(day: Sequence[Stretch], minute: int) -> tuple[OpeningState, str]:
    for one in day:
        if one.start <= minute < one.end:
            return one.state, one.comment
    return OpeningState.CLOSED, ""


def _stretches(rule: Rule, day: date, place: LonLat | None) -> list[Stretch]:
    if not rule.spans:
        return [Stretch(0, DAY_MINUTES, rule.state, rule.comment)]
    return [one for span in rule.spans for one in _stretches_of(span, rule, day, place)]


def _stretches_of(span: TimeSpan, rule: Rule, day: date, place: LonLat | None) -> list[Stretch]:
    start = _minute(span.start, day, place)
    end = None if span.end is None else _minute(span.end, day, place)
    if start is None or (span.end is not None and end is None):
        return [Stretch(0, DAY_MINUTES, OpeningState.UNKNOWN, rule.comment)]
    if end is not None and end <= start:
        end += DAY_MINUTES
    found = [] if end is None else [Stretch(start, end, rule.state, rule.comment)]
    if span.is_open_ended:
        since = start if end is None else end
        until = NIGHT_ENDS if since >= EVENING else DAY_MINUTES
        tail = Stretch(since, max(until, since + 60), OpeningState.UNKNOWN, rule.comment, is_weak=True)
        found.append(tail)
    return found


def _minute(point: TimePoint, day: date, place: LonLat | None) -> int | None:
    """None where the sun's time isn't known."""
    if point.event is None:
        return point.minutes
    found = None if place is None else sun_minutes(point.event, day, place, UTC_OFFSET)
    return None if found is None else (found + point.minutes) % DAY_MINUTES


def _without(layer: Iterable[Stretch], cut: Stretch) -> list[Stretch]:
    """What is left of stretches outside another."""
    left = []
    for one in layer:
        if one.start < cut.start:
            left.append(replace(one, end=min(one.end, cut.start)))
        if one.end > cut.end:
            left.append(replace(one, start=max(one.start, cut.end)))
    return left


def _in_gaps(layer: Iterable[Stretch], new: Iterable[Stretch]) -> list[Stretch]:
    """What of new stretches lies outside a layer."""
    left = list(new)
    for one in layer:
        left = _without(left, one)
    return left
