"""What is open at a moment, for all expressions at once, and the sentences that tell it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.clock import city_day, city_time, minute_of
from core.language import in_language, is_english
from core.versions import data_version
from venues.models import OpeningHours, SpecialDay, SpecialDayKind
from venues.opening import Calendar, DayPlan, DayReason, Opening, OpeningState, SpecialDayInfo, day_plan, opening_at

WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class OpeningTable:
    """The state of every expression at one minute, in one language.

    `texts` is the JSON of each expression's `opening` member by its id; `key` changes only when
    a state or a sentence does.
    """

    openings: dict[int, Opening]
    texts: dict[int, str]
    unknown: str
    key: str = field(default="")

    def text_of(self, key: str) -> str:
        """The JSON of an expression's opening by its key as JSON (`null`: no hours are known)."""
        return self.unknown if key == "null" else self.texts.get(int(key), self.unknown)

    def ids(self, state: OpeningState) -> list[int]:
        """The expressions that are in a state."""
        return [pk for pk, opening in self.openings.items() if opening.state is state]


def opening_table(at: datetime) -> OpeningTable:
    """The table of an aware moment, in the language of the moment; computed once a minute."""
    return _table(data_version("venues"), minute_of(at), translation.get_language() or "zh-hans")


@lru_cache(maxsize=8)
def _table(version: int, minute: datetime, language: str) -> OpeningTable:
    days = calendar_around(minute)
    openings = {pk: opening_at(text, minute, days) for pk, text in OpeningHours.objects.values_list("pk", "expression")}
    texts = {pk: json.dumps(opening_json(opening, minute), ensure_ascii=False) for pk, opening in openings.items()}
    unknown = json.dumps(opening_json(None, minute), ensure_ascii=False)
    digest = hashlib.blake2b(json.dumps([version, language, texts]).encode(), digest_size=8).hexdigest()
    return OpeningTable(openings, texts, unknown, digest)


def calendar_around(moment: datetime, *, days: int = 30) -> Calendar:
    """The special days from the day before a moment on."""
    start = city_day(moment) - timedelta(days=1)
    rows = SpecialDay.objects.filter(date__range=(start, start + timedelta(days=days)))
    return {row.date: SpecialDayInfo(SpecialDayKind(row.kind), row.name, row.name_en) for row in rows}


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
    reason = special_name(opening.today)
    if opening.state is OpeningState.UNKNOWN:
        if opening.today.reason in (DayReason.HOLIDAY_SILENT, DayReason.WORKDAY_SILENT):
            return _("%(day)s的开放安排不详，请先联系确认") % {"day": reason}
        return _("开放时间请先联系确认")
    if opening.state is OpeningState.OPEN:
        if opening.next_change is None:
            return _("全天开放")
        return _("开放中 · %(time)s 结束") % {"time": moment_text(opening.next_change, now)}
    closed = _("%(day)s休息") % {"day": reason} if reason and not opening.today.spans else _("现在休息")
    if opening.next_open is None:
        return closed
    return _("%(closed)s · %(time)s 开放") % {"closed": closed, "time": moment_text(opening.next_open.start, now)}


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


def week_of(expression: str, now: datetime, *, days: int = 7) -> list[dict[str, Any]]:
    """The coming days of an expression: date_text, is_today, text, note and state, for a page."""
    calendar = calendar_around(now)
    today = city_day(now)
    rows = []
    for offset in range(days):
        plan = day_plan(expression, today + timedelta(days=offset), calendar)
        rows.append(
            {
                "date_text": day_text(plan.day),
                "is_today": offset == 0,
                "text": _spans_text(plan),
                "note": special_name(plan),
                "state": plan.state.value,
            }
        )
    return rows


def _spans_text(plan: DayPlan) -> str:
    spans = [span for span in plan.spans if span.state is OpeningState.OPEN]
    if not spans:
        return _("请先联系确认") if plan.spans else _("休息")
    return _("、").join(
        f"{span.start:%H:%M}–{'24:00' if span.end.date() > plan.day else format(span.end, '%H:%M')}" for span in spans
    )
