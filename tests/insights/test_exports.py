"""Workbooks made by a task: their content, who gets them, and LibreOffice opens them."""

import io
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import Session
from core.errors import Conflict, Invalid, NotAllowed
from core.models import OutboxMessage
from insights.models import Export
from insights.services.exporting import ask_export, forget_exports, in_one_file, is_archive, make_export
from insights.sheets import national
from insights.sheets.national import national_books
from insights.sheets.yearbook import yearbook_sheets
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of
from venues.models import Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(make: Any, member_unit: Any, now: datetime) -> Session:
    starts = now + timedelta(days=7)
    (session,) = make(
        unit_id=member_unit.pk, title="=HYPERLINK(1)", sessions=(SessionFacts(starts, starts + timedelta(hours=2)),)
    )
    take_in(sent(session, count=40, audience="youth"), now=starts)
    return session


def made(people: dict[str, Any], kind: str, now: datetime) -> Export:
    by = Actor(user_id=people["office"].pk, is_office=True)
    export = ask_export(kind=kind, year=2026, language="zh-hans", by=by, now=now)
    make_export(export_id=export.pk, now=now)
    export.refresh_from_db()
    return export


def test_the_yearbook_has_each_dimension_and_adds_up(held: Session, people: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(bytes(made(people, "yearbook", held.ends_at).file or b"")))
    assert {
        "说明",
        "总览",
        "按所在县区",
        "按主办单位县区",
        "按城乡",
        "按主办单位",
        "按活动品牌",
        "按任务",
        "按月份",
        "目标",
        "活动",
    } <= set(book.sheetnames)
    titles, *rows = book["按主办单位"].iter_rows(values_only=True)
    at = titles.index("参加人次（人次）")
    assert [row[at] for row in rows if row[at] != "—"] == [40, 40]  # the unit, and the total; a dash is not nought
    activities = list(book["活动"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[6]) for row in activities] == [("=HYPERLINK(1)", 40)]
    cell = book["活动"]["A2"]
    assert cell.data_type == "s" and cell.quotePrefix  # text, not a formula


def test_the_national_forms_tell_nought_from_unknown_and_from_no_such_item(held: Session) -> None:
    museum = Venue.objects.published().filter(kind="science_museum")[0]
    Venue.objects.filter(pk=museum.pk).update(floor_area_m2=499, staff=0, annual_visitors=None)
    (book,) = national_books(2026, SYSTEM, held.ends_at, lambda done, total: None)
    _notes, first, *forms = sheets = list(book.sheets)
    index = {row[1]: row[4] for row in first.rows}
    assert index[museum.name] == "不计入（不足 500 平方米）"
    form = next(sheet for sheet in forms if museum.name in sheet.name)
    lines = {row[0]: (row[2], row[3]) for row in form.rows if row}
    assert lines["建筑面积"] == (499, "已填") and lines["工作人员"] == (0, "已填")
    assert lines["年参观人次"] == (None, "没有填报") and "单位负责人（签字）" in lines
    screen = next(sheet for sheet in forms if [row[2] for row in sheet.rows if row][1] == "数字科普信息屏")
    assert {row[0]: row[3] for row in screen.rows if row}["建筑面积"] == "没有此项"
    assert len({sheet.name for sheet in sheets}) == len(sheets)
    assert not any(venue.name in sheet.name for sheet in sheets for venue in Venue.objects.filter(kind__is_mobile=True))


@pytest.mark.parametrize("kind", ["yearbook", "national"])
def test_libreoffice_opens_it(held: Session, people: dict[str, Any], kind: str, tmp_path: Path) -> None:
    book = tmp_path / f"{kind}.xlsx"
    book.write_bytes(bytes(made(people, kind, held.ends_at).file or b""))
    office = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    ]
    subprocess.run([*office, "--outdir", str(tmp_path), str(book)], check=True, capture_output=True, timeout=120)
    texts = {path.stem.split("-", 1)[1]: path.read_text() for path in tmp_path.glob("*.csv")}
    if kind == "yearbook":
        assert "40" in texts["总览"] and "参加人次" in texts["按所在县区"] and "#" not in texts["总览"]
    else:
        assert "填报情况" in next(text for name, text in texts.items() if name.startswith("001"))


def test_more_venues_than_one_workbook_holds_come_county_by_county(held: Session, monkeypatch: Any) -> None:
    """None is left out: a zip with a workbook for each county, in parts where a county has too many."""
    monkeypatch.setattr(national, "MOST_FORMS", 5)
    seen: list[tuple[int, int]] = []
    books = list(national_books(2026, SYSTEM, held.ends_at, lambda done, total: seen.append((done, total))))
    names = [row[1] for book in books for row in book.sheets[1].rows]
    venues = Venue.objects.published().filter(kind__is_mobile=False, opened_on=None)
    assert len(names) == seen[-1][0] == seen[-1][1] and {venue.name for venue in venues} <= set(names)
    assert len(books) > 5 and all(len(book.sheets) <= 7 for book in books)
    assert len({book.name for book in books}) == len(books)
    said = dict(list(books[0].sheets[0].rows))["场馆"]
    assert said == f"本册 {len(list(books[0].sheets[1].rows))} 座，一共 {len(names)} 座"
    data = in_one_file(books)
    with ZipFile(io.BytesIO(data)) as archive:
        assert sorted(archive.namelist()) == sorted(f"{book.name}.xlsx" for book in books)
        openpyxl.load_workbook(io.BytesIO(archive.read(archive.namelist()[0])))
    assert is_archive(data) and not is_archive(in_one_file(books[:1]))


def test_asking_twice_is_asking_once_and_it_is_told(held: Session, people: dict[str, Any], now: datetime) -> None:
    by = Actor(user_id=people["office"].pk, is_office=True)
    first = ask_export(kind="yearbook", year=2026, language="zh-hans", by=by, now=now)
    assert ask_export(kind="yearbook", year=2026, language="zh-hans", by=by, now=now) == first
    assert OutboxMessage.objects.filter(event="export.asked").count() == 1
    make_export(export_id=first.pk, now=now)
    make_export(export_id=first.pk, now=now)
    (notice,) = people["office"].notices.filter(key=f"export-{first.pk}")
    assert "年度工作簿 2026" in notice.title
    for year in range(2015, 2020):
        ask_export(kind="national", year=year, language="en", by=by, now=now)
    with pytest.raises(Conflict):
        ask_export(kind="national", year=2020, language="en", by=by, now=now)
    with pytest.raises(Invalid):
        ask_export(kind="all", year=2020, language="en", by=by, now=now)
    with pytest.raises(NotAllowed):
        ask_export(kind="yearbook", year=2020, language="en", by=Actor(user_id=1, organizer_of=frozenset({1})), now=now)


def test_only_its_owner_fetches_it_and_it_is_forgotten(held: Session, people: dict[str, Any], now: datetime) -> None:
    client = client_of(people["office"])
    assert client.post("/workspace/exports/", {"kind": "yearbook", "year": "2020"}).status_code == 302
    assert Export.objects.get(owner=people["office"]).kind == "yearbook"
    for year in ("2101", "x", ""):
        assert client.post("/workspace/exports/", {"kind": "yearbook", "year": year}).status_code == 404
    export = made(people, "national", now)
    path = f"/workspace/exports/{export.public_id}.xlsx"
    assert client.get(path).content[:2] == b"PK"
    assert client_of(people["administrator"]).get(path).status_code == 404
    assert "下载" in client.get("/workspace/exports/").content.decode()
    assert forget_exports(now=now + timedelta(days=31)) >= 1
    assert client.get(path).status_code == 404


def test_a_county_gets_its_own_figures(held: Session) -> None:
    county = Actor(user_id=1, reviewer_of_counties=frozenset({"450203"}))
    sheets = {sheet.name: sheet for sheet in yearbook_sheets(2026, county, held.ends_at, lambda done, total: None)}
    assert "目标" not in sheets and list(sheets["活动"].rows) == []


def test_one_that_was_never_made_can_be_asked_for_again(held: Session, people: dict[str, Any], now: datetime) -> None:
    by = Actor(user_id=people["office"].pk, is_office=True)
    asked = {"kind": "yearbook", "year": 2026, "language": "zh-hans", "by": by}
    lost = ask_export(**asked, now=now)
    assert not lost.has_failed(now + timedelta(minutes=59))
    later = now + timedelta(minutes=61)
    assert lost.has_failed(later) and ask_export(**asked, now=later) != lost
