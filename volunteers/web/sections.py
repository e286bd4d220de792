"""What volunteers' affairs add to activities' pages."""

from datetime import datetime

from activities.codes import Use, read_code
from activities.models import Activity, Session
from activities.web.sections import Section
from activities.wording import when_text
from volunteers.models import OpenTo, Position


def positions_of_activity(activity: Activity, now: datetime) -> Section | None:
    """Positions that volunteers can still take."""
    rows = Position.objects.public().coming(now).filter(session__activity=activity).exclude(open_to=OpenTo.INVITED)
    found = [(row, when_text(row.starts_at, row.ends_at)) for row in rows.order_by("starts_at", "pk")[:20]]
    return ("volunteers/_of_activity.html", {"positions": found}) if found else None


def signing_on_site(session: Session, token: str, now: datetime) -> Section | None:
    """Where volunteers sign in and out, for sessions that have positions; by the screen's code alone."""
    code = read_code(token, now, Use.SERVE)
    if code is None or (not code.is_good and code.is_for_this):
        return None
    if not Position.objects.filter(session=session, cancelled_at=None).exists():
        return None
    # A poster signs no volunteer in or out.
    return "volunteers/_on_site_link.html", {"token": token, "is_poster": not code.is_for_this}
