"""Along what figures are told apart. Values only, no query; expressions are SQL over the names of `sources`."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from insights.sources import Source


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension. `{day}` in its expression stands for the source's day. `of_years`: the expression where the days
    asked about are of several years, so that no two Januaries are one line.

    `join` multiplies rows where an activity belongs to several, and never within one of them: totals are counted
    by themselves, not added up. `adds_up`: whether the lines make the total.
    """

    key: str
    name: Sentence
    expression: str
    join: str = ""
    of_years: str = ""

    @property
    def adds_up(self) -> bool:
        return not self.join

    def of(self, source: Source, *, of_years: bool = False) -> str:
        """The expression over a source, which has the dimension."""
        own = self.of_years if of_years and self.of_years else self.expression
        said = source.along[self.key] if source.along is not None else own
        return said.format(day=source.day)


DIMENSIONS = {
    dimension.key: dimension
    for dimension in (
        Dimension("county", _("县区"), "session.county_id::text"),
        Dimension("zone", _("功能区"), "session.zone_id::text"),
        Dimension("unit", _("主办单位"), "unit.id::text"),
        Dimension(
            "co_unit",
            _("协办单位"),
            "with_unit.unit_id::text",
            "LEFT JOIN activities_activity_co_units with_unit ON with_unit.activity_id = activity.id",
        ),
        Dimension("month", _("月份"), "to_char({day}, 'MM')", of_years="to_char({day}, 'YYYY-MM')"),
        Dimension("week", _("周"), "to_char({day}, 'IYYY-IW')"),
        Dimension("day", _("日期"), "to_char({day}, 'YYYY-MM-DD')"),
        Dimension("audience", _("人群"), "counted.audience"),
        Dimension("method", _("取得方式"), "counted.method"),
        Dimension("form", _("形式"), "activity.form"),
        Dimension(
            "topic",
            _("主题"),
            "of_topic.topic",
            "LEFT JOIN LATERAL (SELECT DISTINCT unnest(activity.topics) AS topic) of_topic ON true",
        ),
        Dimension("setting", _("场所"), "activity.setting"),
        Dimension("joint_action", _("联合行动"), "activity.joint_action"),
        Dimension(
            "campaign",
            _("活动品牌"),
            "of_campaign.campaign_id::text",
            "LEFT JOIN activities_activity_campaigns of_campaign ON of_campaign.activity_id = activity.id",
        ),
        Dimension(
            "project",
            _("工程"),
            "of_project.project_id::text",
            # Two tasks of one project are one belonging.
            "LEFT JOIN LATERAL (SELECT DISTINCT task.project_id FROM activities_activity_tasks served"
            " JOIN activities_task task ON task.id = served.task_id WHERE served.activity_id = activity.id)"
            " of_project ON true",
        ),
        Dimension(
            "task",
            _("任务"),
            "of_task.task_id::text",
            "LEFT JOIN activities_activity_tasks of_task ON of_task.activity_id = activity.id",
        ),
        Dimension("kind", _("场馆类型"), "venue.kind_id::text"),
    )
}
