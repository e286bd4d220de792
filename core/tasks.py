"""Background work of the plumbing."""

import structlog
from celery import shared_task
from django.utils import timezone

from core import imagesweep
from core.audit import broken_seals, seal
from core.imports import due_jobs, run_job, sweep_imports
from core.outbox import relay, sweep

log = structlog.get_logger(__name__)


@shared_task
def relay_outbox() -> int:
    """Deliver what is due; asked for after each commit, and by beat for what was left behind."""
    return relay(timezone.now())


@shared_task
def sweep_outbox() -> int:
    """Forget delivered rows of long ago."""
    return sweep(timezone.now())


@shared_task
def run_import(job: int) -> bool:
    """Check or apply an import; asked for after a commit, and by beat for what was left behind."""
    return run_job(job, timezone.now())


@shared_task
def resume_imports() -> int:
    """Ask again for imports that nobody may be on; who is on one keeps the others out."""
    jobs = due_jobs()
    for job in jobs:
        run_import.apply_async(args=(job,), retry=False, ignore_result=True)
    return len(jobs)


@shared_task
def forget_old_imports() -> int:
    """Forget the sheets of imports after thirty days."""
    return sweep_imports(timezone.now())


@shared_task
def sweep_unused_images() -> int:
    """Remove photos that nobody uses."""
    return imagesweep.sweep_unused_images(timezone.now())


@shared_task
def seal_audit() -> int:
    """Add what has come to rest to the audit chain."""
    return seal(timezone.now())


@shared_task
def verify_audit() -> int:
    """Raise an alarm in the log for every sealed stretch that has been altered; returns how many."""
    broken = list(broken_seals())
    for found in broken:
        log.error("audit_broken", seal=found.seal_id, table=found.source, first=found.from_id, last=found.to_id)
    return len(broken)
