"""Hours as a workbook: the figures, and on a sheet of their own what they mean."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from core.sheets.writing import Column, Sheet, Value, write_xlsx
from volunteers.selectors.hours import Hours
from volunteers.selectors.office import HoursTable


def hours_sheet(table: HoursTable, year: int, dimension: str) -> bytes:
    """The table of hours as xlsx; hours are minutes divided by 60, exact to the minute."""
    stream = io.BytesIO()
    titles = [
        Column(dimension, 36),
        Column(_("已生效（小时）"), 14, "0.00"),
        Column(_("其中补录（小时）"), 14, "0.00"),
        Column(_("公示中（小时）"), 14, "0.00"),
        Column(_("待确认（小时）"), 14, "0.00"),
        Column(_("记录（条）"), 12),
        Column(_("志愿者（人）"), 12),
    ]
    lines = [*((line.label, line.hours) for line in table.lines), (_("合计"), table.total)]
    rows = [_row(label, hours) for label, hours in lines]
    notes = [
        [_("范围"), _("%(year)d 年，按北京时间的开始日期计入") % {"year": year}],
        [_("已生效"), _("经主办单位确认、公示期满没有异议的服务时长")],
        [_("补录"), _("没有签到签退、由一人补录并由另一人确认的时长，已含在“已生效”里")],
        [_("志愿者（人）"), _("有已生效时长的人数；同一人只计一次，各行不能相加")],
    ]
    write_xlsx(
        stream,
        [
            Sheet(_("说明"), [Column(_("项目"), 16), Column(_("含义"), 80)], notes),
            Sheet(_("服务时长"), titles, rows),
        ],
    )
    return stream.getvalue()


def _row(label: str, hours: Hours) -> list[Value]:
    minutes = (hours.final, hours.added, hours.noticed, hours.waiting)
    return [label, *(part / 60 for part in minutes), hours.records, hours.volunteers]


def records_sheet(rows: Iterable[Sequence[Value]]) -> bytes:
    """Service records as xlsx, in the columns of the national record of volunteer service."""
    stream = io.BytesIO()
    titles = [
        Column(_("姓名"), 12),
        Column(_("证件类型"), 14),
        Column(_("证件号码"), 22),
        Column(_("志愿者编号"), 18),
        Column(_("活动名称"), 36),
        Column(_("岗位"), 16),
        Column(_("服务开始时间"), 18),
        Column(_("服务结束时间"), 18),
        Column(_("服务时长（小时）"), 14, "0.00"),
        Column(_("时长来源"), 12),
        Column(_("记录单位"), 30),
    ]
    write_xlsx(stream, [Sheet(_("服务记录"), titles, rows)])
    return stream.getvalue()
