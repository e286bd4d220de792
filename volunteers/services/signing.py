"""Coming and going on site: one way for the scanner, the screen's code and a leader's list.

A sign is kept as it came, once for its id, in whatever order lines deliver it: going may arrive before
coming. Records of service follow from signs; a volunteer's stretches never overlap (the database holds it).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from activities.models.checkin import Method
from volunteers.models import (
    Application,
    ApplicationState,
    Position,
    ServiceKind,
    ServiceRecord,
    ServiceState,
    SignEvent,
    SignKind,
)
from volunteers.rules import LONG_AGO, Odd, Window, counted_start
from volunteers.services.closing import close_forgotten, end
from volunteers.services.steps import note
from volunteers.signs import Sign, SignAnswer, SignSource, Taken, Why

MANY, SOON = 8, timedelta(minutes=1)  # more by one device in so short a time are looked at


@transaction.atomic
def record_signs(*, signs: Sequence[Sign], source: SignSource) -> list[SignAnswer]:
    """Take signs in, in the order of their ids; an answer for each, in the order given. Once for an id."""
    ordered = sorted(enumerate(signs), key=lambda pair: (pair[1].id, pair[0]))
    answers = {place: _take(sign, source) for place, sign in ordered}
    return [answers[place] for place in range(len(signs))]


def _take(sign: Sign, source: SignSource) -> SignAnswer:
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("position__session__activity", "volunteer")
        .filter(public_id=sign.application)
        .first()
    )
    why = _why_not(sign, row, source)
    if row is None or why is not None:
        return SignAnswer(sign.id, Taken.REFUSED, why)
    if SignEvent.objects.filter(pk=sign.id).exists():
        return SignAnswer(sign.id, Taken.DUPLICATE)
    try:
        with transaction.atomic():
            event = SignEvent.objects.create(
                id=sign.id,
                application=row,
                kind=sign.kind,
                occurred_at=sign.occurred_at,
                received_at=source.now,
                device_id=source.device_id,
                actor_id=source.actor_id,
                flags=[*sign.flags, *_odd_moment(source, sign), *_odd_device(source, sign)],
            )
            service, is_new = (_come if sign.kind is SignKind.IN else _go)(row, event, source)
    except IntegrityError:
        if SignEvent.objects.filter(pk=sign.id).exists():
            return SignAnswer(sign.id, Taken.DUPLICATE)
        # Only the exclusion of overlapping stretches can refuse here: somebody is already on site elsewhere.
        return SignAnswer(sign.id, Taken.REFUSED, Why.ELSEWHERE)
    return SignAnswer(sign.id, Taken.ACCEPTED if is_new else Taken.DUPLICATE, service=service)


def _why_not(sign: Sign, row: Application | None, source: SignSource) -> Why | None:
    if source.method not in {None, Method.SCREEN}:
        return Why.POSTER
    if row is None:
        return Why.UNKNOWN
    position = row.position
    session = position.session
    why = _out_of_bounds(sign, row, source)
    if why is not None:
        return why
    if row.state != ApplicationState.ACCEPTED:
        return Why.NOT_ACCEPTED
    if position.cancelled_at or session.cancelled_at or session.activity.status != "published":
        return Why.OFF
    if not window_of(position).takes_sign(sign.occurred_at) or sign.occurred_at > source.now + timedelta(minutes=5):
        return Why.FAR
    return None


def _out_of_bounds(sign: Sign, row: Application, source: SignSource) -> Why | None:
    """Whether a device may not sign this one: of another session or team, or who holds the phone."""
    session, helper = row.position.session, source.helper
    is_other = (
        (sign.session and session.public_id != sign.session)
        or (source.activities is not None and session.activity_id not in source.activities)
        or (source.sessions is not None and session.pk not in source.sessions)
    )
    if is_other:
        return Why.OTHER_SESSION
    if helper is not None and row.volunteer.user_id == helper.user_id:
        return Why.ONESELF
    if helper is not None and helper.teams is not None and row.position.team_id not in helper.teams:
        return Why.OTHER_TEAM
    return None


def _odd_moment(source: SignSource, sign: Sign) -> list[str]:
    """Whether a moment was told long after it was: right where there was no line, and looked at all the same."""
    return [Odd.LONG_AGO] if source.now - sign.occurred_at > LONG_AGO else []


def _odd_device(source: SignSource, sign: Sign) -> list[str]:
    """Whether one phone has signed very many people in within a minute: passed round, or a list made up."""
    if source.device_id is None or sign.kind is not SignKind.IN:
        return []
    near = SignEvent.objects.filter(
        device=source.device_id,
        kind=SignKind.IN,
        occurred_at__gt=sign.occurred_at - SOON,
        occurred_at__lte=sign.occurred_at + SOON,
    )
    return [Odd.SAME_DEVICE] if near.count() >= MANY else []


def window_of(position: Position) -> Window:
    """When a position is served."""
    return Window(position.starts_at, position.ends_at)


def _come(row: Application, event: SignEvent, source: SignSource) -> tuple[ServiceRecord | None, bool]:
    """Somebody has come: on site from now, or, where their going came first, a whole stretch."""
    window = window_of(row.position)
    starts = counted_start(window, event.occurred_at)
    same = row.services.standing().filter(kind=ServiceKind.SIGNED)
    known = same.filter(Q(state=ServiceState.OPEN) | Q(starts_at__lte=starts, ends_at__gt=starts)).first()
    if known is not None:
        return known, False
    went = _unpaired_going(row, after=event.occurred_at)
    service = ServiceRecord(
        volunteer_id=row.volunteer_id,
        application=row,
        kind=ServiceKind.SIGNED,
        state=ServiceState.OPEN,
        starts_at=starts,
        window_start=window.starts_at,
        window_end=window.ends_at,
        latest_end=_latest_end(row.volunteer_id, starts, window),
        flags=list(event.flags),
        created_at=source.now,
    )
    if went is not None:
        service.flags = list(dict.fromkeys([*service.flags, *went.flags]))
        end(service, went)
    _close_elsewhere(row, starts, source.now)
    service.save()
    note(service, by_id=source.actor_id, now=source.now)
    return service, True


def _latest_end(volunteer_id: int, starts: datetime, window: Window) -> datetime:
    """By when a stretch is over at the latest: the end of the grace, or what is known to have followed."""
    later = ServiceRecord.objects.standing().filter(volunteer=volunteer_id, starts_at__gt=starts)
    following = later.order_by("starts_at").values_list("starts_at", flat=True).first()
    return window.latest if following is None else min(window.latest, following)


def _unpaired_going(row: Application, after: datetime) -> SignEvent | None:
    """A going that came before its coming, and that no record has used."""
    goings = SignEvent.objects.filter(application=row, kind=SignKind.OUT, occurred_at__gte=after, closed=None)
    last = row.services.standing().filter(ends_at__gt=after).order_by("starts_at").first()
    if last is not None:
        goings = goings.filter(occurred_at__lt=last.starts_at)
    return goings.order_by("occurred_at").first()


def _close_elsewhere(row: Application, starts: datetime, now: datetime) -> None:
    """Who comes here has left a position whose window is over, though they forgot to say so."""
    forgotten = ServiceRecord.objects.select_for_update().filter(
        volunteer=row.volunteer_id, state=ServiceState.OPEN, window_end__lte=starts
    )
    for service in forgotten.exclude(application=row):
        close_forgotten(service, now)


def _go(row: Application, event: SignEvent, source: SignSource) -> tuple[ServiceRecord | None, bool]:
    """Somebody has gone: their open stretch ends. Without one the going waits for its coming."""
    service = row.services.select_for_update().filter(state=ServiceState.OPEN).order_by("starts_at").first()
    if service is None or event.occurred_at < service.starts_at - timedelta(minutes=1):
        return _gone_already(row, event, source)
    service.flags = list(dict.fromkeys([*service.flags, *event.flags]))
    end(service, event)
    service.save()
    note(service, by_id=source.actor_id, now=source.now)
    return service, True


def _gone_already(row: Application, event: SignEvent, source: SignSource) -> tuple[ServiceRecord | None, bool]:
    """A going without an open stretch. What was closed for want of it, and is not confirmed yet, is put right."""
    ended = row.services.standing().filter(kind=ServiceKind.SIGNED, starts_at__lte=event.occurred_at)
    last = ended.select_for_update().order_by("-starts_at").first()
    if last is None:
        return None, True
    if last.state != ServiceState.RECORDED or Odd.FORGOTTEN not in last.flags:
        return last, False
    last.state = ServiceState.REVERSED
    last.save(update_fields=["state"])
    note(last, by_id=source.actor_id, now=source.now)
    service = ServiceRecord(
        volunteer_id=row.volunteer_id,
        application=row,
        kind=ServiceKind.SIGNED,
        starts_at=last.starts_at,
        window_start=last.window_start,
        window_end=last.window_end,
        latest_end=last.latest_end,
        flags=[*(flag for flag in last.flags if flag not in {Odd.FORGOTTEN, Odd.SHORT, *event.flags}), *event.flags],
        replaces=last,
        created_at=source.now,
    )
    end(service, event)
    service.save()
    note(service, by_id=source.actor_id, now=source.now)
    return service, True
