"""Background work of the plumbing."""

from celery import shared_task
from django.utils import timezone

from core.imports import due_jobs, run_job, sweep_imports
from core.outbox import relay, sweep


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
        run_import.apply_async(args=[job], retry=False, ignore_result=True)
    return len(jobs)


@shared_task
def forget_old_imports() -> int:
    """Forget the sheets of imports after thirty days."""
    return sweep_imports(timezone.now())
