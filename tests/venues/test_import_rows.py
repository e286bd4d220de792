"""What the rows of a sheet say: told by row and column, in any order, in every writing."""

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from accounts.models import User
from core.geo import Datum, from_wgs84, lonlat
from core.models import ImportState
from tests.core.test_geo import apart_m
from tests.venues.sheets import TITLES, confirmed, inside, problems, row, sent, workbook
from venues.models import Venue, VenueStatus
from venues.sheets.template import write_template

pytestmark = pytest.mark.django_db

MORE = [
    "子类型", "运营单位", "功能区", "乡镇街道", "位置精度", "开放时间", "门票", "电话", "网站", "预约网址", "适合人群",
    "无障碍设施", "建筑面积", "工作人员", "开放年份", "开放日期", "认定", "简介",
]  # fmt: skip
# What is written, in which column, and where it is told.
MISTAKES: list[tuple[str, Any, str]] = [
    ("名称", None, "名称"),
    ("名称", "馆" * 101, "名称"),
    ("类型", "城堡", "类型"),
    ("子类型", "城堡类", "子类型"),
    ("运营单位", "没有这个单位", "运营单位"),
    ("县区", "别处县", "县区"),
    ("功能区", "别处新区", "功能区"),
    ("乡镇街道", "别处镇", "乡镇街道"),
    ("经度", "东经一百零九度", "经度"),
    ("纬度", None, "纬度"),
    ("经度", 116.4, "经度、纬度"),
    ("纬度", 124.0, "经度、纬度"),
    ("坐标系", None, "坐标系"),
    ("坐标系", "北京54", "坐标系"),
    ("位置精度", "很准", "位置精度"),
    ("开放时间", "九点开门", "开放时间"),
    ("门票", "看情况", "门票"),
    ("电话", "1" * 61, "电话"),
    ("网站", "javascript:alert(1)", "网站"),
    ("预约网址", "微信公众号", "预约网址"),
    ("适合人群", "青少年、火星人", "适合人群"),
    ("无障碍设施", "传送门", "无障碍设施"),
    ("建筑面积", "五百平方米", "建筑面积（平方米）"),
    ("建筑面积", -5, "建筑面积（平方米）"),
    ("工作人员", 1.5, "工作人员"),
    ("开放年份", 20, "开放年份"),
    ("开放年份", 1700, "开放年份"),
    ("开放日期", "2026-02-30", "开放日期"),
    ("认定", "国家级", "认定"),
    ("认定", "银河级|称号", "认定"),
    ("认定", "国家级|称号||2022-01-01|2021-01-01", "认定"),
    ("简介", "=1/0", "简介"),
    ("简介", True, "简介"),
]


def test_every_kind_of_mistake_is_told_by_row_and_column(people: dict[str, User], now: datetime) -> None:
    titles = [*TITLES, *MORE]
    lines = []
    for number, (title, wrong, _told) in enumerate(MISTAKES):
        line = [*row(number), *[None] * len(MORE)]
        line[titles.index(title)] = wrong
        lines.append(line)
    lines += [[*row(0), *[None] * len(MORE)], [*row(900), *[None] * len(MORE)]]
    job = sent(workbook(lines, titles), people["office"], now)
    told = problems(job)
    assert [(number, column) for number, column, _sentence in told] == [
        *((number, column) for number, (_title, _wrong, column) in enumerate(MISTAKES, start=2)),
        (len(MISTAKES) + 2, "外部编号"),
    ]
    assert all(sentence for _number, _column, sentence in told)
    assert job.summary == {"problem": len(MISTAKES) + 1, "new": 1, "change": 0, "same": 0, "warnings": 1}
    assert not Venue.objects.filter(name__startswith="导入测试馆").exists()


def test_the_filled_template_comes_in_as_it_was_written(people: dict[str, User], now: datetime) -> None:
    stream = BytesIO()
    write_template(stream, None)
    book = openpyxl.load_workbook(stream)
    page = book.worksheets[0]
    titles = [str(cell.value).strip("*") for cell in page[1]]
    place = inside()
    shifted = from_wgs84(place, Datum.GCJ02)
    facts = {
        "外部编号": "往返-1", "名称": "往返科技馆", "类型": "科技馆", "县区": "城中区", "地址": "测试路 1 号",
        "经度": shifted.lon, "纬度": shifted.lat, "坐标系": "高德", "开放时间": "Tu-Su 09:00-17:00", "门票": "免费",
        "电话": "07725550000", "网站": "https://example.org/", "适合人群": "青少年、社区居民",
        "建筑面积（平方米）": 1200, "开放日期": datetime(2020, 5, 1),
        "认定": "市级|科普教育基地|第一批|2020-01-01", "别名": "往返馆；返馆",
        "简介": "=不是公式", "英文名称": "Round Trip Museum", "位置精度": "实测",
    }  # fmt: skip
    for title, value in facts.items():
        cell = page.cell(3, titles.index(title) + 1, value)
        if isinstance(value, str):
            cell.data_type = "s"
    filled = BytesIO()
    book.save(filled)
    job = confirmed(sent(filled.getvalue(), people["office"], now, then="submit"), now)
    assert (job.state, job.summary["new"]) == (ImportState.DONE, 1), (job.note, problems(job))
    venue = Venue.objects.get(reference="往返-1")
    assert (venue.status, venue.county_id, venue.phone) == (VenueStatus.PUBLISHED, "450202", "07725550000")
    assert apart_m(lonlat(venue.point), place) < 0.3
    assert (venue.given_datum, round(venue.given_lon, 9)) == (Datum.GCJ02, round(shifted.lon, 9))
    assert (venue.aliases, venue.audiences) == (["往返馆", "返馆"], ["youth", "residents"])
    assert (venue.summary, venue.floor_area_m2, venue.position_quality) == ("=不是公式", 1200, "surveyed")
    assert venue.opened_on == facts["开放日期"].date()
    assert [(title.level, title.name, title.batch) for title in venue.designations.all()] == [
        ("city", "科普教育基地", "第一批")
    ]


def test_the_template_itself_holds_lists_an_example_and_an_explanation(db: None) -> None:
    stream = BytesIO()
    write_template(stream, None)
    book = openpyxl.load_workbook(stream)
    page = book.worksheets[0]
    titles = [str(cell.value).strip("*") for cell in page[1]]
    listed = {str(rule.sqref).split(":")[0] for rule in page.data_validations.dataValidation}
    for title in ("类型", "县区", "功能区", "坐标系", "门票"):
        assert page.cell(2, titles.index(title) + 1).coordinate in listed, title
    assert page["A2"].value.startswith("示例")
    assert book.sheetnames[1] == "填写说明"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_chinese_encodings(encoding: str, people: dict[str, User], now: datetime) -> None:
    text = "\n".join(";".join(str(cell) for cell in line) for line in (TITLES, row(1, "编码测试馆")))
    job = confirmed(sent(text.encode(encoding), people["office"], now, name="表.csv"), now)
    assert Venue.objects.get(reference="导入-1").name == "编码测试馆", job.note


def test_columns_come_in_any_order_and_the_unknown_are_told(people: dict[str, User], now: datetime) -> None:
    titles = [*reversed(TITLES), "心情", "kind"]
    job = sent(workbook([[*reversed(row(1)), "好", "museum"]], titles), people["office"], now)
    assert (job.state, "类型" in job.note) == (ImportState.FAILED, True)
    job = sent(workbook([[*reversed(row(1)), "好"]], titles[:-1]), people["office"], now)
    assert (job.state, job.summary["new"]) == (ImportState.CHECKED, 1)
    assert "心情" in job.notes[0]


def test_a_missing_column_is_told(people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([["甲"]], ["名称"]), people["office"], now)
    assert (job.state, job.note) == (ImportState.FAILED, "缺少这些列：类型。请用模板的第一行作标题。")


def test_a_file_that_is_no_sheet_is_told(people: dict[str, User], now: datetime) -> None:
    job = sent(b"\x89PNG\0\0", people["office"], now)
    assert job.state == ImportState.FAILED
    assert ".xlsx" in job.note


def test_points_outside_the_named_county_and_doubles_are_remarked(people: dict[str, User], now: datetime) -> None:
    confirmed(sent(workbook([row(1, "城中科技馆")]), people["office"], now), now)
    lines = [row(2, "柳州城中科技馆"), row(3, "全然不同之处", 县区="鱼峰区")]
    lines[1][0] = None
    job = sent(workbook(lines), people["office"], now)
    first, second = job.rows.all()
    assert "城中科技馆" in first.warnings[0]
    assert any("城中区" in warning and "鱼峰区" in warning for warning in second.warnings)
    assert any("外部编号" in warning for warning in second.warnings)
    assert job.summary["warnings"] == 2


@pytest.mark.parametrize("word", ["高德", "腾讯", "火星坐标", "GCJ-02", "gcj02", "百度", "BD09", "天地图", "cgcs2000"])
def test_a_datum_is_understood_by_its_map(word: str, people: dict[str, User], now: datetime) -> None:
    job = sent(workbook([row(1, 坐标系=word)]), people["office"], now)
    assert job.summary["new"] == 1, problems(job)
