"""What the form of a step sends."""

from venues.facts import VenueFacts
from venues.models import Venue
from venues.selectors.workingcopy import working_copy
from venues.web.workspace.form.saving import sealed
from venues.web.workspace.form.steps import STEPS

NO_TITLES = {"titles-TOTAL_FORMS": "0", "titles-INITIAL_FORMS": "0"}


def address(venue: Venue, key: str) -> str:
    return f"/workspace/venues/{venue.public_id}/edit/{key}/"


def carried(venue: Venue, key: str) -> dict[str, str]:
    """What the form of a step carries besides its fields."""
    copy = working_copy(Venue.objects.get(pk=venue.pk))
    return {"version": str(copy.version), "base": sealed(copy.facts, STEPS[key].decides)}


def what(venue: Venue, **changes: str) -> dict[str, str]:
    stated = {"name": venue.name, "kind": venue.kind_id, "operator": str(venue.operator_id or ""), "summary": "旧简介"}
    return {**NO_TITLES, **carried(venue, "what"), **stated, **changes}


def facts(venue: Venue) -> VenueFacts:
    return working_copy(Venue.objects.get(pk=venue.pk)).facts
