"""Who may do what with an activity."""

from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.models import Activity, SessionResult
from core.errors import NotAllowed


def can_post_for(actor: Actor, unit: Unit) -> bool:
    """Posting in a unit's name: its organizers, the county office for units of its county, the office for all."""
    return (
        actor.sees_all
        or unit.pk in actor.organizer_of
        or (unit.county_code != "" and unit.county_code in actor.reviewer_of_counties)
    )


def can_edit_activity(actor: Actor, activity: Activity) -> bool:
    return can_post_for(actor, activity.unit)


def can_review_activity(actor: Actor, activity: Activity) -> bool:
    """Deciding on what others submit: the county office where the unit is of its county, the office for all."""
    county = activity.unit.county_code
    return actor.sees_all or (county != "" and county in actor.reviewer_of_counties)


def can_publish_activity(actor: Actor, activity: Activity) -> bool:
    """Publishing: a reviewer, or a unit that needs no review."""
    return can_review_activity(actor, activity) or activity.unit_id in actor.publishes_for


def can_decide_results(actor: Actor, activity: Activity, result: SessionResult) -> bool:
    """Confirming head counts, or sending them back: a reviewer who has not reported them.

    Also where the unit's activities need no review.
    """
    is_own = actor.user_id is not None and actor.user_id == result.reported_by_id
    return can_review_activity(actor, activity) and not is_own


def require_plan_keeper(actor: Actor) -> None:
    """The plan is the office's."""
    if not actor.sees_all:
        raise NotAllowed("plan", _("只有领导小组办公室可以维护年度计划。"))
