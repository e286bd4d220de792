"""What follows from events of activities: the people whom they concern hear of them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.selectors.people import organizers_of, reviewers_for
from accounts.services import notify
from activities.models import (
    Activity,
    ActivityStatus,
    Announcement,
    MessageKind,
    Registration,
    RegistrationState,
    ResultState,
    Session,
    SessionResult,
)
from activities.models.registration import OPEN
from activities.services import erase_registrations_of
from activities.services.delivery import deliver
from activities.services.messages import post_message
from core.clock import city_day
from core.outbox import handles, record


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


@handles("activities.imported")
def tell_reviewers_of_an_import(job: int, county: str) -> None:
    """Activities of a county's units came in by one sheet and wait for review."""
    now = timezone.now()
    notify(
        users=reviewers_for([county], city_day(now)),
        key=f"import-{job}-submitted",
        title=_("批量导入了待审核的活动，请办理。"),
        path=f"{reverse('workspace-activities')}?tab=waiting",
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


@handles("results.reported")
def tell_reviewers_of_results(session: int, version: int) -> None:
    """A session's results wait for confirmation."""
    found = SessionResult.objects.select_related("session__activity__unit")
    result = found.filter(pk=session, state=ResultState.REPORTED).first()
    if result is None:
        return
    activity, now = result.session.activity, timezone.now()
    notify(
        users=reviewers_for([activity.unit.county_code], city_day(now)),
        key=f"results-{session}-reported-{version}",
        title=format_lazy("{what}{title}", what=_("待确认的活动结果："), title=activity.title),
        path=reverse("workspace-results-one", args=[result.session.public_id]),
        now=now,
        by_mail=not activity.is_demonstration,
    )


@handles("results.sent_back")
@handles("results.confirmed")
def tell_organizers_of_their_results(session: int, version: int) -> None:
    """A session's results have been decided on."""
    result = SessionResult.objects.select_related("session__activity").get(pk=session)
    what = {ResultState.SENT_BACK: _("活动结果被退回，请看理由："), ResultState.CONFIRMED: _("活动结果已确认：")}
    if result.state not in what or result.version != version:
        return
    activity, now = result.session.activity, timezone.now()
    notify(
        users=organizers_of(activity.unit_id, city_day(now)),
        key=f"results-{session}-decided-{version}",
        title=format_lazy("{what}{title}", what=what[ResultState(result.state)], title=activity.title),
        path=reverse("workspace-activity-results", args=[activity.public_id, result.session.public_id]),
        now=now,
        by_mail=not activity.is_demonstration,
    )


@handles("session.taken_back")
def tell_organizers_of_what_was_taken_back(session: int, at: int) -> None:
    """All that a held session had was taken back."""
    row, now = Session.objects.select_related("activity").get(pk=session), timezone.now()
    notify(
        users=organizers_of(row.activity.unit_id, city_day(now)),
        key=f"session-{session}-taken-back-{at}",
        title=format_lazy("{what}{title}", what=_("一场的人次和结果已撤回，请看理由："), title=row.activity.title),
        path=reverse("workspace-activity", args=[row.activity.public_id]),
        now=now,
        by_mail=not row.activity.is_demonstration,
    )


@handles("activity.refiled")
def tell_organizers_of_what_was_filed_otherwise(activity: int, step: int) -> None:
    """A reviewer has put right how an activity with confirmed results is filed."""
    row, now = Activity.objects.get(pk=activity), timezone.now()
    notify(
        users=organizers_of(row.unit_id, city_day(now)),
        key=f"activity-{activity}-refiled-{step}",
        title=format_lazy("{what}{title}", what=_("已确认的活动有更正，统计随之改动："), title=row.title),
        path=reverse("workspace-activity", args=[row.public_id]),
        now=now,
        by_mail=not row.is_demonstration,
    )


NEWS_BATCH = 500  # registrants told in one transaction


@handles("registration.made")
@handles("registration.confirmed")
@handles("registration.decided")
@handles("registration.offered")
@handles("registration.cancelled")
@handles("registration.expired")
def tell_a_registrant(registration: int) -> None:
    """Where a registration stands now, by every channel that reaches its owner."""
    row = Registration.objects.with_all_to_tell().get(pk=registration)
    state = RegistrationState(row.state)
    # Only an organizer gives a reason: without one it was the registrant's own doing.
    is_withdrawn = state is RegistrationState.CANCELLED and bool(row.reason)
    kind = MessageKind.WITHDRAWN if is_withdrawn else MessageKind(state.value)
    post_message(kind=kind, key=f"registration-{row.pk}-{state}", registration=row, now=timezone.now())


@handles("ticket.asked")
def send_a_link_again(registration: int, at: int) -> None:
    """Somebody asked with the phone of a registration: its owner gets the way to the ticket."""
    row = Registration.objects.with_all_to_tell().get(pk=registration)
    post_message(kind=MessageKind.LINK, key=f"registration-{row.pk}-link-{at}", registration=row, now=timezone.now())


@handles("message.posted")
def send_a_message(message: int) -> None:
    """A message is due."""
    deliver(message_id=message, now=timezone.now())


@handles("registrants.to_tell")
def tell_registrants(session: int, kind: str, key: str, announcement: int, after: int) -> None:
    """Everybody who is registered for a session, a batch at a time."""
    rows = list(
        Registration.objects.with_all_to_tell()
        .filter(session=session, pk__gt=after, state__in=[state.value for state in OPEN])
        .order_by("pk")[:NEWS_BATCH]
    )
    said = Announcement.objects.filter(pk=announcement).first()
    for row in rows:
        post_message(
            kind=MessageKind(kind),
            key=f"registration-{row.pk}-{key}",
            registration=row,
            announcement=said,
            now=timezone.now(),
        )
    if len(rows) == NEWS_BATCH:
        _tell_all(session, MessageKind(kind), key, announcement=announcement, after=rows[-1].pk)


def _tell_all(session: int, kind: MessageKind, key: str, *, announcement: int = 0, after: int = 0) -> None:
    record("registrants.to_tell", session=session, kind=kind.value, key=key, announcement=announcement, after=after)


@handles("session.moved")
def tell_registrants_of_a_move(session: int, at: int) -> None:
    """A session's time or place has changed."""
    _tell_all(session, MessageKind.MOVED, f"moved-{at}")


@handles("session.cancelled")
def tell_registrants_of_a_cancelled_session(session: int) -> None:
    """One session does not take place."""
    _tell_all(session, MessageKind.CALLED_OFF, "called-off")


@handles("activity.cancelled")
def tell_registrants_of_a_cancelled_activity(activity: int, version: int) -> None:
    """Nothing of an activity takes place any more."""
    for session in Session.objects.filter(activity=activity, ends_at__gt=timezone.now()).values_list("pk", flat=True):
        _tell_all(session, MessageKind.CALLED_OFF, "called-off")


@handles("announcement.made")
def tell_registrants_an_announcement(announcement: int) -> None:
    """An organizer tells everybody something."""
    made = Announcement.objects.get(pk=announcement)
    _tell_all(made.session_id, MessageKind.ANNOUNCEMENT, f"announcement-{made.pk}", announcement=made.pk)


@handles("account.erased")
def erase_what_an_account_registered(user: int) -> None:
    """An account's owner wants nothing kept."""
    erase_registrations_of(user_id=user, now=timezone.now())
