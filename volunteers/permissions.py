"""Who may do what with volunteers' affairs."""

from accounts.permissions import Actor
from activities.permissions import can_edit_activity
from volunteers.models import Correction, Position, ServiceRecord, Team


def can_keep_position(actor: Actor, position: Position) -> bool:
    """Who keeps the activity keeps its positions, applicants and hours."""
    return can_edit_activity(actor, position.session.activity)


def can_confirm(actor: Actor, service: ServiceRecord) -> bool:
    """Confirming hours: who keeps the activity, never the volunteer's own, never what they added themselves."""
    is_own = actor.user_id is not None and actor.user_id == service.volunteer.user_id
    is_proposer = service.proposed_by_id is not None and actor.user_id == service.proposed_by_id
    return can_keep_position(actor, service.application.position) and not is_own and not is_proposer


def can_second(actor: Actor, correction: Correction) -> bool:
    """Being a correction's second person: who keeps the activity, neither its proposer nor the volunteer."""
    service = correction.service
    others = {correction.proposed_by_id, service.volunteer.user_id}
    keeps = can_keep_position(actor, service.application.position)
    return keeps and actor.user_id is not None and actor.user_id not in others


def can_lead(actor: Actor, team: Team) -> bool:
    """Leading a team: its leader, and who keeps the unit it belongs to."""
    return leads(actor, team) or can_keep_team(actor, team)


def leads(actor: Actor, team: Team) -> bool:
    leader = team.leader
    return leader is not None and actor.user_id is not None and leader.user_id == actor.user_id


def can_keep_team(actor: Actor, team: Team) -> bool:
    """Naming a leader, closing a team: its unit's organizers, the county office, the office."""
    county = team.unit.county_code
    return (
        actor.sees_all or team.unit_id in actor.organizer_of or (county != "" and county in actor.reviewer_of_counties)
    )


def may_see_volunteers(actor: Actor) -> bool:
    """The lists of volunteers are the offices'."""
    return actor.reviews
