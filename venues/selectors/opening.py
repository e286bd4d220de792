"""What is open at a moment, for all expressions at once, and the sentences that tell it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.clock import city_day, city_time, minute_of
from core.fields import code_of
from core.geo import LonLat
from core.language import in_language, is_english
from core.versions import data_version
from venues.hours.places import place_of
from venues.models import OpeningHours, SpecialDay, SpecialDayKind
from venues.opening import (
    Calendar,
    DayPlan,
    DayReason,
    Opening,
    OpeningState,
    Span,
    SpecialDayInfo,
    day_plan,
    opening_at,
)

log = structlog.get_logger(__name__)
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class OpeningTable:
    """The state of every expression at one minute, in one language.

    `texts` is the JSON of each expression's `opening` member by its id; `key` changes only when
    a state or a sentence does.
    """

    openings: dict[int, Opening | None]
    texts: dict[int, str]
    unknown: str
    key: str = field(default="")

    def text_of(self, key: str) -> str:
        """The JSON of an expression's opening by its key as JSON (`null`: no hours are known)."""
        return self.unknown if key == "null" else self.texts.get(int(key), self.unknown)

    def ids(self, *states: OpeningState) -> list[int]:
        """The expressions that are in one of the states; what could not be told is unknown."""
        return [pk for pk, one in self.openings.items() if (one.state if one else OpeningState.UNKNOWN) in states]


def opening_table(at: datetime) -> OpeningTable:
    """The table of an aware moment, in the language of the moment; computed once a minute."""
    return _table(data_version("venues"), minute_of(at), translation.get_language() or "zh-hans")


@lru_cache(maxsize=8)
def _table(version: int, minute: datetime, language: str) -> OpeningTable:
    days = calendar_around(minute)
    rows = OpeningHours.objects.values_list("pk", "expression", "near")
    openings = {pk: _opening_of(pk, text, minute, days, place_of(near)) for pk, text, near in rows}
    texts = {pk: json.dumps(opening_json(opening, minute), ensure_ascii=False) for pk, opening in openings.items()}
    unknown = json.dumps(opening_json(None, minute), ensure_ascii=False)
    digest = hashlib.blake2b(json.dumps([version, language, texts]).encode(), digest_size=8).hexdigest()
    return OpeningTable(openings, texts, unknown, digest)


def _opening_of(pk: int, text: str, moment: datetime, days: Calendar, place: LonLat | None) -> Opening | None:
    """None where evaluating fails: whatever is wrong with one value, the others are told."""
    try:
        return opening_at(text, moment, days, place)
    except Exception:
        log.exception("opening_hours_failed", hours=pk)
        return None


def calendar_around(moment: datetime, *, days: int = 30) -> Calendar:
    """The special days of the years from the day before a moment on, and which of these years have been entered."""
    start = city_day(moment) - timedelta(days=1)
    years = range(start.year, (start + timedelta(days=days)).year + 1)
    rows = SpecialDay.objects.filter(date__range=(date(years[0], 1, 1), date(years[-1], 12, 31)))
    known = ((row, code_of(SpecialDayKind, row.kind)) for row in rows)
    found = {row.date: SpecialDayInfo(kind, row.name, row.name_en) for row, kind in known if kind is not None}
    return Calendar(found, frozenset(day.year for day in found))


def years_not_entered(first: date, last: date) -> list[int]:
    """The years of a stretch whose holidays nobody has entered yet."""
    years = range(first.year, last.year + 1)
    known = SpecialDay.objects.filter(date__year__gte=first.year, date__year__lte=last.year)
    return sorted(set(years) - {day.year for day in known.values_list("date", flat=True)})


def holidays_between(first: date, last: date) -> frozenset[date]:
    """The public holidays and holidays of the region from one day to another, both included."""
    rows = SpecialDay.objects.filter(date__range=(first, last)).exclude(kind=SpecialDayKind.WORKDAY)
    return frozenset(rows.values_list("date", flat=True))


def opening_json(opening: Opening | None, now: datetime) -> dict[str, Any]:
    """The `opening` member of a venue: state, a sentence, and when it changes."""
    if opening is None:
        return {"state": OpeningState.UNKNOWN.value, "text": _("开放时间不详"), "next_change": None}
    change = opening.next_change
    return {
        "state": opening.state.value,
        "text": opening_text(opening, now),
        "next_change": change.isoformat() if change else None,
    }


def opening_text(opening: Opening, now: datetime) -> str:
    """A sentence such as “开放中 · 17:00 结束” or “国庆节休息 · 明天 09:00 开放”."""
    said = _state_text(opening, now)
    remark = opening.comment
    return _("%(state)s · %(remark)s") % {"state": said, "remark": remark} if remark else said


def _state_text(opening: Opening, now: datetime) -> str:
    reason = special_name(opening.today)
    if opening.state is OpeningState.UNKNOWN:
        return _unknown_text(opening, reason)
    if opening.state is OpeningState.OPEN:
        if opening.next_change is None:
            return _("全天开放")
        time = moment_text(opening.next_change, now)
        if opening.then is OpeningState.UNKNOWN:
            return _("开放中 · %(time)s 以后请先确认") % {"time": time}
        return _("开放中 · %(time)s 结束") % {"time": time}
    closed = _("%(day)s休息") % {"day": reason} if reason and not opening.today.spans else _("现在休息")
    if opening.next_open is None:
        return closed
    return _("%(closed)s · %(time)s 开放") % {"closed": closed, "time": moment_text(opening.next_open.start, now)}


def _unknown_text(opening: Opening, special: str) -> str:
    if opening.today.reason is DayReason.UNREAD:
        return _("开放时间不详")
    if opening.today.reason is DayReason.UNANNOUNCED:
        return _("%(year)d 年的放假安排还没有录入，请先联系确认") % {"year": opening.today.day.year}
    if opening.today.reason in (DayReason.HOLIDAY_SILENT, DayReason.WORKDAY_SILENT):
        return _("%(day)s的开放安排不详，请先联系确认") % {"day": special}
    return _("开放时间请先联系确认")


def special_name(plan: DayPlan) -> str:
    """The name of the holiday or working day that a plan follows, in the language of the moment."""
    if plan.special is None:
        return ""
    return in_language(plan.special.name, plan.special.name_en)


def moment_text(moment: datetime, now: datetime) -> str:
    """“17:00”, “明天 09:00” or “11月24日（周二）09:00”; midnight of today's end is 24:00."""
    local, today = city_time(moment), city_day(now)
    clock = local.strftime("%H:%M")
    away = (local.date() - today).days
    if away == 1 and clock == "00:00":
        return "24:00"
    if away <= 0:
        return clock
    if away == 1:
        return _("明天 %(time)s") % {"time": clock}
    return pgettext("day and time", "%(day)s%(time)s") % {"day": day_text(local.date()), "time": clock}


def day_text(day: date) -> str:
    """“11月24日（周二）”, or “Tue 24 Nov”."""
    if is_english():
        return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {day:%b}"
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def week_of(expression: str, now: datetime, *, days: int = 7, place: LonLat | None = None) -> list[dict[str, Any]]:
    """The coming days of an expression: date_text, is_today, text, note and state, for a page."""
    calendar = calendar_around(now)
    today = city_day(now)
    rows = []
    for offset in range(days):
        plan = day_plan(expression, today + timedelta(days=offset), calendar, place)
        rows.append(
            {
                "date_text": day_text(plan.day),
                "is_today": offset == 0,
                "text": _spans_text(plan),
                "note": day_note(plan),
                "state": plan.state.value,
            }
        )
    return rows


def day_note(plan: DayPlan) -> str:
    """The holiday's name, or that nobody has entered that year's."""
    if plan.reason is DayReason.UNANNOUNCED:
        return _("%(year)d 年的放假安排还没有录入") % {"year": plan.day.year}
    return special_name(plan)


def _spans_text(plan: DayPlan) -> str:
    if plan.state is OpeningState.CLOSED:
        return _("休息")
    whole = [span for span in plan.spans if span.end - span.start == timedelta(days=1)]
    if whole and whole[0].state is OpeningState.UNKNOWN:
        return whole[0].comment or _("请先联系确认")
    return _("、").join(_span_text(span, plan.day) for span in plan.spans)


def _span_text(span: Span, day: date) -> str:
    text = f"{span.start:%H:%M}–{'24:00' if span.end.date() > day else format(span.end, '%H:%M')}"
    if span.state is OpeningState.OPEN:
        return text
    return _("%(time)s（请先联系确认）") % {"time": text}
