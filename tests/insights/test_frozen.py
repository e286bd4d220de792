"""What was reported stays as it was; what is corrected later shows as a difference."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction

from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import CheckIn, Session
from core.errors import Invalid, NotAllowed
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.frozen import changes, checksum_of
from insights.models import FrozenReport
from insights.selectors.frozen import compared, kept_reports
from insights.selectors.pivot import Question
from insights.services.freezing import freeze_report
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(make: Any, member_unit: Any, now: datetime) -> Session:
    starts = now + timedelta(days=7)
    (session,) = make(unit_id=member_unit.pk, sessions=(SessionFacts(starts, starts + timedelta(hours=2)),))
    take_in(sent(session, count=40, audience="youth"), now=starts)
    return session


@pytest.fixture
def then(held: Session) -> datetime:
    """When the session is over, and counts."""
    return held.ends_at


def question(scope: Actor = SYSTEM) -> Question:
    days = (date(2026, 1, 1), date(2026, 12, 31))
    return Question(FIGURES["participations"], *days, DIMENSIONS["audience"], DIMENSIONS["month"], scope=scope)


def frozen(people: dict[str, Any], then: datetime, title: str = "2026 年总结") -> FrozenReport:
    by = Actor(user_id=people["office"].pk, is_office=True)
    return freeze_report(question=question(by), title=title, by=by, now=then)


def test_it_stays_and_later_corrections_show(held: Session, people: dict[str, Any], then: datetime) -> None:
    report = frozen(people, then)
    same = compared(report, then)
    assert not same.has_changed and same.is_intact and same.then.total == 40
    take_in(sent(held, count=7, audience="farmers"), now=held.starts_at)
    beside = compared(FrozenReport.objects.get(), then)
    assert (beside.then.total, beside.total_now) == (40, 47)
    assert [(change.key, change.then, change.now) for change in beside.lines] == [("farmers", None, 7)]
    assert [(change.key, change.then, change.now) for change in beside.behind] == [(str(held.activity_id), 40, 47)]


def test_the_same_again_is_the_report_that_stands(held: Session, people: dict[str, Any], then: datetime) -> None:
    assert frozen(people, then).pk == frozen(people, then + timedelta(hours=1)).pk
    assert frozen(people, then, "另一份").pk != frozen(people, then).pk


def test_only_offices_freeze_and_a_title_is_needed(held: Session, people: dict[str, Any], then: datetime) -> None:
    with pytest.raises(NotAllowed):
        freeze_report(question=question(), title="x y", by=Actor(user_id=1, organizer_of=frozenset({1})), now=then)
    for title in ("", "x", "长" * 101):
        with pytest.raises(Invalid):
            frozen(people, then, title)


@pytest.mark.parametrize(
    "sabotage", ["UPDATE insights_frozenreport SET title = 'x'", "DELETE FROM insights_frozenreport"]
)
def test_the_database_keeps_it(held: Session, people: dict[str, Any], then: datetime, sabotage: str) -> None:
    frozen(people, then)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sabotage)


@pytest.mark.parametrize("tampered", ["behind = '[[\"1\", 41]]'", "result = jsonb_set(result, '{total}', '41')"])
def test_twin_without_the_trigger_the_checksum_tells(
    held: Session, people: dict[str, Any], then: datetime, tampered: str
) -> None:
    frozen(people, then)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE insights_frozenreport DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE insights_frozenreport SET {tampered}")
        cursor.execute("ALTER TABLE insights_frozenreport ENABLE TRIGGER USER")
    assert not compared(FrozenReport.objects.get(), then).is_intact


def test_pages_and_workbook(held: Session, people: dict[str, Any], then: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: then)
    client = client_of(people["office"])
    said = "?figure=participations&year=2026&rows=audience&columns=month"
    made = client.post(f"/workspace/tally/freeze/{said}", {"title": "年度总结"})
    report = FrozenReport.objects.get()
    assert made.headers["Location"].endswith(f"/workspace/frozen/{report.public_id}/")
    page = client.get(f"/workspace/frozen/{report.public_id}/").content.decode()
    assert "没有变化" in page and report.checksum in page
    take_in(sent(held, count=7, audience="farmers"), now=held.starts_at)
    assert "定稿时 40，现在 47" in client.get(f"/workspace/frozen/{report.public_id}/").content.decode()
    assert "年度总结" in client.get("/workspace/frozen/").content.decode()
    data = client.get(f"/workspace/frozen/{report.public_id}/export.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 4
    assert [row[1:] for row in book.worksheets[3].iter_rows(min_row=2, values_only=True)] == [(40, 47)]
    assert client.post(f"/workspace/tally/freeze/{said}", {"title": ""}, follow=True).status_code == 200
    other = client_of(people["county_reviewer"])
    assert other.get(f"/workspace/frozen/{report.public_id}/").status_code == 404


def test_a_county_sees_its_own_reports_alone(held: Session, people: dict[str, Any], then: datetime) -> None:
    frozen(people, then)
    county = Actor(user_id=people["county_reviewer"].pk, reviewer_of_counties=frozenset({"450203"}))
    own = freeze_report(question=question(county), title="县里的", by=county, now=then)
    assert list(kept_reports(county)) == [own]
    assert not kept_reports(Actor(user_id=1, reviewer_of_counties=frozenset({"450204"})))
    assert not kept_reports(Actor(user_id=1, organizer_of=frozenset({1})))
    assert kept_reports(SYSTEM).count() == 2


def test_what_differs() -> None:
    then, later = [["a", 1], ["b", 2], ["c", "7.5"]], [["a", 1], ["c", "8.0"], ["d", 4]]
    assert [(one.key, one.then is None, one.now is None) for one in changes(then, later)] == [
        ("b", False, True),
        ("c", False, False),
        ("d", True, False),
    ]
    one = checksum_of({"a": 1, "b": 2}, {"total": 5}, then)
    assert one == checksum_of({"b": 2, "a": 1}, {"total": 5}, [list(row) for row in then])
    assert one not in {
        checksum_of({"a": 1, "b": 2}, {"total": 5}, later),
        checksum_of({"a": 1, "b": 2}, {"total": 6}, then),
        checksum_of({"a": 1, "b": 3}, {"total": 5}, then),
    }


def test_a_day_that_moved_shows_though_no_line_has(held: Session, people: dict[str, Any], then: datetime) -> None:
    """Undone and told anew of the month before: the line and the activity give the same, the month does not."""
    frozen(people, then)
    entry = CheckIn.objects.get(session=held)
    earlier = held.starts_at - timedelta(days=2)  # the month before
    assert earlier.month != held.starts_at.month
    Session.objects.filter(pk=held.pk).update(starts_at=earlier)
    take_in(sent(held, undo_of=str(entry.pk), reason="日期错了"), now=held.starts_at, undoes_all=True)
    take_in(sent(held, count=40, audience="youth", occurred_at=earlier.isoformat()), now=held.starts_at)
    beside = compared(FrozenReport.objects.get(), then)
    assert (beside.lines, beside.behind, beside.then.total, beside.total_now) == ([], [], 40, 40)
    assert beside.has_changed
