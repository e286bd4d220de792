"""Sections that other apps add to a venue's page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from venues.models import Venue

# A template, and what it shows of a venue at a moment; None where there is nothing to show.
Section = tuple[str, dict[str, Any]]
Sections = Callable[[Venue, datetime], Section | None]
_added: list[Sections] = []


def add_section(section: Sections) -> None:
    """Let every venue's page show a section; it is asked with each page."""
    if section not in _added:
        _added.append(section)


def sections_of(venue: Venue, now: datetime) -> list[Section]:
    """The added sections of a venue that have something to show."""
    found = (section(venue, now) for section in _added)
    return [section for section in found if section is not None]
