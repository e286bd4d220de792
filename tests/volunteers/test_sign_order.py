"""Signs in whatever order lines deliver them: nothing is lost, and no two stretches overlap."""

from datetime import datetime, timedelta

import pytest

from accounts.permissions import SYSTEM
from tests.volunteers.people import HOUR, accepted, sign
from volunteers.models import Application, Position, ServiceRecord, Volunteer
from volunteers.selectors.hours import total
from volunteers.services.closing import close_all_forgotten
from volunteers.services.hours import reject_service
from volunteers.signs import Taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(position: Position, volunteer: Volunteer, now: datetime) -> Application:
    return accepted(position, volunteer, now)


def test_coming_that_is_told_after_a_later_stretch_is_not_lost(row: Application) -> None:
    """Two phones: the one with the morning's signs has a line only in the evening."""
    for kind, minutes in (("in", 60), ("out", 120), ("in", 0), ("out", 40)):
        assert sign(row, kind, row.starts_at + timedelta(minutes=minutes)).status is Taken.ACCEPTED
    assert total(ServiceRecord.objects.all()).waiting == 100
    assert sorted(ServiceRecord.objects.values_list("minutes", flat=True)) == [40, 60]


def test_a_forgotten_sign_out_ends_where_the_next_stretch_began(row: Application) -> None:
    for kind, minutes in (("in", 60), ("out", 120), ("in", 0)):
        sign(row, kind, row.starts_at + timedelta(minutes=minutes))
    close_all_forgotten(now=row.ends_at + 3 * HOUR)
    assert sorted(ServiceRecord.objects.values_list("minutes", flat=True)) == [60, 60]


def test_a_going_ends_one_stretch_and_no_other(row: Application) -> None:
    """What a refused record was ended by does not end the next one."""
    end = row.starts_at + HOUR
    sign(row, "in", row.starts_at)
    sign(row, "out", end)
    reject_service(service_id=ServiceRecord.objects.get().pk, reason="误签", by=SYSTEM, now=end)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.starts_at + HOUR / 2)
    assert ServiceRecord.objects.standing().get().minutes == 30
