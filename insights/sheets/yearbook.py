"""The year as a workbook: every figure by county, unit, campaign, task and month, the targets, and the activities."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, Session
from core.clock import city_time
from core.sheets.writing import Column, Sheet, Value
from insights.dimensions import DIMENSIONS, Dimension
from insights.figures import FIGURES
from insights.formats import NONE, WHOLE
from insights.selectors.board import along, year_question
from insights.selectors.labels import labels_of
from insights.selectors.methods import shares_in_all
from insights.selectors.origin import source_of
from insights.selectors.pivot import Number, told, total_of
from insights.selectors.scope import scope_words
from insights.selectors.targets import targets_of, written_as

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
        [_("期间"), "", f"{year}-01-01 – {year}-12-31"],
        [NONE, "", _("没有填报；不是 0")],
        [_("合计"), "", _("单独计算；一个活动属于几类时，各行相加会多")],
    ]
    shares = shares_in_all(year_question("participations", year, actor), now)
    if shares and shares.words:
        rows.append([_("人次怎么得来的"), "", shares.words])
    rows += [[str(one.name), str(one.measure.label), str(one.definition), source_of(one)] for one in FIGURES.values()]
    titles = [Column(_("指标"), 24), Column(_("单位"), 12), Column(_("定义"), 90), Column(_("来源"), 60)]
    return Sheet(_("说明"), titles, rows)


def _totals(year: int, actor: Actor, now: datetime) -> Sheet:
    rows: list[list[Value]] = []
    for one in FIGURES.values():
        n = one.measure.written.cell(total_of(year_question(one.key, year, actor), now))
        rows.append([str(one.name), n, str(one.measure.label), str(one.definition), source_of(one)])
    # One column of several measures: the general format leaves each its decimals.
    titles = [Column(_("指标"), 28), Column(_("数值"), 16, "General"), Column(_("单位"), 12)]
    return Sheet(_("总览"), [*titles, Column(_("定义"), 60), Column(_("来源"), 50)], rows)


def _by(key: str, year: int, actor: Actor, now: datetime) -> Sheet:
    """A dimension's lines with each figure that knows it in a column."""
    figures = [one for one in FIGURES.values() if one.source.has(key)]
    columns = [along(year_question(one.key, year, actor), key, now) for one in figures]
    days = (date(year, 1, 1), date(year, 12, 31))
    labels = labels_of(key, {line for column in columns for line in column}, days)
    forms = [one.measure.written for one in figures]

    def cells(numbers: Iterable[Number | None]) -> list[Value]:
        return [form.cell(n) for form, n in zip(forms, numbers, strict=True)]

    rows: list[list[Value]] = [
        [label, *cells(column.get(line) for column in columns)] for line, label in labels.items()
    ]
    rows.append([_("合计"), *cells(total_of(year_question(one.key, year, actor), now) for one in figures)])
    titles = [
        Column(
            _("%(name)s（%(unit)s）") % {"name": one.name, "unit": one.measure.label},
            14,
            form.excel,
            note=f"{one.definition} · {source_of(one)}",
        )
        for one, form in zip(figures, forms, strict=True)
    ]
    name = str(DIMENSIONS[key].name)
    return Sheet(_("按%(dimension)s") % {"dimension": name}, [Column(name, 34), *titles], rows)


def _targets(year: int, now: datetime) -> Sheet:
    rows: list[list[Value]] = []
    for row in targets_of(year, now):
        target, standing = row.target, row.progress
        low, high = standing.forecast or (None, None)
        form = written_as(target)
        said = [form.cell(target.value), form.cell(standing.value), target.unit, str(standing.standing.label)]
        rows.append([target.label, target.sign, *said, WHOLE.cell(low), WHOLE.cell(high), target.typed_source])
    titles = (
        _("目标"),
        _("比较"),
        _("目标值"),
        _("完成"),
        _("单位"),
        _("状态"),
        _("预计最低"),
        _("预计最高"),
        _("来源"),
    )
    formats = {2: "General", 3: "General", 6: WHOLE.excel, 7: WHOLE.excel}  # measures differ by row
    columns = [Column(title, 34 if n == 0 else 14, formats.get(n)) for n, title in enumerate(titles)]
    return Sheet(_("目标"), columns, rows)


def _activities(year: int, actor: Actor, now: datetime) -> Sheet:
    """The activities held, each with its own figures; all of them, written as they are read."""
    keys = ("sessions", "participations", "online")
    given = [
        {activity: n for (activity, _none), n in told(year_question(key, year, actor), now, _OWN, None).items()}
        for key in keys
    ]
    forms = [FIGURES[key].measure.written for key in keys]
    # Those that the actor's figures count: a county office's are what is held on its ground, too.
    seen = sorted(int(key) for key in given[0])
    days = (date(year, 1, 1), date(year, 12, 31))
    hosts = Activity.objects.filter(pk__in=seen).order_by().values_list("unit", flat=True).distinct()
    units = labels_of("unit", {str(unit) for unit in hosts}, days)

    def rows() -> Iterator[list[Value]]:
        for activity, first in _held(seen, days, now):
            numbers = [form.cell(of.get(str(activity.pk))) for form, of in zip(forms, given, strict=True)]
            grounds = [region.label if region else None for region in (activity.county, activity.zone)]
            yield [activity.title, units[str(activity.unit_id)], *grounds, first, *numbers]

    titles = (_("活动"), _("主办单位"), _("县区"), _("功能区"), _("首场日期"))
    columns = [Column(title, 40 if n == 0 else 18) for n, title in enumerate(titles)]
    columns += [Column(str(FIGURES[key].name), 18, form.excel) for key, form in zip(keys, forms, strict=True)]
    return Sheet(_("活动"), columns, rows())


def _held(seen: Sequence[int], days: tuple[date, date], now: datetime) -> Iterator[tuple[Activity, date]]:
    """The activities with the day of their first session in a year, a few at a time."""
    in_year = Session.objects.counting(now).filter(first_day__range=days, activity__in=seen)
    first = dict(in_year.order_by().values("activity").annotate(day=Min("first_day")).values_list("activity", "day"))
    chosen = Activity.objects.filter(pk__in=seen).select_related("county", "zone").order_by("pk")
    for activity in chosen.iterator(chunk_size=500):
        yield activity, first[activity.pk]
