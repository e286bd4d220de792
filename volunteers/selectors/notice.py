"""Hours in their public notice: who is masked, what and how long is not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from activities.wording import when_text
from volunteers.models import ServiceRecord, ServiceState
from volunteers.selectors.teams import shown_name


def in_notice(now: datetime) -> QuerySet[ServiceRecord]:
    """Records whose notice runs, the latest confirmed first."""
    rows = ServiceRecord.objects.filter(state=ServiceState.CONFIRMED, notice_until__gt=now)
    return rows.select_related("application__position__session__activity__unit", "volunteer").order_by(
        "-confirmed_at", "-pk"
    )


def lines(rows: Iterable[ServiceRecord]) -> list[dict[str, Any]]:
    """Lines of the notice."""
    return [
        {
            "service": row,
            "name": shown_name(row.volunteer),
            "tail": row.volunteer.number[-4:],
            "when": when_text(row.starts_at, row.ends_at or row.starts_at),
        }
        for row in rows
    ]
