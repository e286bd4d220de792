"""The national statistics of venues (科普统计): one form a venue, filled in as far as it is known.

A calendar year; venues as of 31 December. What a venue has none of is told apart from 0 and from what nobody has
stated: the form says for each line whether it is filled in, not stated, or no such item. Source of the rules: 科普统计
调查方案 (calendar year; a science museum counts from 500 m²; the unit's head signs).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.sheets.writing import LONGEST_NAME, NOT_IN_A_NAME, Column, Sheet, Value
from core.sql import fetch
from insights.figures import ON_SITE, SUM
from insights.formats import NONE
from insights.selectors.origin import out_of
from insights.selectors.pivot import Number
from insights.sources import SESSIONS, TALLY
from venues.models import Venue

SMALLEST_MUSEUM_M2 = 500
MOST_FORMS = 2_000  # in one workbook, more than that is hard to open; the rest comes in further ones
Progress = Callable[[int, int], None]
HELD = f"""
    SELECT session.venue_id, count(DISTINCT activity.id), count(DISTINCT session.id) {SESSIONS.origin}
    WHERE session.venue_id = ANY (%(venues)s) AND {SESSIONS.counts} AND {SESSIONS.within} GROUP BY 1"""
VISITS = f"""
    SELECT session.venue_id, {SUM} {TALLY.origin}
    WHERE session.venue_id = ANY (%(venues)s) AND {TALLY.counts} AND {TALLY.within} AND {ON_SITE} GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook among several: its name without an ending, and its sheets."""

    name: str
    sheets: Sequence[Sheet]


def national_books(year: int, actor: Actor, now: datetime, progress: Progress) -> Iterator[Book]:
    """All venues of the actor's that were open on the year's last day; one workbook, or a few of each county."""
    venues = _venues(year, actor)
    parts = _parts(venues)
    done = 0
    for name, part in parts:
        yield Book(name, _sheets(part, year, now, len(venues)))
        done += len(part)
        progress(done, len(venues))


def _venues(year: int, actor: Actor) -> list[Venue]:
    last = date(year, 12, 31)
    opened = Q(opened_on__lte=last) | Q(opened_on=None) & (Q(opened_year=None) | Q(opened_year__lte=year))
    kept = Venue.objects.kept_by(actor).filter(opened, status="published", kind__is_mobile=False)
    rows = kept.exclude(closed_on__lte=last).select_related("kind", "county", "operator")
    return list(rows.order_by("kind", "name", "pk"))


def _parts(venues: list[Venue]) -> list[tuple[str, list[Venue]]]:
    """Where one workbook would hold too many forms, one or more for each county."""
    if len(venues) <= MOST_FORMS:
        return [("", venues)]
    counties: dict[str, list[Venue]] = {}
    for venue in venues:
        counties.setdefault(venue.county.label if venue.county else _("县区不明"), []).append(venue)
    return [
        (f"{name}-{start // MOST_FORMS + 1}" if len(rows) > MOST_FORMS else name, rows[start : start + MOST_FORMS])
        for name, rows in counties.items()
        for start in range(0, len(rows), MOST_FORMS)
    ]


def _sheets(venues: list[Venue], year: int, now: datetime, in_all: int) -> list[Sheet]:
    """What it is, an index, and a form for each venue."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    values = {"venues": [venue.pk for venue in venues], "first": first, "last": last, "now": now}
    visits: dict[int, Decimal] = dict(fetch(VISITS, values))
    held = {key: (activities, sessions) for key, activities, sessions in fetch(HELD, values)}
    forms = [
        _form(venue, n, year, (*held.get(venue.pk, (0, 0)), visits.get(venue.pk)))
        for n, venue in enumerate(venues, start=1)
    ]
    return [_notes(year, now, len(venues), in_all), _index(venues, year), *forms]


def _notes(year: int, now: datetime, here: int, in_all: int) -> Sheet:
    rows: list[list[Value]] = [
        [_("场馆"), _("本册 %(here)d 座，一共 %(all)d 座") % {"here": here, "all": in_all}],
        [_("年份"), str(year)],
        [_("截至"), now],
        [_("哪些场馆"), _("年末仍开放的已发布场馆，流动的不算；开放日期不明的算在内")],
        [_("活动、场次、人次"), _("本年在这里举办、没有取消的；人次是现场的，线上观看不在内")],
        [_("来源"), out_of(_("科普场馆名录、活动登记和签到账本"))],
        [_("空格"), _("还没有填报，请手工填写；填报情况一列写明是没有填报还是没有此项")],
    ]
    return Sheet(_("说明"), [Column(_("项目"), 18), Column(_("内容"), 70)], rows)


def _index(venues: list[Venue], year: int) -> Sheet:
    rows: list[list[Value]] = [
        [f"{n:03d}", venue.name, venue.kind.label, venue.county.label if venue.county else NONE, _counts(venue)]
        for n, venue in enumerate(venues, start=1)
    ]
    titles = (_("序号"), _("场馆"), _("类型"), _("县区"), _("%(year)d 年是否计入科技馆") % {"year": year})
    return Sheet(_("目录"), [Column(title, 8 if n == 0 else 30) for n, title in enumerate(titles)], rows)


def _counts(venue: Venue) -> str:
    """Whether it counts as a science museum: of the kind, and from 500 m²."""
    if venue.kind_id != "science_museum":
        return _("不是科技馆")
    if venue.floor_area_m2 is None:
        return _("建筑面积没有填报")
    return _("计入") if venue.floor_area_m2 >= SMALLEST_MUSEUM_M2 else _("不计入（不足 500 平方米）")


def _form(venue: Venue, n: int, year: int, held: tuple[int, int, Number | Decimal | None]) -> Sheet:
    """One venue's form. Sheet names are unique and within what spreadsheets allow."""
    activities, sessions, visits = held
    is_outdoor = venue.kind_id in {"info_screen", "gallery"}
    lines: list[tuple[str, str, Value, bool]] = [
        (_("场馆名称"), "", venue.name, True),
        (_("场馆类型"), "", venue.kind.label, True),
        (_("所在县区"), "", venue.county.label if venue.county else None, True),
        (_("运营单位"), "", venue.operator.name if venue.operator else None, True),
        (_("地址"), "", venue.address or None, True),
        (_("开放年份"), _("年"), venue.opened_on.year if venue.opened_on else venue.opened_year, True),
        (_("建筑面积"), _("平方米"), venue.floor_area_m2, not is_outdoor),
        (_("工作人员"), _("人"), venue.staff, not is_outdoor),
        (_("年参观人次"), _("人次"), venue.annual_visitors, not is_outdoor),
        (_("本年举办科普活动"), _("项"), activities, True),
        (_("本年举办场次"), _("场"), sessions, True),
        (_("本年活动参加人次"), _("人次"), None if visits is None else int(visits), True),
        (_("展厅面积"), _("平方米"), None, not is_outdoor),
        (_("全年开放天数"), _("天"), None, True),
        (_("科普经费筹集额"), _("万元"), None, True),
        (_("科普经费使用额"), _("万元"), None, True),
    ]
    rows: list[list[Value]] = [
        [what, unit, value if applies else None, _state(value, applies)] for what, unit, value, applies in lines
    ]
    rows += [[], [_("单位负责人（签字）"), "", None, ""], [_("填表人"), "", None, ""], [_("填报日期"), "", None, ""]]
    name = NOT_IN_A_NAME.sub("", f"{n:03d} {venue.name}")[:LONGEST_NAME]
    titles = [Column(_("项目"), 26), Column(_("单位"), 10), Column(_("%(year)d 年") % {"year": year}, 34)]
    return Sheet(name, [*titles, Column(_("填报情况"), 14)], rows)


def _state(value: Value, applies: bool) -> str:
    if not applies:
        return _("没有此项")
    return _("没有填报") if value is None else _("已填")
