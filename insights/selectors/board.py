"""What the dashboards show, all of one snapshot: headlines, one figure along its lines, and the map of counties."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.language import in_language
from core.sql import fetch
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.rules import Shade, per_thousand, shades
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number, Question, told, total_of
from insights.sources import SESSIONS
from venues.models import Region
from venues.selectors.regions import Frame, Outline, county_outlines
from venues.selectors.vocabulary import words

HEADLINES = (
    "participations",
    "activities",
    "sessions",
    "rural",
    "online",
    "volunteer_hours",
    "volunteers",
    "venues",
)


SORT = re.compile(r" (?:\w+ Autonomous )?(?:County|District)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart and of its table."""

    key: str
    label: str
    n: Number


@dataclass(frozen=True, slots=True)
class County:
    """A county on the map: its outline, its figure (None: not reported, or not known), its step of colour."""

    outline: Outline
    name: str
    n: Number | float | None
    step: int
    is_small: bool


@dataclass(frozen=True, slots=True)
class CountyMap:
    """The counties, the boxes around them and around the small ones, and what the colours stand for."""

    counties: Sequence[County]
    box: Frame
    inset: Frame | None
    legend: Sequence[Shade]


LATEST = f"""
    SELECT session.first_day {SESSIONS.origin}
    WHERE {SESSIONS.counts} AND session.first_day <= %(today)s
      AND EXISTS (SELECT FROM insights_counted counted WHERE counted.session_id = session.id AND counted.count <> 0)
    ORDER BY 1 DESC LIMIT 1"""


def latest_year(now: datetime, today: date) -> int:
    """The year of the last session that something was counted at, up to today; this one where nothing was yet."""
    found = fetch(LATEST, {"today": today, "now": now})
    return int(found[0][0].year) if found else today.year


def year_question(figure: str, year: int, scope: Actor | None = None) -> Question:
    """A figure of a calendar year of the city."""
    return Question(FIGURES[figure], date(year, 1, 1), date(year, 12, 31), scope=scope)


def headlines(year: int, now: datetime, scope: Actor | None) -> list[tuple[Question, Number | None]]:
    """The year's figures, whole, with what was asked."""
    asked = [year_question(key, year, scope) for key in HEADLINES]
    return [(one, total_of(one, now)) for one in asked]


def along(question: Question, dimension: str, now: datetime) -> dict[str, Number]:
    """A figure along one dimension by key; empty where the figure does not know it."""
    if not question.figure.source.has(dimension):
        return {}
    return {key: n for (key, _none), n in told(question, now, DIMENSIONS[dimension], None).items()}


def lines_of(
    dimension: str, found: Mapping[str, Number], *, by_size: bool, days: tuple[date, date] | None = None
) -> list[Line]:
    """Lines with their labels as on the days, in the dimension's order or the greatest first."""
    rows = [Line(key, label, found[key]) for key, label in labels_of(dimension, found, days).items()]
    return sorted(rows, key=lambda row: (-row.n, row.label)) if by_size else rows


def zone_lines(question: Question, now: datetime) -> list[Line]:
    """The functional zones as they stand beside counties; their figures are in the counties' already."""
    found = {key: n for key, n in along(question, "zone", now).items() if key}
    return [
        Line(key, _("%(zone)s（功能区，含在县区里）") % {"zone": label}, found[key])
        for key, label in labels_of("zone", found).items()
    ]


def every_month(found: Mapping[str, Number], year: int, today: date) -> dict[str, Number]:
    """The year's months up to today's, so that a month in which nothing took place leaves a gap that is seen."""
    last = 12 if year < today.year else today.month
    return {f"{month:02d}": found.get(f"{month:02d}", 0) for month in range(1, last + 1)}


def county_map(found: Mapping[str, Number], *, per_inhabitants: bool = False) -> CountyMap:
    """The counties coloured by a figure, or by it per 1,000 inhabitants where these are known."""
    outlines, regions = county_outlines(), words().regions
    figures: dict[str, float] = {}
    for outline in outlines.counties:
        n = found.get(outline.code)
        if n is not None:
            told = per_thousand(float(n), regions[outline.code].population) if per_inhabitants else float(n)
            if told is not None:
                figures[outline.code] = told
    steps, legend = shades(figures)
    counties = [
        County(
            outline=one,
            name=_name(regions[one.code]),
            n=_as_told(figures.get(one.code)),
            step=steps.get(one.code, 0),
            is_small=outlines.is_small(one),
        )
        for one in outlines.counties
    ]
    return CountyMap(counties, outlines.box, outlines.inset, legend)


def _name(region: Region) -> str:
    """A name as short as it is unambiguous on a map: Sanjiang, not Sanjiang Dong Autonomous County."""
    return in_language(region.short_name, SORT.sub("", region.name_en))


def _as_told(n: float | None) -> Number | float | None:
    return n if n is None or n != int(n) else int(n)
