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
from insights.formats import PER_THOUSAND, WHOLE, Format
from insights.rules import Shade, per_thousand, shades
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number, Question, told, total_of
from insights.sources import SESSIONS
from venues.models import Region, RegionLevel
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
    n: Number | None


@dataclass(frozen=True, slots=True)
class County:
    """A county on the map: its outline, its figure as it is written (a dash: not reported, or not known), its step."""

    outline: Outline
    name: str
    told: str
    step: int
    is_small: bool


@dataclass(frozen=True, slots=True)
class CountyMap:
    """The counties, the boxes around them and around the small ones, what the colours stand for, whose population."""

    counties: Sequence[County]
    box: Frame
    inset: Frame | None
    legend: Sequence[tuple[Shade, str]]
    population: str = ""


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
    dimension: str, found: Mapping[str, Number | None], *, by_size: bool, days: tuple[date, date] | None = None
) -> list[Line]:
    """Lines with their labels as on the days, in the dimension's order or the greatest first."""
    rows = [Line(key, label, found[key]) for key, label in labels_of(dimension, found, days).items()]
    return sorted(rows, key=lambda row: (-(row.n or 0), row.label)) if by_size else rows


def zone_lines(question: Question, now: datetime) -> list[Line]:
    """The functional zones as they stand beside counties; their figures are in the counties' already."""
    found = {key: n for key, n in along(question, "zone", now).items() if key}
    return [
        Line(key, _("%(zone)s（功能区，含在县区里）") % {"zone": label}, found[key])
        for key, label in labels_of("zone", found).items()
    ]


def every_month(found: Mapping[str, Number], year: int, today: date) -> dict[str, Number | None]:
    """The year's months up to today's, so that a month of which nothing was reported leaves a gap that is seen."""
    last = 12 if year < today.year else today.month
    before = f"{year}-" if any("-" in key for key in found) else ""
    return {key: found.get(key) for month in range(1, last + 1) for key in (f"{before}{month:02d}",)}


def county_map(found: Mapping[str, Number], *, per_inhabitants: bool = False, written: Format = WHOLE) -> CountyMap:
    """The counties coloured by a figure that is `written` so, or by it per 1,000 inhabitants where these are known."""
    form = PER_THOUSAND if per_inhabitants else written
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
            told=form.text(figures.get(one.code)),
            step=steps.get(one.code, 0),
            is_small=outlines.is_small(one),
        )
        for one in outlines.counties
    ]
    shown = [(shade, _span(shade, form)) for shade in legend]
    told_of = _population(list(regions.values())) if per_inhabitants else ""
    return CountyMap(counties, outlines.box, outlines.inset, shown, told_of)


def _span(shade: Shade, form: Format) -> str:
    """The figures that a colour stands for, both ends."""
    low, high = form.text(shade.low), form.text(shade.high)
    return low if low == high else f"{low}–{high}"


def _population(regions: Sequence[Region]) -> str:
    """Whose population figures are divided by: sources with their years."""
    counties = [region for region in regions if region.level == RegionLevel.COUNTY]
    known = [region for region in counties if region.population]
    said = {(region.population_on.year if region.population_on else "", region.population_source) for region in known}
    years = ", ".join(sorted({str(year) for year, _of in said if year}))
    sources = "；".join(sorted({source for _in, source in said if source}))
    unknown = (
        _("；%(n)d 个县区没有人口数，不算") % {"n": len(counties) - len(known)} if len(known) < len(counties) else ""
    )
    return _("人口：%(years)s 年（%(sources)s）%(unknown)s") % {"years": years, "sources": sources, "unknown": unknown}


def _name(region: Region) -> str:
    """A name as short as it is unambiguous on a map: Sanjiang, not Sanjiang Dong Autonomous County."""
    return in_language(region.short_name, SORT.sub("", region.name_en))
