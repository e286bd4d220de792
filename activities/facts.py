"""What somebody states about an activity and its sessions, before any of it is believed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from venues.facts import GivenPlace


class RegistrationMode(StrEnum):
    """How a place is had."""

    NONE = "none"  # just come
    OPEN = "open"  # first come, first served
    APPROVAL = "approval"  # the organizer decides

    @property
    def label(self) -> object:
        return REGISTRATION_LABELS[self]


REGISTRATION_LABELS = {
    RegistrationMode.NONE: _("无需报名"),
    RegistrationMode.OPEN: _("报名即可"),
    RegistrationMode.APPROVAL: _("报名后审核"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """A place: a venue, or a name with an address and a coordinate; all empty means “as the activity”."""

    venue_id: int | None = None
    name: str = ""
    address: str = ""
    given: GivenPlace | None = None
    zone: str = ""

    def __bool__(self) -> bool:
        return bool(self.venue_id or self.name or self.address or self.given)


@dataclass(frozen=True, slots=True)
class Question:
    """What an organizer asks besides the usual fields."""

    key: str
    label: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One session: aware times, capacity in people (None: no limit). `id` is a known session's public id."""

    starts_at: datetime
    ends_at: datetime
    id: str = ""
    capacity: int | None = None
    where: Where = Where()
    note: str = ""
    rural_stated: bool | None = None  # what is said of this session's place, where the place doesn't tell


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """How people register. `closes_minutes` before the start; `party_max` people in one registration."""

    mode: RegistrationMode = RegistrationMode.NONE
    party_max: int = 10
    closes_minutes: int = 0
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """All that can be stated about an activity. Empty means “not known”."""

    title: str
    unit_id: int
    form: str = ""
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    body: str = ""
    co_unit_ids: tuple[int, ...] = ()
    campaign_ids: tuple[int, ...] = ()
    task_ids: tuple[int, ...] = ()
    joint_action: str = ""
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    setting: str = ""
    rural_stated: bool | None = None
    rural_reason: str = ""
    online: bool = False
    where: Where = Where()
    contact: str = ""
    registration: RegistrationFacts = RegistrationFacts()
    asks_position: bool = False  # of who checks in by a code on site
    cover: str = ""  # a photo's public identifier
    cover_caption: str = ""
    sessions: tuple[SessionFacts, ...] = ()
    series: str = ""
    reference: str = ""
    is_demonstration: bool = False
