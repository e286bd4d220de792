"""What is not known of town and country: told wherever the countryside is a figure, and listed to be mended."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.permissions import Actor
from activities.models import Activity, Session
from activities.selectors.rural import with_unknown_ground
from insights.dimensions import RURAL_UNKNOWN
from insights.figures import FIGURES
from insights.selectors.pivot import Number, Question, total_of

MOST = 100


@dataclass(frozen=True, slots=True)
class Unknown:
    """How many sessions and 人次 of a question are of places that don't tell, and how the tally shows them."""

    sessions: Number
    times: Number
    question: Question


def unknown_ground(question: Question, now: datetime) -> Unknown | None:
    """What a question about the countryside leaves open; None where nothing, or where it asks something else."""
    if question.figure.key != "rural" and "rural" not in {one.key for one in (question.rows, question.columns) if one}:
        return None
    narrowed = {**question.chosen, "rural": RURAL_UNKNOWN}
    asked = replace(question, figure=FIGURES["participations"], rows=None, columns=None, chosen=narrowed)
    sessions = total_of(replace(asked, figure=FIGURES["sessions"]), now)
    times = total_of(asked, now)
    return Unknown(sessions or 0, times or 0, asked) if sessions or times else None


def sessions_of_unknown_ground(actor: Actor, year: int) -> QuerySet[Session]:
    """The sessions of a year of which nothing tells, of activities that the actor keeps, the latest first."""
    days = (date(year, 1, 1), date(year, 12, 31))
    rows = Session.objects.public().live().filter(first_day__range=days)
    kept = with_unknown_ground(rows).filter(activity__in=Activity.objects.kept_by(actor))
    return kept.select_related("activity__unit", "county").order_by("-starts_at", "-pk")
