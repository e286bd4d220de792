"""What is counted and along what: the registry of figures and dimensions. Values only, no query.

A figure's condition and a dimension's expression are SQL over these names: `counted` (the tally: session, day of
the city, audience, method, count), `session`, `activity`, `unit`. They are constants; values are parameters.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

ON_SITE = "counted.method <> 'online'"


class Measure(StrEnum):
    """In what a figure is stated. 人次 are never mixed up with people."""

    PERSON_TIMES = "person_times"
    VIEWS = "views"
    ITEMS = "items"

    @property
    def label(self) -> object:
        return MEASURE_LABELS[self]


MEASURE_LABELS = {Measure.PERSON_TIMES: _("人次"), Measure.VIEWS: _("次观看"), Measure.ITEMS: _("项")}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, its definition in words, and the condition under which a row of the tally counts.

    `of_sessions`: it counts sessions or activities that were held, not what the tally holds; then the
    condition is over `session` and `activity`.
    """

    key: str
    name: Sentence
    measure: Measure
    definition: Sentence
    condition: str
    of_sessions: str = ""  # the expression that is counted


_held = "activity.status = 'published' AND session.cancelled_at IS NULL AND session.ends_at <= %(now)s"
FIGURES = {
    figure.key: figure
    for figure in (
        Figure(
            "participations",
            _("参加人次"),
            Measure.PERSON_TIMES,
            _("一个人参加一场算一人次；扫码、名单和已确认的现场清点都在内，线上观看不在内。"),
            ON_SITE,
        ),
        Figure(
            "scanned",
            _("其中扫码签到"),
            Measure.PERSON_TIMES,
            _("用票或现场的码签到的人次。"),
            "counted.method IN ('ticket', 'screen', 'poster')",
        ),
        Figure(
            "head_counted",
            _("其中现场清点"),
            Measure.PERSON_TIMES,
            _("主办方清点上报、经确认的人次。"),
            "counted.method = 'headcount'",
        ),
        Figure(
            "listed",
            _("其中名单和闸机"),
            Measure.PERSON_TIMES,
            _("纸质名单、现场登记、点数和闸机的人次。"),
            "counted.method IN ('paper', 'turnstile')",
        ),
        Figure(
            "rural",
            _("农村科普受众"),
            Measure.PERSON_TIMES,
            _("在乡村举行的活动的现场人次。"),
            f"{ON_SITE} AND activity.rural",
        ),
        Figure(
            "farmers_trained",
            _("培训农民"),
            Measure.PERSON_TIMES,
            _("形式是培训、人群是农民的现场人次。"),
            f"{ON_SITE} AND activity.form = 'training' AND counted.audience = 'farmers'",
        ),
        Figure(
            "workers_trained",
            _("劳动技能培训"),
            Measure.PERSON_TIMES,
            _("形式是培训、人群是城镇劳动者的现场人次。"),
            f"{ON_SITE} AND activity.form = 'training' AND counted.audience = 'urban_workers'",
        ),
        Figure(
            "online",
            _("线上观看"),
            Measure.VIEWS,
            _("线上观看次数，不和现场人次相加。"),
            "counted.method = 'online'",
        ),
        Figure(
            "activities",
            _("举办活动"),
            Measure.ITEMS,
            _("至少有一场已经举行、没有取消的公开活动，一个活动只算一项。"),
            _held,
            "activity.id",
        ),
        Figure(
            "sessions",
            _("举办场次"),
            Measure.ITEMS,
            _("已经举行、没有取消的场次。"),
            _held,
            "session.id",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """Along what figures are told apart.

    `join` multiplies rows where an activity belongs to several: totals are counted by themselves, never added
    up. `of_tally`: it is in the tally alone, so that held activities have none.
    """

    key: str
    name: Sentence
    expression: str
    join: str = ""
    of_tally: bool = False


DAY_OF_SESSION = "(session.starts_at AT TIME ZONE 'Asia/Shanghai')::date"
DIMENSIONS = {
    dimension.key: dimension
    for dimension in (
        Dimension("county", _("县区"), "session.county_id::text"),
        Dimension("zone", _("功能区"), "session.zone_id::text"),
        Dimension("unit", _("主办单位"), "unit.id::text"),
        Dimension("month", _("月份"), "to_char({day}, 'MM')"),
        Dimension("audience", _("人群"), "counted.audience", of_tally=True),
        Dimension("method", _("取得方式"), "counted.method", of_tally=True),
        Dimension("form", _("形式"), "activity.form"),
        Dimension("setting", _("场所"), "activity.setting"),
        Dimension("joint_action", _("联合行动"), "activity.joint_action"),
        Dimension(
            "campaign",
            _("活动品牌"),
            "campaign.id::text",
            "JOIN activities_activity_campaigns of_campaign ON of_campaign.activity_id = activity.id"
            " JOIN activities_campaign campaign ON campaign.id = of_campaign.campaign_id",
        ),
        Dimension(
            "task",
            _("任务"),
            "task.id::text",
            "JOIN activities_activity_tasks of_task ON of_task.activity_id = activity.id"
            " JOIN activities_task task ON task.id = of_task.task_id",
        ),
    )
}
