"""A list of settlements as a sheet: checked, shown, taken in by a yes."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from core.imports import confirm_import, run_job, start_import
from core.models import ImportJob
from insights.models import Settlement
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
SHEET = """名称,类型,县区,经度,纬度,坐标系,人口,来源
甲村,村,融水苗族自治县,109.25,25.07,WGS-84,1200,某普查
乙社区,社区,城中区,,,,,
丙小学,学校,城中区,109.4083,24.3178,高德,300,
"""


def imported(user: Any, text: str, now: datetime) -> ImportJob:
    job = start_import(
        kind="settlements", owner_id=user.pk, unit_id=None, file_name="s.csv", sheet=text.encode(), options={}, now=now
    )
    run_job(job.pk, now)
    job.refresh_from_db()
    if job.summary.get("new", 0) + job.summary.get("change", 0) and not job.summary["problem"]:
        confirm_import(public_id=job.public_id, plan=job.plan, owner_id=user.pk, now=now)
        run_job(job.pk, now)
        job.refresh_from_db()
    return job


def test_rows_become_settlements_and_again_nothing_changes(people: dict[str, Any], now: datetime) -> None:
    job = imported(people["office"], SHEET, now)
    assert (job.state, job.summary["new"]) == ("done", 3)
    known = {row.name: row for row in Settlement.objects.all()}
    assert (known["甲村"].population, known["甲村"].point.x, known["甲村"].source) == (1200, 109.25, "某普查")
    assert known["乙社区"].point is None and known["乙社区"].population is None
    assert abs(known["丙小学"].point.x - 109.4083) > 0.001  # GCJ-02 was taken back
    job = imported(people["office"], SHEET, now)
    assert job.summary["same"] == 3
    job = imported(people["office"], SHEET.replace("1200", "1300").replace("某普查", "（清空）"), now)
    assert (job.state, job.summary["change"], job.summary["same"]) == ("done", 1, 2)
    known["甲村"].refresh_from_db()
    assert (known["甲村"].population, known["甲村"].source) == (1300, "")


@pytest.mark.parametrize(
    "row",
    [
        "某村,镇子,城中区,,,,,",
        "某村,村,桂林市,,,,,",
        "某村,村,城中区,109.4,,,,",
        "某村,村,城中区,109.4,24.3,,,",
        "某村,村,城中区,,,,-5,",
    ],
)
def test_a_row_that_is_wrong_stops_all(people: dict[str, Any], now: datetime, row: str) -> None:
    job = imported(people["office"], SHEET + row + "\n", now)
    assert job.summary["problem"] == 1 and not Settlement.objects.exists()


def test_twice_the_same_and_another_county_are_problems(people: dict[str, Any], now: datetime) -> None:
    twice = SHEET + "甲村,村,融水苗族自治县,,,,,\n"
    assert imported(people["office"], twice, now).summary["problem"] == 1
    assert imported(people["county_reviewer"], SHEET, now).summary["problem"] >= 1


def test_the_template_and_the_page_are_the_offices(people: dict[str, Any]) -> None:
    client = client_of(people["office"])
    page = client.get("/workspace/imports/new/?of=settlements").content.decode()
    assert "居民点" in page and 'name="unit"' not in page and 'name="then"' not in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/workspace/imports/template.xlsx?of=settlements").content))
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["名称*", "类型*", "县区*"]
    unit = client_of(people["organizer"])
    assert unit.get("/workspace/imports/new/?of=settlements").status_code == 404
    assert "of=settlements" not in unit.get("/workspace/imports/new/").content.decode()
