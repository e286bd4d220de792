"""A plan as a clerk makes it: merged over an activity's sessions, titles called as usual, a total below."""

import io
from datetime import datetime

import openpyxl
import pytest

from accounts.models import Unit, User
from activities.models import Activity
from core.imports import confirm_import, run_job
from core.models import ImportState
from tests.activities.sheets import plan_sent
from tests.venues.sheets import problems

pytestmark = pytest.mark.django_db

HEAD = ["序号", "外部编号", "活动主题", "主办单位", "活动时间", "开始时间", "结束时间", "活动地点", "城乡", "参加对象"]


def plan(unit: Unit) -> bytes:
    """Three sessions of one activity, whose number, name, unit and audience are merged over its rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["2026 年科普活动计划表"])
    page.append([])
    page.append(HEAD)
    for number in range(1, 4):
        own = ["001", "合并的讲座", unit.name] if number == 1 else [None] * 3
        audience = "青少年" if number == 1 else None
        page.append([number, *own, f"2026-12-{number + 10}", "9:00", "10:00", "报告厅", "城镇", audience])
    page.append(["合计", None, "1 项"])
    page.merge_cells("A1:J1")
    for column in "BCDJ":
        page.merge_cells(f"{column}4:{column}6")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_cells_merged_over_sessions_say_it_of_each(people: dict[str, User], now: datetime, member_unit: Unit) -> None:
    job = plan_sent([], people["organizer"], now, unit=member_unit.pk, sheet=plan(member_unit))
    assert (job.state, problems(job)) == (ImportState.CHECKED, []), job.note
    assert [(line.number, line.key, line.label) for line in job.rows.all()] == [
        (number, "001", "合并的讲座") for number in (4, 5, 6)
    ]
    confirm_import(public_id=job.public_id, plan=job.plan, owner_id=job.owner_id, now=now)
    run_job(job.pk, now)
    activity = Activity.objects.get(reference="001")
    assert (activity.sessions.count(), activity.unit_id) == (3, member_unit.pk)
