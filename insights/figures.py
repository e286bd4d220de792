"""What is counted: the registry of figures, each with its unit, its definition in words, and what counts for it.

Values only, no query. A figure's condition is SQL over the names of its source; values are parameters.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.errors import Sentence
from insights import formats, sources
from insights.formats import Format
from insights.sources import Source

ON_SITE = "counted.method <> 'online'"


class Measure(StrEnum):
    """In what a figure is stated. 人次 are never mixed up with people."""

    PERSON_TIMES = "person_times"
    VIEWS = "views"
    ITEMS = "items"
    SESSIONS = "sessions"
    HOURS = "hours"
    PEOPLE = "people"
    VENUES = "venues"
    PLACES = "places"
    PERCENT = "percent"

    @property
    def label(self) -> object:
        return MEASURE_LABELS[self]

    @property
    def written(self) -> Format:
        """How its numbers are written, wherever they are."""
        return formats.PERCENT if self is Measure.PERCENT else formats.WHOLE

    @property
    def is_about_people(self) -> bool:
        """Whether a small number could point at somebody."""
        return self in {Measure.PERSON_TIMES, Measure.VIEWS, Measure.HOURS, Measure.PEOPLE}


MEASURE_LABELS = {
    Measure.PERSON_TIMES: _("人次"),
    Measure.VIEWS: _("次观看"),
    Measure.ITEMS: _("项"),
    Measure.SESSIONS: pgettext_lazy("量词", "场"),
    Measure.HOURS: _("小时"),
    Measure.PEOPLE: _("人"),
    Measure.VENUES: _("座"),
    Measure.PLACES: _("个村和社区"),
    Measure.PERCENT: _("%"),
}
# What was taken back altogether is as if it had never been: no line says 0 of it.
SUM = "nullif(sum(counted.count), 0)"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, unit, definition, source, the condition under which a row counts, and how rows add up.

    `period`: which rows belong to the days asked about, both included, where that is not the source's own.
    """

    key: str
    name: Sentence
    measure: Measure
    definition: Sentence
    source: Source
    condition: str
    counted: str = SUM
    period: str = ""


_open = "(venue.closed_on IS NULL OR venue.closed_on > %(last)s)"
_any = "true"
_final = "service.state = 'final'"
FIGURES = {
    figure.key: figure
    for figure in (
        Figure(
            "participations",
            _("参加人次"),
            Measure.PERSON_TIMES,
            _(
                "一个人参加一场算一人次；扫码、名单和已确认的现场清点都在内，线上观看不在内。"
                "从这一场开始时起计入这一场的日期；开几天的场次按当天计入，所以期初期末可能有人次而没有场次。取消的不计。"
            ),
            sources.TALLY,
            ON_SITE,
        ),
        Figure(
            "scanned",
            _("其中扫码签到"),
            Measure.PERSON_TIMES,
            _("用票或现场的码签到的人次。"),
            sources.TALLY,
            "counted.method IN ('ticket', 'screen', 'poster')",
        ),
        Figure(
            "head_counted",
            _("其中现场清点"),
            Measure.PERSON_TIMES,
            _("主办方清点上报、经确认的人次。"),
            sources.TALLY,
            "counted.method = 'headcount'",
        ),
        Figure(
            "listed",
            _("其中名单和闸机"),
            Measure.PERSON_TIMES,
            _("纸质名单、现场登记、点数和闸机的人次。"),
            sources.TALLY,
            "counted.method IN ('paper', 'turnstile')",
        ),
        Figure(
            "rural",
            _("农村科普受众"),
            Measure.PERSON_TIMES,
            _("在农村举行的场次的现场人次，按每一场的地点判断；城乡不明的不在内，另外列出。"),
            sources.TALLY,
            f"{ON_SITE} AND session.rural",
        ),
        Figure(
            "farmers_trained",
            _("培训农民"),
            Measure.PERSON_TIMES,
            _("形式是培训、人群是农民的现场人次。"),
            sources.TALLY,
            f"{ON_SITE} AND activity.form = 'training' AND counted.audience = 'farmers'",
        ),
        Figure(
            "workers_trained",
            _("劳动技能培训"),
            Measure.PERSON_TIMES,
            _("形式是培训、人群是城镇劳动者的现场人次。"),
            sources.TALLY,
            f"{ON_SITE} AND activity.form = 'training' AND counted.audience = 'urban_workers'",
        ),
        Figure(
            "online",
            _("线上观看"),
            Measure.VIEWS,
            _("线上观看次数，不和现场人次相加。"),
            sources.TALLY,
            "counted.method = 'online'",
        ),
        Figure(
            "activities",
            _("举办活动"),
            Measure.ITEMS,
            _("至少有一场已经开始、没有取消的公开活动，一个活动只算一项。"),
            sources.SESSIONS,
            _any,
            "count(DISTINCT activity.id)",
        ),
        Figure(
            "sessions",
            _("举办场次"),
            Measure.SESSIONS,
            _("已经开始、没有取消的场次，计入开始的那一天；过了零点的夜场仍算一天。"),
            sources.SESSIONS,
            _any,
            "count(DISTINCT session.id)",
        ),
        Figure(
            "volunteer_hours",
            _("志愿服务时数"),
            Measure.HOURS,
            _(
                "公示期满、已经生效的服务时数，计入所服务场次的日期，按活动所在的县区和主办单位统计，四舍五入到小时。"
                "取消的场次不计。"
            ),
            sources.SERVICE,
            _final,
            "round(sum(service.minutes) / 60.0)",
        ),
        Figure(
            "volunteers",
            _("参加服务的志愿者"),
            Measure.PEOPLE,
            _("有已生效服务记录的志愿者，一个人只算一次；各行相加会多，所以合计单独计算。"),
            sources.SERVICE,
            _final,
            "count(DISTINCT service.volunteer_id)",
        ),
        Figure(
            "venues",
            _("科普场馆"),
            Measure.VENUES,
            _("已发布、到期末没有关闭的场馆和基地；开放日期晚于期末的不算，开放日期不明的算在内。"),
            sources.VENUES,
            _open,
            "count(*)",
            "coalesce({day}, %(last)s) <= %(last)s",
        ),
        Figure(
            "venues_opened",
            _("新建场馆"),
            Measure.VENUES,
            _("开放日期在期内的已发布场馆；只知道年份的，按那一年算。"),
            sources.VENUES,
            _any,
            "count(*)",
        ),
        Figure(
            "officer_places",
            _("有科普信息员的村和社区"),
            Measure.PLACES,
            _("期末有科普信息员在任的村和社区。"),
            sources.OFFICERS,
            "(officer.until IS NULL OR officer.until >= %(last)s)",
            "count(DISTINCT (officer.county_id, officer.place))",
            "{day} <= %(last)s",
        ),
        Figure(
            "officer_coverage",
            _("科普信息员覆盖率"),
            Measure.PERCENT,
            _("在“居民点”里登记的村和社区，期末有同名的科普信息员在任的占百分之几；没有登记的不算。"),
            sources.COVERED,
            "place.kind IN ('village', 'community')",
            "round(100.0 * count(DISTINCT place.id) FILTER (WHERE officer.id IS NOT NULL)"
            " / nullif(count(DISTINCT place.id), 0), 1)",
            "true",
        ),
        Figure(
            "literacy",
            _("公民具备科学素质的比例"),
            Measure.PERCENT,
            _("抽样调查的结果，由办公室连同来源填报，不是系统算出来的。"),
            sources.STATED,
            "target.identifier = 'literacy' AND target.typed_value IS NOT NULL",
            "max(target.typed_value)",
        ),
    )
}
