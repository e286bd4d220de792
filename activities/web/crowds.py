"""How many people came by a code from one address: a village behind one is let in, a flood waits for the organizer."""

from django.http import HttpRequest

from activities.models import Method, Session
from activities.onsite import FAMILY, MOST_UNANNOUNCED
from core.ratelimit import client_address, hit

# By session, since a mobile network puts a whole square behind a few addresses. The screen's code was
# seen on site; who has a poster's code can send it from anywhere, again and again.
PEOPLE = {Method.SCREEN: "2000/hour", Method.POSTER: "300/hour"}
# Families are nothing odd. Parties of five to ten, one after another, are.
PARTIES = {Method.SCREEN: "200/10minute", Method.POSTER: "60/10minute"}


def is_burst(request: HttpRequest, session: Session, method: Method, unannounced: int) -> bool:
    """Whether so many more people without a registration are too many to come from this address; they are counted."""
    if not 0 < unannounced <= MOST_UNANNOUNCED:
        return False  # nobody, or a party that waits anyhow
    key = f"{client_address(request)} {session.public_id}"
    is_calm = hit("checkin-people", key, PEOPLE[method], cost=unannounced)
    if unannounced > FAMILY:
        is_calm = hit("checkin-parties", key, PARTIES[method], cost=unannounced) and is_calm
    return not is_calm
