"""What follows from events of activities: the people whom they concern hear of them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.selectors.people import organizers_of, reviewers_for
from accounts.services import notify
from activities.models import Activity, ActivityStatus, Registration, RegistrationState, Session
from activities.models.registration import OPEN
from core.clock import city_day
from core.outbox import handles


@handles("activity.submitted")
def tell_reviewers_of_an_activity(activity: int, version: int) -> None:
    """An activity waits for review."""
    found = Activity.objects.select_related("unit").filter(pk=activity, status=ActivityStatus.SUBMITTED).first()
    if found is None:
        return
    now = timezone.now()
    notify(
        users=reviewers_for([found.unit.county_code], city_day(now)),
        key=f"activity-{activity}-submitted-{version}",
        title=format_lazy("{what}{title}", what=_("待审核的活动："), title=found.title),
        path=reverse("workspace-activity", args=[found.public_id]),
        now=now,
    )


@handles("activity.returned")
@handles("activity.published")
def tell_organizers_of_a_decision(activity: int, version: int) -> None:
    """An activity has been decided on."""
    found = Activity.objects.get(pk=activity)
    what = {ActivityStatus.RETURNED: _("活动被退回，请看理由："), ActivityStatus.PUBLISHED: _("活动已发布：")}
    if found.status not in what or found.is_demonstration:
        return
    now = timezone.now()
    notify(
        users=organizers_of(found.unit_id, city_day(now)),
        key=f"activity-{activity}-decided-{version}",
        title=format_lazy("{what}{title}", what=what[ActivityStatus(found.status)], title=found.title),
        path=reverse("workspace-activity", args=[found.public_id]),
        now=now,
    )


REGISTRATION_NEWS = {
    RegistrationState.PENDING: _("报名已收到，等主办方审核："),
    RegistrationState.CONFIRMED: _("报名成功："),
    RegistrationState.WAITING: _("名额已满，您在候补名单里："),
    RegistrationState.OFFERED: _("有名额了，请按时确认："),
    RegistrationState.DECLINED: _("报名未通过："),
    RegistrationState.CANCELLED: _("报名已取消："),
    RegistrationState.EXPIRED: _("没有按时确认，名额已让出："),
}


@handles("registration.made")
@handles("registration.confirmed")
@handles("registration.decided")
@handles("registration.offered")
@handles("registration.cancelled")
@handles("registration.expired")
def tell_a_registrant(registration: int) -> None:
    """Where a registration stands now, for its account if it has one."""
    found = Registration.objects.select_related("session__activity", "user").defer("name", "phone", "answers")
    row = found.get(pk=registration)
    if row.user is None:
        return
    notify(
        users=[row.user],
        key=f"registration-{registration}-{row.state}",
        title=format_lazy(
            "{what}{title}", what=REGISTRATION_NEWS[RegistrationState(row.state)], title=row.session.activity.title
        ),
        path=reverse("activity", args=[row.session.activity.public_id]),
        now=timezone.now(),
    )


def _tell_all(session: Session, what: object, key: str) -> None:
    rows = session.registrations.filter(state__in=[state.value for state in OPEN], user__isnull=False)
    notify(
        users=[row.user for row in rows.select_related("user").only("user") if row.user],
        key=key,
        title=format_lazy("{what}{title}", what=what, title=session.activity.title),
        path=reverse("activity", args=[session.activity.public_id]),
        now=timezone.now(),
    )


@handles("session.moved")
def tell_registrants_of_a_move(session: int, at: int) -> None:
    """A session's time or place has changed."""
    found = Session.objects.select_related("activity").get(pk=session)
    _tell_all(found, _("时间或地点有变化，请看新的安排："), f"session-{session}-moved-{at}")


@handles("session.cancelled")
def tell_registrants_of_a_cancelled_session(session: int) -> None:
    """One session does not take place."""
    _tell_all(
        Session.objects.select_related("activity").get(pk=session), _("这一场已取消："), f"session-{session}-cancelled"
    )


@handles("activity.cancelled")
def tell_registrants_of_a_cancelled_activity(activity: int, version: int) -> None:
    """Nothing of an activity takes place any more."""
    for session in Session.objects.select_related("activity").filter(activity=activity):
        _tell_all(session, _("活动已取消："), f"session-{session.pk}-cancelled")
