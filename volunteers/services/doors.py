"""Who helps at the door uses their own phone: for one session, as long as it takes, and for no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import ScannerDevice
from activities.services import make_session_code
from core.errors import Conflict, NotFound
from volunteers.models import ApplicationState, Position, Volunteer
from volunteers.signs import Helper

BEFORE, AFTER = timedelta(hours=24), timedelta(hours=12)  # for what was gathered without a line


def door_of(position: Position, volunteer: Volunteer) -> str:
    """What a volunteer's phone may do at a position: `door`, `volunteers` (its team's leader), or nothing."""
    is_accepted = position.applications.filter(volunteer=volunteer, state=ApplicationState.ACCEPTED).exists()
    if position.is_door and is_accepted:
        return "door"
    leads = position.team is not None and position.team.leader_id == volunteer.pk
    return "volunteers" if leads else ""


def helper_of(device_id: int) -> Helper | None:
    """Whose phone a device is and for which teams' volunteers; None for an organizer's scanner. One or two queries.

    A leader's phone is for the teams that they lead, as it stands today; that of who helps at the door for their
    position's team, or, where the position is of no team, for whoever serves at the session.
    """
    bound = ScannerDevice.objects.filter(pk=device_id).exclude(sessions=None)
    rows = list(bound.values_list("sessions", "paired_by", "only_volunteers"))  # one for each session
    sessions = [session for session, _user, _only in rows]
    user_id, only_volunteers = rows[0][1:] if rows else (None, False)
    if user_id is None:
        return None
    positions = Position.objects.filter(session__in=sessions, cancelled_at=None)
    if only_volunteers:
        own = positions.filter(team__leader__user=user_id)
    else:
        own = positions.filter(
            is_door=True,
            applications__volunteer__user=user_id,
            applications__state=ApplicationState.ACCEPTED,
        )
    teams = set(own.values_list("team_id", flat=True))
    is_for_all = not only_volunteers and None in teams
    return Helper(user_id, None if is_for_all else frozenset(teams - {None}))


@transaction.atomic
def open_door(*, position: Position, volunteer: Volunteer, now: datetime) -> str:
    """A pairing code for a volunteer's own phone. Raises NotFound, Conflict too early or too late."""
    door = door_of(position, volunteer)
    if not door or position.cancelled_at is not None or volunteer.user_id is None:
        raise NotFound("door", _("没有找到这个岗位。"))
    until = position.ends_at + AFTER
    if not position.starts_at - BEFORE <= now < until:
        raise Conflict("door_closed", _("岗位开始前一天起可以打开，结束 12 小时后关闭。"))
    return make_session_code(
        session=position.session,
        device_until=until,
        only_volunteers=door == "volunteers",
        by_id=volunteer.user_id,
        now=now,
    )
