"""What is behind a figure: activities, their sessions, the entries of the ledger; venues; service; places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.permissions import Actor
from activities.models import Activity, CheckIn, Session
from core.numbers import LARGEST_KEY, whole_number
from core.sql import fetch
from insights.models import Settlement, Target
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number, Question, number, rows_behind, where, whose
from insights.sources import LEDGER, SERVICE, SESSIONS, TALLY, Behind
from venues.models import Region, Venue
from volunteers.models import ServiceRecord, ServiceState

MOST = 500
PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One thing behind a figure, and what it gives."""

    what: Any
    n: Number
    host: str = ""  # an activity's unit, as it was called then


def behind(question: Question, now: datetime) -> list[Row]:
    """Activities, venues, places or targets behind a figure, the most first; at most MOST."""
    found = rows_behind(question, now, MOST)
    known = _KNOWN[question.figure.source.behind]([key for key, _n in found])
    if question.figure.source.behind is Behind.ACTIVITIES:
        ids = {str(activity.unit_id) for activity in known.values()}
        hosts = labels_of("unit", ids, (question.first, question.last))
        return [Row(known[key], n, hosts[str(known[key].unit_id)]) for key, n in found if key in known]
    return [Row(known[key], n) for key, n in found if key in known]


def _activities(keys: list[str]) -> Mapping[str, Any]:
    return {str(row.pk): row for row in Activity.objects.filter(pk__in=[int(key) for key in keys])}


def _venues(keys: list[str]) -> Mapping[str, Any]:
    rows = Venue.objects.filter(pk__in=[int(key) for key in keys]).select_related("kind", "county", "operator")
    return {str(row.pk): row for row in rows}


def _places(keys: list[str]) -> Mapping[str, Any]:
    regions = Region.objects.in_bulk({key.partition(" ")[0] for key in keys})
    return {key: (regions.get(key.partition(" ")[0]), key.partition(" ")[2]) for key in keys}


def _targets(keys: list[str]) -> Mapping[str, Any]:
    return {str(row.pk): row for row in Target.objects.filter(pk__in=[int(key) for key in keys])}


def _settlements(keys: list[str]) -> Mapping[str, Any]:
    rows = Settlement.objects.filter(pk__in=[int(key) for key in keys]).select_related("county")
    return {str(row.pk): row for row in rows}


_KNOWN = {
    Behind.ACTIVITIES: _activities,
    Behind.VENUES: _venues,
    Behind.PLACES: _places,
    Behind.SETTLEMENTS: _settlements,
    Behind.STATED: _targets,
}


def sees_session_of(actor: Actor, activity: Activity, session: Session | None = None) -> bool:
    """Whether a session of an activity, or the one named, is of what an actor's figures count."""
    if actor.sees_all:
        return True
    text = f"""
        SELECT 1 {SESSIONS.origin} {SESSIONS.own_join} WHERE activity.id = %(activity)s AND {SESSIONS.own}
        AND (%(session)s::bigint IS NULL OR session.id = %(session)s) LIMIT 1"""
    return bool(fetch(text, {**whose(actor), "activity": activity.pk, "session": session.pk if session else None}))


def sessions_behind(question: Question, activity: Activity, now: datetime) -> list[Row]:
    """The sessions of an activity behind a figure with what each gives, in their order."""
    figure = question.figure
    joins, conditions, values = where(question, now, [])
    text = f"""
        SELECT session.id, {figure.counted} {figure.source.origin} {joins}
        WHERE {conditions} AND activity.id = %(activity)s
        GROUP BY 1 HAVING {figure.counted} IS NOT NULL ORDER BY min(session.starts_at), 1 LIMIT {MOST}"""
    found = fetch(text, {**values, "activity": activity.pk})
    known = Session.objects.select_related("activity", "county", "venue").in_bulk([key for key, _n in found])
    return [Row(known[key], number(n)) for key, n in found if key in known]


def entries_behind(question: Question, session: Session, now: datetime, after: UUID | None = None) -> list[CheckIn]:
    """The ledger's entries of a session behind a figure, in the ledger's order, undoing ones too; a page of them.

    All their counts together are what the session gives to the figure: the conditions are the same.
    """
    assert question.figure.source is TALLY
    joins, conditions, values = where(question, now, [])
    text = f"""
        SELECT counted.id {LEDGER} {joins} WHERE {conditions} AND session.id = %(session)s
        AND counted.id > %(after)s ORDER BY 1 LIMIT {PAGE + 1}"""
    found = fetch(text, {**values, "session": session.pk, "after": after or UUID(int=0)})
    rows = CheckIn.objects.select_related("device", "actor", "undo_of").filter(pk__in=[key for (key,) in found])
    return list(rows.order_by("pk"))


def services_behind(question: Question, session: Session) -> QuerySet[ServiceRecord]:
    """The records of service of a session that count, in their order; bounded by its positions."""
    assert question.figure.source is SERVICE
    rows = ServiceRecord.objects.filter(application__position__session=session, state=ServiceState.FINAL)
    return rows.select_related("volunteer", "application__position").order_by("starts_at", "pk")


def names_of(question: Question, keys: Sequence[str]) -> dict[str, str]:
    """What is behind a figure by name, of however many keys; those that are gone are missing."""
    sort = question.figure.source.behind
    if sort is Behind.PLACES:
        return {key: key.partition(" ")[2] for key in keys}
    model, name = {
        Behind.ACTIVITIES: (Activity, "title"),
        Behind.VENUES: (Venue, "name"),
        Behind.SETTLEMENTS: (Settlement, "name"),
        Behind.STATED: (Target, "name"),
    }[sort]
    numbers = [number for key in keys if (number := whole_number(key, high=LARGEST_KEY)) is not None]
    rows = model._default_manager.filter(pk__in=numbers)
    return {str(key): str(said) for key, said in rows.values_list("pk", name)}
