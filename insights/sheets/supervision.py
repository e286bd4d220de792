"""Supervision as a workbook: a sheet for each thing to ask after, each with all of its rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activities.models import Activity
from activities.selectors.results import LATE_DAYS
from core.sheets.writing import Column, Sheet, Value
from insights.formats import NONE, WHOLE
from insights.selectors.oddnumbers import Odd, with_sessions
from insights.selectors.origin import out_of
from insights.selectors.reporting import Report, UnitBehind, session_lines
from insights.selectors.supervision import TaskStanding

Row = list[Value]


@dataclass(frozen=True, slots=True)
class Found:
    """All that an office has to ask after, of one moment."""

    totals: Mapping[Report, int]
    longest_waiting: int | None
    units: Sequence[UnitBehind]
    sessions: QuerySet[Any]
    overdue: QuerySet[Activity]
    odd: Sequence[Odd]
    tasks: Sequence[TaskStanding]


def supervision_sheets(year: int, now: datetime, found: Found) -> list[Sheet]:
    """What the page shows, with everything that it leaves out, and of when."""
    return [
        _sheet(_("说明"), (_("项目"), _("内容")), _notes(year, now, found)),
        _sheet(
            _("结果不齐的单位"), (_("单位"), *_states(), _("逾期场次"), _("最久逾期（天）"), _("提醒")), _units(found)
        ),
        _sheet(
            _("结果不齐的场次"),
            (_("活动"), _("主办单位"), _("开始"), _("状态"), _("人次"), _("已过（天）"), _("逾期（天）")),
            _sessions(found, now),
        ),
        _sheet(_("等待审核"), (_("活动"), _("主办单位"), _("提交于")), _reviews(found)),
        _sheet(
            _("要再看一眼的数"),
            (_("活动"), _("主办单位"), _("开始"), _("现场清点"), _("签到"), _("为什么")),
            _odd(found),
        ),
        _sheet(_("任务"), (_("任务"), _("牵头单位"), _("举办活动")), _tasks(found)),
    ]


def _states() -> list[str]:
    return [str(state.label) for state in Report if state is not Report.DONE]


def _notes(year: int, now: datetime, found: Found) -> list[Row]:
    totals: list[Row] = [[str(state.label), n] for state, n in found.totals.items()]
    return [
        [_("年份"), str(year)],
        [_("截至"), now],
        [_("来源"), out_of(_("活动登记、签到账本和填报的结果"))],
        *totals,
        [_("等待确认最久（天）"), WHOLE.cell(found.longest_waiting)],
        [_("结果不齐"), _("没有人次；或有人次，缺照片和简况；或被退回。分开列")],
        [_("逾期"), _("结束后超过 %(days)d 天，结果还不齐") % {"days": LATE_DAYS}],
        [_("要再看一眼的数"), _("全部列出，一共 %(n)d 场；每一场写明为什么") % {"n": len(found.odd)}],
        [NONE, _("没有填报；不是 0")],
    ]


def _units(found: Found) -> Iterator[Row]:
    for row in found.units:
        states: Row = [row.of(state) for state in Report if state is not Report.DONE]
        yield [row.unit.name, *states, row.overdue, row.days_overdue, row.reminded_at or NONE]


def _sessions(found: Found, now: datetime) -> Iterator[Row]:
    for line in session_lines(found.sessions, now):
        session = line["session"]
        said = [str(line["report"].label), WHOLE.cell(line["people"]), line["days"], line["overdue"]]
        yield [session.activity.title, session.activity.unit.name, session.starts_at, *said]


def _reviews(found: Found) -> Iterator[Row]:
    for one in found.overdue.iterator(chunk_size=500):
        yield [one.title, one.unit.name, one.submitted_at]


def _odd(found: Found) -> Iterator[Row]:
    for row, session in with_sessions(found.odd):
        where: Row = [session.activity.title, session.activity.unit.name, session.starts_at]
        yield [*where, row.n, WHOLE.cell(row.checked_in or None), "".join(row.reasons)]


def _tasks(found: Found) -> Iterator[Row]:
    for row in found.tasks:
        yield [str(row.task), "、".join(row.leads), row.activities]


def _sheet(name: str, titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> Sheet:
    return Sheet(name, [Column(title, 36 if place == 0 else 18) for place, title in enumerate(titles)], rows)
