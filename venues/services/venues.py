"""Writing venues: one way for the admin, imports, forms and commands, for one or for many."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Invalid, NotFound
from core.search import Entry, index_entries, remove_entries
from venues.facts import VenueFacts, VenueToSave
from venues.models import Designation, OpeningHours, Step, Venue, VenueKind, VenueStatus
from venues.permissions import can_edit_venue
from venues.query import SEARCH_TYPE
from venues.services.moving import PLACE, tell_followers
from venues.services.photos import set_photos
from venues.services.steps import take_steps
from venues.services.weighing import HOURS, NO_COLUMNS, PHOTOS, TITLES, Weighed, hours_key, title_key, weigh

BATCH = 1000  # rows a statement: parameters are counted in 16 bits
# A status that is stated together with other facts leaves its row in the record too.
STEP_TO = {
    VenueStatus.DRAFT: Step.WITHDRAWN,
    VenueStatus.SUBMITTED: Step.SUBMITTED,
    VenueStatus.RETURNED: Step.RETURNED,
    VenueStatus.PUBLISHED: Step.PUBLISHED,
    VenueStatus.HIDDEN: Step.HIDDEN,
    VenueStatus.CLOSED: Step.CLOSED,
}


def save_venue(
    *, facts: VenueFacts, by: Actor, now: datetime, venue_id: int | None = None, expect_version: int | None = None
) -> Venue:
    """Create a venue, or make an existing one say exactly what `facts` say.

    The county follows from the point. Nothing is written, and no history made, where nothing
    differs, so the call can be repeated. What the public can see changes by whoever may publish
    it; others propose a revision. Raises Invalid by field, NotAllowed, NotFound, and Conflict
    where the venue is not at `expect_version` any more.
    """
    return save_venues(items=[VenueToSave(facts, venue_id, expect_version)], by=by, now=now)[0]


@transaction.atomic
def save_venues(*, items: Sequence[VenueToSave], by: Actor, now: datetime) -> list[Venue]:
    """`save_venue` for many at once, all or none, with a number of statements that doesn't grow.

    Returns the venues in the order of the items. Raises what `save_venue` raises, with the item's
    `index` in the error's data; Invalid tells of all items: its data `by_index` is item → field → sentences.
    """
    weighed = weigh(items, by=by, lock=True)
    _refuse(weighed)
    _set_hours(weighed)
    _write(weighed, now)
    tell_followers([one.venue for one in weighed if one.changed & PLACE and one.status_before is not None])
    _set_designations([one for one in weighed if TITLES in one.changed])
    for one in weighed:
        if PHOTOS in one.changed:
            set_photos(one.venue, one.facts)
    for status, step in STEP_TO.items():
        moved = [one.venue for one in weighed if one.facts.status == status != (one.status_before or status)]
        take_steps(moved, step, by=by, now=now)
    index_venues([one.venue for one in weighed])
    return [one.venue for one in weighed]


def locked_venue(venue_id: int, *, by: Actor) -> Venue:
    """A venue that the actor keeps, locked until the transaction ends. Raises NotFound."""
    venue = Venue.objects.select_for_update(of=("self",)).filter(pk=venue_id).first()
    if venue is None or venue.status == VenueStatus.MERGED or not can_edit_venue(by, venue):
        raise NotFound("venue", _("没有找到这个场馆。"))
    return venue


def write_venue(venue: Venue, *, now: datetime) -> None:
    """Store a changed venue as its next version; the caller holds its lock."""
    _mark(venue, now)
    venue.save()


def _mark(venue: Venue, now: datetime) -> None:
    venue.version = venue.version + 1 if venue.pk else 1
    venue.created_at = venue.created_at or now
    venue.updated_at = now
    venue.submitted_at = (venue.submitted_at or now) if venue.status == VenueStatus.SUBMITTED else None


def _refuse(weighed: Sequence[Weighed]) -> None:
    """Raise what is wrong: what isn't theirs to write first, else all that can't be stored."""
    errors = {index: one.error for index, one in enumerate(weighed) if one.error is not None}
    for index, error in errors.items():
        if not isinstance(error, Invalid):
            error.data["index"] = index
            raise error
    if errors:
        index, first = next(iter(errors.items()))
        first.data |= {"index": index, "by_index": {number: error.fields for number, error in errors.items()}}
        raise first


def _set_hours(weighed: Sequence[Weighed]) -> None:
    """Give each venue the row of its opening hours; equal ones share one."""
    moved = {id(one): hours_key(one.facts, one.venue.point) for one in weighed if HOURS in one.changed}
    stated = sorted({key for key in moved.values() if key[0]})
    known = OpeningHours.objects.filter(expression__in={expression for expression, _near in stated})
    missing = set(stated) - set(known.values_list("expression", "near")) if stated else set()
    if missing:
        new = [OpeningHours(expression=expression, near=near) for expression, near in sorted(missing)]
        OpeningHours.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    rows = {(hours.expression, hours.near): hours for hours in known.all()} if stated else {}
    for one in weighed:
        if id(one) in moved:
            one.venue.hours = rows.get(moved[id(one)])


def _write(weighed: Sequence[Weighed], now: datetime) -> None:
    """Insert the new venues and update those that differ, in the order of their keys."""
    new = [one.venue for one in weighed if one.is_new]
    differing = sorted((one for one in weighed if one.changed and not one.is_new), key=lambda one: one.venue.pk)
    for venue in (*new, *(one.venue for one in differing)):
        _mark(venue, now)
    Venue.objects.bulk_create(new, batch_size=BATCH)
    if differing:
        # The rows exist and are locked, so all of them meet the conflict: one statement updates many.
        columns = {name.removesuffix("_id") for one in differing for name in one.changed} - NO_COLUMNS
        Venue.objects.bulk_create(
            [one.venue for one in differing],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(columns | {"version", "updated_at", "submitted_at"}),
            batch_size=BATCH,
        )


def _set_designations(weighed: Sequence[Weighed]) -> None:
    """Make the venues hold exactly the titles that are stated; what stays is not touched."""
    wanted = {one.venue.pk: {title_key(title): title for title in one.facts.designations} for one in weighed}
    stored = [row for one in weighed for row in one.titles]
    stale = [row.pk for row in stored if wanted[row.venue_id].pop(title_key(row), None) is None]
    if stale:
        Designation.objects.filter(pk__in=stale).delete()
    new = [
        Designation(
            venue_id=venue_id,
            level=title.level,
            name=title.name,
            batch=title.batch,
            valid_from=title.valid_from,
            valid_until=title.valid_until,
        )
        for venue_id, titles in wanted.items()
        for title in titles.values()
    ]
    Designation.objects.bulk_create(new, batch_size=BATCH)


def index_venue(venue: Venue) -> None:
    """Make the search find a venue exactly while it is published."""
    index_venues([venue])


def index_venues(venues: Sequence[Venue]) -> None:
    """Make the search find those of the venues that are published, and no other."""
    shown = [venue for venue in venues if venue.status == VenueStatus.PUBLISHED]
    hidden = [venue.public_id for venue in venues if venue.status != VenueStatus.PUBLISHED]
    if hidden:
        remove_entries(SEARCH_TYPE, hidden)
    if shown:
        kinds = VenueKind.objects.in_bulk({venue.kind_id for venue in shown})
        index_entries([_entry(venue, kinds[venue.kind_id]) for venue in shown])


def _entry(venue: Venue, kind: VenueKind) -> Entry:
    return Entry(
        type=SEARCH_TYPE,
        object_id=venue.public_id,
        name=venue.name,
        name_en=venue.name_en,
        aliases=tuple(venue.aliases),
        label=kind.name,
        label_en=kind.name_en,
        address=venue.address,
        rank=kind.rank,
        point=venue.point,
    )
