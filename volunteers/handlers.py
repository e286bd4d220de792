"""What follows from events: volunteers, leaders and organizers hear of what concerns them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.selectors.people import organizers_of
from accounts.services import notify
from core.clock import city_day
from core.outbox import handles, record
from volunteers import correctionhandlers  # noqa: F401
from volunteers.models import (
    Application,
    ApplicationState,
    CallUp,
    Certificate,
    Position,
    ServiceRecord,
    ServiceState,
    TeamAnnouncement,
    TeamMember,
)
from volunteers.models.position import LIVE
from volunteers.selectors.own import volunteer_of
from volunteers.services.applications import withdraw_all
from volunteers.services.batches import issue_some
from volunteers.services.callups import BATCH, reachable
from volunteers.services.teams import leave_team
from volunteers.services.volunteers import erase_volunteer

COLON = pgettext_lazy("标签后", "：")
WHAT_APPLICATION = {
    ApplicationState.INVITED: _("邀请您参加志愿服务："),
    ApplicationState.APPLIED: _("岗位报名已收到，等主办方确认："),
    ApplicationState.ACCEPTED: _("岗位报名已录用："),
    ApplicationState.WAITING: _("岗位已满，您在候补名单里："),
    ApplicationState.DECLINED: _("岗位报名未录用，请看理由："),
}


def _application(pk: int) -> Application:
    rows = Application.objects.select_related("position__session__activity", "volunteer__user")
    return rows.get(pk=pk)


def _tell_volunteer(user: User | None, *, key: str, title: object, path: str) -> None:
    if user is not None:
        notify(users=[user], key=key, title=title, path=path, now=timezone.now())  # type: ignore[arg-type]


@handles("application.made")
@handles("application.decided")
def tell_a_volunteer_of_an_application(application: int) -> None:
    """Where an application stands now."""
    row = _application(application)
    state = ApplicationState(row.state)
    what = WHAT_APPLICATION.get(state)
    if what is None:
        return
    moment = int((row.decided_at or row.applied_at).timestamp())
    _tell_volunteer(
        row.volunteer.user,
        key=f"application-{row.pk}-{state}-{moment}",
        title=format_lazy("{what}{title}", what=what, title=_title(row.position)),
        path=reverse("volunteer-position", args=[row.position.public_id]),
    )


def _title(position: Position) -> str:
    return f"{position.session.activity.title} · {position.title}"


@handles("application.made")
@handles("application.withdrawn")
def tell_organizers_of_an_application(application: int) -> None:
    """Somebody wants to serve, or doesn't any more."""
    row = _application(application)
    what = {
        ApplicationState.APPLIED: _("有志愿者报名，请确认："),
        ApplicationState.WITHDRAWN: _("有志愿者退出："),
    }.get(ApplicationState(row.state))
    if what is None:
        return
    activity, now = row.position.session.activity, timezone.now()
    notify(
        users=organizers_of(activity.unit_id, city_day(now)),
        key=f"application-{row.pk}-organizers-{row.state}",
        title=format_lazy("{what}{title}", what=what, title=_title(row.position)),
        path=reverse("workspace-position", args=[activity.public_id, row.position.public_id]),
        now=now,
        by_mail=False,
    )


@handles("position.moved")
def tell_volunteers_of_a_move(position: int, at: int) -> None:
    """A position's times have changed."""
    found = Position.objects.select_related("session__activity").get(pk=position)
    _tell_all(found, key=f"position-{position}-moved-{at}", what=_("岗位时间有变，请查看："))


def _tell_all(position: Position, *, key: str, what: object) -> None:
    users = User.objects.filter(volunteer__applications__position=position, volunteer__applications__state__in=LIVE)
    notify(
        users=users.distinct(),
        key=key,
        title=format_lazy("{what}{title}", what=what, title=_title(position)),
        path=reverse("volunteer-position", args=[position.public_id]),
        now=timezone.now(),
    )


@handles("session.moved")
def tell_volunteers_of_a_moved_session(session: int, at: int) -> None:
    """A session has moved: its positions keep their times until the organizer moves them."""
    for position in Position.objects.filter(session=session, cancelled_at=None).select_related("session__activity"):
        _tell_all(position, key=f"position-{position.pk}-session-{at}", what=_("活动改期，请留意岗位时间："))


@handles("session.cancelled")
def tell_volunteers_of_a_cancelled_session(session: int) -> None:
    """One session does not take place."""
    for position in Position.objects.filter(session=session, cancelled_at=None).select_related("session__activity"):
        _tell_all(position, key=f"position-{position.pk}-off", what=_("活动取消，不用来了："))


@handles("activity.cancelled")
def tell_volunteers_of_a_cancelled_activity(activity: int, version: int) -> None:
    """Nothing of an activity takes place any more."""
    coming = Position.objects.filter(session__activity=activity, cancelled_at=None, ends_at__gt=timezone.now())
    for position in coming.select_related("session__activity"):
        _tell_all(position, key=f"position-{position.pk}-off", what=_("活动取消，不用来了："))


@handles("service.decided")
def tell_a_volunteer_of_their_hours(service: int, at: int) -> None:
    """A record of service was confirmed, or not."""
    row = ServiceRecord.objects.select_related("application__position__session__activity", "volunteer__user").get(
        pk=service
    )
    what = {
        ServiceState.CONFIRMED: _("服务时长已确认，公示中，有异议请在公示期内提出："),
        ServiceState.REJECTED: _("服务时长不予确认，请看理由："),
    }.get(ServiceState(row.state))
    if what is not None:
        title = format_lazy("{what}{title}", what=what, title=_title(row.application.position))
        key = f"service-{row.pk}-{row.state}-{at}"
        _tell_volunteer(row.volunteer.user, key=key, title=title, path=reverse("volunteer-hours"))


@handles("service.objected")
def tell_organizers_of_an_objection(service: int, at: int) -> None:
    """A volunteer says that a record is not right."""
    row = ServiceRecord.objects.select_related("application__position__session__activity").get(pk=service)
    position, now = row.application.position, timezone.now()
    notify(
        users=organizers_of(position.session.activity.unit_id, city_day(now)),
        key=f"service-{row.pk}-objected-{at}",
        title=format_lazy("{what}{title}", what=_("志愿者对服务时长有异议："), title=_title(position)),
        path=reverse("workspace-position", args=[position.session.activity.public_id, position.public_id]),
        now=now,
    )


@handles("team.asked")
def tell_a_leader_of_who_asks(member: int) -> None:
    """Somebody wants to join a team."""
    row = TeamMember.objects.select_related("team__leader__user").get(pk=member)
    leader = row.team.leader
    title = format_lazy("{what}{title}", what=_("有人申请加入服务队："), title=row.team.name)
    path = reverse("volunteer-team", args=[row.team.public_id])
    _tell_volunteer(leader.user if leader else None, key=f"team-member-{row.pk}", title=title, path=path)


@handles("team.decided")
def tell_who_asked_to_join(member: int) -> None:
    """A team has taken somebody in, or not."""
    row = TeamMember.objects.select_related("team", "volunteer__user").get(pk=member)
    what = {"member": _("您已加入服务队："), "declined": _("加入服务队的申请未通过：")}.get(row.state)
    if what is not None:
        title = format_lazy("{what}{title}", what=what, title=row.team.name)
        path = reverse("volunteer-team", args=[row.team.public_id])
        _tell_volunteer(row.volunteer.user, key=f"team-member-{row.pk}-{row.state}", title=title, path=path)


@handles("team.announced")
def tell_members_an_announcement(announcement: int) -> None:
    """A leader tells the members something."""
    made = TeamAnnouncement.objects.select_related("team").get(pk=announcement)
    members = User.objects.filter(volunteer__memberships__team=made.team, volunteer__memberships__state="member")
    notify(
        users=members.distinct(),
        key=f"team-announcement-{made.pk}",
        title=format_lazy(
            "{team}{colon}{text}", team=made.team.name, colon=pgettext_lazy("标签后", "："), text=made.text
        ),
        path=reverse("volunteer-team", args=[made.team.public_id]),
        now=timezone.now(),
    )


@handles("call_up.made")
def call_volunteers(call_up: int, after: int) -> None:
    """Everybody who is called and may be reached hears of it, a batch at a time."""
    made = CallUp.objects.get(pk=call_up)
    rows = list(made.answers.filter(pk__gt=after).select_related("volunteer__user").order_by("pk")[:BATCH])
    called = reachable([row.volunteer for row in rows], timezone.now())
    notify(
        users=[volunteer.user for volunteer in called if volunteer.user is not None],
        key=f"call-up-{made.pk}",
        title=format_lazy("{what}{title}", what=_("应急召集，请尽快答复："), title=f"{made.place} {made.text}"),
        path=reverse("volunteer-call-up", args=[made.public_id]),
        now=timezone.now(),
    )
    if len(rows) == BATCH:
        record("call_up.made", call_up=call_up, after=rows[-1].pk)


@handles("certificate.issued")
@handles("certificate.revoked")
def tell_a_volunteer_of_a_certificate(certificate: int) -> None:
    """A certificate was issued or revoked."""
    row = Certificate.objects.defer("content").select_related("volunteer__user", "unit").get(pk=certificate)
    what = _("志愿服务记录证明已撤销：") if row.revoked_at else _("志愿服务记录证明已开具：")
    title = format_lazy("{what}{title}", what=what, title=row.serial)
    key = f"certificate-{row.pk}-{'revoked' if row.revoked_at else 'issued'}"
    _tell_volunteer(row.volunteer.user, key=key, title=title, path=reverse("volunteer-hours"))


@handles("certificates.batch")
def issue_certificates_of_a_team(batch: int, after: int) -> None:
    """The next members of a team get theirs."""
    issue_some(batch_id=batch, after=after, now=timezone.now())


@handles("account.erased")
def erase_who_a_volunteer_was(user: int) -> None:
    """An account's owner wants nothing kept: what is to come is given back, teams are left."""
    now = timezone.now()
    volunteer = volunteer_of(user)
    if volunteer is not None:
        withdraw_all(volunteer=volunteer, now=now)
        for team_id in volunteer.memberships.filter(state__in=["asked", "member"]).values_list("team_id", flat=True):
            leave_team(team_id=team_id, volunteer=volunteer, now=now)
        erase_volunteer(user_id=user, now=now)
