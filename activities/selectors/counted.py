"""人次 of sessions out of the ledger, beside what is reported of them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, Sum

from activities.models import CheckIn, Method, Session, SessionResult
from activities.results import Totals

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
