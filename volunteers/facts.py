"""What a volunteer states of themselves, as a value."""

from dataclasses import dataclass
from datetime import date

AVAILABILITY = ("workday", "workday_evening", "weekend", "holiday", "school_break")


@dataclass(frozen=True, slots=True)
class VolunteerFacts:
    """A profile as its owner states it. `birth_date` follows from a resident ID and is asked for with others."""

    name: str
    id_type: str
    id_number: str
    county: str
    groups: tuple[str, ...]
    birth_date: date | None = None
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    is_emergency: bool = False
    consent: bool = False
    guardian_name: str = ""
    guardian_phone: str = ""
    guardian_consent: bool = False
