"""Supervision as a workbook: a sheet for each thing to ask after."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from activities.models import Activity
from core.clock import city_time
from core.sheets.writing import Column, Sheet, Value
from insights.selectors.supervision import Odd, TaskStanding, UnitBehind

Rows = list[list[Value]]


def supervision_sheets(
    year: int, now: datetime, units: Sequence[UnitBehind], overdue: Sequence[Activity], odd: Sequence[Odd],
    tasks: Sequence[TaskStanding],
) -> list[Sheet]:  # fmt: skip
    """What the page shows, and of when."""
    notes: Rows = [
        [_("年份"), str(year)],
        [_("截至"), f"{city_time(now):%Y-%m-%d %H:%M}"],
        [_("没有填报的场次"), _("已经举办、没有填报结果或结果被退回的场次")],
        [_("要再看一眼的数"), _("正好整数，像是估计的；超过名额；是该单位平常（中位数）的五倍多")],
    ]
    late: Rows = [[row.unit.name, row.sessions, row.days_late, row.reminded_at] for row in units]
    waiting: Rows = [[one.title, one.unit.name, one.submitted_at] for one in overdue]
    strange: Rows = [
        [
            row.session.activity.title,
            row.session.activity.unit.name,
            row.session.starts_at,
            row.n,
            *(_("是") if why else None for why in (row.is_round, row.is_above_capacity, row.is_far_above)),
        ]
        for row in odd
    ]
    planned: Rows = [[str(row.task), "、".join(row.leads), row.activities] for row in tasks]
    return [
        _sheet(_("说明"), (_("项目"), _("内容")), notes),
        _sheet(_("没有填报"), (_("单位"), _("没有填报的场次"), _("最早的已过（天）"), _("提醒")), late),
        _sheet(_("等待审核"), (_("活动"), _("主办单位"), _("提交于")), waiting),
        _sheet(
            _("要再看一眼的数"),
            (_("活动"), _("主办单位"), _("开始"), _("现场计数"), _("整数"), _("超过名额"), _("五倍多")),
            strange,
        ),
        _sheet(_("任务"), (_("任务"), _("牵头单位"), _("举办活动")), planned),
    ]


def _sheet(name: str, titles: Sequence[str], rows: Rows) -> Sheet:
    return Sheet(name, [Column(title, 36 if place == 0 else 18) for place, title in enumerate(titles)], rows)
