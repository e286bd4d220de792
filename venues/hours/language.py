"""What OpenStreetMap's opening_hours syntax can say, as values."""

from dataclasses import dataclass
from enum import StrEnum

DAY_MINUTES = 24 * 60


class OpeningState(StrEnum):
    """Whether a place is open at a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Joint(StrEnum):
    """How a rule stands to those before it."""

    OVERRIDES = ";"  # on its days it says all
    ADDS = ","
    ELSE = "||"  # where those before it don't say open


class SunEvent(StrEnum):
    """A time of the day that the place's position decides."""

    DAWN = "dawn"
    SUNRISE = "sunrise"
    SUNSET = "sunset"
    DUSK = "dusk"


@dataclass(frozen=True, slots=True)
class TimePoint:
    """Minutes from the day's midnight, at most 48 hours, or from an event of the sun."""

    minutes: int
    event: SunEvent | None = None


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of a day; without an end, or with `is_open_ended`, nobody says when it is over."""

    start: TimePoint
    end: TimePoint | None
    is_open_ended: bool = False


@dataclass(frozen=True, slots=True)
class YearRange:
    first: int
    last: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A date of one year or of each; without a day the whole month, without a month Easter Sunday."""

    month: int | None
    day: int | None = None
    year: int | None = None
    offset: int = 0  # days

    @property
    def is_very_date(self) -> bool:
        return self.month is None or self.day is not None


@dataclass(frozen=True, slots=True)
class DateRange:
    """From a date to another, both included; one date where they are the same."""

    first: DatePoint
    last: DatePoint


@dataclass(frozen=True, slots=True)
class WeekRange:
    """ISO weeks."""

    first: int
    last: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class WeekdayRange:
    """Monday is 0; the range may pass Sunday. `nths` count from the month's start, negative ones from its end."""

    first: int
    last: int
    nths: tuple[int, ...] = ()
    offset: int = 0  # days

    @property
    def days(self) -> tuple[int, ...]:
        return tuple((self.first + number) % 7 for number in range((self.last - self.first) % 7 + 1))


@dataclass(frozen=True, slots=True)
class Days:
    """On which days a rule holds; what is empty does not limit it."""

    years: tuple[YearRange, ...] = ()
    dates: tuple[DateRange, ...] = ()
    weeks: tuple[WeekRange, ...] = ()
    weekdays: tuple[WeekdayRange, ...] = ()
    on_holidays: bool = False  # PH
    on_school_holidays: bool = False  # SH
    holidays_on_weekdays: bool = False  # “PH Mo-Fr”: both; “PH,Mo-Fr”: either

    @property
    def are_all(self) -> bool:
        return self == Days()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; without spans it speaks of whole days."""

    joint: Joint
    days: Days
    spans: tuple[TimeSpan, ...]
    state: OpeningState
    comment: str = ""

    @property
    def is_about_the_sun(self) -> bool:
        return any(point.event for span in self.spans for point in (span.start, span.end) if point is not None)


class Flaw(StrEnum):
    """Why a text is no opening hours that can be told."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_READ = "not_read"
    ONE_TIME = "one_time"  # a point in time
    NO_LENGTH = "no_length"  # from nine to nine
    NO_TIME = "no_time"  # 25:61
    NO_DATE = "no_date"  # Feb 30
    ACROSS_YEARS = "across_years"
    BEYOND = "beyond"  # the syntax allows it, nothing here can tell it


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that can't be told, and the piece at which that shows."""

    flaw: Flaw
    piece: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """A text that has been read."""

    rules: tuple[Rule, ...]

    @property
    def speaks_of_holidays(self) -> bool:
        return any(rule.days.on_holidays for rule in self.rules)

    @property
    def speaks_of_school_holidays(self) -> bool:
        return any(rule.days.on_school_holidays for rule in self.rules)

    @property
    def is_about_the_sun(self) -> bool:
        return any(rule.is_about_the_sun for rule in self.rules)
