"""The year as a workbook: every figure by county, unit, campaign, task and month, the targets, and the activities."""

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, Session
from core.clock import city_time
from core.sheets.writing import Column, Sheet, Value
from insights.dimensions import DIMENSIONS, Dimension
from insights.figures import FIGURES
from insights.selectors.board import along, year_question
from insights.selectors.labels import labels_of
from insights.selectors.pivot import told, total_of
from insights.selectors.scope import scope_words
from insights.selectors.targets import targets_of

BY = (
    "county",
    "zone",
    "host_county",
    "rural",
    "unit",
    "unit_kind",
    "co_unit",
    "campaign",
    "project",
    "task",
    "month",
    "form",
    "topic",
    "audience",
    "method",
)
MOST_ACTIVITIES = 20_000
Progress = Callable[[int, int], None]
_OWN = Dimension("activity", "", "activity.id::text")


def yearbook_sheets(year: int, actor: Actor, now: datetime, progress: Progress) -> list[Sheet]:
    """What an actor sees of a year, sheet by sheet."""
    steps = len(BY) + 3
    sheets = [_definitions(year, actor, now), _totals(year, actor, now)]
    for n, key in enumerate(BY, start=1):
        sheets.append(_by(key, year, actor, now))
        progress(n, steps)
    if actor.sees_all:
        sheets.append(_targets(year, now))
    sheets.append(_activities(year, actor, now))
    progress(steps, steps)
    return sheets


def _definitions(year: int, actor: Actor, now: datetime) -> Sheet:
    rows: list[list[Value]] = [
        [_("年份"), "", str(year)],
        [_("截至"), "", f"{city_time(now):%Y-%m-%d %H:%M}"],
        [_("范围"), "", scope_words(actor)],
        [_("空格"), "", _("没有填报；不是 0")],
        [_("合计"), "", _("单独计算；一个活动属于几类时，各行相加会多")],
    ]
    rows += [[str(one.name), str(one.measure.label), str(one.definition)] for one in FIGURES.values()]
    return Sheet(_("说明"), [Column(_("指标"), 24), Column(_("单位"), 12), Column(_("定义"), 90)], rows)


def _totals(year: int, actor: Actor, now: datetime) -> Sheet:
    rows: list[list[Value]] = [
        [str(one.name), total_of(year_question(one.key, year, actor), now), str(one.measure.label)]
        for one in FIGURES.values()
    ]
    return Sheet(_("总览"), [Column(_("指标"), 28), Column(_("数值"), 16, "#,##0.##"), Column(_("单位"), 12)], rows)


def _by(key: str, year: int, actor: Actor, now: datetime) -> Sheet:
    """A dimension's lines with each figure that knows it in a column."""
    figures = [one for one in FIGURES.values() if one.source.has(key)]
    columns = [along(year_question(one.key, year, actor), key, now) for one in figures]
    days = (date(year, 1, 1), date(year, 12, 31))
    labels = labels_of(key, {line for column in columns for line in column}, days)
    rows: list[list[Value]] = [[label, *(column.get(line) for column in columns)] for line, label in labels.items()]
    totals = [total_of(year_question(one.key, year, actor), now) for one in figures]
    rows.append([_("合计"), *totals])
    titles = [Column(str(one.name), 14, "#,##0", note=f"{one.measure.label} · {one.definition}") for one in figures]
    name = str(DIMENSIONS[key].name)
    return Sheet(_("按%(dimension)s") % {"dimension": name}, [Column(name, 34), *titles], rows)


def _targets(year: int, now: datetime) -> Sheet:
    rows: list[list[Value]] = []
    for row in targets_of(year, now):
        target, standing = row.target, row.progress
        low, high = standing.forecast or (None, None)
        value = standing.value
        rows.append(
            [target.label, target.sign, target.value, value, target.unit, str(standing.standing.label), low, high]
        )
    titles = (_("目标"), _("比较"), _("目标值"), _("完成"), _("单位"), _("状态"), _("预计最低"), _("预计最高"))
    return Sheet(_("目标"), [Column(title, 34 if n == 0 else 14) for n, title in enumerate(titles)], rows)


def _activities(year: int, actor: Actor, now: datetime) -> Sheet:
    """The activities held, each with its own figures."""
    given = {
        key: {activity: n for (activity, _none), n in told(year_question(key, year, actor), now, _OWN, None).items()}
        for key in ("participations", "sessions", "online")
    }
    days = {
        row["activity"]: row["day"]
        for row in Session.objects.counting(now)
        .filter(first_day__range=(date(year, 1, 1), date(year, 12, 31)))
        .order_by()
        .values("activity")
        .annotate(day=Min("first_day"))
    }
    rows: list[list[Value]] = []
    # Those that the actor's figures count: a county office's are what is held on its ground, too.
    seen = sorted(int(key) for key in given["sessions"])[:MOST_ACTIVITIES]
    chosen = list(Activity.objects.filter(pk__in=seen).select_related("county", "zone").order_by("pk"))
    units = labels_of("unit", {str(one.unit_id) for one in chosen}, (date(year, 1, 1), date(year, 12, 31)))
    for activity in chosen:
        key = str(activity.pk)
        grounds = [region.label if region else None for region in (activity.county, activity.zone)]
        numbers = [given[name].get(key) for name in ("sessions", "participations", "online")]
        rows.append([activity.title, units[str(activity.unit_id)], *grounds, days[activity.pk], *numbers])
    titles = (_("活动"), _("主办单位"), _("县区"), _("功能区"), _("首场日期"), _("场次"), _("参加人次"), _("线上观看"))
    return Sheet(_("活动"), [Column(title, 40 if n == 0 else 18) for n, title in enumerate(titles)], rows)
