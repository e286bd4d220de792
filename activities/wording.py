"""All that registrants are told, in one place: title, text and the short form for phones.

`%(…)s` are filled in by us. `{…}` in the short form are the parameters of a vendor's template; the
vendor has to approve its words, which `/workspace/messages/` shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import MessageKind, Registration, Session
from core.clock import city_day, city_time
from core.errors import Sentence

LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says; without `short` it does not go by SMS."""

    title: Sentence
    text: Sentence
    short: Sentence = ""


WORDINGS: Mapping[MessageKind, Wording] = {
    MessageKind.PENDING: Wording(
        gettext_lazy("报名已收到，等主办方审核：%(title)s"),
        gettext_lazy("%(when)s，%(where)s，%(people)d 人。审核结果会再通知您。"),
        gettext_lazy("“{title}”的报名已收到，等主办方审核。查看或取消：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.CONFIRMED: Wording(
        gettext_lazy("报名成功：%(title)s"),
        gettext_lazy("%(when)s，%(where)s，%(people)d 人。入场时请出示票上的二维码。"),
        gettext_lazy("您已报名“{title}”，{when}。看票或取消：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.WAITING: Wording(
        gettext_lazy("名额已满，您在候补名单里：%(title)s"),
        gettext_lazy("%(when)s，%(where)s，%(people)d 人。有空出的名额时按报名顺序通知您。"),
        gettext_lazy("“{title}”名额已满，您在候补名单里。查看或取消：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.OFFERED: Wording(
        gettext_lazy("有名额了，请在 %(until)s 前确认：%(title)s"),
        gettext_lazy("%(when)s，%(where)s，%(people)d 人。过时不确认，名额让给下一位。"),
        gettext_lazy("“{title}”有名额了，请在 {until} 前确认：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.DECLINED: Wording(
        gettext_lazy("报名未通过：%(title)s"),
        gettext_lazy("%(when)s。理由：%(reason)s"),
        gettext_lazy("“{title}”的报名未通过，理由见：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.CANCELLED: Wording(
        gettext_lazy("报名已取消：%(title)s"),
        gettext_lazy("%(when)s，%(people)d 人。您已取消这次报名。"),
    ),
    MessageKind.EXPIRED: Wording(
        gettext_lazy("没有按时确认，名额已让出：%(title)s"),
        gettext_lazy("%(when)s，%(people)d 人。还想参加，可以重新报名。"),
    ),
    MessageKind.WITHDRAWN: Wording(
        gettext_lazy("主办方取消了您的报名：%(title)s"),
        gettext_lazy("%(when)s，%(people)d 人。理由：%(reason)s"),
        gettext_lazy("主办方取消了您对“{title}”的报名，理由见：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.REMINDER: Wording(
        gettext_lazy("明天见：%(title)s"),
        gettext_lazy("%(when)s，%(where)s，%(people)d 人。来不了请取消，把名额让给别人。"),
        gettext_lazy("提醒：“{title}”{when}。看票或取消：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.MOVED: Wording(
        gettext_lazy("时间或地点有变化：%(title)s"),
        gettext_lazy("现在是 %(when)s，%(where)s。来不了请取消。"),
        gettext_lazy("“{title}”时间或地点有变化，现为 {when}。查看或取消：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.CALLED_OFF: Wording(
        gettext_lazy("不举行了：%(title)s"),
        gettext_lazy("原定 %(when)s。理由：%(reason)s"),
        gettext_lazy("“{title}”（{when}）不举行了，原因见：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.ANNOUNCEMENT: Wording(
        gettext_lazy("主办方的话：%(title)s"),
        gettext_lazy("%(note)s"),
        gettext_lazy("“{title}”的主办方有话告诉您，请看：{site}/activities/ticket/{ticket}/"),
    ),
    MessageKind.LINK: Wording(
        gettext_lazy("您的票：%(title)s"),
        gettext_lazy("%(when)s，%(where)s，%(people)d 人。"),
        gettext_lazy("您报名的“{title}”，{when}。看票或取消：{site}/activities/ticket/{ticket}/"),
    ),
}
# The state in a WeChat message has room for five characters.
PHRASES: Mapping[MessageKind, Sentence] = {
    MessageKind.PENDING: gettext_lazy("等审核"),
    MessageKind.CONFIRMED: gettext_lazy("报名成功"),
    MessageKind.WAITING: gettext_lazy("候补中"),
    MessageKind.OFFERED: gettext_lazy("请确认"),
    MessageKind.DECLINED: gettext_lazy("未通过"),
    MessageKind.CANCELLED: gettext_lazy("已取消"),
    MessageKind.EXPIRED: gettext_lazy("已让出"),
    MessageKind.WITHDRAWN: gettext_lazy("已取消"),
    MessageKind.REMINDER: gettext_lazy("明天见"),
    MessageKind.MOVED: gettext_lazy("有变化"),
    MessageKind.CALLED_OFF: gettext_lazy("不举行了"),
    MessageKind.ANNOUNCEMENT: gettext_lazy("有话说"),
    MessageKind.LINK: gettext_lazy("您的票"),
}


def moment_text(moment: datetime) -> str:
    """A day and a time of the city, such as 5月23日（周六） 10:00."""
    there = city_time(moment)
    weekdays = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    return _("%(day)s（%(weekday)s） %(time)s") % {
        "day": date_format(there, _("n月j日")),
        "weekday": weekdays[there.weekday()],
        "time": date_format(there, "H:i"),
    }


def when_text(starts: datetime, ends: datetime) -> str:
    """When a session is: 5月23日（周六） 10:00–11:30."""
    same_day = city_day(starts) == city_day(ends)
    end = date_format(city_time(ends), "H:i") if same_day else moment_text(ends)
    return f"{moment_text(starts)}–{end}"


def where_text(session: Session) -> str:
    """The name of the place; online where there is none."""
    if session.place_label:
        return session.place_label
    return _("线上") if session.activity.online else (session.address or _("地点待定"))


def facts_of_a_message(registration: Registration, note: str = "") -> dict[str, str | int]:
    """What fills the wordings, in the language of the moment; no personal data."""
    session = registration.session
    until = registration.offered_until
    return {
        "title": session.activity.label,
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
        "people": registration.people,
        "until": moment_text(until) if until else "",
        "reason": registration.reason or session.cancel_reason or session.activity.cancel_reason,
        "note": note,
    }


def sms_template(kind: MessageKind, language: str) -> str:
    """Our name of a kind's template in a language."""
    return f"registration_{kind}" + ("_en" if language == "en" else "")


def sms_words() -> dict[str, str]:
    """Every template's words by its name, with this site's address in them."""
    words: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for kind, wording in WORDINGS.items():
                if wording.short:
                    said = str(wording.short).replace("{site}", settings.SITE_URL)
                    words[sms_template(kind, language)] = said
    return words
