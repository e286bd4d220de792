"""An import of activities is taken back: drafts go, what was handed in is one again, what is public is cancelled."""

from datetime import datetime

import pytest

from accounts.models import Unit, User
from activities.models import Activity, ActivityStatus
from core.imports import confirm_import, run_job
from core.models import ImportJob, ImportState
from core.undoing import undo_import
from tests.activities.sheets import full, plan_sent

pytestmark = pytest.mark.django_db


def applied(job: ImportJob, now: datetime) -> ImportJob:
    assert job.state == ImportState.CHECKED, job.note
    confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    run_job(job.pk, now)
    job.refresh_from_db()
    assert job.state == ImportState.DONE
    return job


@pytest.mark.parametrize(
    ("role", "then", "left"),
    [
        ("organizer", "draft", []),
        ("organizer", "submit", [ActivityStatus.DRAFT]),
        ("office", "submit", [ActivityStatus.CANCELLED]),
    ],
)
def test_what_was_made_is_taken_back(
    role: str, then: str, left: list[str], people: dict[str, User], now: datetime, member_unit: Unit
) -> None:
    owner = people[role]
    job = applied(plan_sent([full("撤-1")], owner, now, unit=member_unit.pk, then=then), now)
    undone = undo_import(public_id=job.public_id, owner_id=owner.pk, now=now)
    assert [line.warnings for line in undone.rows.all()] == [[]]
    assert list(Activity.objects.filter(reference="撤-1").values_list("status", flat=True)) == left
