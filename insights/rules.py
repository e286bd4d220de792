"""How a target stands: values in, answer out."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

RECENT = timedelta(days=30)


class Standing(StrEnum):
    """Where a target is."""

    REACHED = "reached"
    AHEAD = "ahead"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_BEGUN = "not_begun"
    NOT_REPORTED = "not_reported"

    @property
    def label(self) -> object:
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.REACHED: _("已完成"),
    Standing.AHEAD: _("进度正常"),
    Standing.BEHIND: _("进度落后"),
    Standing.MISSED: _("没有完成"),
    Standing.NOT_BEGUN: _("还没有开始"),
    Standing.NOT_REPORTED: _("没有填报"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """A target's figure so far, the share of it and of the time, and what the cut-off may bring (low, high)."""

    standing: Standing
    value: Decimal | None
    share: float
    time_share: float
    forecast: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached within days of the city, both included; `more`: above it, else at least it."""

    value: Decimal
    first: date
    last: date
    more: bool = False

    def is_reached(self, value: Decimal) -> bool:
        return value > self.value if self.more else value >= self.value

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def progress(aim: Aim, value: Decimal | None, recent: Decimal | None, today: date) -> Progress:
    """How a target stands on a day. `recent` is what came in the last 30 days; None for what has no pace.

    The forecast goes on from today at the slower and at the faster of two paces: that of the whole window so
    far, and that of the last 30 days.
    """
    gone = min(max((today - aim.first).days + 1, 0), aim.days)
    time_share = gone / aim.days
    if value is None:
        standing = Standing.NOT_BEGUN if gone == 0 else Standing.NOT_REPORTED
        return Progress(standing, None, 0.0, time_share)
    share = float(value / aim.value) if aim.value else 1.0
    if aim.is_reached(value):
        return Progress(Standing.REACHED, value, share, time_share)
    if today > aim.last:
        return Progress(Standing.MISSED, value, share, time_share)
    if gone == 0:
        return Progress(Standing.NOT_BEGUN, value, share, time_share)
    standing = Standing.AHEAD if share >= time_share else Standing.BEHIND
    return Progress(standing, value, share, time_share, _forecast(value, recent, gone, aim.days))


def _forecast(value: Decimal, recent: Decimal | None, gone: int, days: int) -> tuple[int, int] | None:
    if recent is None:
        return None
    paces = (value / gone, recent / min(gone, RECENT.days))
    return int(value + min(paces) * (days - gone)), int(value + max(paces) * (days - gone))
