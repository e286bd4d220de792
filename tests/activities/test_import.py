"""A unit's year plan from a sheet: checked, told row by row, applied all or nothing, brought back."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from accounts.models import Unit
from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts
from activities.models import Activity, ActivityStatus, Campaign, Registration, Session, Task
from activities.rules import LONGEST, LONGEST_ADDRESS, LONGEST_NOTE, LONGEST_PLACE
from activities.selectors.facts import facts_of
from activities.services import cancel_session, save_activity
from activities.sheets.export import SheetFormat, count_rows, write_activities
from core.models import ImportState, OutboxMessage
from tests.activities.registering import ask
from tests.activities.sheets import TITLES, full, line, short
from tests.venues.sheets import confirmed, inside, problems
from venues.models import Venue

pytestmark = pytest.mark.django_db


def test_rows_with_one_number_are_one_activity(send: Any, member_unit: Unit, now: datetime) -> None:
    venue = Venue.objects.published().exclude(point=None).order_by("pk")[0]
    campaign = Campaign.objects.filter(plan=2026).first()
    task = Task.objects.filter(project__plan=2026).select_related("project")[0]
    number = f"{task.project.number}-{task.number}"
    job = send(
        full("A-1", 场馆=venue.name, 地点名称=None, 活动品牌=campaign.name, 完成的任务=number),
        short("A-1", "2026-12-21", time(14, 0), "15:30", 活动名称="导入的讲座", **{"名额（人）": 40}),
        short("A-1", "2026-12-22", 地点名称="村小学操场"),
        full("A-2", "另一场"),
    )
    assert not problems(job)
    assert job.summary == {"problem": 0, "new": 4, "change": 0, "same": 0, "warnings": 0}
    assert not Activity.objects.filter(reference="A-1").exists()
    confirmed(job, now)
    activity = Activity.objects.get(reference="A-1")
    assert (activity.status, activity.unit, activity.venue) == (ActivityStatus.DRAFT, member_unit, venue)
    assert list(activity.campaigns.all()) == [campaign]
    assert list(activity.tasks.all()) == [task]
    assert activity.audiences == ["youth", "residents"]
    sessions = list(activity.sessions.all())
    assert [localtime(one.starts_at).strftime("%m-%d %H:%M") for one in sessions] == [
        "12-20 09:30",
        "12-21 14:00",
        "12-22 09:00",
    ]
    assert [(one.venue, one.place_name, one.capacity) for one in sessions] == [
        (venue, "", None),
        (venue, "", 40),
        (None, "村小学操场", None),
    ]
    assert activity.events.latest("pgh_id").pgh_context.metadata["user"] == job.owner_id


def test_what_was_given_out_comes_back_as_the_same(send: Any, published: Activity, people: Any, now: datetime) -> None:
    titles, rows = given_out()
    job = send(*rows, titles=titles, who="office")
    assert not problems(job)
    assert job.summary["same"] == Session.objects.count() + Activity.objects.filter(sessions=None).count()
    assert (job.summary["new"], job.summary["change"], job.notes) == (0, 0, [])


def given_out() -> tuple[list[str], list[list[Any]]]:
    stream = BytesIO()
    write_activities(stream, SheetFormat.XLSX, Activity.objects.order_by("pk"))
    titles, *rows = openpyxl.load_workbook(BytesIO(stream.getvalue())).worksheets[0].iter_rows(values_only=True)
    assert len(rows) == count_rows(Activity.objects.all())
    return list(titles), [list(row) for row in rows]


def test_a_session_is_moved_by_its_number(send: Any, published: Activity, session: Session, now: datetime) -> None:
    titles, rows = given_out()
    row = dict(zip(titles, next(row for row in rows if session.public_id in row), strict=True))
    row |= {"日期": "2026-12-24", "名额（人）": 5, "地点名称": "二楼"}
    job = send([*row.values()], titles=titles, who="office")
    assert (job.summary["change"], job.summary["new"]) == (1, 0)
    told = {change["field"]: change for change in job.rows.get().differences}
    assert told.keys() == {"地点", "场次"}
    assert "12月24日" in told["场次"]["new"]
    assert "会收到通知" in job.rows.get().warnings[0]
    confirmed(job, now)
    session.refresh_from_db()
    assert (localtime(session.starts_at).day, session.capacity, session.place_name) == (24, 5, "二楼")
    assert Session.objects.filter(activity=published).count() == 1
    assert OutboxMessage.objects.filter(event="session.moved", handler__startswith="activities").count() == 1


def test_a_second_import_changes_what_differs_and_leaves_the_rest(send: Any, now: datetime) -> None:
    confirmed(send(full("B-1"), short("B-1", "2026-12-21"), full("B-2")), now)
    job = send(full("B-1", "改了名", 地点名称=None, **{"名额（人）": 30}), full("B-2"))
    row = job.rows.get(number=2)
    assert [change["field"] for change in row.differences] == ["名称", "场次"]
    assert "另有 1 场不在表里" in row.warnings[0]
    assert job.rows.get(number=3).action == "same"
    confirmed(job, now)
    activity = Activity.objects.get(reference="B-1")
    assert (activity.title, activity.place_name, activity.version) == ("改了名", "三楼报告厅", 3)
    assert [one.capacity for one in activity.sessions.all()] == [30, None]


def test_an_activity_named_in_two_ways_is_one(send: Any, now: datetime) -> None:
    confirmed(send(full("K-1")), now)
    own = Activity.objects.get(reference="K-1").public_id
    titles = [*TITLES, "活动编号"]
    rows = [[*full("K-1", "新名称"), own], [*short("K-1", "2026-12-21"), None]]
    confirmed(send(*rows, titles=titles), now)
    activity = Activity.objects.get(reference="K-1")
    assert (activity.title, activity.sessions.count()) == ("新名称", 2)
    job = send([*full(None, "一"), own], [*full("K-1", "二"), None], titles=titles)
    assert [(row, column) for row, column, _sentence in problems(job)] == [(3, "外部编号")]


def test_one_row_does_not_move_the_sessions_that_it_does_not_name(send: Any, now: datetime) -> None:
    confirmed(send(full("C-1"), short("C-1", "2026-12-21")), now)
    confirmed(
        send(short("C-1", "2026-12-21", 地点名称="广场")),
        now,
    )
    activity = Activity.objects.get(reference="C-1")
    assert activity.place_name == "三楼报告厅"
    assert [one.place_name for one in activity.sessions.all()] == ["三楼报告厅", "广场"]
    moved = [full("C-1", 地点名称="体育馆"), short("C-1", "2026-12-21")]
    confirmed(send(*moved), now)
    activity.refresh_from_db()
    assert activity.place_name == "体育馆"
    assert [one.place_name for one in activity.sessions.all()] == ["体育馆", "广场"]


def test_handing_in_tells_each_countys_reviewers_once(send: Any, now: datetime) -> None:
    job = confirmed(send(full("D-1"), full("D-2"), then="submit"), now)
    assert job.state == ImportState.DONE
    assert {one.status for one in Activity.objects.filter(reference__startswith="D-")} == {ActivityStatus.SUBMITTED}
    assert OutboxMessage.objects.filter(event="activities.imported").count() == 1
    assert not OutboxMessage.objects.filter(event="activity.submitted").exists()


def test_a_draft_is_handed_in_by_a_sheet_that_changes_nothing_else(send: Any, now: datetime) -> None:
    confirmed(send(full("D-3")), now)
    job = send(full("D-3"), then="submit")
    assert job.rows.get().differences == [{"field": "状态", "old": "草稿", "new": "待审核"}]
    confirmed(job, now)
    assert Activity.objects.get(reference="D-3").status == ActivityStatus.SUBMITTED


def test_who_publishes_itself_publishes_by_a_sheet(send: Any, member_unit: Unit, now: datetime) -> None:
    Unit.objects.filter(pk=member_unit.pk).update(publishes_itself=True)
    confirmed(send(full("D-4"), then="submit"), now)
    assert Activity.objects.get(reference="D-4").status == ActivityStatus.PUBLISHED


def test_problems_are_told_by_row_and_column(send: Any) -> None:
    job = send(
        full("E-1", 形式="跳舞"),
        full("E-2", 结束时间="08:00"),
        full("E-3", 场馆="没有这个馆"),
        full("E-4", 完成的任务=1.1),
        full("E-5", 活动品牌="没有的品牌", 完成的任务="99-9"),
        full("E-6", 开始时间=None),
        short("E-6", "2026-12-28", 活动名称="别的名称"),
        full(None),
        full("E-7", "长" * 101),
        full("E-8"),
        full("E-8"),
        full("E-9", **{"名额（人）": "0"}),
    )
    assert {(row, column) for row, column, _sentence in problems(job)} == {
        (2, "形式"),
        (3, "日期、开始时间、结束时间"),
        (4, "场馆"),
        (5, "完成的任务"),
        (6, "活动品牌"),
        (6, "完成的任务"),
        (7, "开始时间"),
        (8, "活动名称"),
        (9, "外部编号"),
        (10, "活动名称"),
        (12, "日期、开始时间、结束时间"),
        (13, "日期、开始时间、结束时间"),
    }
    sentences = [sentence for _row, _column, sentence in problems(job)]
    assert any("2026 年的计划里没有" in sentence for sentence in sentences)
    assert any("与第 11 行是同一时间" in sentence for sentence in sentences)


def test_what_is_missing_for_handing_in_is_told_before(send: Any) -> None:
    rows = [line("F-1", 活动名称="只有名称")]
    assert not problems(send(*rows))
    assert {column for _row, column, _sentence in problems(send(*rows, then="submit"))} == {
        "形式",
        "面向人群",
        "日期、开始时间、结束时间",
    }


def test_others_activities_and_units_are_out_of_reach(send: Any, people: Any, now: datetime) -> None:
    other = Unit.objects.exclude(pk__in=Unit.objects.filter(memberships__user=people["organizer"])).order_by("-pk")[0]
    save_activity(facts=ActivityFacts("别人的", other.pk, reference="G-1"), by=SYSTEM, now=now)
    stranger = save_activity(facts=ActivityFacts("别人的二", other.pk), by=SYSTEM, now=now)
    job = send(full("G-1"), [*full("G-2"), other.name, None], [*full(None), None, stranger.public_id],
               titles=[*TITLES, "主办单位", "活动编号"])  # fmt: skip
    assert {(row, column) for row, column, _sentence in problems(job)} == {
        (2, "外部编号"),
        (3, "主办单位"),
        (4, "活动编号"),
    }
    assert "别人的" not in str(list(job.rows.values()))


def test_taken_places_and_cancelled_sessions_stand(
    send: Any, published: Activity, session: Session, now: datetime
) -> None:
    ask(session, 1, 3, now=now)
    titles, rows = given_out()
    row = dict(zip(titles, next(row for row in rows if session.public_id in row), strict=True))
    job = send([*(row | {"名额（人）": 2}).values()], titles=titles, who="office")
    assert problems(job) == [(2, "名额（人）", "已有 3 人报名，名额不能少于这个数。")]
    save_activity(facts=more_sessions(published), by=SYSTEM, now=now, activity_id=published.pk)
    cancel_session(session_id=session.pk, reason="停电", by=SYSTEM, now=now)
    job = send([*(row | {"名额（人）": 9}).values()], titles=titles, who="office")
    assert problems(job) == [(2, "", "这一场已经取消，不能再改。")]
    assert Registration.objects.count() == 1


def more_sessions(activity: Activity) -> ActivityFacts:
    facts = facts_of(activity)
    first, day = facts.sessions[0], timedelta(days=1)
    later = replace(first, id="", starts_at=first.starts_at + day, ends_at=first.ends_at + day)
    return replace(facts, sessions=(first, later))


def test_coordinates_are_given_with_their_datum(send: Any, now: datetime) -> None:
    place = inside()
    titles = [*TITLES, "经度", "纬度", "坐标系"]
    job = send([*full("H-1"), place.lon, place.lat, None], [*full("H-2"), 121.5, 31.2, "WGS-84"], titles=titles)
    assert [(row, column) for row, column, _ in problems(job)] == [(2, "坐标系"), (3, "场馆、地点名称")]
    confirmed(send([*full("H-1"), place.lon, place.lat, "高德"], titles=titles), now)
    activity = Activity.objects.get(reference="H-1")
    assert (activity.given_datum, activity.county_id) == ("GCJ02", "450202")
    assert abs(activity.point.x - place.lon) > 1e-4
    titles, rows = given_out()
    job = send(*[row for row in rows if "H-1" in row], titles=titles, who="office")
    assert job.summary["same"] == 1


def test_what_rules_allow_fits_its_column() -> None:
    fields = {field.name: field for field in Activity._meta.get_fields()}
    assert {name: fields[name].max_length for name in LONGEST} == LONGEST
    assert (fields["place_name"].max_length, fields["address"].max_length) == (LONGEST_PLACE, LONGEST_ADDRESS)
    assert Session._meta.get_field("note").max_length == LONGEST_NOTE


def test_a_longer_plan_asks_no_more_of_the_vocabulary(send: Any) -> None:
    counts = []
    for size in (5, 50):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            send(*[full(f"Q-{size}-{number}") for number in range(size)])
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 20
