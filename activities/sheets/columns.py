"""The columns of a sheet of activities, found by their title or identifier in any order: a row is a session."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import Unit
from activities.facts import RegistrationMode
from core.sheets.reading import Cell
from venues.models import Vocabulary
from venues.selectors.vocabulary import Words
from venues.sheets import cells
from venues.sheets.cells import SheetWords, Unreadable, plain
from venues.sheets.columns import DATUM_HINT, datum_words, named
from venues.sheets.columnset import ColumnSet, SheetColumn

TASK = re.compile(r"(\d{1,2})[-.–—－](\d{1,2})")
REFERENCE_HINT = gettext_lazy("本单位给活动的编号，全市不能重复；编号相同的几行是同一个活动的几场。")
TASKS_HINT = gettext_lazy("任务的编号，例如 1-2；多项用顿号分开。单元格请用文本格式。")
VENUE_HINT = gettext_lazy("场馆的名称；位置和地址就用它的。不在场馆就留空，写地点名称。")
SEVERAL = gettext_lazy("多项用顿号或分号分开。")
CHOSEN = gettext_lazy("从下拉列表里选。")
RURAL_HINT = gettext_lazy("写“农村”或“城镇”；场馆的乡镇街道看得出的、场所是村的可以不写。")


def task_numbers(cell: Cell, column: str, words: SheetWords) -> tuple[tuple[int, int], ...]:
    """Numbers of tasks, project first. A number or a day is what a spreadsheet made of them: it can't be told back."""
    if not isinstance(cell, str):
        raise Unreadable(_("任务请写编号，例如 1-2，并把单元格设为文本格式。"))
    said = cells.names(unicodedata.normalize("NFKC", cell), column, words)
    found = [TASK.fullmatch("".join(part.split())) for part in said]
    if not all(found):
        raise Unreadable(_("任务请写编号，例如 1-2；多项用顿号分开。"))
    return tuple(dict.fromkeys((int(match[1]), int(match[2])) for match in found if match))


def _column(
    name: str, title: Any, read: Any, width: float = 14, hint: Any = "", *, required: bool = False, also: str = ""
) -> SheetColumn:
    return SheetColumn(name, title, read, required, width, hint, also)


COLUMNS: Sequence[SheetColumn] = (
    _column("reference", gettext_lazy("外部编号"), cells.text, 16, REFERENCE_HINT, also="编码 自编号 外部编码"),
    _column(
        "title",
        gettext_lazy("活动名称"),
        cells.text,
        28,
        gettext_lazy("最多 100 个字。"),
        required=True,
        also="名称 活动主题 活动项目 项目名称 主题活动 活动内容",
    ),
    _column(
        "day",
        gettext_lazy("日期"),
        cells.day,
        12,
        gettext_lazy("例如 2026-09-20。还没定就留空。"),
        also="活动日期 活动时间 举办日期 举办时间 开始日期 时间",
    ),
    _column("start", gettext_lazy("开始时间"), cells.clock, 10, gettext_lazy("例如 09:30。"), also="起始时间"),
    _column("until", gettext_lazy("结束时间"), cells.clock, 10, gettext_lazy("例如 11:30。"), also="截止时间"),
    _column("last_day", gettext_lazy("结束日期"), cells.day, 12, gettext_lazy("跨天的才写。"), also="截止日期"),
    _column(
        "capacity",
        gettext_lazy("名额（人）"),
        cells.whole,
        10,
        gettext_lazy("这一场最多多少人；不限就留空。"),
        also="名额 限额 计划人数",
    ),
    _column("venue", gettext_lazy("场馆"), cells.text, 26, VENUE_HINT, also="活动场馆 场馆名称 举办场馆"),
    _column(
        "place",
        gettext_lazy("地点名称"),
        cells.text,
        22,
        gettext_lazy("场馆里的哪个厅，或者别处的名称。"),
        also="地点 活动地点 举办地点 活动场所",
    ),
    _column("address", gettext_lazy("地址"), cells.text, 28, also="详细地址 活动地址"),
    _column(
        "lon",
        gettext_lazy("经度"),
        cells.degrees,
        13,
        gettext_lazy("小数形式的度数，例如 109.408312。"),
        also="东经 longitude lng",
    ),
    _column(
        "lat",
        gettext_lazy("纬度"),
        cells.degrees,
        13,
        gettext_lazy("小数形式的度数，例如 24.317801。"),
        also="北纬 latitude",
    ),
    _column("datum", gettext_lazy("坐标系"), cells.choice, 14, DATUM_HINT, also="坐标系统 坐标类型 坐标来源"),
    _column("form", gettext_lazy("形式"), cells.choice, 14, CHOSEN, also="活动形式 活动类型 类型"),
    _column(
        "audiences", gettext_lazy("面向人群"), cells.choices, 20, SEVERAL, also="参加对象 活动对象 受众 面向对象 对象"
    ),
    _column("topics", gettext_lazy("主题"), cells.choices, 20, SEVERAL, also="主题类别 活动领域"),
    _column("campaigns", gettext_lazy("活动品牌"), cells.text, 24, SEVERAL, also="品牌 所属品牌 所属活动"),
    _column("tasks", gettext_lazy("完成的任务"), task_numbers, 12, TASKS_HINT, also="任务 对应任务 任务编号"),
    _column("joint_action", gettext_lazy("联合行动"), cells.choice, 20, CHOSEN),
    _column("setting", gettext_lazy("场所"), cells.choice, 10, CHOSEN),
    _column("rural", gettext_lazy("城乡"), cells.choice, 8, RURAL_HINT),
    _column("online", gettext_lazy("线上"), cells.choice, 8, gettext_lazy("线上也能参加，或者只在线上的，写“是”。")),
    _column("registration", gettext_lazy("报名"), cells.choice, 12, CHOSEN, also="报名方式 是否需要报名"),
    _column("contact", gettext_lazy("咨询方式"), cells.text, 20, also="联系电话 电话 联系方式 咨询电话"),
    _column(
        "summary",
        gettext_lazy("简介"),
        cells.text,
        40,
        gettext_lazy("最多 300 个字。"),
        also="活动简介 内容简介 内容 活动内容",
    ),
    _column("note", gettext_lazy("场次说明"), cells.text, 24, also="备注 说明"),
    _column(
        "unit",
        gettext_lazy("主办单位"),
        cells.choice,
        22,
        gettext_lazy("单位全称或简称；不写就是您所在的单位。"),
        also="单位 主办 举办单位 责任单位 单位名称",
    ),
    _column("co_units", gettext_lazy("协办单位"), cells.choices, 26, SEVERAL, also="协办 参与单位 承办单位"),
    _column("series", gettext_lazy("系列"), cells.text, 20),
    _column("title_en", gettext_lazy("英文名称"), cells.text, 28),
    _column("summary_en", gettext_lazy("英文简介"), cells.text, 40),
    _column("venue_id", gettext_lazy("场馆编号"), cells.text, 12, gettext_lazy("有同名的场馆时写明是哪一个。")),
    _column("id", gettext_lazy("活动编号"), cells.text, 12),
    _column("session", gettext_lazy("场次编号"), cells.text, 12),
    _column("status", gettext_lazy("状态"), cells.text, 10),
)
# What an exported list holds so that it can be brought back; a sheet to fill in does without.
GIVEN_OUT = frozenset({"id", "session", "status"})
# Facts that the rules of activities know under another name than a column.
FIELDS = {
    "point": ("lon", "lat"),
    "where": ("venue", "place"),
    "sessions": ("day", "start", "until"),
    "unit_id": ("unit",),
    "party_max": ("registration",),
    "questions": ("registration",),
    "rural_stated": ("rural",),
}
ACTIVITY_COLUMNS = ColumnSet(COLUMNS, FIELDS)
PLACE = ("venue", "venue_id", "place", "address", "given")
OF_A_SESSION = frozenset(
    {*PLACE, "lon", "lat", "datum", "day", "start", "until", "last_day", "capacity", "rural", "note", "session"}
)
TERMS = {
    "form": Vocabulary.ACTIVITY_FORM,
    "audiences": Vocabulary.AUDIENCE,
    "topics": Vocabulary.TOPIC,
    "joint_action": Vocabulary.JOINT_ACTION,
    "setting": Vocabulary.SETTING,
}


def sheet_words(words: Words, units: Sequence[Unit]) -> SheetWords:
    """The city's vocabulary as cells may say it."""
    terms = {column: named(list(words.terms[kind].values()), "identifier") for column, kind in TERMS.items()}
    unit = named(units, "pk")
    registration = _in_both(lambda: {str(mode.label): mode for mode in RegistrationMode})
    modes = {mode.value: mode for mode in RegistrationMode}
    yes_no = _in_both(lambda: {_("是"): True, _("否"): False}) | {"1": True, "0": False}
    grounds = _in_both(lambda: {_("农村"): True, _("城镇"): False})
    return SheetWords(
        {
            **terms,
            "unit": unit,
            "co_units": unit,
            "datum": datum_words(),
            "registration": registration | modes,
            "online": yes_no,
            "rural": grounds,
        }
    )


def _in_both(say: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Words in Chinese and English, folded."""
    said: dict[str, Any] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said |= {plain(word): value for word, value in say().items()}
    return said
