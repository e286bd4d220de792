"""What somebody states about a year's plan, before any of it is believed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A brand and its window; both days included."""

    identifier: str
    name: str
    starts_on: date
    ends_on: date
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task with the names of its units. `all_members` stands for “领导小组各成员单位”."""

    number: int
    name: str
    starts_on: date
    ends_on: date
    leads: tuple[str, ...]
    responsible: tuple[str, ...] = ()
    all_members: bool = False
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project and its tasks."""

    number: int
    name: str
    tasks: tuple[TaskFacts, ...]
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """All that a year's plan says."""

    year: int
    campaigns: tuple[CampaignFacts, ...]
    projects: tuple[ProjectFacts, ...]
