"""Keeping what sessions say of town and country with where they are."""

from django.db.models import QuerySet

from activities.models import Session
from activities.selectors.rural import remembered_marks, rural_at

BATCH = 500


def renew_rural(sessions: QuerySet[Session]) -> int:
    """Let sessions say anew what their places say; returns how many differed. The caller holds a transaction."""
    marks = remembered_marks()
    differing = []
    for session in sessions.select_related("activity").order_by("pk").iterator(chunk_size=BATCH):
        place = {name: getattr(session, name) for name in ("venue_id", "point", "place_name", "address")}
        rural = rural_at(place, session.activity, session.rural_stated, marks)
        if rural is not session.rural:
            session.rural = rural
            differing.append(session)
    Session.objects.bulk_update(differing, ["rural"], batch_size=BATCH)
    return len(differing)
