"""A caravan's stops as they come in, and what is wrong with them. Pure: values in, answer out."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import ZONE, city_day
from core.errors import Sentence
from venues.facts import GivenPlace

LONGEST_STAY = timedelta(hours=24)
FARTHEST_AHEAD = timedelta(days=400)
FARTHEST_BACK = timedelta(days=400)
LENGTHS = {"name": 100, "name_en": 200, "address": 200, "address_en": 300, "note": 300}
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class StopFacts:
    """What a stop shall say; the moments are aware."""

    name: str
    given: GivenPlace
    starts_at: datetime
    ends_at: datetime
    name_en: str = ""
    address: str = ""
    address_en: str = ""
    note: str = ""

    def shifted(self, days: int) -> "StopFacts":
        """The same stop so many days later, at the same time of the city's clock."""
        return replace(self, starts_at=_days_later(self.starts_at, days), ends_at=_days_later(self.ends_at, days))


def _days_later(moment: datetime, days: int) -> datetime:
    return moment.astimezone(ZONE) + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the city's days, Monday first, as ISO 8601 numbers it."""

    monday: date

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        day = city_day(moment)
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> "Week | None":
        """`2026-W48`; None where there is no such week between 2000 and 2100."""
        year, _dash, number = text.partition("-W")
        if not (len(text) == 8 and year.isascii() and year.isdigit() and number.isascii() and number.isdigit()):
            return None
        try:
            monday = date.fromisocalendar(int(year), int(number), 1)
        except ValueError:
            return None
        return cls(monday) if 2000 <= monday.year <= 2100 else None

    def __str__(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    def moved(self, weeks: int) -> "Week":
        return Week(self.monday + timedelta(days=DAYS_A_WEEK * weeks))

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=offset) for offset in range(DAYS_A_WEEK)]

    @property
    def start(self) -> datetime:
        """Its first moment, aware."""
        return datetime.combine(self.monday, time(), ZONE)

    @property
    def end(self) -> datetime:
        """The first moment after it, aware."""
        return self.moved(1).start


def what_is_wrong_with_stop(facts: StopFacts, now: datetime) -> dict[str, list[Sentence]]:
    """Sentences by field; empty if the stop can be stored."""
    wrong: dict[str, list[Sentence]] = {}

    def tell(field: str, sentence: Sentence) -> None:
        wrong.setdefault(field, []).append(sentence)

    if not facts.name.strip():
        tell("name", _("请填写停靠地点的名称。"))
    for field, longest in LENGTHS.items():
        if len(getattr(facts, field)) > longest:
            tell(field, _("内容太长，请缩短。"))
    if facts.ends_at <= facts.starts_at:
        tell("until", _("结束时间要晚于开始时间。"))
    elif facts.ends_at - facts.starts_at > LONGEST_STAY:
        tell("until", _("一次停靠最长 24 小时，更长的请分成几次。"))
    if not now - FARTHEST_BACK <= facts.starts_at <= now + FARTHEST_AHEAD:
        tell("day", _("日期离今天太远，请检查年份。"))
    if not facts.given.place.is_on_earth():
        tell("lon", _("经纬度不对，经度在前，单位是度。"))
    return wrong
