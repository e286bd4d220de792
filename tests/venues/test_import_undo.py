"""An import is taken back as a whole, but for what was changed since."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from core.errors import Conflict
from core.models import ImportState
from core.undoing import UNDO_WITHIN, undo_import
from tests.conftest import client_of
from tests.venues.sheets import confirmed, row, sent, workbook
from venues.models import Venue, VenueStatus
from venues.selectors.workingcopy import facts_of
from venues.services import save_venue

pytestmark = pytest.mark.django_db


def test_drafts_go_what_was_changed_stays_and_is_told(people: dict[str, User], now: datetime) -> None:
    office, client = people["office"], client_of(people["office"])
    job = confirmed(sent(workbook([row(1), row(2), row(3)]), office, now), now)
    changed = Venue.objects.get(reference="导入-2")
    save_venue(facts=replace(facts_of(changed), summary="改了"), by=SYSTEM, now=now, venue_id=changed.pk)
    address = f"/workspace/imports/{job.public_id}/"
    assert "确认撤销" in client.get(address).content.decode()
    job = undo_import(public_id=job.public_id, owner_id=office.pk, now=now)
    assert list(Venue.objects.filter(reference__startswith="导入-")) == [changed]
    assert job.state == ImportState.UNDONE
    assert "2 行" in job.note
    assert ["改动" in "".join(line.warnings) for line in job.rows.all()] == [False, True, False]
    page = client.get(address).content.decode()
    assert "确认撤销" not in page
    assert "已撤销新增的 2 行" in page
    assert undo_import(public_id=job.public_id, owner_id=office.pk, now=now).note == job.note
    client.post(f"{address}cancel")
    job.refresh_from_db()
    assert job.state == ImportState.UNDONE


def test_what_is_public_is_hidden_and_what_was_handed_in_is_a_draft_again(
    people: dict[str, User], now: datetime, member_unit: Unit
) -> None:
    public = confirmed(sent(workbook([row(1)]), people["office"], now, then="submit"), now)
    handed_in = confirmed(sent(workbook([row(2)]), people["organizer"], now, unit=member_unit.pk, then="submit"), now)
    client_of(people["office"]).post(f"/workspace/imports/{public.public_id}/undo")
    assert client_of(people["office"]).post(f"/workspace/imports/{handed_in.public_id}/undo").status_code == 404
    undo_import(public_id=handed_in.public_id, owner_id=people["organizer"].pk, now=now)
    assert Venue.objects.get(reference="导入-1").status == VenueStatus.HIDDEN
    assert Venue.objects.get(reference="导入-2").status == VenueStatus.DRAFT


def test_an_import_of_long_ago_or_without_anything_new_is_not_undone(people: dict[str, User], now: datetime) -> None:
    office = people["office"]
    job = confirmed(sent(workbook([row(1)]), office, now), now)
    late = now + UNDO_WITHIN + timedelta(seconds=1)
    change = confirmed(sent(workbook([row(1, "改名馆")]), office, now), now)
    for one, moment in ((job, late), (change, now)):
        with pytest.raises(Conflict):
            undo_import(public_id=one.public_id, owner_id=office.pk, now=moment)
    undo_import(public_id=job.public_id, owner_id=office.pk, now=now)
    assert Venue.objects.get(reference="导入-1").name == "改名馆"
