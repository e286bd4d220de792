"""Two workers with one import at once: its rows come in once. The twin has the lock taken out."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from core.imports import confirm_import, run_job
from core.models import ImportJob, ImportState
from core.models.importjob import ImportQuerySet
from core.search import remove_entries
from tests.committed import in_parallel, in_process, without_triggers
from tests.conftest import NOON, make_user
from tests.venues.sheets import row, sent, workbook
from venues.importers import VenueImporter
from venues.models import Venue, VenueStep
from venues.query import SEARCH_TYPE

NAMES = ("并发导入甲", "并发导入乙")


def tidy() -> None:
    found = Venue.objects.filter(name__in=NAMES)
    remove_entries(SEARCH_TYPE, list(found.values_list("public_id", flat=True)))
    with without_triggers("venues_venuestep"):
        VenueStep.objects.filter(venue__in=found).delete()
    found.delete()


@pytest.fixture
def job(django_db_setup: None, django_db_blocker: Any) -> Iterator[ImportJob]:
    """Confirmed and committed, so that other connections see it; taken away again."""
    with django_db_blocker.unblock():
        owner = make_user("importer", is_superuser=True)
        lines = [row(number, name) for number, name in enumerate(NAMES)]
        for line in lines:
            line[0] = None  # no external id: nothing but the lock keeps a second run from adding them again
        try:
            with pytest.MonkeyPatch.context() as nobody:
                nobody.setattr("core.imports._wake", lambda _job: None)  # the workers are the tests' own
                found = sent(workbook(lines), owner, NOON, then="submit")
                confirm_import(public_id=found.public_id, plan=found.plan, owner_id=owner.pk, now=NOON)
            yield found
        finally:
            tidy()
            ImportJob.objects.filter(owner=owner).delete()
            User.objects.filter(pk=owner.pk).delete()
            connections.close_all()


def at_once(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Two workers; whoever comes to write waits a moment for the other."""
    together = threading.Barrier(2)
    real = VenueImporter.apply

    def apply(*args: Any, **options: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            together.wait(3)
        return real(*args, **options)

    monkeypatch.setattr(VenueImporter, "apply", apply)
    return in_parallel(lambda: run_job(job.pk, NOON), lambda: run_job(job.pk, NOON))


def test_of_two_workers_one_applies(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(at_once(job, monkeypatch)) == [False, True]
    assert Venue.objects.filter(name__in=NAMES).count() == len(NAMES)
    job.refresh_from_db()
    assert job.state == ImportState.DONE


def test_without_the_lock_both_apply(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImportQuerySet, "select_for_update", lambda queryset, **_options: queryset)
    at_once(job, monkeypatch)
    assert Venue.objects.filter(name__in=NAMES).count() == 2 * len(NAMES)


def test_a_dead_workers_job_is_done_by_the_next(job: ImportJob) -> None:
    """A worker killed while it applies takes its half-written rows and its lock with it."""
    killed = in_process(
        f"""
import os, signal
from core.imports import run_job
from venues import importers
from django.utils import timezone
real = importers.save_venues
def save(**options):
    real(**options)
    os.kill(os.getpid(), signal.SIGKILL)
importers.save_venues = save
run_job({job.pk}, timezone.now())
"""
    )
    assert killed.returncode == -9
    assert not Venue.objects.filter(name__in=NAMES).exists()
    assert run_job(job.pk, NOON)
    assert Venue.objects.filter(name__in=NAMES).count() == len(NAMES)
