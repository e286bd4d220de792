"""Teams: kept by units, led by volunteers, joined by asking."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.permissions import can_post_for
from core.clock import city_day
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Sentence
from core.outbox import record
from volunteers.models import Team, TeamAnnouncement, TeamMember, TeamMemberState, Volunteer
from volunteers.permissions import can_keep_team, can_lead
from volunteers.rules import is_number

LONGEST_NAME, LONGEST_ABOUT, LONGEST_NEWS = 60, 500, 300


@transaction.atomic
def save_team(
    *,
    name: str,
    about: str,
    unit_id: int,
    leader_number: str,
    is_emergency: bool,
    by: Actor,
    now: datetime,
    team_id: int | None = None,
) -> Team:
    """Create or change a team. A leader is named by their volunteer number and becomes a member.

    Raises Invalid by field, NotAllowed, NotFound.
    """
    team = locked_team(team_id) if team_id is not None else Team()
    if team_id is not None and not can_keep_team(by, team):
        raise NotFound("team", _("没有找到这个服务队。"))
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not can_post_for(by, unit):
        raise NotAllowed("team_unit", _("您只能为本单位建服务队。"))
    leader = Volunteer.objects.active().filter(number=leader_number.strip().upper()).first()
    wrong = _wrong_team(name, about, leader_number, leader, team)
    if wrong:
        raise Invalid("team_invalid", next(iter(wrong.values()))[0], fields=wrong)
    team.name, team.about, team.unit, team.is_emergency = name.strip(), about.strip(), unit, is_emergency
    team.county_id = unit.county_code or None
    team.leader = leader
    team.save()
    if leader is not None:
        _admit(team, leader, now)
    return team


def _wrong_team(
    name: str, about: str, leader_number: str, leader: Volunteer | None, team: Team
) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    if not 2 <= len(name.strip()) <= LONGEST_NAME:
        wrong["name"] = [_("名称要有 2 到 60 个字。")]
    elif Team.objects.filter(name=name.strip()).exclude(pk=team.pk).exists():
        wrong["name"] = [_("已经有同名的服务队。")]
    if len(about) > LONGEST_ABOUT:
        wrong["about"] = [_("简介最多 500 个字。")]
    if leader_number.strip() and leader is None:
        is_form = is_number(leader_number.strip().upper())
        wrong["leader_number"] = [_("没有这个编号的志愿者。") if is_form else _("志愿者编号不对，请核对。")]
    return wrong


def locked_team(team_id: int) -> Team:
    """A team that is not closed, locked. Raises NotFound."""
    found = Team.objects.select_for_update(of=("self",)).select_related("unit", "leader").filter(pk=team_id).first()
    if found is None:
        raise NotFound("team", _("没有找到这个服务队。"))
    return found


@transaction.atomic
def ask_to_join(*, team_id: int, volunteer: Volunteer, now: datetime) -> TeamMember:
    """Ask to join a team; asking again changes nothing. Raises NotFound, Conflict for a closed team."""
    team = locked_team(team_id)
    if team.closed_on is not None:
        raise Conflict("team_closed", _("这个服务队已经解散。"))
    known = team.members.filter(volunteer=volunteer, state__in=[TeamMemberState.ASKED, TeamMemberState.MEMBER]).first()
    if known is not None:
        return known
    row = TeamMember.objects.create(team=team, volunteer=volunteer, state=TeamMemberState.ASKED, asked_at=now)
    record("team.asked", member=row.pk)
    return row


@transaction.atomic
def decide_member(*, member_id: int, accept: bool, by: Actor, now: datetime) -> TeamMember:
    """Take in who asked, or not; also ends a membership. Raises NotFound."""
    team_id = TeamMember.objects.filter(pk=member_id).values_list("team_id", flat=True).first()
    team = locked_team(team_id) if team_id is not None else None
    if team is None or not can_lead(by, team):
        raise NotFound("member", _("没有找到这位队员。"))
    row = TeamMember.objects.select_for_update().get(pk=member_id)
    if accept and row.state == TeamMemberState.ASKED:
        _write(row, TeamMemberState.MEMBER, now)
        record("team.decided", member=row.pk)
    elif not accept and row.state == TeamMemberState.ASKED:
        _write(row, TeamMemberState.DECLINED, now)
        record("team.decided", member=row.pk)
    elif not accept and row.state == TeamMemberState.MEMBER:
        _write(row, TeamMemberState.LEFT, now)
    return row


@transaction.atomic
def leave_team(*, team_id: int, volunteer: Volunteer, now: datetime) -> None:
    """End one's own membership or asking; not being in it is as good."""
    team = locked_team(team_id)
    for row in team.members.select_for_update().filter(
        volunteer=volunteer, state__in=[TeamMemberState.ASKED, TeamMemberState.MEMBER]
    ):
        _write(row, TeamMemberState.LEFT, now)
    if team.leader_id == volunteer.pk:
        team.leader = None
        team.save(update_fields=["leader"])


def _admit(team: Team, volunteer: Volunteer, now: datetime) -> None:
    row = team.members.filter(volunteer=volunteer, state__in=[TeamMemberState.ASKED, TeamMemberState.MEMBER]).first()
    if row is None:
        row = TeamMember(team=team, volunteer=volunteer, asked_at=now)
    if row.state != TeamMemberState.MEMBER:
        _write(row, TeamMemberState.MEMBER, now)


def _write(row: TeamMember, state: TeamMemberState, now: datetime) -> None:
    row.state = state
    if state is TeamMemberState.MEMBER:
        row.since = city_day(now)
    elif row.since is not None:
        row.until = city_day(now)
    row.save()


@transaction.atomic
def announce(*, team_id: int, text: str, by: Actor, now: datetime) -> TeamAnnouncement:
    """Tell a team's members something. Raises NotFound, Invalid."""
    team = locked_team(team_id)
    if not can_lead(by, team):
        raise NotFound("team", _("没有找到这个服务队。"))
    said = text.replace("\x00", "").strip()
    if not 2 <= len(said) <= LONGEST_NEWS:
        sentence = _("通知要有 2 到 300 个字。")
        raise Invalid("announcement", sentence, fields={"text": [sentence]})
    made = TeamAnnouncement.objects.create(team=team, text=said, by_id=by.user_id, made_at=now)
    record("team.announced", announcement=made.pk)
    return made
