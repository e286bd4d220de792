"""What volunteers' affairs add to activities' pages."""

from datetime import datetime

from activities.codes import read_code
from activities.models import Activity, Session
from activities.models.checkin import Method
from activities.web.sections import Section
from activities.wording import when_text
from volunteers.models import OpenTo, Position


def positions_of_activity(activity: Activity, now: datetime) -> Section | None:
    """Positions that volunteers can still take."""
    rows = Position.objects.public().coming(now).filter(session__activity=activity).exclude(open_to=OpenTo.INVITED)
    found = [(row, when_text(row.starts_at, row.ends_at)) for row in rows.order_by("starts_at", "pk")[:20]]
    return ("volunteers/_of_activity.html", {"positions": found}) if found else None


def signing_on_site(session: Session, token: str, now: datetime) -> Section | None:
    """Where volunteers sign in and out, for sessions that have positions."""
    served = Position.objects.filter(session=session, cancelled_at=None).exists()
    code = read_code(token, now)
    is_poster = code is not None and code.method is Method.POSTER  # which signs no volunteer in or out
    return ("volunteers/_on_site_link.html", {"token": token, "is_poster": is_poster}) if served else None
