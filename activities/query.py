"""What somebody asks of the public activities."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.geo import Box, LonLat


class When(StrEnum):
    """A stretch of days that people name."""

    TODAY = "today"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"

    @property
    def label(self) -> object:
        return WHEN_LABELS[self]

    def days(self, today: date) -> tuple[date, date]:
        """First and last day, both included, seen from a day: what is over of it is left out."""
        match self:
            case When.TODAY:
                return today, today
            case When.WEEK:
                return today, today + timedelta(days=6 - today.weekday())
            case When.WEEKEND:
                saturday = today + timedelta(days=5 - today.weekday())
                return max(today, saturday), saturday + timedelta(days=1)
            case When.MONTH:
                following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
                return today, following - timedelta(days=1)


WHEN_LABELS = {When.TODAY: _("今天"), When.WEEK: _("本周"), When.WEEKEND: _("本周末"), When.MONTH: _("本月")}


@dataclass(frozen=True, slots=True)
class Near:
    """Within `radius_m` metres of a place, along the ground."""

    place: LonLat
    radius_m: float


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """Days of the city, both included, and filters; empty means all.

    `region` is a county's or zone's code; `campaign` an identifier out of a year's plan; `venue` and
    `unit` public identifiers; `box` WGS 84; `text` part of a title, a summary or
    a unit's name. `free` asks for sessions to which one can still go.
    """

    first: date
    last: date
    when: When | None = None
    region: str = ""
    audience: str = ""
    form: str = ""
    topic: str = ""
    campaign: str = ""
    venue: str = ""
    unit: str = ""
    free: bool = False
    box: Box | None = None
    near: Near | None = None
    text: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether something else than days is asked for."""
        return bool(
            self.region
            or self.audience
            or self.form
            or self.topic
            or self.campaign
            or self.venue
            or self.unit
            or self.free
            or self.box
            or self.near
            or self.text
        )
