"""An import: checked, shown, confirmed, applied all or nothing, and once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from accounts.models import Membership, Unit, User
from accounts.permissions import SYSTEM
from core.errors import Conflict, NotFound
from core.imports import KEEP, cancel_import, confirm_import, due_jobs, run_job, sweep_imports
from core.models import ImportRow, ImportState, OutboxMessage
from tests.venues.sheets import TITLES, confirmed, inside, problems, row, sent, workbook
from venues.facts import GivenPlace, VenueFacts
from venues.models import RevisionState, Step, Venue, VenueRevision, VenueStatus, VenueStep
from venues.services import save_venue

pytestmark = pytest.mark.django_db


def test_a_second_import_updates_what_differs_and_leaves_empty_cells_alone(
    people: dict[str, User], now: datetime
) -> None:
    office = people["office"]
    titles = [*TITLES, "电话", "简介"]
    confirmed(sent(workbook([[*row(1), "0772-1", "旧"], [*row(2), "0772-2", "旧"]], titles), office, now), now)
    lines = [[*row(1, "改名馆"), None, "（清空）"], [*row(2), "0772-2", "旧"]]
    job = sent(workbook(lines, titles), office, now)
    assert (job.summary["change"], job.summary["same"], job.summary["new"]) == (1, 1, 0)
    changed = job.rows.get(number=2)
    assert changed.differences == [
        {"field": "名称", "old": "导入测试馆1", "new": "改名馆"},
        {"field": "简介", "old": "旧", "new": ""},
    ]
    confirmed(job, now)
    venue = Venue.objects.get(reference="导入-1")
    assert (venue.name, venue.phone, venue.summary, venue.version) == ("改名馆", "0772-1", "", 2)
    assert Venue.objects.get(reference="导入-2").version == 1
    assert venue.events.latest("pgh_id").pgh_context.metadata["user"] == office.pk


def test_a_problem_keeps_the_whole_sheet_out(people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([row(1), row(2, 类型="城堡")]), people["office"], now)
    with pytest.raises(Conflict):
        confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    assert not Venue.objects.filter(reference="导入-1").exists()


def test_a_row_that_fails_while_applying_takes_all_back(
    people: dict[str, User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent(workbook([row(number) for number in range(4)]), people["office"], now)
    confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    monkeypatch.setattr("venues.importers.CHUNK", 2)
    failing = fail_at_the_second_chunk(monkeypatch)
    assert run_job(job.pk, now) is False
    assert failing == [1]
    assert not Venue.objects.filter(reference__startswith="导入-").exists()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (ImportState.APPLYING, 1)
    monkeypatch.undo()
    assert run_job(job.pk, now)
    assert Venue.objects.filter(reference__startswith="导入-").count() == 4


def fail_at_the_second_chunk(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first two rows are written, then the database says no."""
    from venues import importers

    real, failed = importers.save_venues, []

    def save(**options: Any) -> Any:
        if Venue.objects.filter(reference="导入-0").exists():
            failed.append(1)
            raise RuntimeError
        return real(**options)

    monkeypatch.setattr(importers, "save_venues", save)
    return failed


def test_without_its_transaction_half_a_sheet_would_stay(
    people: dict[str, User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The saboteur's twin: the same failure outside of a transaction leaves what came before it."""
    from core.sheets.reading import read_table
    from venues.importers import VenueImporter

    sheet = workbook([row(number) for number in range(4)])
    job = sent(sheet, people["office"], now)
    monkeypatch.setattr("venues.importers.CHUNK", 2)
    fail_at_the_second_chunk(monkeypatch)
    importer = VenueImporter()
    plan = importer.plan(job, read_table(sheet), now=now, lock=False, progress=lambda *_: None)
    with pytest.raises(RuntimeError):
        importer.apply(job, plan, now=now, progress=lambda *_: None)
    assert Venue.objects.filter(reference__startswith="导入-").count() == 2


def test_a_second_yes_and_a_redelivered_task_do_nothing_more(people: dict[str, User], now: datetime) -> None:
    line = row(1)
    line[0] = None
    job = sent(workbook([line]), people["office"], now)
    for _time in range(2):
        confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    assert [run_job(job.pk, now) for _time in range(3)] == [True, False, False]
    confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    assert run_job(job.pk, now) is False
    assert Venue.objects.filter(name="导入测试馆1").count() == 1


def test_data_that_changed_after_the_check_are_shown_again(people: dict[str, User], now: datetime) -> None:
    office = people["office"]
    confirmed(sent(workbook([row(1)]), office, now), now)
    job = sent(workbook([row(1, "改名馆")]), office, now)
    venue = Venue.objects.get(reference="导入-1")
    Venue.objects.filter(pk=venue.pk).update(name="别人改的名")
    job = confirmed(job, now)
    assert job.state == ImportState.CHECKED
    assert "变化" in job.note
    assert job.rows.get().differences[0]["old"] == "别人改的名"
    assert confirmed(job, now).state == ImportState.DONE
    assert Venue.objects.get(pk=venue.pk).name == "改名馆"


def test_who_lost_the_role_after_the_check_imports_nothing(
    people: dict[str, User], now: datetime, member_unit: Unit
) -> None:
    job = sent(workbook([row(1)]), people["organizer"], now, unit=member_unit.pk)
    Membership.objects.filter(user=people["organizer"]).delete()
    job = confirmed(job, now)
    assert (job.state, job.summary["problem"]) == (ImportState.CHECKED, 1)
    assert not Venue.objects.filter(reference="导入-1").exists()


def test_a_plan_that_was_not_seen_is_not_confirmed(people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([row(1)]), people["office"], now)
    with pytest.raises(Conflict):
        confirm_import(public_id=job.public_id, plan="", owner_id=job.owner_id, now=now)
    with pytest.raises(NotFound):
        confirm_import(public_id=job.public_id, plan=job.plan, owner_id=people["administrator"].pk, now=now)


def test_a_cancelled_import_does_nothing(people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([row(1)]), people["office"], now)
    cancel_import(public_id=job.public_id, owner_id=job.owner_id, now=now)
    with pytest.raises(Conflict):
        confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    assert run_job(job.pk, now) is False


def test_a_sheet_that_ends_its_worker_is_given_up(
    people: dict[str, User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent(workbook([row(1)]), people["office"], now)
    confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    monkeypatch.setattr("venues.importers.save_venues", lambda **_options: 1 / 0)
    for _time in range(3):
        assert due_jobs() == [job.pk]
        assert run_job(job.pk, now) is False
    assert run_job(job.pk, now) is True
    job.refresh_from_db()
    assert (job.state, due_jobs()) == (ImportState.FAILED, [])
    assert job.note


def test_sheets_are_forgotten_after_thirty_days_and_what_was_done_is_not(
    people: dict[str, User], now: datetime
) -> None:
    done = confirmed(sent(workbook([row(1)]), people["office"], now), now)
    waiting = sent(workbook([row(2)]), people["office"], now)
    assert sweep_imports(now + KEEP - timedelta(hours=1)) == 0
    assert sweep_imports(now + KEEP + timedelta(hours=1)) == 2
    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.sheet, done.state, waiting.sheet, waiting.state) == (None, "done", None, "cancelled")
    assert not ImportRow.objects.exists()
    assert done.summary["new"] == 1


def public_venue(unit: Unit | None, now: datetime, **facts: Any) -> Venue:
    given = GivenPlace(inside(facts.pop("county", "450202")))
    stated = VenueFacts("公开馆", "museum", VenueStatus.PUBLISHED, operator_id=unit and unit.pk, given=given, **facts)
    return save_venue(facts=stated, by=SYSTEM, now=now)


def test_an_organizer_brings_in_the_own_units_as_drafts_or_handed_in(
    people: dict[str, User], now: datetime, member_unit: Unit
) -> None:
    organizer = people["organizer"]
    confirmed(sent(workbook([row(1)]), organizer, now, unit=member_unit.pk), now)
    draft = Venue.objects.get(reference="导入-1")
    assert (draft.status, draft.operator_id) == (VenueStatus.DRAFT, member_unit.pk)
    confirmed(sent(workbook([row(1), row(2)]), organizer, now, unit=member_unit.pk, then="submit"), now)
    handed_in = Venue.objects.filter(reference__startswith="导入-", status=VenueStatus.SUBMITTED, submitted_at=now)
    assert handed_in.count() == 2
    assert (
        list(VenueStep.objects.filter(venue__in=handed_in).values_list("step", "by"))
        == [(Step.SUBMITTED, organizer.pk)] * 2
    )
    assert OutboxMessage.objects.filter(event="venues.imported").count() == 1


def test_an_organizer_touches_no_other_units_venue(people: dict[str, User], now: datetime, member_unit: Unit) -> None:
    other = Unit.objects.exclude(pk=member_unit.pk)[0]
    public_venue(other, now, reference="别家-1")
    lines = [
        [*row(1, 外部编号="别家-1"), None],
        [*row(2), other.name],
        [*row(3, 经度=116.4, 纬度=39.9), None],
    ]
    job = sent(workbook(lines, [*TITLES, "运营单位"]), people["organizer"], now, unit=member_unit.pk)
    assert [(number, column) for number, column, _sentence in problems(job)] == [
        (2, "外部编号"),
        (3, ""),
        (4, "经度、纬度"),
    ]


def test_an_organizers_change_of_a_public_venue_waits_for_review(
    people: dict[str, User], now: datetime, member_unit: Unit
) -> None:
    venue = public_venue(member_unit, now, reference="公开-1")
    lines = [[*row(1, "改名公开馆", 外部编号="公开-1"), venue.public_id]]
    job = sent(workbook(lines, [*TITLES, "编号"]), people["organizer"], now, unit=member_unit.pk)
    assert job.summary["change"] == 1
    assert any("审核" in warning for warning in job.rows.get().warnings)
    assert confirmed(job, now).state == ImportState.DONE
    venue.refresh_from_db()
    assert venue.name == "公开馆"
    revision = VenueRevision.objects.get(venue=venue)
    assert (revision.state, revision.proposed["name"]) == (RevisionState.SUBMITTED, "改名公开馆")
    again = sent(workbook(lines, [*TITLES, "编号"]), people["organizer"], now, unit=member_unit.pk)
    assert again.summary["same"] == 1


def test_a_county_reviewer_publishes_within_the_county_alone(people: dict[str, User], now: datetime) -> None:
    reviewer = people["county_reviewer"]
    public_venue(None, now, reference="公开-1")
    elsewhere = inside("450203")
    lines = [row(1, "改名公开馆", 外部编号="公开-1"), row(2)]
    job = confirmed(sent(workbook(lines), reviewer, now, then="submit"), now)
    assert (job.state, job.summary["change"], job.summary["new"]) == (ImportState.DONE, 1, 1)
    assert Venue.objects.get(reference="公开-1").name == "改名公开馆"
    assert Venue.objects.get(reference="导入-2").status == VenueStatus.PUBLISHED
    outside = sent(workbook([row(3, 县区="鱼峰区", 经度=elsewhere.lon, 纬度=elsewhere.lat)]), reviewer, now)
    assert outside.summary["problem"] == 1


@pytest.mark.slow
@override_settings(DEBUG=False)
def test_ten_thousand_rows_are_checked_and_applied_in_a_minute_each(people: dict[str, User], now: datetime) -> None:
    import time

    lines = [[*row(0, f"大批馆{number}", 外部编号=f"大批-{number}"), "0772-1"] for number in range(10_000)]
    sheet = workbook(lines, [*TITLES, "电话"])
    started, cpu = time.perf_counter(), time.process_time()
    job = sent(sheet, people["office"], now, then="submit")
    checked = time.perf_counter() - started
    started = time.perf_counter()
    job = confirmed(job, now)
    applied = time.perf_counter() - started
    cpu = time.process_time() - cpu
    print(f"10,000 rows checked {checked:.1f} s, applied {applied:.1f} s, {cpu:.1f} s of Python")  # noqa: T201
    assert job.summary["new"] == 10_000
    assert Venue.objects.filter(reference__startswith="大批-", status="published").count() == 10_000
    assert max(checked, applied) < 60
