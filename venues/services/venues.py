"""Writing venues: one way for the admin, imports, forms and commands, for one or for many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.permissions import Actor
from core.errors import Invalid
from core.search import Entry, index_entries, remove_entries
from venues.facts import GivenDesignation, VenueFacts, VenueToSave
from venues.models import Designation, OpeningHours, Venue, VenueKind, VenueStatus
from venues.query import SEARCH_TYPE
from venues.services.weighing import HOURS, Weighed, weigh

BATCH = 1000  # rows a statement: parameters are counted in 16 bits


def save_venue(*, facts: VenueFacts, by: Actor, now: datetime, venue_id: int | None = None) -> Venue:
    """Create a venue, or make an existing one say exactly what `facts` say.

    The county follows from the point. Nothing is written, and no history made, where nothing
    differs, so the call can be repeated. Raises Invalid by field, NotAllowed, NotFound.
    """
    return save_venues(items=[VenueToSave(facts, venue_id)], by=by, now=now)[0]


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
    _set_designations(weighed)
    _index([one.venue for one in weighed])
    return [one.venue for one in weighed]


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
    """Give each venue the row of its opening hours; equal expressions share one."""
    moved = [one for one in weighed if HOURS in one.changed]
    stated = sorted({one.facts.opening_hours for one in moved} - {""})
    if not stated:
        for one in moved:
            one.venue.hours = None
        return
    known = OpeningHours.objects.filter(expression__in=stated)
    missing = set(stated) - set(known.values_list("expression", flat=True))
    if missing:
        new = [OpeningHours(expression=expression) for expression in sorted(missing)]
        OpeningHours.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    rows = {hours.expression: hours for hours in known.all()}
    for one in moved:
        one.venue.hours = rows.get(one.facts.opening_hours)


def _write(weighed: Sequence[Weighed], now: datetime) -> None:
    """Insert the new venues and update those that differ, in the order of their keys."""
    new = [one.venue for one in weighed if one.is_new]
    differing = sorted((one for one in weighed if not one.is_new and one.changed), key=lambda one: one.venue.pk)
    for venue in new:
        venue.created_at = venue.updated_at = now
    for one in differing:
        one.venue.updated_at = now
    Venue.objects.bulk_create(new, batch_size=BATCH)
    if differing:
        # The rows exist and are locked, so all of them meet the conflict: one statement updates many.
        columns = {name.removesuffix("_id") for one in differing for name in one.changed} | {"updated_at"}
        Venue.objects.bulk_create(
            [one.venue for one in differing],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(columns),
            batch_size=BATCH,
        )


def _key(title: Designation | GivenDesignation) -> tuple[Any, ...]:
    return (title.level, title.name, title.batch, title.valid_from, title.valid_until)


def _set_designations(weighed: Sequence[Weighed]) -> None:
    """Make the venues hold exactly the titles that are stated; what stays is not touched."""
    wanted = {one.venue.pk: {_key(title): title for title in one.facts.designations} for one in weighed}
    stale = [
        row.pk
        for row in Designation.objects.filter(venue__in=wanted)
        if wanted[row.venue_id].pop(_key(row), None) is None
    ]
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


def _index(venues: Sequence[Venue]) -> None:
    """The published are found, the others not."""
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
