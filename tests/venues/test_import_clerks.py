"""Sheets as clerks make them are read; what is left out is said."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from core.geo import Datum, from_wgs84, lonlat
from core.imports import run_job
from core.models import ImportJob, ImportState
from tests.conftest import client_of
from tests.core.test_geo import apart_m
from tests.venues.clerks import HEAD, clerks, line, made
from tests.venues.sheets import TITLES, confirmed, inside, problems, row, sent, workbook
from venues.models import Venue

pytestmark = pytest.mark.django_db


def checked(job: ImportJob) -> list[tuple[int, str, str]]:
    assert job.state == ImportState.CHECKED, job.note
    assert problems(job) == []
    return [(line.number, line.key, line.label) for line in job.rows.all()]


def test_the_head_is_found_below_a_title_and_totals_are_left_out(people: dict[str, User], now: datetime) -> None:
    job = sent(clerks(line(1), [None], line(2), HEAD, line(3)), people["office"], now)
    assert checked(job) == [(4, "清单-1", "清单馆1"), (6, "清单-2", "清单馆2"), (8, "清单-3", "清单馆3")]
    said = "\n".join(job.notes)
    assert "合计的行没有读取：第 9 行" in said
    assert "重复的标题行没有读取：第 7 行" in said
    assert "序号、领导批示" in said
    confirmed(job, now)
    assert Venue.objects.get(reference="清单-1").phone == "0772-0000000"


def test_remarks_below_are_left_out(people: dict[str, User], now: datetime) -> None:
    def section(page: Worksheet) -> None:
        page.merge_cells("A5:J5")

    job = sent(
        made([*[[None]] * 2, HEAD, line(1), ["一、城中区"], line(2), ["填表人：某"]], section), people["office"], now
    )
    assert [number for number, _key, _label in checked(job)] == [4, 6]
    assert "说明的行没有读取：第 5、7 行" in "\n".join(job.notes)


def test_the_sheet_with_the_data_is_taken_when_the_first_is_a_cover(people: dict[str, User], now: datetime) -> None:
    book = openpyxl.load_workbook(io.BytesIO(clerks(line(1))))
    book.active.title = "明细"
    book.create_sheet("封面", 0).append(["科普场馆名称汇总"])
    stream = io.BytesIO()
    book.save(stream)
    job = sent(stream.getvalue(), people["office"], now)
    assert checked(job) == [(4, "清单-1", "清单馆1")]
    assert "读取的是工作表“明细”" in "\n".join(job.notes)


def test_our_own_title_goes_before_a_usual_one(people: dict[str, User], now: datetime) -> None:
    lines = [[*row(1), "市科协"]]
    job = sent(workbook(lines, [*TITLES, "单位名称"]), people["office"], now)
    assert [(told[1], told[0]) for told in problems(job)] in ([], [("运营单位", 2)])
    assert job.rows.get().label == "导入测试馆1"


def test_what_is_shown_counts(people: dict[str, User], now: datetime) -> None:
    def shown(page: Worksheet) -> None:
        page["B4"], page["B4"].number_format = 1, "000"
        page["I4"], page["I4"].number_format = 7720000001, "0000-0000000"
        page["B5"] = date(2026, 1, 2)

    job = sent(clerks(line(1), line(2), change=shown), people["office"], now)
    assert [key for _number, key, _label in checked(job)] == ["001", "2026-01-02"]
    assert any("日期格式" in warning for warning in job.rows.get(number=5).warnings)
    confirmed(job, now)
    assert Venue.objects.get(reference="001").phone == "0772-0000001"
    again = sent(clerks(line(1), line(2), change=shown), people["office"], now)
    assert again.summary["same"] == 2


def test_hidden_rows_and_columns_are_left_out_unless_asked_for(people: dict[str, User], now: datetime) -> None:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[5].hidden = True
        page.column_dimensions["I"].hidden = True

    office = people["office"]
    job = sent(clerks(line(1), line(2), change=hide), office, now)
    assert [key for _number, key, _label in checked(job)] == ["清单-1"]
    said = "\n".join(job.notes)
    assert "隐藏的 1 行没有读取：第 5 行" in said
    assert "隐藏的列没有读取：联系电话" in said
    client_of(office).post(f"/workspace/imports/{job.public_id}/reread", {"with_hidden": "1"})
    run_job(job.pk, now)
    job.refresh_from_db()
    assert [key for _number, key, _label in checked(job)] == ["清单-1", "清单-2"]
    assert "隐藏" not in "\n".join(job.notes)


def test_merged_cells_give_each_row_their_value(people: dict[str, User], now: datetime) -> None:
    def merge(page: Worksheet) -> None:
        page.merge_cells("D4:D6")
        page.merge_cells("E4:E6")

    bare = {"类 别*": None, "所属\n县区": None}
    job = sent(clerks(line(1), line(2, **bare), line(3, **bare), change=merge), people["office"], now)
    assert len(checked(job)) == 3
    confirmed(job, now)
    assert set(Venue.objects.filter(reference__startswith="清单-").values_list("kind__identifier")) == {
        ("science_museum",)
    }


def test_columns_are_matched_by_hand(people: dict[str, User], now: datetime) -> None:
    office, client = people["office"], client_of(people["office"])
    titles = ["外部编号", "称谓", "馆种", *TITLES[3:]]
    job = sent(workbook([row(1)], titles), office, now)
    assert (job.state, "名称" in job.note) == (ImportState.FAILED, True)
    address = f"/workspace/imports/{job.public_id}/"
    assert 'name="column-1"' in client.get(address).content.decode()
    client.post(f"{address}reread", {"column-1": "name", "column-2": "kind", "column-0": "no such column"})
    assert client.get(f"{address}state").json()["state"] == "checking"
    run_job(job.pk, now)
    job.refresh_from_db()
    assert checked(job) == [(2, "导入-1", "导入测试馆1")]
    assert '<option value="name" selected>' in client.get(address).content.decode()
    assert confirmed(job, now).state == ImportState.DONE


def test_a_sheet_that_moved_on_is_not_read_anew(people: dict[str, User], now: datetime) -> None:
    job = confirmed(sent(workbook([row(1)]), people["office"], now), now)
    client_of(people["office"]).post(f"/workspace/imports/{job.public_id}/reread", {"datum": "gcj02"})
    job.refresh_from_db()
    assert (job.state, job.options.get("datum")) == (ImportState.DONE, None)
    other = client_of(people["administrator"]).post(f"/workspace/imports/{job.public_id}/reread", {})
    assert other.status_code == 404


def test_one_datum_is_chosen_for_the_rows_that_name_none(people: dict[str, User], now: datetime) -> None:
    place = inside()
    shifted = from_wgs84(place, Datum.GCJ02)
    lines = [row(1, 坐标系=None, 经度=shifted.lon, 纬度=shifted.lat), row(2)]
    job = sent(workbook(lines), people["office"], now)
    assert [(number, column) for number, column, _sentence in problems(job)] == [(2, "坐标系")]
    client_of(people["office"]).post(f"/workspace/imports/{job.public_id}/reread", {"datum": Datum.GCJ02.value})
    run_job(job.pk, now)
    job.refresh_from_db()
    assert "1 行按所选的" in "\n".join(job.notes)
    assert confirmed(job, now).state == ImportState.DONE
    venue = Venue.objects.get(reference="导入-1")
    assert (venue.given_datum, apart_m(lonlat(venue.point), place) < 0.3) == (Datum.GCJ02, True)
    assert Venue.objects.get(reference="导入-2").given_datum == Datum.WGS84


def test_swapped_columns_are_turned_at_once_and_one_swapped_row_is_told(people: dict[str, User], now: datetime) -> None:
    place = inside()
    lines = [row(number, 经度=place.lat, 纬度=place.lon) for number in range(1, 3)]
    job = sent(workbook(lines), people["office"], now)
    assert len(checked(job)) == 2
    assert "写反了，2 行已对调" in "\n".join(job.notes)
    confirmed(job, now)
    assert apart_m(lonlat(Venue.objects.get(reference="导入-1").point), place) < 0.3
    job = sent(workbook([lines[0], row(3), row(4)]), people["office"], now)
    assert [(number, column) for number, column, _sentence in problems(job)] == [(2, "经度、纬度")]


def test_the_own_sheet_comes_back_with_a_column_of_results(people: dict[str, User], now: datetime) -> None:
    wrong = {"类 别*": "城堡"}
    job = sent(clerks(line(1), line(2, **wrong)), people["office"], now)
    client = client_of(people["office"])
    address = f"/workspace/imports/{job.public_id}/remarked.xlsx"
    assert address in client.get(f"/workspace/imports/{job.public_id}/").content.decode()
    data = client.get(address).content
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in page[3]] == [*HEAD, "导入结果"]
    assert [page.cell(number, 11).value for number in (1, 2, 4, 6)] == ["", None, "将新增", None]
    assert "类型" in page.cell(5, 11).value
    assert (page["B4"].value, page["A6"].value) == ("清单-1", "合计")
    again = sent(data, people["office"], now)
    assert "导入结果" not in "\n".join(again.notes)
    assert again.summary["problem"] == 1
    assert client_of(people["administrator"]).get(address).status_code == 404
