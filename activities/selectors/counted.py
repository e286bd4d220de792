"""人次 of sessions out of the ledger, beside what is reported of them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, Sum

from activities.disclosure import OF_MONTH, OF_WAY, part_of_session
from activities.models import CheckIn, Method, Session, SessionResult
from activities.results import Totals
from core.disclosure import rounding_values
from core.sql import fetch

REPORTED = (Method.HEADCOUNT.value, Method.ONLINE.value)  # what results put into the ledger, not check-ins


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """Who has checked in at a session, in 人次: by audience, and by method in words."""

    people: int
    audiences: dict[str, int]
    methods: list[tuple[str, int]]


def checked_in(session: Session) -> CheckedIn:
    """What the ledger has of a session, without head counts and views."""
    rows = CheckIn.objects.filter(session=session).exclude(method__in=REPORTED)
    audiences: Counter[str] = Counter()
    methods: Counter[str] = Counter()
    for row in rows.order_by().values("audience", "method").annotate(people=Sum("count")):
        audiences[row["audience"]] += row["people"]
        methods[row["method"]] += row["people"]
    return CheckedIn(
        people=methods.total(),
        audiences={name: people for name, people in audiences.items() if people},
        methods=[(str(Method(name).label), people) for name, people in methods.most_common() if people],
    )


@dataclass(frozen=True, slots=True)
class PublicTotals:
    """人次 of a session in steps, as everybody may know them; None where none, or too few, were reported."""

    on_site: int | None = None
    online: int | None = None


# What is told here is made of the same parts as the tables of the year.
PUBLIC_TOTALS = f"""
WITH parts AS (
    SELECT session.id, {OF_WAY} AS way, {part_of_session("sum(counted.count)")} AS people
    FROM activities_checkin counted JOIN activities_session session ON session.id = counted.session_id
    WHERE session.id = ANY (%(sessions)s)
    GROUP BY session.id, counted.audience, 2, {OF_MONTH}
)
SELECT id, sum(people) FILTER (WHERE way <> 'online'), sum(people) FILTER (WHERE way = 'online')
FROM parts GROUP BY id"""


def public_totals(sessions: Collection[Session]) -> dict[int, PublicTotals]:
    """What everybody may know of each session, by its key; one statement over the ledger."""
    values = {"sessions": [session.pk for session in sessions], **rounding_values()}
    return {
        key: PublicTotals(int(on_site or 0) or None, int(online or 0) or None)
        for key, on_site, online in fetch(PUBLIC_TOTALS, values)
    }


def totals_of(sessions: Collection[Session]) -> dict[int, Totals]:
    """The totals of each session, in two statements."""
    ledger = CheckIn.objects.filter(session__in=sessions).exclude(method__in=REPORTED)
    people = dict(ledger.order_by().values("session").annotate(people=Sum("count")).values_list("session", "people"))
    stated = SessionResult.objects.filter(session__in=sessions).annotate(
        head_count=Sum("counts__people", filter=Q(counts__online=False)),
        views=Sum("counts__people", filter=Q(counts__online=True)),
    )
    reported = {row["pk"]: row for row in stated.values("pk", "head_count", "views")}
    nothing: dict[str, int | None] = {"head_count": None, "views": None}
    return {
        session.pk: Totals(people.get(session.pk, 0), row["head_count"], row["views"])
        for session in sessions
        for row in (reported.get(session.pk, nothing),)
    }
