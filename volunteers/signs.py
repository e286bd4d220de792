"""Comings and goings before they are kept: what is told, by whom, and why one can't be taken."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activities.models.checkin import Method
from core.errors import Sentence
from volunteers.models import ServiceRecord, SignKind


class Why(StrEnum):
    """Why a sign can't be taken."""

    UNKNOWN = "unknown_application"
    OTHER_SESSION = "other_session"
    NOT_ACCEPTED = "not_accepted"
    OFF = "position_cancelled"
    FAR = "clock_out_of_range"
    ELSEWHERE = "serving_elsewhere"
    OTHER_TEAM = "other_team"
    POSTER = "poster"
    ONESELF = "own_service"

    @property
    def sentence(self) -> Sentence:
        return WHY_SENTENCES[self]


WHY_SENTENCES = {
    Why.UNKNOWN: _("没有这个岗位报名。"),
    Why.OTHER_SESSION: _("这位志愿者的岗位在另一场。"),
    Why.NOT_ACCEPTED: _("这位志愿者没有被录用，或已退出。"),
    Why.OFF: _("岗位、场次或活动已取消。"),
    Why.FAR: _("时间离岗位太远，请核对设备的时钟。"),
    Why.ELSEWHERE: _("这位志愿者同一时间已在另一个岗位签到。"),
    Why.POSTER: _("张贴的码不能为志愿者签到签退，请扫现场屏幕上的码。"),
    Why.OTHER_TEAM: _("这部手机只能为本队的志愿者签到签退；这位志愿者请扫现场屏幕上的码，或找主办方。"),
    Why.ONESELF: _("不能用自己的手机为自己签到签退，请扫现场屏幕上的码，或找主办方。"),
}


class Taken(StrEnum):
    """What became of a sign."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "quarantined"


@dataclass(frozen=True, slots=True)
class Sign:
    """One coming or going. `application` is its public id, `session` the session's, or empty for whichever."""

    id: UUID
    application: str
    kind: SignKind
    occurred_at: datetime
    session: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Helper:
    """Who helps with a phone of their own: never for themselves, and for some teams' volunteers; None: for all."""

    user_id: int
    teams: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class SignSource:
    """Where signs come from; `activities`, `sessions` and `helper` bound what a device may write, None is unbounded.

    There are two sources: a device that was paired, and a volunteer with the code on the session's screen.
    A poster's code is none: it can be passed on, so it would sign in and out from home.
    """

    now: datetime
    device_id: int | None = None
    actor_id: int | None = None
    activities: frozenset[int] | None = None
    sessions: frozenset[int] | None = None
    helper: Helper | None = None
    method: Method | None = None  # of the code on site, where there was one


@dataclass(frozen=True, slots=True)
class SignAnswer:
    id: UUID
    status: Taken
    why: Why | None = None
    service: ServiceRecord | None = field(default=None, compare=False)
