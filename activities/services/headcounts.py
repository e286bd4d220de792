"""Confirmed head counts in the ledger: written with the confirmation, undone when results are opened again.

The caller holds the transaction and the session's lock.
"""

from datetime import datetime

import uuid6
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import LONGEST_REASON, Entry, Status
from activities.models import CheckIn, Method, SessionResult
from activities.onsite import as_sent
from activities.results import OF_RESULTS, entries_of
from activities.selectors.results import result_facts
from activities.services.ledger import Source, record_checkins
from core.errors import Conflict


def write_head_counts(result: SessionResult, *, by: Actor, now: datetime) -> None:
    """Write what is reported, at the session's middle. The same version again adds nothing. Raises Conflict."""
    session = result.session
    middle = session.starts_at + (session.ends_at - session.starts_at) / 2
    entries = entries_of(
        result_facts(result),
        session=session.public_id,
        first_day=session.first_day,
        version=result.version,
        reported_at=result.reported_at,
        occurred_at=min(middle, now),
    )
    _record(entries, result, by, now)


def undo_head_counts(result: SessionResult, *, reason: str, by: Actor, now: datetime) -> None:
    """Undo all rows that a session's results have in the ledger. Raises Conflict."""
    facts = CheckIn.objects.filter(session=result.session, undo_of=None, undone_by=None)
    entries = [
        Entry(
            id=uuid6.uuid7(),
            session=result.session.public_id,
            method=Method(fact.method),
            count=1,
            audience="",
            occurred_at=now,
            undo_of=fact.pk,
            reason=reason[:LONGEST_REASON],
        )
        for fact in facts.filter(evidence__startswith=OF_RESULTS).order_by("pk")
    ]
    _record(entries, result, by, now)


def _record(entries: list[Entry], result: SessionResult, by: Actor, now: datetime) -> None:
    """Write entries; one that could not be counted must not leave results that are confirmed without it."""
    source = Source(now=now, actor_id=by.user_id, activities=frozenset({result.session.activity_id}), undoes_all=True)
    answers = record_checkins(given=[(entry, as_sent(entry)) for entry in entries], source=source)
    refused = next((answer.code for answer in answers if answer.status is Status.QUARANTINED and answer.code), None)
    if refused is not None:
        sentence = _("这一场的人次现在不能计入：%(why)s") % {"why": refused.sentence}
        raise Conflict("results_not_countable", sentence, cause=refused)
