"""A chart is its table: what a page draws is what it says line by line, each line leading to its rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from insights.dimensions import DIMENSIONS
from insights.selectors.board import Line
from insights.selectors.origin import origin_text
from insights.selectors.pivot import Question
from insights.web.question import address_of

DRAWN = 15  # lines of a ranking; the table has all of them


def chart_of(
    question: Question, dimension: str, lines: Sequence[Line], *, kind: str, now: datetime, zones: Sequence[Line] = ()
) -> dict[str, Any]:
    """A chart of a figure along a dimension, as its template takes it. Kinds: bar, rank, pie.

    Functional zones stand beside counties, though these have their figures already.
    """
    told = [(line, f"is_{dimension}") for line in lines] + [(line, "is_zone") for line in zones]
    if zones:
        told.sort(key=lambda one: (-(one[0].n or 0), one[0].label))
    named = {"figure": question.figure.name, "dimension": str(DIMENSIONS[dimension].name).lower()}
    return {
        "key": f"{question.figure.key}-{dimension}",
        "kind": kind,
        "title": _("%(figure)s，按%(dimension)s") % named,
        "dimension": DIMENSIONS[dimension].name,
        "figure": question.figure,
        "lines": [{"line": line, "to": address_of(question, **{name: line.key})} for line, name in told],
        "origin": origin_text(question, now),
        "drawn": DRAWN,
        "rest": max(0, len(told) - DRAWN) if kind == "rank" else 0,
        "table": address_of(question) + f"&rows={dimension}",
    }
