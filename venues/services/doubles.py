"""Finding doubles after a change, and remembering which pairs are none."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import NotAllowed, NotFound
from venues.models import NotDouble, SuspectedDouble, Venue, VenueSpelling, VenueStatus
from venues.permissions import can_edit_venue, can_review_venue
from venues.selectors.doubles import COLUMNS, FOUND, SHOWN_FROM, spelling_of, subjects_json

BATCH = 500
# One venue among hundreds of namesakes next door must not fill the page.
MOST_KEPT = 20

KEEP_PAIRS = f"""
    INSERT INTO venues_suspecteddouble (first_id, second_id, score, likeness, distance_m, same_phone, same_address)
    {FOUND}
    SELECT DISTINCT ON (least(a, b), greatest(a, b)) least(a, b), greatest(a, b), {COLUMNS}
    FROM (SELECT *, row_number() OVER (PARTITION BY a ORDER BY score DESC, b) AS place FROM scored
        WHERE score >= {SHOWN_FROM}) AS likely
    WHERE place <= {MOST_KEPT}
    ON CONFLICT (first_id, second_id) DO NOTHING"""


@transaction.atomic
def look_for_doubles(*, most: int = BATCH) -> int:
    """Look at up to `most` venues that have changed since they were last looked at; returns how many."""
    with connection.cursor() as cursor:  # one at a time, so that neither misses the other's venues
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('look for doubles', 0))")
    changed = list(Venue.objects.exclude(spelling__version=F("version")).order_by("pk")[:most])
    if not changed:
        return 0
    VenueSpelling.objects.bulk_create(
        [_spelling(venue) for venue in changed],
        update_conflicts=True,
        unique_fields=["venue"],
        update_fields=["version", "names", "spelled"],
    )
    ids = [venue.pk for venue in changed]
    SuspectedDouble.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        # Planned for these venues: a plan for any number of them is wrong for most.
        cursor.cursor.execute(KEEP_PAIRS, {"subjects": subjects_json(changed)}, prepare=False)
    return len(changed)


def _spelling(venue: Venue) -> VenueSpelling:
    names, sounds = spelling_of(venue.name, venue.aliases)
    return VenueSpelling(venue=venue, version=venue.version, names=names, spelled=sounds)


@transaction.atomic
def tell_apart(*, first_id: int, second_id: int, by: Actor, now: datetime) -> NotDouble:
    """Remember that two venues are two. Raises NotAllowed, NotFound."""
    older, younger = sorted((first_id, second_id))
    found = list(Venue.objects.filter(pk__in=[older, younger]).exclude(status=VenueStatus.MERGED))
    if len(found) < 2 or not all(can_edit_venue(by, venue) for venue in found):
        raise NotFound("venue", _("没有找到这个场馆。"))
    if not all(can_review_venue(by, venue) for venue in found):
        raise NotAllowed("venue_review", _("审核由县区办公室或领导小组办公室办理。"))
    known, _new = NotDouble.objects.get_or_create(
        first_id=older, second_id=younger, defaults={"by_id": by.user_id, "at": now}
    )
    return known
