"""Volunteers on scanner devices: lines of the roster, and signs that come in their batches."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from activities.checkins import AHEAD, Answer, Code, Status, read_moment, read_uuid
from activities.kept import id_of
from activities.models import QuarantinedEntry, Session
from activities.services.ledger import Source, lay_aside
from core.clock import city_time
from core.identifiers import is_public_id
from volunteers.models import Application, ApplicationState, ServiceRecord, ServiceState, SignKind
from volunteers.selectors.teams import shown_name
from volunteers.services.doors import helper_of
from volunteers.services.signing import record_signs
from volunteers.signs import Sign, SignSource, Taken, Why

MOST = 2000  # volunteers on a device
# What the device says of a sign that can't be taken; the others are told as service that isn't there.
CODES = {Why.OTHER_TEAM: Code.OTHER_TEAM, Why.ONESELF: Code.OWN_SERVICE, Why.FAR: Code.SERVICE_FAR}


def who_serves(sessions: Sequence[Session], device_id: int) -> dict[int, list[dict[str, Any]]]:
    """The accepted of each session whom a device may sign: a masked name, the end of the number, whether on site."""
    rows = Application.objects.filter(
        position__session__in=sessions, state=ApplicationState.ACCEPTED, position__cancelled_at=None
    ).select_related("position", "volunteer")
    helper = helper_of(device_id)
    if helper is not None:
        rows = rows.exclude(volunteer__user=helper.user_id)
        if helper.teams is not None:
            rows = rows.filter(position__team__in=helper.teams)
    here = dict(
        ServiceRecord.objects.filter(application__position__session__in=sessions, state=ServiceState.OPEN).values_list(
            "application_id", "starts_at"
        )
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("starts_at", "pk")[:MOST]:
        since = here.get(row.pk)
        found[row.position.session_id].append(
            {
                "id": row.public_id,
                "name": shown_name(row.volunteer),
                "tail": row.volunteer.number[-4:],
                "position": row.position.title,
                "starts_at": city_time(row.starts_at).isoformat(),
                "ends_at": city_time(row.ends_at).isoformat(),
                "in": city_time(since).isoformat() if since else None,
            }
        )
    return found


@transaction.atomic
def take_signs(sent: Sequence[dict[str, Any]], source: Source) -> list[Answer]:
    """Signs of a batch, answered as check-ins are. What can't be taken is kept for who keeps the activity."""
    read = [_read(one, source) for one in sent]
    ids = [one.id if isinstance(one, Sign) else one for one in read]
    kept = QuarantinedEntry.objects.filter(pk__in=ids).values_list("pk", "code")
    waiting = {own: Code(code) for own, code in kept}  # its first answer again
    signs = [sign for sign in read if isinstance(sign, Sign) and sign.id not in waiting]
    taken = record_signs(
        signs=signs,
        source=SignSource(
            now=source.now,
            device_id=source.device_id,
            activities=source.activities,
            sessions=source.sessions,
            helper=helper_of(source.device_id) if source.device_id is not None else None,
        ),
    )
    given = {sign.id: answer for sign, answer in zip(signs, taken, strict=True)}
    answers, refused = [], []
    for one, own in zip(sent, ids, strict=True):
        answer = given.get(own)
        if answer is None or answer.status is Taken.REFUSED:
            why = answer.why if answer is not None else None
            code = waiting.get(own) or (CODES.get(why, Code.NO_SERVICE) if why else Code.NO_SERVICE)
            answers.append(Answer(own, Status.QUARANTINED, code))
            refused.append((own, code, _text(one.get("session")), one))
        else:
            answers.append(Answer(own, Status(answer.status.value)))
    lay_aside(refused=refused, source=source)
    return answers


def _read(sent: dict[str, Any], source: Source) -> Sign | UUID:
    """A sign by our clock; of what can't be read its id, or one of its own."""
    own = read_uuid(sent.get("id")) or id_of(sent)
    moment = read_moment(sent.get("occurred_at"))
    kind, application, session = (_text(sent.get(name)) for name in ("service", "volunteer", "session"))
    if moment is None or kind not in set(SignKind) or not is_public_id(application) or not is_public_id(session):
        return own
    moment += source.offset or timedelta()
    # A clock may be ahead by a little; what is far ahead is refused, and waits for who keeps the activity.
    if source.now < moment <= source.now + AHEAD:
        moment = source.now
    return Sign(own, application, SignKind(kind), moment, session=session)


def _text(given: Any) -> str:
    return given[:40] if isinstance(given, str) else ""
