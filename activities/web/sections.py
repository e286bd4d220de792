"""Sections that other apps add to an activity's page, and to the page on which people check in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from activities.models import Activity, Session

# A template, and what it shows at a moment; None where there is nothing to show.
Section = tuple[str, dict[str, Any]]
OfActivity = Callable[[Activity, datetime], Section | None]
OnSite = Callable[[Session, str, datetime], Section | None]
_of_activity: list[OfActivity] = []
_on_site: list[OnSite] = []


def add_sections(*, of_activity: OfActivity, on_site: OnSite) -> None:
    """Let every activity's page, and every check-in page (with its code), show a section."""
    if of_activity not in _of_activity:
        _of_activity.append(of_activity)
    if on_site not in _on_site:
        _on_site.append(on_site)


def sections_of(activity: Activity, now: datetime) -> list[Section]:
    """The added sections of an activity that have something to show."""
    return [found for section in _of_activity if (found := section(activity, now)) is not None]


def sections_on_site(session: Session, token: str, now: datetime) -> list[Section]:
    """The added sections of a check-in page that have something to show."""
    return [found for section in _on_site if (found := section(session, token, now)) is not None]
