"""The sheet of activities to fill in, with the year's campaigns and tasks to look up."""

from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit
from activities.facts import RegistrationMode
from activities.models import Campaign, PlanYear, Task
from activities.sheets.columns import COLUMNS, GIVEN_OUT, TERMS
from core.clock import city_day
from core.sheets import Column, Sheet, Value
from venues.selectors.vocabulary import words
from venues.sheets.blank import Blank, write_blank
from venues.sheets.columns import DATUM_CHOICES

AS_TEXT = frozenset({"reference", "tasks", "contact", "start", "until", "venue_id"})
SEVERAL = {"audiences", "topics"}  # a cell's list lets one be chosen


def write_template(stream: IO[bytes], unit: Unit | None) -> None:
    """Write the template with the city's vocabulary and plan of the moment."""
    columns = [column for column in COLUMNS if column.name not in GIVEN_OUT]
    offered = _offered(unit)
    blank = Blank(_("活动"), columns, offered, _example(offered), _rules(), AS_TEXT)
    write_blank(stream, blank, also=[_terms(), *_plan()])


def _offered(unit: Unit | None) -> dict[str, list[str]]:
    """What may be chosen, by column."""
    known = words().terms
    units = [unit] if unit else Unit.objects.order_by("name")
    chosen = {column: [term.label for term in known[kind].values()] for column, kind in TERMS.items()}
    return {
        **{column: labels for column, labels in chosen.items() if column not in SEVERAL},
        "unit": [each.name for each in units],
        "datum": list(DATUM_CHOICES),
        "registration": [str(mode.label) for mode in RegistrationMode],
        "online": [_("是"), _("否")],
    }


def _example(offered: dict[str, list[str]]) -> dict[str, Value]:
    """A made-up row whose first words say that it is none."""
    today = city_day(timezone.now())
    first = {name: choices[0] for name, choices in offered.items() if choices and name in ("form", "setting", "unit")}
    known = words().terms[TERMS["audiences"]].values()
    return {
        **first,
        "reference": _("示例（本行不会导入）"),
        "title": _("示例科普讲座"),
        "day": today.replace(month=9, day=20),
        "start": "09:30",
        "until": "11:30",
        "capacity": 60,
        "place": _("三楼报告厅"),
        "address": _("示例路 1 号"),
        "audiences": "、".join(term.label for term in list(known)[:2]),
        "registration": str(RegistrationMode.OPEN.label),
    }


def _rules() -> list[tuple[str, str]]:
    return [
        (_("整张表"), _("一行一场，第一行是标题，列的次序可以变，不用的列可以删去。每次最多 10000 行。")),
        (_("同一活动"), _("外部编号相同的几行是同一个活动的几场；活动的内容写在第一行，其余各行可以留空。")),
        (_("示例行"), _("第一格以“示例”开头的行不会导入，可以留着。")),
        (_("空格子"), _("新活动：表示还没定。已有的活动：保持原来的内容不变。")),
        (_("清空"), _("要去掉已有的内容，请填写（清空）。")),
        (_("更新"), _("再次导入时，时间相同的场次更新，新的时间成为新的一场，表里没有的场次保持不变。")),
        (_("确认"), _("上传后先检查，不会改动任何数据；看过结果并确认以后才导入，要么全部成功，要么一行不动。")),
    ]


def _terms() -> Sheet:
    """The words of the columns that take several."""
    known = words().terms
    titles = {column.name: str(column.title) for column in COLUMNS}
    rows = [[titles[name], term.label] for name in sorted(SEVERAL) for term in known[TERMS[name]].values()]
    return Sheet(_("词表"), [Column(_("列"), 16), Column(_("可写的词"), 30)], rows)


def _plan() -> list[Sheet]:
    """The campaigns and tasks of the plan in force, with their windows."""
    plan = PlanYear.objects.current(city_day(timezone.now()))
    if plan is None:
        return []
    columns = [
        Column(_("列"), 14),
        Column(_("编号"), 10),
        Column(_("名称"), 60),
        Column(_("自"), 12),
        Column(_("至"), 12),
    ]
    campaigns = Campaign.objects.filter(plan=plan).order_by("rank", "pk")
    tasks = Task.objects.filter(project__plan=plan).select_related("project").order_by("project__number", "number")
    rows: list[list[Value]] = [[_("活动品牌"), "", one.label, one.starts_on, one.ends_on] for one in campaigns]
    rows += [
        [_("完成的任务"), f"{task.project.number}-{task.number}", task.label, task.starts_on, task.ends_on]
        for task in tasks
    ]
    return [Sheet(_("%(year)d 年计划") % {"year": plan.year}, columns, rows)]
