"""Photos that nobody uses leave the storage.

Who uses photos says so: an app registers a question that is asked before a photo goes, so that this
room need not know them.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from core.clock import city_day
from core.images import keys_of, remove_files
from core.models import StoredImage
from core.storage import photo_storage

log = structlog.get_logger(__name__)

# Of photos by their identifiers, those that are in use.
UseQuestion = Callable[[Collection[str]], set[str]]

UNUSED_FOR = timedelta(days=2)
ORPHAN_DAYS = range(2, 9)
BATCH = 500

_questions: list[UseQuestion] = []


def register_use(question: UseQuestion) -> UseQuestion:
    """Have a question asked before photos are swept."""
    if question not in _questions:
        _questions.append(question)
    return question


def used_among(public_ids: Collection[str]) -> set[str]:
    """Those of the photos that somebody uses."""
    return set().union(*(question(public_ids) for question in _questions))


def sweep_unused_images(now: datetime) -> int:
    """Remove photos that nobody uses two days after they came, and files without a row; returns how many photos."""
    gone = 0
    for batch in _old_images(now):
        unused = set(batch) - used_among(batch)
        gone += sum(_forget(public_id) for public_id in sorted(unused))
    _remove_orphans(now)
    return gone


def _old_images(now: datetime) -> Iterator[list[str]]:
    last = 0
    while True:
        old = StoredImage.objects.filter(created_at__lt=now - UNUSED_FOR, pk__gt=last).order_by("pk")
        rows = list(old.values_list("pk", "public_id")[:BATCH])
        if not rows:
            return
        last = rows[-1][0]
        yield [public_id for _pk, public_id in rows]


@transaction.atomic
def _forget(public_id: str) -> bool:
    """Remove one photo unless it is taken up this moment: attaching holds the row, so it is skipped."""
    image = StoredImage.objects.select_for_update(skip_locked=True).filter(public_id=public_id).first()
    if image is None or used_among([public_id]):
        return False
    keys = keys_of(image)
    image.delete()
    transaction.on_commit(lambda: remove_files(keys))
    return True


def _remove_orphans(now: datetime) -> None:
    """Remove files of the last week that have no row: their process ended between file and row."""
    for days in ORPHAN_DAYS:
        folder = f"{city_day(now - timedelta(days=days)):%Y%m%d}"
        try:
            _folders, names = photo_storage().listdir(folder)
        except FileNotFoundError:
            continue
        owners = {name: name[:-4].partition("-")[0] for name in names}
        known = set(StoredImage.objects.filter(public_id__in=set(owners.values())).values_list("public_id", flat=True))
        orphans = [f"{folder}/{name}" for name, owner in owners.items() if owner not in known]
        if orphans:
            log.warning("photo_orphans", day=folder, count=len(orphans))
            remove_files(orphans)
