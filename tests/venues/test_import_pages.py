"""The pages of an import: sent, watched, confirmed; one's own alone."""

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Unit, User
from core.imports import run_job
from core.models import ImportJob, ImportState
from core.progress import tell_progress
from tests.conftest import client_of
from tests.venues.sheets import row, sent, workbook
from venues.models import Venue

pytestmark = pytest.mark.django_db
NEW = "/workspace/imports/new/"


def upload(data: bytes, name: str = "表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_sheet_goes_from_upload_to_the_map(people: dict[str, User]) -> None:
    client = client_of(people["office"])
    answer = client.post(NEW, {"file": upload(workbook([row(1)])), "unit": "", "then": "submit"})
    assert answer.status_code == 302
    address = answer["Location"]
    job = ImportJob.objects.get()
    page = client.get(address).content.decode()
    assert "正在检查" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    tell_progress(f"import-{job.pk}", 1, 4)
    assert client.get(f"{address}state").json() == {"state": "checking", "at_work": True, "percent": 25}
    run_job(job.pk, timezone.now())
    job.refresh_from_db()
    page = client.get(address).content.decode()
    assert "将新增 1 行" in page
    assert f'value="{job.plan}"' in page
    client.post(f"{address}confirm", {"plan": job.plan})
    run_job(job.pk, timezone.now())
    assert "导入完成" in client.get(address).content.decode()
    assert Venue.objects.get(reference="导入-1").status == "published"
    assert "表.xlsx" in client.get("/workspace/imports/").content.decode()


def test_problems_stand_on_the_page_and_in_a_sheet(people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([row(1, "<b>馆</b>", 类型="=HYPERLINK(1)"), row(2)]), people["office"], now)
    client = client_of(people["office"])
    address = f"/workspace/imports/{job.public_id}/"
    page = client.get(address).content.decode()
    assert "第 2 行" in page
    assert "&lt;b&gt;馆" in page
    assert "确认导入" not in page
    assert "没有这样的行" in client.get(address, {"show": "same"}).content.decode()
    assert "导入测试馆2" in client.get(address, {"show": "new", "page": "99"}).content.decode()
    listed = openpyxl.load_workbook(BytesIO(client.get(f"{address}problems.xlsx").content)).worksheets[0]
    assert [cell.value for cell in listed[2]][:3] == [2, "<b>馆</b>", "类型"]


def test_a_confirmation_that_comes_too_late_is_told(people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([row(1)]), people["office"], now)
    client = client_of(people["office"])
    address = f"/workspace/imports/{job.public_id}/"
    assert "检查结果有了变化" in client.post(f"{address}confirm", {"plan": "x"}, follow=True).content.decode()
    client.post(f"{address}cancel", {"sure": "1"})
    assert "不能确认" in client.post(f"{address}confirm", {"plan": job.plan}, follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == ImportState.CANCELLED


@pytest.mark.parametrize("role", ["organizer", "county_reviewer", "office", "administrator"])
def test_a_job_is_its_owners_alone(role: str, people: dict[str, User], now: datetime, member_unit: Unit) -> None:
    job = sent(workbook([row(1)]), people["organizer"], now, unit=member_unit.pk)
    client = client_of(people[role])
    expected = 200 if role == "organizer" else 404
    for page in ("", "state", "problems.xlsx"):
        assert client.get(f"/workspace/imports/{job.public_id}/{page}").status_code == expected
    for deed in ("confirm", "cancel"):
        answer = client.post(f"/workspace/imports/{job.public_id}/{deed}", {"plan": job.plan, "sure": "1"})
        assert answer.status_code == (302 if role == "organizer" else 404)
    assert job.file_name not in client_of(people["county_reviewer"]).get("/workspace/imports/").content.decode()


def test_what_can_be_no_sheet_is_told_on_the_form(people: dict[str, User]) -> None:
    client = client_of(people["office"])
    for file, sentence in (
        (None, "请选择要导入的文件"),
        (upload(b""), "文件里没有内容"),
        (upload(b"x", "旧表.xls"), "只能读取"),
        (upload(b"a" * (20 * 1024 * 1024 + 1)), "超过 20 MB"),
    ):
        answer = client.post(NEW, {"then": "draft", **({"file": file} if file else {})})
        assert answer.status_code == 400
        assert sentence in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_an_organizer_chooses_among_the_own_units(people: dict[str, User], member_unit: Unit) -> None:
    client = client_of(people["organizer"])
    page = client.get(NEW).content.decode()
    other = Unit.objects.exclude(pk=member_unit.pk)[0]
    assert member_unit.name in page
    assert f">{other.name}<" not in page
    data = {"file": upload(workbook([row(1)])), "unit": other.pk, "then": "draft"}
    assert client.post(NEW, data).status_code == 400


def test_the_template_is_a_workbook(people: dict[str, User]) -> None:
    answer = client_of(people["organizer"]).get("/workspace/imports/template.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="venues-template.xlsx"'
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[0] == "场馆"
