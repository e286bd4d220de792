"""Sides measured in turn, and the table of their ratios."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench.load import Sample


@dataclass(frozen=True, slots=True)
class Side:
    """The rounds of one side of a case."""

    samples: tuple[Sample, ...]

    @property
    def rate(self) -> float:
        return median(sample.rate for sample in self.samples)

    @property
    def p95_ms(self) -> float:
        return median(sample.p95_ms for sample in self.samples)

    def __str__(self) -> str:
        rates = [sample.rate for sample in self.samples]
        return f"{brief(self.rate)}/s ({brief(min(rates))}–{brief(max(rates))})"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table; `met` is None where there is no goal."""

    case: str
    ours: str
    limit: str = ""
    peer: str = ""
    ratio: str = ""
    goal: str = ""
    met: bool | None = None


def in_turn(sides: Mapping[str, Callable[[], Sample]], *, rounds: int) -> dict[str, Side]:
    """Every side once a round, so that what else the machine does falls on all alike."""
    found: dict[str, list[Sample]] = {name: [] for name in sides}
    for _round in range(rounds):
        for name, run in sides.items():
            found[name].append(run())
    return {name: Side(tuple(samples)) for name, samples in found.items()}


def ratio(over: Side, under: Side) -> tuple[float, str]:
    """The median of the rounds' ratios, and it with their least and most."""
    each = [a.rate / b.rate for a, b in zip(over.samples, under.samples, strict=True)]
    return median(each), f"{brief(median(each))} ({brief(min(each))}–{brief(max(each))})"


def against_limit(case: str, ours: Side, limit: Side, *, least: float | None = None) -> Line:
    """Ours over the same work straight through the database."""
    value, text = ratio(ours, limit)
    goal = f"≥ {least:.2g} × limit" if least else ""
    return Line(case, str(ours), limit=str(limit), ratio=text, goal=goal, met=value >= least if least else None)


def against_peer(case: str, ours: Side, peer: Side, *, least: float | None = None) -> Line:
    """Ours over what people usually take."""
    value, text = ratio(ours, peer)
    goal = f"≥ {least:g} × peer" if least else ""
    return Line(case, str(ours), peer=str(peer), ratio=text, goal=goal, met=value >= least if least else None)


def at_most(case: str, value: float, unit: str, most: float | None = None) -> Line:
    """A figure of ours that has a bound."""
    goal = f"≤ {most:g} {unit}" if most is not None else ""
    return Line(case, f"{brief(value)} {unit}", goal=goal, met=value <= most if most is not None else None)


def brief(number: float) -> str:
    """Three digits that count."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(lines: list[Line]) -> str:
    """The lines as text in columns."""
    head = ["case", "ours", "limit", "peer", "ratio", "goal", "met"]
    rows = [head]
    for line in lines:
        met = {True: "yes", False: "NO", None: ""}[line.met]
        rows.append([line.case, line.ours, line.limit, line.peer, line.ratio, line.goal, met])
    widths = [max(_width(row[column]) for row in rows) for column in range(len(head))]
    texts = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return "\n".join(text.rstrip() for text in [texts[0], "-" * len(texts[0]), *texts[1:]])


def save(lines: list[Line], about: Mapping[str, object], path: Path) -> None:
    """The lines and what was measured on, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"about": dict(about), "lines": [asdict(line) for line in lines]}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
