"""Days and times of the city. Nothing below a view or a task reads the clock: `now` is an argument."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def city_time(moment: datetime) -> datetime:
    """An aware moment as the city's wall clock shows it."""
    return moment.astimezone(ZONE)


def city_day(moment: datetime) -> date:
    """The Asia/Shanghai day on which an aware moment falls."""
    return moment.astimezone(ZONE).date()


def day_start(day: date) -> datetime:
    """The first moment of a day of the city, aware."""
    return datetime.combine(day, time(), ZONE)


def minute_of(moment: datetime) -> datetime:
    """A moment cut to its minute, in the city's time."""
    return city_time(moment).replace(second=0, microsecond=0)


def months_before(day: date, months: int) -> date:
    """The same day `months` calendar months earlier, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_from(start: date, count: int) -> list[date]:
    """`count` days in a row."""
    return [start + timedelta(days=offset) for offset in range(count)]
