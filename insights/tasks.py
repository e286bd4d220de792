"""What keeps the tally without anybody waiting for it."""

from celery import shared_task
from django.utils import timezone

from insights.services.exporting import forget_exports
from insights.services.publishing import publish_figures
from insights.services.tally import fold_deltas, recount


@shared_task
def fold_tally() -> int:
    """Fold the deltas that have come in."""
    return fold_deltas()


@shared_task
def recount_tally() -> int:
    """Compare the tally with the ledger; how many cells differ."""
    return len(recount())


@shared_task
def forget_workbooks() -> int:
    """Delete workbooks that are past their time."""
    return forget_exports(now=timezone.now())


@shared_task
def publish_public_figures(*, all_years: bool = False) -> int:
    """Renew what everybody sees of this year and the last, or of all; how many years."""
    return publish_figures(now=timezone.now(), all_years=all_years)
