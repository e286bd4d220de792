"""How figures are written: a format belongs to the measure, and a dash is not nought."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from accounts.permissions import Actor
from activities.facts import SessionFacts
from activities.models import Session
from activities.models.checkin import Method
from core.errors import Invalid
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES, Measure
from insights.formats import ANY, PER_THOUSAND, PERCENT, WHOLE, Format
from insights.models import Target
from insights.selectors import pivot as pivots
from insights.selectors.labels import labels_of
from insights.selectors.methods import COUNTED, LISTED, SCANNED, has_shares, shares_of
from insights.selectors.origin import origin_text, source_of
from insights.selectors.pivot import Question, pivot
from insights.services.freezing import freeze_report
from insights.sheets.pivot import notes_of
from insights.templatetags.figures import grouped, told
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of

YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("form", "n", "text", "excel"),
    [
        (WHOLE, 1234567, "1,234,567", "#,##0"),
        (WHOLE, 0, "0", "#,##0"),
        (WHOLE, None, "—", "#,##0"),
        (PERCENT, Decimal("7.25"), "7.25", "0.0#"),
        (PERCENT, Decimal("87.50"), "87.5", "0.0#"),
        (PERCENT, 100, "100.0", "0.0#"),
        (PERCENT, None, "—", "0.0#"),
        (PER_THOUSAND, 1234.56, "1,234.6", "#,##0.0"),
        (ANY, Decimal("200.00"), "200", "General"),
        (ANY, Decimal("7.16"), "7.16", "General"),
    ],
)
def test_a_number_in_its_format(form: Format, n: Any, text: str, excel: str) -> None:
    assert (form.text(n), form.excel) == (text, excel)
    assert form.cell(n) == ("—" if n is None else Decimal(text.replace(",", "")))
    assert form.json(n) == (None if n is None else float(text.replace(",", "")))


def test_each_measure_has_its_format_and_only_a_percentage_has_decimals() -> None:
    assert {measure for measure in Measure if measure.written.most} == {Measure.PERCENT}
    assert told(Decimal("7.25"), FIGURES["literacy"]) == "7.25" and told(None, Measure.HOURS) == "—"
    assert grouped(0) == "0" and grouped(None) == "—" and grouped(12345) == "12,345"


def test_each_figure_has_a_source_in_words() -> None:
    for figure in FIGURES.values():
        assert source_of(figure).count(" · ") == 2, figure.key


@pytest.mark.django_db
def test_a_survey_keeps_its_decimals_in_excel_csv_and_the_interface(people: dict[str, Any]) -> None:
    Target.objects.filter(plan=2020, identifier="literacy").update(typed_value=Decimal("7.25"), typed_source="抽样调查")
    client, asked = client_of(people["office"]), {"figure": "literacy", "year": "2020"}
    book = openpyxl.load_workbook(io.BytesIO(client.get("/workspace/tally/export.xlsx", asked).content), data_only=True)
    cell = book.worksheets[1].cell(book.worksheets[1].max_row, 2)
    assert (cell.value, cell.number_format) == (7.25, "0.0#")
    text = client.get("/workspace/tally/export.csv", asked).content.decode("utf-8-sig")
    assert text.splitlines()[1] == "合计,7.25"
    dates = {"figure": "literacy", "from": "2020-01-01", "to": "2020-12-31"}
    assert client.get("/api/v1/stats/tally/", dates).json()["total"] == 7.25
    page = client.get("/workspace/tally/", asked).content.decode()
    assert (
        ">7.25</a>" in page and "<strong>7.25</strong>" in client.get("/workspace/targets/?year=2020").content.decode()
    )


@pytest.fixture
def held(make: Any, member_unit: Any, now: datetime, monkeypatch: Any) -> Session:
    starts = now + timedelta(days=7)
    (session,) = make(unit_id=member_unit.pk, sessions=(SessionFacts(starts, starts + timedelta(hours=2)),))
    ways = (("screen", 621), ("paper", 80), ("turnstile", 0))
    take_in(*[sent(session, method=way, count=n, audience="youth") for way, n in ways if n], now=starts)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.ends_at + timedelta(hours=1))
    return session


@pytest.mark.django_db
def test_what_goes_out_as_csv_carries_its_words(held: Session, people: dict[str, Any]) -> None:
    client = client_of(people["office"])
    said = {"rows": "audience", "columns": "", "is_audience": "youth"}
    text = client.get("/workspace/tally/export.csv", said).content.decode("utf-8-sig")
    table, _empty, notes = text.partition("\r\n\r\n")
    assert table.splitlines()[0] == "人群,合计（人次）,扫码（%）,名单和点数（%）,现场清点（%）"
    assert table.splitlines()[1] == "青少年,701,88.6,11.4,0.0"
    for line in (
        "指标,参加人次",
        "单位,人次",
        "自,2026-01-01",
        "至,2026-12-31",
        "截至,2026",
        "来源,",
        "只看：人群,青少年",
    ):
        assert line in notes
    assert "线上观看不在内" in notes


@pytest.mark.django_db
def test_how_it_was_obtained_stands_beside_it(held: Session, people: dict[str, Any]) -> None:
    client = client_of(people["office"])
    words = "扫码 88.6%，名单和点数 11.4%，现场清点 0.0%"
    for path in ("/workspace/dashboard/", "/workspace/tally/?rows=audience&columns="):
        assert words in client.get(path).content.decode()
    assert words not in client.get("/workspace/tally/?rows=method&columns=").content.decode()
    page = client.get("/workspace/dashboard/").content.decode()
    origin = origin_text(Question(FIGURES["participations"], *YEAR), held.ends_at)
    assert origin[0] in page and origin[2] in page and page.count('class="origin"') >= 8


def test_shares_are_of_what_was_on_site() -> None:
    shares = shares_of({"ticket": 1, "screen": 1, "poster": 1, "headcount": 2, "paper": 1, "online": 1000})
    assert [shares.scanned, shares.listed, shares.counted] == [Decimal("50.0"), Decimal("16.7"), Decimal("33.3")]
    assert shares_of({"online": 5}).words == "" and shares_of({}).scanned is None
    assert SCANNED | LISTED | COUNTED | {Method.ONLINE} == set(Method)
    for key, methods in (("scanned", SCANNED), ("listed", LISTED), ("head_counted", COUNTED)):
        assert {method for method in Method if f"'{method}'" in FIGURES[key].condition} == set(methods)
    asked = Question(FIGURES["participations"], *YEAR, rows=DIMENSIONS["county"])
    assert has_shares(asked) and not has_shares(Question(FIGURES["scanned"], *YEAR))
    assert not has_shares(Question(FIGURES["online"], *YEAR)) and not has_shares(Question(FIGURES["venues"], *YEAR))


@pytest.mark.django_db
def test_months_and_weeks_over_several_years_have_their_year() -> None:
    assert labels_of("month", {"01", "02"}) == {"01": "1 月", "02": "2 月"}
    assert labels_of("month", {"2020-01", "2019-12", "2019-01"}) == {
        "2019-01": "2019-01",
        "2019-12": "2019-12",
        "2020-01": "2020-01",
    }
    assert list(labels_of("month", {"2020-01", "2019-01", ""})) == ["2019-01", "2020-01", ""]
    assert labels_of("week", {"2026-02"}) == {"2026-02": "第 2 周（01-05 起）"}
    two_years = (date(2025, 1, 1), date(2026, 12, 31))
    assert labels_of("week", {"2026-02"}, two_years) == {"2026-02": "2026 年第 2 周（2026-01-05 起）"}
    assert list(labels_of("week", {"2020-01", "2019-52"}).values()) == [
        "2019 年第 52 周（2019-12-23 起）",
        "2020 年第 1 周（2019-12-30 起）",
    ]


@pytest.mark.django_db
def test_a_table_that_is_cut_says_so_first_and_is_not_frozen(
    held: Session, people: dict[str, Any], monkeypatch: Any
) -> None:
    take_in(sent(held, method="screen", count=5, audience="farmers"), now=held.starts_at)
    asked = Question(FIGURES["participations"], *YEAR, rows=DIMENSIONS["audience"], columns=DIMENSIONS["method"])
    whole, cut = (pivot(asked, held.ends_at, most) for most in (10, 1))
    assert (len(whole.cells), whole.is_cut, whole.in_all) == (3, False, 3)
    assert (len(cut.cells), cut.is_cut, cut.in_all, cut.total) == (1, True, 3, 706)
    assert notes_of(asked, cut, held.ends_at)[0] == ["没有列全", "只有最大的 1 格，一共 3 格；合计是全部的。"]
    assert notes_of(asked, whole, held.ends_at)[0][0] == "指标"
    monkeypatch.setattr("insights.web.tally.MOST_SHOWN", 1)
    page = client_of(people["office"]).get("/workspace/tally/?rows=audience&columns=method").content.decode()
    assert "只有最大的 1 格，一共 3 格" in page
    monkeypatch.setattr("insights.services.freezing.pivot", lambda question, now: pivots.pivot(question, now, 1))
    with pytest.raises(Invalid) as refused:
        freeze_report(question=asked, title="太大的表", by=Actor(user_id=1, is_office=True), now=held.ends_at)
    assert refused.value.code == "frozen_cut"
