"""Whether a figure holds demonstration data: asked by everything that shows figures, and told beside them."""

from datetime import date, datetime

from accounts.permissions import Actor
from core.sql import fetch, fetch_planned_anew
from insights.figures import FIGURES
from insights.selectors.pivot import Question, where
from insights.sources import Behind

MARKS = {
    Behind.ACTIVITIES: ("activities_activity", "activity.is_demonstration"),
    Behind.VENUES: ("venues_venue", "venue.is_demonstration"),
    Behind.SETTLEMENTS: ("insights_settlement", "place.is_demonstration"),
}


def holds_demonstration(question: Question, now: datetime) -> bool:
    """Whether any row behind a question is marked as demonstration.

    Where the product is in use there is none at all, which an index answers.
    """
    if question.figure.source.behind not in MARKS or question.lacking():
        return False
    table, mark = MARKS[question.figure.source.behind]
    if not fetch(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE is_demonstration)", {})[0][0]:
        return False
    joins, conditions, values = where(question, now, [])
    text = f"SELECT EXISTS (SELECT 1 {question.figure.source.origin} {joins} WHERE {conditions} AND {mark})"
    return bool(fetch_planned_anew(text, values)[0][0])


def year_holds_demonstration(year: int, now: datetime, scope: Actor | None) -> bool:
    """The same of whatever a page shows of a year: what was held, the venues, and the places to reach."""
    days = date(year, 1, 1), date(year, 12, 31)
    return any(
        holds_demonstration(Question(FIGURES[key], *days, scope=scope), now)
        for key in ("sessions", "venues", "officer_coverage")
    )
