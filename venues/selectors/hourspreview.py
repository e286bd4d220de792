"""What an expression means on the days to come, as a calendar that the form's author can check."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.clock import city_day, days_from
from core.geo import LonLat, to_wgs84
from venues.facts import VenueFacts
from venues.hours.entry import entered_hours
from venues.hours.words import hours_words
from venues.models import OpeningHours, SpecialDayKind
from venues.opening import Calendar, DayPlan, OpeningState, day_plan
from venues.selectors.opening import calendar_around, day_note, day_text

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
    words: str = ""
    expression: str = ""  # as it will be kept

    @property
    def weekday_names(self) -> list[str]:
        """Monday to Sunday in the language of the moment."""
        return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]

    @property
    def special_days(self) -> tuple[PreviewDay, ...]:
        """The holidays and working weekend days among them."""
        return tuple(day for week in self.weeks for day in week if day is not None and day.note)


def hours_preview_of(facts: VenueFacts, now: datetime, typed: str | None = None) -> HoursPreview:
    """The same at a venue's own place; what is typed stands in for what the facts say."""
    given = facts.given
    place = to_wgs84(given.place, given.datum) if given else None
    return hours_preview(facts.opening_hours if typed is None else typed, now, place)


def hours_preview(typed: str, now: datetime, place: LonLat | None = None) -> HoursPreview:
    """Four weeks from today on, of words or of the syntax; nothing but a sentence for what can't be read."""
    entered = entered_hours(typed)
    text = entered.expression
    if not text:
        return HoursPreview(problem=_("还没有填写开放时间，公众会看到“开放时间不详”。"))
    if entered.problem:
        return HoursPreview(problem=str(entered.problem))
    today = city_day(now)
    calendar = calendar_around(now, days=WEEKS * 7 + 1)
    days: list[PreviewDay | None] = [None] * today.weekday()
    days += [_day(text, day, today, calendar, place) for day in days_from(today, WEEKS * 7)]
    days += [None] * (-len(days) % 7)
    weeks = tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7))
    return HoursPreview(weeks, words=hours_words(text), expression=text)


def _day(expression: str, day: date, today: date, calendar: Calendar, place: LonLat | None) -> PreviewDay:
    plan = day_plan(expression, day, calendar, place)
    return PreviewDay(
        day=day,
        date_text=day_text(day),
        state=plan.state.value,
        spans=_spans(plan),
        note=day_note(plan),
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
