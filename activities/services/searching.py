"""Coming activities in the search index."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from activities.models import Activity, ActivityStatus, Session
from activities.wording import moment_text
from core.models import SearchEntry
from core.search import Entry, index_entries, remove_entries

SEARCH_TYPE = "activity"
RANK = 50  # behind venues of equal match
BATCH = 500


def index_activities(ids: Collection[int], now: datetime) -> None:
    """Make the search find those of the activities that can still be gone to; the caller holds the transaction."""
    coming = Session.objects.live().filter(ends_at__gt=now).order_by("starts_at", "id")
    rows = Activity.objects.filter(pk__in=ids).prefetch_related(Prefetch("sessions", queryset=coming, to_attr="coming"))
    shown = {row.public_id: row for row in rows if row.status == ActivityStatus.PUBLISHED and _next(row)}
    remove_entries(SEARCH_TYPE, [row.public_id for row in rows if row.public_id not in shown])
    if shown:
        index_entries([_entry(row) for row in shown.values()])


def renew_activity_search(*, now: datetime) -> int:
    """Take what is over out of the search and tell the next day of what is not; returns how many were looked at."""
    entered = SearchEntry.objects.filter(type=SEARCH_TYPE).values_list("object_id", flat=True)
    coming = Session.objects.live().filter(ends_at__gt=now, activity__status=ActivityStatus.PUBLISHED)
    wanted = set(Activity.objects.filter(public_id__in=list(entered)).values_list("pk", flat=True))
    ids = sorted(wanted | set(coming.values_list("activity", flat=True).distinct()))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            # Whoever changes an activity meanwhile comes before or after, never between.
            batch = Activity.objects.select_for_update().filter(pk__in=ids[start : start + BATCH]).order_by("pk")
            index_activities(list(batch.values_list("pk", flat=True)), now)
    return len(ids)


def _next(activity: Activity) -> Session | None:
    coming: list[Session] = activity.coming  # type: ignore[attr-defined]
    return coming[0] if coming else None


def _entry(activity: Activity) -> Entry:
    session = _next(activity)
    assert session is not None
    return Entry(
        type=SEARCH_TYPE,
        object_id=activity.public_id,
        name=activity.title,
        name_en=activity.title_en,
        aliases=(),
        label=_label(session, "zh-hans"),
        label_en=_label(session, "en"),
        address=session.address,
        rank=RANK,
        point=session.point,
    )


def _label(session: Session, language: str) -> str:
    with translation.override(language):
        return _("活动 · %(when)s") % {"when": moment_text(session.starts_at)}
