"""What an expression means on the days to come, as a calendar that the form's author can check."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.clock import city_day, days_from
from venues.models import OpeningHours, SpecialDayKind
from venues.opening import Calendar, DayPlan, OpeningState, day_plan, why_not_an_expression
from venues.selectors.opening import calendar_around, day_text, special_name

WEEKS = 4
LONGEST = OpeningHours._meta.get_field("expression").max_length or 0


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """A day of the calendar; `spans` are (from, to) as the wall clock shows them."""

    day: date
    date_text: str
    state: str
    spans: tuple[tuple[str, str], ...]
    note: str
    comment: str
    is_today: bool
    is_workday: bool


@dataclass(frozen=True, slots=True)
class HoursPreview:
    """Weeks from Monday to Sunday, None where a day lies outside the four weeks; or what is wrong."""

    weeks: tuple[tuple[PreviewDay | None, ...], ...] = ()
    problem: str = ""

    @property
    def weekday_names(self) -> list[str]:
        """Monday to Sunday in the language of the moment."""
        return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]

    @property
    def special_days(self) -> tuple[PreviewDay, ...]:
        """The holidays and working weekend days among them."""
        return tuple(day for week in self.weeks for day in week if day is not None and day.note)


def hours_preview(expression: str, now: datetime) -> HoursPreview:
    """Four weeks from today on; nothing but a sentence for what can't be read."""
    text = expression.strip()
    if not text:
        return HoursPreview(problem=_("还没有填写开放时间，公众会看到“开放时间不详”。"))
    if len(text) > LONGEST:
        return HoursPreview(
            problem=_("开放时间写得太长，请缩短说明文字（最多 %(longest)d 个字符）。") % {"longest": LONGEST}
        )
    if "\x00" in text or why_not_an_expression(text):
        return HoursPreview(problem=_("开放时间不能识别，请按 Tu-Su 09:00-17:00; PH 09:00-17:00 的写法填写。"))
    today = city_day(now)
    calendar = calendar_around(now, days=WEEKS * 7 + 1)
    days: list[PreviewDay | None] = [None] * today.weekday()
    days += [_day(text, day, today, calendar) for day in days_from(today, WEEKS * 7)]
    days += [None] * (-len(days) % 7)
    return HoursPreview(tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7)))


def _day(expression: str, day: date, today: date, calendar: Calendar) -> PreviewDay:
    plan = day_plan(expression, day, calendar)
    return PreviewDay(
        day=day,
        date_text=day_text(day),
        state=plan.state.value,
        spans=_spans(plan),
        note=special_name(plan),
        comment=next((span.comment for span in plan.spans if span.comment), ""),
        is_today=day == today,
        is_workday=plan.special is not None and plan.special.kind is SpecialDayKind.WORKDAY,
    )


def _spans(plan: DayPlan) -> tuple[tuple[str, str], ...]:
    """The open stretches; those that are to be asked for only where they don't fill the day."""
    midnight = plan.day + timedelta(days=1)
    return tuple(
        (f"{span.start:%H:%M}", "24:00" if span.end.date() == midnight else f"{span.end:%H:%M}")
        for span in plan.spans
        if span.state is OpeningState.OPEN or span.end - span.start < timedelta(days=1)
    )
