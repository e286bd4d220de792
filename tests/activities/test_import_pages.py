"""A year plan's way through the pages; lists given out; the template."""

import csv
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from accounts.models import Unit
from activities.models import Activity, ActivityStatus
from activities.sheets.columns import COLUMNS
from activities.sheets.template import write_template
from core.imports import run_job
from core.models import ImportJob, ImportState
from tests.activities.sheets import TITLES, full, short
from tests.conftest import client_of
from tests.venues.sheets import confirmed, workbook
from venues.sheets.cells import plain

pytestmark = pytest.mark.django_db


def test_the_pages_take_it_from_the_template_to_the_desk(people: Any, now: datetime) -> None:
    client = client_of(people["office"])
    page = client.get("/workspace/imports/new/?of=activities").content.decode()
    assert "一行一场" in page
    assert "template.xlsx?of=activities" in page
    template = client.get("/workspace/imports/template.xlsx?of=activities")
    assert template["Content-Disposition"] == 'attachment; filename="activities-template.xlsx"'
    assert client.get("/workspace/imports/new/?of=castles").status_code == 404
    data = {"file": SimpleUploadedFile("计划.xlsx", workbook([full("W-1")], TITLES)), "then": "submit"}
    data["unit"] = Unit.objects.order_by("pk")[0].pk
    address = client.post("/workspace/imports/new/?of=activities", data)["Location"]
    job = ImportJob.objects.get()
    run_job(job.pk, now)
    job.refresh_from_db()
    assert "将新增 1 行" in client.get(address).content.decode()
    client.post(f"{address}confirm", {"plan": job.plan})
    run_job(job.pk, now)
    assert "活动计划" in client.get("/workspace/imports/").content.decode()
    assert Activity.objects.get(reference="W-1").status == ActivityStatus.PUBLISHED


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_filtered_list_is_given_out(form: str, send: Any, people: Any, published: Activity, now: datetime) -> None:
    confirmed(send(full("X-1"), short("X-1", "2026-12-21"), full("X-2", "别的")), now)
    Activity.objects.filter(reference="X-1").update(title="=SUM(A1)")
    client = client_of(people["organizer"])
    answer = client.get(f"/workspace/activities/export.{form}", {"q": "SUM"})
    data = b"".join(answer.streaming_content)
    if form == "xlsx":
        sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
        lines = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        assert sheet["B2"].data_type == "s"
    else:
        lines = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert len(lines) == 3
    assert {row[1].lstrip("'") for row in lines[1:]} == {"=SUM(A1)"}
    assert client.get("/workspace/activities/export.kml").status_code == 404
    assert published.title not in str(lines)


def test_too_long_a_list_is_not_cut_in_silence(people: Any, published: Activity, monkeypatch: Any) -> None:
    monkeypatch.setattr("activities.web.workspace.desk.MOST_ROWS", 0)
    page = client_of(people["office"]).get("/workspace/activities/export.xlsx", follow=True).content.decode()
    assert "一次最多导出 0 场" in page


def test_the_template_lists_what_may_be_written(send: Any, member_unit: Unit) -> None:
    stream = BytesIO()
    write_template(stream, member_unit)
    book = openpyxl.load_workbook(BytesIO(stream.getvalue()))
    assert [page.title for page in book.worksheets if page.sheet_state == "visible"] == [
        "活动", "填写说明", "词表", "2026 年计划",
    ]  # fmt: skip
    titles = [cell.value for cell in book["活动"][1]]
    assert titles[:2] == ["外部编号", "活动名称*"]
    assert "场次编号" not in titles
    assert "全国科普日" in {row[2].value for row in book["2026 年计划"].iter_rows()}
    job = send(sheet=stream.getvalue())
    assert (job.state, job.note[:8]) == (ImportState.FAILED, "文件里没有内容。")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_columns_have_one_title(language: str) -> None:
    with override(language):
        titles = [plain(str(column.title)) for column in COLUMNS]
    assert len(set(titles)) == len(titles)
    titles = [name for name in titles if not name.isascii()] if language == "en" else []
    assert titles == []
