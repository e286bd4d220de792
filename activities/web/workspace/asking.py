"""The pages that ask before an activity or a session is called off or moved: what happens, and how many hear of it."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import Activity, Session
from activities.selectors.concerned import registered_for
from activities.selectors.holding import holdings_of
from core.clock import city_time
from core.errors import Sentence
from core.web.sure import asks_first


def asks_to_cancel(request: HttpRequest, activity: Activity) -> HttpResponse | None:
    """The page that asks; None where it was answered, or where the deed is refused anyway."""
    now = timezone.now()
    sessions = list(activity.sessions.filter(cancelled_at=None, ends_at__gt=now))
    if not request.POST.get("reason", "").strip() or holdings_of(activity.sessions.all(), now):
        return None
    first = _("公众页面马上显示“已取消”，共 %(n)d 场不再举行。") % {"n": len(sessions)}
    return asks_first(
        request,
        title=_("取消“%(title)s”？") % {"title": activity.title},
        happens=[first, _who_is_told(sessions), _told_later()],
        button=_("取消整个活动"),
        back=reverse("workspace-activity", args=[activity.public_id]),
    )


def asks_of_a_session(request: HttpRequest, session: Session, name: str) -> HttpResponse | None:
    """The same before one session is cancelled or moved."""
    is_off = name == "cancel"
    if not request.POST.get("reason", "").strip() or session.cancelled_at is not None:
        return None
    if is_off and holdings_of([session], timezone.now()):
        return None
    when = date_format(city_time(session.starts_at), _("Y年n月j日 H:i"))
    title = _("取消 %(when)s 这一场？") if is_off else _("改期 %(when)s 这一场？")
    happens = _("公众页面马上显示这一场不举行了。") if is_off else _("公众页面马上显示新的时间和原因。")
    at_once = _("改期的通知马上发出，不能收回。")
    return asks_first(
        request,
        title=title % {"when": when},
        happens=[happens, _who_is_told([session]), _told_later() if is_off else at_once],
        button=_("取消这一场") if is_off else _("改期"),
        back=reverse("workspace-activity", args=[session.activity.public_id]),
    )


def _told_later() -> Sentence:
    return _("通知 5 分钟后发出，在这以前可以在活动记录上撤回。")


def _who_is_told(sessions: Collection[Session]) -> Sentence:
    rows, people = registered_for(sessions)
    if not rows:
        return _("没有人报名；有志愿者报了岗位的，他们会收到通知。")
    sentence = _("收到通知的：%(rows)d 份报名，共 %(people)d 人；报了岗位的志愿者也会收到。")
    return sentence % {"rows": rows, "people": people}
