"""A stored activity as the facts that would state it again."""

from activities.facts import ActivityFacts, Question, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity, Session
from activities.models.place import Placed
from core.geo import Datum, LonLat
from venues.facts import GivenPlace

SAME = (
    "title title_en summary summary_en body joint_action form setting rural_stated rural_reason online contact"
    " asks_position series cover_caption is_demonstration unit_id"
).split()


def where_of(row: Placed) -> Where:
    """The place of a row as it was stated."""
    if row.venue_id is not None:
        return Where(venue_id=row.venue_id, name=row.place_name, address=row.address)
    given = None
    if row.given_lon is not None and row.given_lat is not None:
        given = GivenPlace(LonLat(row.given_lon, row.given_lat), Datum(row.given_datum))
    return Where(name=row.place_name, address=row.address, given=given, zone=row.zone_id or "")


def session_facts(session: Session) -> SessionFacts:
    """A stored session as facts."""
    return SessionFacts(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        id=session.public_id,
        capacity=session.capacity,
        where=where_of(session) if session.own_place else Where(),
        note=session.note,
        rural_stated=session.rural_stated,
    )


def facts_of(activity: Activity) -> ActivityFacts:
    """All that a stored activity says."""
    return ActivityFacts(
        **{name: getattr(activity, name) for name in SAME},
        co_unit_ids=tuple(activity.co_units.order_by("pk").values_list("pk", flat=True)),
        campaign_ids=tuple(activity.campaigns.order_by("pk").values_list("pk", flat=True)),
        task_ids=tuple(activity.tasks.order_by("pk").values_list("pk", flat=True)),
        topics=tuple(activity.topics),
        audiences=tuple(activity.audiences),
        where=where_of(activity),
        cover=activity.cover.public_id if activity.cover else "",
        registration=RegistrationFacts(
            mode=RegistrationMode(activity.registration),
            party_max=activity.party_max,
            closes_minutes=activity.closes_minutes,
            questions=tuple(Question(**question) for question in activity.questions),
        ),
        sessions=tuple(session_facts(session) for session in activity.sessions.all()),
        reference=activity.reference or "",
    )
