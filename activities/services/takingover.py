"""Taking over what was held before: activities with their sessions, parties, check-ins and results, many at once.

The rules are those of the single deeds; what differs is that nobody is told of what is long over, that photos
are not asked for, and that the number of statements doesn't grow with the activities.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from accounts.rules import PRIVACY_NOTICE
from activities.checkins import MOST_ENTRIES, Entry, Status, subject_of
from activities.facts import ActivityFacts, Where
from activities.models import (
    Activity,
    ActivityStatus,
    ActivityStep,
    AgeBand,
    Campaign,
    HeadCount,
    Method,
    Registration,
    RegistrationState,
    ResultState,
    Session,
    SessionResult,
    Step,
    Task,
)
from activities.onsite import as_sent
from activities.past import PastActivity, PastParty, PastResult, PastSession
from activities.results import entries_of, entry_id
from activities.rules import Known, what_is_wrong
from activities.selectors.vocabulary import known_words
from activities.services.activities import activity_values
from activities.services.ledger import Source, record_checkins
from activities.services.places import placed
from activities.services.searching import index_activities
from activities.services.sessions import session_values
from core.errors import Invalid, NotAllowed

BATCH = 500


@dataclass(slots=True)
class _Taken:
    """One activity on its way into the database."""

    past: PastActivity
    activity: Activity
    sessions: list[Session]

    def pairs(self) -> Iterable[tuple[Session, PastSession]]:
        return zip(self.sessions, self.past.sessions, strict=True)


@transaction.atomic
def take_over_activities(*, items: Sequence[PastActivity], by: Actor, now: datetime) -> list[Activity]:
    """Write activities that are not there yet, all or none; those that were added.

    Raises NotAllowed for who is no office, Invalid with the item's `index` in the error's data.
    """
    if not by.sees_all:
        raise NotAllowed("take_over", _("以往的活动由领导小组办公室录入。"))
    references = [item.facts.reference for item in items]
    there = set(Activity.objects.filter(reference__in=references).values_list("reference", flat=True))
    known = known_words()
    place = lru_cache(maxsize=None)(placed)
    taken = [
        _taken(index, item, known, place, by) for index, item in enumerate(items) if item.facts.reference not in there
    ]
    _write(taken, by, now)
    index_activities([one.activity.pk for one in taken], now)
    return [one.activity for one in taken]


def _taken(index: int, item: PastActivity, known: Known, place: Any, by: Actor) -> _Taken:
    facts = item.facts
    wrong = what_is_wrong(facts, known, complete=True)
    if not facts.reference:
        wrong["reference"] = [_("以往的活动要有编号，才不会录入两次。")]
    if len(item.sessions) != len(facts.sessions):
        wrong["sessions"] = [_("场次和结果对不上。")]
    if wrong:
        raise Invalid("activity_invalid", next(iter(wrong.values()))[0], fields=wrong, index=index)
    where: Where = facts.where
    columns = place(where)
    moments = {"created_at": item.published_at, "published_at": item.published_at, "updated_at": item.published_at}
    activity = Activity(
        **activity_values(facts, columns), **moments, status=ActivityStatus.PUBLISHED, created_by_id=by.user_id
    )
    sessions = [
        Session(activity=activity, **session_values(one, place(one.where) if one.where else columns))
        for one in facts.sessions
    ]
    return _Taken(item, activity, sessions)


def _write(taken: Sequence[_Taken], by: Actor, now: datetime) -> None:
    Activity.objects.bulk_create([one.activity for one in taken], batch_size=BATCH)
    Session.objects.bulk_create([session for one in taken for session in one.sessions], batch_size=BATCH)
    _relate(taken)
    entries = [*_parties(taken, now), *_crowds(taken), *_results(taken, by)]
    _steps(taken, by)
    source = Source(now=now, actor_id=by.user_id)
    for start in range(0, len(entries), MOST_ENTRIES):
        batch = entries[start : start + MOST_ENTRIES]
        for answer in record_checkins(given=[(entry, as_sent(entry)) for entry in batch], source=source):
            if answer.status is Status.QUARANTINED and answer.code is not None:
                raise Invalid("past_checkin", answer.code.sentence)


def _relate(taken: Sequence[_Taken]) -> None:
    """Co-units, campaigns and tasks. Raises Invalid for what is not there."""
    for field, model in (("co_units", None), ("campaigns", Campaign), ("tasks", Task)):
        through = getattr(Activity, field).through
        name = {"co_units": "unit_id", "campaigns": "campaign_id", "tasks": "task_id"}[field]
        pairs = [(one.activity.pk, key) for one in taken for key in _keys(one.past.facts, field)]
        if model is not None and not {key for _activity, key in pairs} <= set(
            model.objects.values_list("pk", flat=True)
        ):
            raise Invalid("activity_related", _("所选的内容已不存在，请重新选择。"))
        rows = [through(activity_id=activity, **{name: key}) for activity, key in pairs]
        through.objects.bulk_create(rows, batch_size=BATCH)


def _keys(facts: ActivityFacts, field: str) -> tuple[int, ...]:
    return {"co_units": facts.co_unit_ids, "campaigns": facts.campaign_ids, "tasks": facts.task_ids}[field]


def _parties(taken: Sequence[_Taken], now: datetime) -> list[Entry]:
    """Registrations whose names are erased already, as they are once an activity is over; tickets that were scanned."""
    rows: list[tuple[Registration, PastParty]] = []
    for one in taken:
        for session, past in one.pairs():
            rows += [(_registration(session, party, one.past.published_at, now), party) for party in past.parties]
    Registration.objects.bulk_create([row for row, _party in rows], batch_size=BATCH)
    for session in (session for one in taken for session in one.sessions):
        session.seats_taken = 0
    for row, party in rows:
        row.session.seats_taken += party.people
    Session.objects.bulk_update({row.session for row, _party in rows}, ["seats_taken"], batch_size=BATCH)
    return [
        Entry(
            id=entry_id(f"past ticket {row.public_id}", party.came_at),
            session=row.session.public_id,
            method=Method.TICKET,
            count=party.people,
            audience=party.audience,
            occurred_at=party.came_at,
            registration=row.public_id,
            subject=subject_of("registration", row.public_id),
        )
        for row, party in rows
        if party.came_at is not None
    ]


def _registration(session: Session, party: PastParty, at: datetime, now: datetime) -> Registration:
    return Registration(
        session=session,
        state=RegistrationState.CONFIRMED,
        people=party.people,
        audience=party.audience,
        age_band=AgeBand.ADULT,
        notice=PRIVACY_NOTICE,
        created_at=at,
        erased_at=now,
    )


def _crowds(taken: Sequence[_Taken]) -> list[Entry]:
    return [
        Entry(
            id=entry_id(f"past {session.public_id} {place}", crowd.at),
            session=session.public_id,
            method=crowd.method,
            count=crowd.count,
            audience=crowd.audience,
            occurred_at=crowd.at,
        )
        for one in taken
        for session, past in one.pairs()
        for place, crowd in enumerate(past.crowds)
    ]


def _results(taken: Sequence[_Taken], by: Actor) -> list[Entry]:
    """What was reported; of what was confirmed, the entries."""
    results: list[SessionResult] = []
    counts: list[HeadCount] = []
    entries: list[Entry] = []
    for one in taken:
        for session, past in one.pairs():
            if past.result is None:
                continue
            result = _result(session, past.result, by)
            results.append(result)
            counts += [
                HeadCount(result=result, audience=c.audience, online=c.online, people=c.people, day=c.day)
                for c in past.result.facts.counts
            ]
            if past.result.state is ResultState.CONFIRMED:
                entries += entries_of(
                    past.result.facts,
                    session=session.public_id,
                    first_day=session.first_day,
                    version=result.version,
                    reported_at=past.result.reported_at,
                    occurred_at=session.starts_at + (session.ends_at - session.starts_at) / 2,
                )
    SessionResult.objects.bulk_create(results, batch_size=BATCH)
    HeadCount.objects.bulk_create(counts, batch_size=BATCH)
    return entries


def _result(session: Session, past: PastResult, by: Actor) -> SessionResult:
    is_decided = past.state is not ResultState.REPORTED
    return SessionResult(
        session=session,
        state=past.state,
        text=past.facts.text,
        reason=past.reason,
        reported_at=past.reported_at,
        reported_by_id=by.user_id,
        decided_at=past.reported_at if is_decided else None,
        decided_by_id=by.user_id if is_decided else None,
    )


DECIDED = {
    ResultState.CONFIRMED: Step.RESULTS_CONFIRMED,
    ResultState.SENT_BACK: Step.RESULTS_SENT_BACK,
}


def _steps(taken: Sequence[_Taken], by: Actor) -> None:
    rows: list[ActivityStep] = []
    for one in taken:
        rows.append(_step(one, Step.PUBLISHED, one.past.published_at, by))
        for session, past in one.pairs():
            if past.result is None:
                continue
            rows.append(_step(one, Step.REPORTED, past.result.reported_at, by, session))
            decided = DECIDED.get(past.result.state)
            if decided is not None:
                rows.append(_step(one, decided, past.result.reported_at, by, session, past.result.reason))
    ActivityStep.objects.bulk_create(rows, batch_size=BATCH)


def _step(
    one: _Taken, step: Step, at: datetime, by: Actor, session: Session | None = None, reason: str = ""
) -> ActivityStep:
    return ActivityStep(activity=one.activity, session=session, step=step, by_id=by.user_id, at=at, reason=reason)
