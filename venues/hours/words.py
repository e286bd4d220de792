"""Opening hours in words, in the language of the moment: what every page shows instead of the syntax."""

from collections.abc import Iterable, Sequence

from django.utils.translation import npgettext, pgettext

from core.language import is_english
from venues.hours.datewords import dates_text, weekdays_text, weeks_text, years_text
from venues.hours.language import DAY_MINUTES, Days, Joint, OpeningState, Rule, SunEvent, TimePoint, TimeSpan, Unread
from venues.hours.parsing import read_hours


def hours_words(text: str) -> str:
    """“周二至周日 09:00–17:00；法定节假日休息”; what can't be read is told as not known, with the text itself."""
    if not text:
        return ""
    read = read_hours(text)
    if isinstance(read, Unread):
        return pgettext("hours", "开放时间不详（原文：%(text)s）") % {"text": text}
    return "".join(_joint(rule, number) + _rule(rule) for number, rule in enumerate(read.rules))


def public_hours_words(text: str) -> str:
    """The same for visitors, empty where nothing can be told."""
    return "" if isinstance(read_hours(text), Unread) else hours_words(text)


def _joint(rule: Rule, number: int) -> str:
    if number == 0:
        return ""
    if rule.joint is Joint.ELSE:
        return pgettext("hours", "；其余时间：")
    return pgettext("hours", "；另有") if rule.joint is Joint.ADDS else pgettext("hours", "；")


def _rule(rule: Rule) -> str:
    days = _days(rule.days)
    if not rule.spans:
        return _whole_days(rule, days)
    times = pgettext("hours", "、").join(_span(span) for span in rule.spans)
    if times == pgettext("hours", "全天") and rule.state is OpeningState.OPEN:
        return _whole_days(rule, days)
    said = [days if days or rule.days.are_all else "", times]
    if rule.state is not OpeningState.OPEN:
        said.append(_state(rule.state))
    return " ".join(part for part in said if part) + _remark(rule.comment)


def _whole_days(rule: Rule, days: str) -> str:
    if rule.state is OpeningState.UNKNOWN and rule.comment:
        return " ".join(part for part in (days, rule.comment) if part) + _remark(_state(rule.state))
    state = pgettext("hours", "全天开放") if rule.state is OpeningState.OPEN else _state(rule.state)
    return _glue([days, state]) + _remark(rule.comment)


def _state(state: OpeningState) -> str:
    return pgettext("hours", "休息") if state is OpeningState.CLOSED else pgettext("hours", "请先联系确认")


def _remark(text: str) -> str:
    return pgettext("hours", "（%(text)s）") % {"text": text} if text else ""


def _days(days: Days) -> str:
    when = [years_text(days.years), dates_text(days.dates), weeks_text(days.weeks)]
    holidays = [name for said, name in _holidays(days) if said]
    weekdays = weekdays_text(days.weekdays)
    if days.holidays_on_weekdays:
        named = pgettext("hours", "%(holidays)s逢%(weekdays)s") % {"holidays": _listed(holidays), "weekdays": weekdays}
    else:
        named = _listed([weekdays, *holidays])
    return _glue([*when, named])


def _holidays(days: Days) -> Iterable[tuple[bool, str]]:
    return (days.on_holidays, pgettext("hours", "法定节假日")), (days.on_school_holidays, pgettext("hours", "学校假期"))


def _glue(parts: Sequence[str]) -> str:
    return (" " if is_english() else "").join(part for part in parts if part)


def _listed(parts: Iterable[str]) -> str:
    return pgettext("hours", "、").join(part for part in parts if part)


def _span(span: TimeSpan) -> str:
    start = _point(span.start)
    if span.end is None:
        return pgettext("hours", "%(start)s 起，结束时间不定") % {"start": start}
    if span.start == TimePoint(0) and span.end == TimePoint(DAY_MINUTES):
        return pgettext("hours", "全天")
    text = f"{start}–{_end(span.start, span.end)}"
    return pgettext("hours", "%(span)s，之后不定") % {"span": text} if span.is_open_ended else text


def _end(start: TimePoint, end: TimePoint) -> str:
    if end.event is not None or start.event is not None:
        return _point(end)
    minutes = end.minutes if end.minutes > start.minutes else end.minutes + DAY_MINUTES
    if minutes <= DAY_MINUTES:
        return _clock(minutes)
    return pgettext("hours", "次日 %(time)s") % {"time": _clock(minutes - DAY_MINUTES)}


def _point(point: TimePoint) -> str:
    if point.event is None:
        return _clock(point.minutes)
    event = _event(point.event)
    if not point.minutes:
        return event
    minutes = abs(point.minutes)
    away = npgettext("hours", "%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    if point.minutes < 0:
        return pgettext("hours", "%(event)s前 %(away)s") % {"event": event, "away": away}
    return pgettext("hours", "%(event)s后 %(away)s") % {"event": event, "away": away}


def _event(event: SunEvent) -> str:
    return {
        SunEvent.DAWN: pgettext("hours", "天亮"),
        SunEvent.SUNRISE: pgettext("hours", "日出"),
        SunEvent.SUNSET: pgettext("hours", "日落"),
        SunEvent.DUSK: pgettext("hours", "天黑"),
    }[event]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
