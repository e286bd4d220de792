"""The columns of a sheet of venues, found by their Chinese title or their identifier in any order."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.geo import Datum
from venues.models import PositionQuality, RegionLevel, Vocabulary
from venues.selectors.vocabulary import Words
from venues.sheets import cells
from venues.sheets.cells import DATUM_WORDS, SheetWords, plain
from venues.sheets.columnset import ColumnSet, SheetColumn

REFERENCE_HINT = _("本单位给场馆的编号，全市不能重复。再次导入时按它找到原来的场馆并更新。")
DATUM_HINT = _("坐标从哪里来：WGS-84（GPS、天地图）、CGCS2000、高德、腾讯或百度。有坐标就必须写。")
HOURS_HINT = _("例如：周二至周日 9:00–17:00，周一闭馆，节假日开放。OSM 语法也可以。")
PHONE_HINT = _("区号和号码，例如 0772-0000000。单元格请用文本格式。")
TITLES_HINT = _("级别|称号|批次|起始日期|截止日期；多项用分号分开，后三段可以不写。")
COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn(
        "reference",
        _("外部编号"),
        cells.text,
        width=16,
        hint=REFERENCE_HINT,
        also="场馆编号 单位编号 自编号 编码 场馆编码 外部编码",
    ),
    SheetColumn(
        "name",
        _("名称"),
        cells.text,
        True,
        26,
        _("场馆的正式名称，最多 100 个字。"),
        also="场馆名称 场馆名 馆名 基地名称 站点名称 场所名称 单位名称",
    ),
    SheetColumn(
        "kind", _("类型"), cells.choice, True, 18, _("从下拉列表里选。"), also="场馆类型 场馆类别 类别 基地类型 种类"
    ),
    SheetColumn("sub_kind", _("子类型"), cells.choice, hint=_("只有部分类型有子类型。"), also="子类别 细分类型"),
    SheetColumn(
        "operator",
        _("运营单位"),
        cells.choice,
        width=22,
        hint=_("单位全称或简称；不写就是您所在的单位。"),
        also="主管单位 所属单位 管理单位 依托单位 建设单位 运营机构 单位 单位名称",
    ),
    SheetColumn(
        "county",
        _("县区"),
        cells.choice,
        hint=_("用来核对坐标：县区由坐标决定，不一致时会提醒。"),
        also="所属县区 所在县区 区县 县市区 所属区县 所在区县",
    ),
    SheetColumn("zone", _("功能区"), cells.choice, hint=_("在功能区内的场馆另写功能区。"), also="所属功能区 开发区"),
    SheetColumn("township", _("乡镇街道"), cells.choice, also="乡镇 街道 乡镇/街道 所属乡镇 所在乡镇"),
    SheetColumn(
        "address", _("地址"), cells.text, width=32, also="详细地址 场馆地址 地点 所在地 所在地址 单位地址 通讯地址"
    ),
    SheetColumn(
        "lon",
        _("经度"),
        cells.degrees,
        width=13,
        hint=_("小数形式的度数，例如 109.408312。"),
        also="东经 longitude lng 经度坐标",
    ),
    SheetColumn(
        "lat",
        _("纬度"),
        cells.degrees,
        width=13,
        hint=_("小数形式的度数，例如 24.317801。"),
        also="北纬 latitude 纬度坐标",
    ),
    SheetColumn("datum", _("坐标系"), cells.choice, width=16, hint=DATUM_HINT, also="坐标系统 坐标类型 坐标来源"),
    SheetColumn("position_quality", _("位置精度"), cells.choice, hint=_("实测、按地址查得或大致位置。")),
    SheetColumn(
        "opening_hours",
        _("开放时间"),
        cells.hours,
        width=30,
        hint=HOURS_HINT,
        also="开放时段 营业时间 开馆时间 对外开放时间",
    ),
    SheetColumn(
        "admission", _("门票"), cells.choice, width=12, hint=_("从下拉列表里选。"), also="收费情况 是否收费 票价 收费"
    ),
    SheetColumn("admission_note", _("门票说明"), cells.text, width=20),
    SheetColumn(
        "phone",
        _("电话"),
        cells.text,
        width=18,
        hint=PHONE_HINT,
        also="联系电话 电话号码 咨询电话 联系方式 固定电话 座机 手机 手机号 tel",
    ),
    SheetColumn(
        "website", _("网站"), cells.text, width=24, hint=_("以 http:// 或 https:// 开头。"), also="网址 官网 官方网站"
    ),
    SheetColumn(
        "booking_url",
        _("预约网址"),
        cells.text,
        width=24,
        hint=_("以 http:// 或 https:// 开头。"),
        also="预约链接 预约方式 预约地址",
    ),
    SheetColumn(
        "audiences",
        _("适合人群"),
        cells.choices,
        width=20,
        hint=_("多项用顿号或分号分开。"),
        also="面向人群 服务人群 受众",
    ),
    SheetColumn("accessibility", _("无障碍设施"), cells.choices, width=20, hint=_("多项用顿号或分号分开。")),
    SheetColumn(
        "floor_area_m2", _("建筑面积（平方米）"), cells.whole, hint=_("整数，不带单位。"), also="面积 场馆面积 展厅面积"
    ),
    SheetColumn("staff", _("工作人员"), cells.whole, hint=_("人数，整数。"), also="工作人员数 职工人数 人员数"),
    SheetColumn(
        "annual_visitors",
        _("年参观人次"),
        cells.whole,
        hint=_("整数。"),
        also="年接待人次 年接待量 年参观人数 年接待人数",
    ),
    SheetColumn(
        "opened_year", _("开放年份"), cells.year, hint=_("四位数，例如 2020。"), also="建成年份 开馆年份 建馆年份"
    ),
    SheetColumn("opened_on", _("开放日期"), cells.day, hint=_("例如 2026-01-31。"), also="开馆日期 建成日期 成立日期"),
    SheetColumn("designations", _("认定"), cells.titles, width=34, hint=TITLES_HINT, also="称号 命名称号 认定情况"),
    SheetColumn("aliases", _("别名"), cells.names, width=20, hint=_("多个用顿号或分号分开。")),
    SheetColumn("summary", _("简介"), cells.text, width=40, also="场馆简介 基本情况 介绍 内容简介"),
    SheetColumn("name_en", _("英文名称"), cells.text, width=26),
    SheetColumn("address_en", _("英文地址"), cells.text, width=26),
    SheetColumn("summary_en", _("英文简介"), cells.text, width=40),
    SheetColumn("source", _("资料来源"), cells.text, width=24),
    SheetColumn("id", _("编号"), cells.text, hint=_("本站给场馆的编号，导出的表格里有；没有外部编号时按它更新。")),
)
# Facts that the rules of venues know under another name than a column.
FIELD_COLUMNS = {"point": ("lon", "lat"), "entrances": ("lon", "lat"), "operator_id": ("operator",)}
VENUE_COLUMNS = ColumnSet(COLUMNS, FIELD_COLUMNS)


def named(things: Iterable[Any], key: str) -> dict[str, Any]:
    """What things may be called in a cell → their key."""
    said: dict[str, Any] = {}
    for thing in things:
        for attribute in (key, "name", "short_name", "name_en"):
            if word := getattr(thing, attribute, ""):
                said.setdefault(plain(str(word)), getattr(thing, key))
    return said


def sheet_words(words: Words, units: Sequence[Any]) -> SheetWords:
    """The city's vocabulary as cells may say it."""
    levels: dict[str, list[Any]] = {level: [] for level in RegionLevel}
    for region in words.regions.values():
        levels[region.level].append(region)

    def terms(vocabulary: Vocabulary) -> dict[str, Any]:
        return named(list(words.terms[vocabulary].values()), "identifier")

    return SheetWords(
        {
            "kind": named(list(words.kinds.values()), "identifier"),
            "sub_kind": named(list(words.sub_kinds.values()), "identifier"),
            "county": named(levels[RegionLevel.COUNTY], "code"),
            "zone": named(levels[RegionLevel.FUNCTIONAL_ZONE], "code"),
            "township": named(levels[RegionLevel.TOWNSHIP], "code"),
            "admission": terms(Vocabulary.ADMISSION),
            "audiences": terms(Vocabulary.AUDIENCE),
            "accessibility": terms(Vocabulary.ACCESSIBILITY),
            "designation_level": terms(Vocabulary.DESIGNATION_LEVEL),
            "operator": named(units, "pk"),
            "datum": datum_words(),
            "position_quality": _qualities(),
        }
    )


def datum_words() -> dict[str, Datum]:
    """The names of datums."""
    return {plain(word): datum for datum, said in DATUM_WORDS.items() for word in said.split()}


def _qualities() -> dict[str, PositionQuality]:
    said = {quality.value: quality for quality in PositionQuality}
    for language in ("zh-hans", "en"):
        with override(language):
            said |= {plain(str(quality.label)): quality for quality in PositionQuality}
    return said


DATUM_CHOICES = ("WGS-84", "CGCS2000", "高德", "腾讯", "百度")
assert all(any(plain(word) in said.split() for said in DATUM_WORDS.values()) for word in DATUM_CHOICES)
assert set(DATUM_WORDS) == set(Datum)
