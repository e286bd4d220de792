"""Writing an activity's sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from activities.facts import SessionFacts
from activities.models import Activity, ActivityStatus, Session
from activities.selectors.facts import session_facts, where_of
from activities.services.places import placed
from activities.services.seats import move_up
from activities.services.takingback import only_in_the_past
from core.errors import Conflict, Invalid
from core.outbox import record

MOVING = {"starts_at", "ends_at", "point", "place_name"}  # people who are registered hear of it


def set_sessions(activity: Activity, stated: Sequence[SessionFacts], place: dict[str, Any], *, now: datetime) -> bool:
    """Make an activity's sessions those stated; whether any changed. The caller holds the activity's lock.

    A session that has been public is cancelled, not removed. Raises Invalid, Conflict.
    """
    known = {row.public_id: row for row in Session.objects.select_for_update().filter(activity=activity).order_by("pk")}
    strangers = {session.id for session in stated if session.id} - known.keys()
    if strangers:
        raise Conflict("session_gone", _("有场次已被别人删除，请刷新页面。"))
    stated = _adopting(stated, known)
    changed = _removed(activity, [row for key, row in known.items() if key not in {session.id for session in stated}])
    for session in stated:
        changed = _set(activity, known.get(session.id), session, place, now) or changed
    return changed


def _adopting(stated: Sequence[SessionFacts], known: Mapping[str, Session]) -> list[SessionFacts]:
    """A new session that says when and where a stored one is, is that one: the form was sent before."""
    free = [session_facts(row) for key, row in known.items() if key not in {session.id for session in stated}]
    adopted: list[SessionFacts] = []
    for session in stated:
        same = None if session.id else next((one for one in free if _is_same(one, session)), None)
        if same is not None:
            free.remove(same)
        adopted.append(replace(session, id=same.id) if same is not None else session)
    return adopted


def _is_same(one: SessionFacts, other: SessionFacts) -> bool:
    return (one.starts_at, one.ends_at, one.where) == (other.starts_at, other.ends_at, other.where)


def _removed(activity: Activity, rows: Sequence[Session]) -> bool:
    for row in rows:
        if activity.published_at is not None:
            sentence = _("公开过的场次不能删除，请改为取消，并写明原因。")
            raise Invalid("session_public", sentence, fields={"sessions": [sentence]})
        row.delete()
    return bool(rows)


def _set(activity: Activity, row: Session | None, stated: SessionFacts, place: dict[str, Any], now: datetime) -> bool:
    if row is None:
        Session.objects.create(activity=activity, **_stated(stated, place))
        return True
    return _change(activity, row, _stated(stated, place), now)


def session_values(stated: SessionFacts, place: dict[str, Any]) -> dict[str, Any]:
    """The columns of a session at the place in force."""
    return {
        **place,
        "starts_at": stated.starts_at,
        "ends_at": stated.ends_at,
        "capacity": stated.capacity,
        "own_place": bool(stated.where),
        "note": stated.note,
    }


def _stated(stated: SessionFacts, place: dict[str, Any]) -> dict[str, Any]:
    return session_values(stated, placed(stated.where) if stated.where else place)


def change_session(activity: Activity, row: Session, stated: SessionFacts, *, now: datetime) -> bool:
    """Make one session say what is stated; whether it changed. The caller holds the locks. Raises Invalid, Conflict."""
    return _change(activity, row, _stated(stated, placed(where_of(activity))), now)


def _change(activity: Activity, row: Session, values: dict[str, Any], now: datetime) -> bool:
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return False
    is_over = max(row.ends_at, values["ends_at"]) <= now
    only_in_the_past(row, values["starts_at"], now)
    capacity = values["capacity"]
    if capacity is not None and capacity < row.seats_taken:
        sentence = _("已有 %(taken)d 人报名，名额不能少于这个数。") % {"taken": row.seats_taken}
        raise Invalid("session_capacity", sentence, fields={"sessions": [sentence]})
    if activity.status == ActivityStatus.PUBLISHED and differing & MOVING:
        row.first_starts_at = row.first_starts_at or row.starts_at
        row.first_ends_at = row.first_ends_at or row.ends_at
        if not is_over:  # what is put right afterwards sends nobody anywhere
            record("session.moved", session=row.pk, at=int(now.timestamp()))
    for name in differing:
        setattr(row, name, values[name])
    row.save()
    if "capacity" in differing and activity.status == ActivityStatus.PUBLISHED:
        move_up(row, now)
    return True
