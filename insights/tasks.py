"""What keeps the tally without anybody waiting for it."""

from celery import shared_task

from insights.services.tally import fold_deltas, recount


@shared_task
def fold_tally() -> int:
    """Fold the deltas that have come in."""
    return fold_deltas()


@shared_task
def recount_tally() -> int:
    """Compare the tally with the ledger; how many cells differ."""
    return len(recount())
