"""What is not known of town and country, as pages say it beside a figure."""

from typing import Any

from insights.selectors.ground import Unknown
from insights.web.question import address_of


def unknown_line(unknown: Unknown | None) -> dict[str, Any] | None:
    """How many sessions and 人次, and where they are listed."""
    if unknown is None:
        return None
    return {"sessions": unknown.sessions, "times": unknown.times, "to": address_of(unknown.question)}
