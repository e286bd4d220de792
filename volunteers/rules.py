"""Decisions about volunteers and their service: values in, answer out."""

import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.contacts import without_gaps
from core.errors import Sentence

# Hours for one to five stars (domain: 星级志愿者).
STAR_HOURS = (100, 300, 600, 1000, 1500)
GRACE = timedelta(minutes=30)  # before and after a position, which counts
NOTICE = timedelta(days=5)  # for which confirmed hours are shown before they are final
TIGHT = timedelta(minutes=60)  # between two positions, below which one is warned
EARLIEST_SIGN = timedelta(hours=4)  # before a position: earlier is another day's mistake
LATEST_SIGN = timedelta(hours=12)  # after it
LONG_AGO = timedelta(hours=1)  # between a coming or going and its being told, above which it is looked at
MOST_PLACES = 200
LONGEST_POSITION = timedelta(hours=16)
CHILD, ADULT, YOUNGEST = 14, 18, 6
RESIDENT_ID = re.compile(r"[1-9][0-9]{5}(?P<born>(?:19|20)[0-9]{6})[0-9]{3}[0-9X]")
OTHER_ID = re.compile(r"[A-Z0-9]{6,20}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
NUMBERS = 10**8  # to draw from, of one year
NUMBER = re.compile(r"V[0-9]{13}")


class Odd(StrEnum):
    """What is odd about a record of service that may be right all the same."""

    FORGOTTEN = "forgotten"  # no sign-out: closed at the window's end
    CUT = "cut"  # longer than the position: only the position and its grace count
    SHORT = "short"  # much less than the position
    SAME_DEVICE = "same_device"  # very many signed in by one phone at once
    LONG_AGO = "long_ago"  # told long after it was
    BY_SCREEN = "by_screen"  # by oneself, with the code on the screen

    @property
    def label(self) -> object:
        return ODD_LABELS[self]


ODD_LABELS = {
    Odd.FORGOTTEN: _("没有签退，按岗位结束时间算"),
    Odd.CUT: _("超出岗位时间，只计到岗位前后半小时"),
    Odd.SHORT: _("不到岗位时间的一半"),
    Odd.SAME_DEVICE: _("同一台设备短时间内为很多人签到"),
    Odd.LONG_AGO: _("过了很久才登记，请核对时间"),
    Odd.BY_SCREEN: _("本人扫码"),
}


def stars_of(minutes: int) -> int:
    """Stars for final minutes of service, 0 to 5."""
    return sum(minutes >= 60 * hours for hours in STAR_HOURS)


def minutes_to_next_star(minutes: int) -> int | None:
    """What is missing for the next star; None with five."""
    return next((60 * hours - minutes for hours in STAR_HOURS if minutes < 60 * hours), None)


def new_number(year: int, below: Callable[[int], int] = secrets.randbelow) -> str:
    """A volunteer's number for life: V, the year of joining, eight random digits and a check digit (Luhn).

    Of 1,500 volunteers of a year two draw the same one time in ninety: the caller draws again (`core.identifiers`).
    """
    digits = f"{year:04d}{below(NUMBERS):08d}"
    return f"V{digits}{_luhn(digits)}"


def is_number(text: str) -> bool:
    """Whether a text is a volunteer's number with a right check digit."""
    return bool(NUMBER.fullmatch(text)) and text[-1] == str(_luhn(text[1:-1]))


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return -total % 10


def normal_id(text: str) -> str:
    """An ID number as it is kept: half-width, without gaps, upper case."""
    return without_gaps(text).upper()


def birth_in(number: str) -> date | None:
    """The birth date within a resident ID number (GB 11643) that is right; None for one that is not."""
    found = RESIDENT_ID.fullmatch(number)
    if found is None:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    if CHECK_CHARACTERS[total % 11] != number[17]:
        return None
    try:
        return date.fromisoformat(found["born"])
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Window:
    """When a position is served, aware."""

    starts_at: datetime
    ends_at: datetime

    @property
    def earliest(self) -> datetime:
        return self.starts_at - GRACE

    @property
    def latest(self) -> datetime:
        return self.ends_at + GRACE

    def takes_sign(self, moment: datetime) -> bool:
        """Whether coming or going at a moment can be of this position at all."""
        return self.starts_at - EARLIEST_SIGN <= moment <= self.ends_at + LATEST_SIGN


def counted_start(window: Window, came: datetime) -> datetime:
    """From when service counts: not before the grace begins, not after it ends."""
    return min(max(came, window.earliest), window.latest)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of service that has its end; whole minutes, rounded down."""

    starts_at: datetime
    ends_at: datetime
    minutes: int
    odd: tuple[Odd, ...] = ()


def stretch(window: Window, starts_at: datetime, went: datetime | None, latest: datetime | None = None) -> Stretch:
    """The counted stretch from a counted start until somebody went; None: they never said, so the window's end.

    It ends by `latest`, by which the volunteer served elsewhere or again; without it, by the end of the grace.
    """
    odd = [Odd.FORGOTTEN] if went is None else []
    ends, latest = window.ends_at if went is None else went, latest or window.latest
    if ends > latest:
        odd.append(Odd.CUT)
    ends = max(starts_at, min(ends, latest))
    minutes = int((ends - starts_at).total_seconds() // 60)
    if minutes * 120 < (window.ends_at - window.starts_at).total_seconds():
        odd.append(Odd.SHORT)
    return Stretch(starts_at, ends, minutes, tuple(odd))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a position asks of whom, and what stands against a volunteer's applying."""

    is_off: bool
    starts_at: datetime
    open_to: str
    is_member: bool = False  # of the position's team
    is_invited: bool = False
    adults_only: bool = False
    age: int | None = None
    overlapping: Sentence = ""  # an accepted position at the same time
    missing_course: str = ""  # that is asked for and was not attended


def why_not_apply(terms: Terms, now: datetime) -> Sentence | None:
    """The sentence that refuses an application; None where it may be made."""
    if terms.is_off:
        return _("这个岗位已取消。")
    if now >= terms.starts_at:
        return _("这个岗位已经开始，不能再报名。")
    if terms.open_to == "team" and not terms.is_member and not terms.is_invited:
        return _("这个岗位只面向指定的服务队，请先加入服务队。")
    if terms.open_to == "invited" and not terms.is_invited:
        return _("这个岗位只面向受邀请的志愿者。")
    if terms.adults_only and (terms.age is None or terms.age < ADULT):
        return _("这个岗位要求年满 18 岁。")
    if terms.missing_course:
        return _("这个岗位要求先参加“%(course)s”培训。") % {"course": terms.missing_course}
    if terms.overlapping:
        return terms.overlapping
    return None


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """A position as its organizer states it."""

    title: str
    places: int
    starts_at: datetime
    ends_at: datetime
    about: str = ""
    skills: tuple[str, ...] = ()
    meeting_point: str = ""
    open_to: str = "all"
    team_id: int | None = None
    accepts_at_once: bool = False
    is_door: bool = False
    adults_only: bool = False
    course_id: int | None = None


def wrong_position(
    facts: PositionFacts, session: Window, taken: int, skills: Collection[str]
) -> dict[str, list[Sentence]]:
    """Sentences by field. A position lies around its session: at most a day before or after."""
    wrong: dict[str, list[Sentence]] = {}
    if not facts.title.strip():
        wrong["title"] = [_("请填写岗位名称，例如“讲解员”。")]
    if not 1 <= facts.places <= MOST_PLACES:
        wrong["places"] = [_("人数要是 1 到 200。")]
    elif facts.places < taken:
        wrong["places"] = [_("已录用的人数比这多，请先退掉几位。")]
    if facts.ends_at <= facts.starts_at:
        wrong["ends_at"] = [_("结束要晚于开始。")]
    elif facts.ends_at - facts.starts_at > LONGEST_POSITION:
        wrong["ends_at"] = [_("一个岗位最长 16 小时，请分成几个。")]
    elif facts.starts_at < session.starts_at - timedelta(days=1) or facts.ends_at > session.ends_at + timedelta(days=1):
        wrong["starts_at"] = [_("岗位时间离这一场太远，最多提前或推后一天。")]
    if facts.open_to == "team" and facts.team_id is None:
        wrong["team"] = [_("请选择服务队。")]
    if set(facts.skills) - set(skills):
        wrong["skills"] = [_("特长不在词表里。")]
    return wrong
