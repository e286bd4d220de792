"""Coverage: which settlements are out of reach, on a map and in a list, and where one more venue helps most."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.clock import city_day
from core.sheets.writing import Column, Sheet, Value
from core.sql import one_snapshot
from insights.formats import NONE, WHOLE
from insights.models import SETTLEMENT_LABELS, SettlementKind
from insights.selectors.coverage import ACTIVITY_KM, SITES, CoverageQuery, Reach, reach_of, sites_for
from insights.selectors.demonstration import year_holds_demonstration
from insights.selectors.origin import origin_of_year, out_of
from insights.sheets.marks import with_mark
from insights.web.cut import some_of
from insights.web.files import workbook
from insights.web.question import FIRST_YEAR, shown_year
from venues.models import RegionLevel
from venues.selectors.regions import county_outlines
from venues.selectors.vocabulary import words

DISTANCES = (1, 2, 3, 5, 10, 15, 20, 30)
USUAL_KM = 5
ROWS_SHOWN = 200
MOST_DOTS = 5_000  # on the map
COUNTS = {3: WHOLE.excel, 5: "0.00", 7: WHOLE.excel}  # number formats of the columns of settlements


def _query(request: HttpRequest, actor: Actor, year: int) -> CoverageQuery:
    said = request.GET.get("km", "")
    km = int(said) if said in {str(km) for km in DISTANCES} else USUAL_KM
    kind, settlement, county = (request.GET.get(name, "") for name in ("kind", "of", "county"))
    known = words()
    own = None if actor.sees_all else tuple(sorted(actor.reviewer_of_counties))
    if county in known.regions and (own is None or county in own):
        own = (county,)
    return CoverageQuery(
        kinds=(kind,) if kind in known.kinds else (),
        km=float(km),
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        counties=own,
        settlement_kinds=(settlement,) if settlement in set(SettlementKind) else (),
    )


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The map, the list and the proposals."""
    now, actor = timezone.now(), actor_of(request)
    today = city_day(now)
    with one_snapshot():
        year = shown_year(request, now)
        query = _query(request, actor, year)
        found = reach_of(query, now)
        sites = sites_for(query, now)
    far = [row for row in found if row.is_far(query.km)]
    idle = [row for row in found if row.has_position and not row.activities]
    chosen = request.GET.get("show", "far")
    shown = idle if chosen == "idle" else [row for row in found if not row.has_position] if chosen == "nowhere" else far
    placed = [row for row in found if row.has_position]
    known = words()
    positions = {row.settlement.pk: row for row in found}
    context = {
        "query": query,
        "year": year,
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "distances": DISTANCES,
        "kinds": known.kinds.values(),
        "settlement_kinds": [(kind.value, label) for kind, label in SETTLEMENT_LABELS.items()],
        "counties": [
            region
            for region in known.choices()
            if region.level == RegionLevel.COUNTY and (actor.sees_all or region.code in actor.reviewer_of_counties)
        ],
        "kind": query.kinds[0] if query.kinds else "",
        "of": query.settlement_kinds[0] if query.settlement_kinds else "",
        "county": query.counties[0] if query.counties and len(query.counties) == 1 else "",
        "show": chosen if chosen in {"idle", "nowhere"} else "far",
        "counts": _counts(found, far, idle),
        "rows": shown[:ROWS_SHOWN],
        "cut": some_of(ROWS_SHOWN, len(shown), _("全部在导出的表里")),
        "dots": [{"row": row, "is_far": row.is_far(query.km)} for row in placed[:MOST_DOTS]],
        "dots_cut": some_of(MOST_DOTS, len(placed), _("离场馆最远的在前")),
        "sites": [(settlement, site, positions.get(settlement.pk)) for settlement, site in sites],
        "most_sites": SITES,
        "outlines": county_outlines(),
        "activity_km": int(ACTIVITY_KM),
        "origin": origin_of_year(year, now, _("居民点名册、科普场馆名录和活动登记")),
        "address": request.GET.urlencode(),
        "keep": _kept(request),
        "is_demonstration": year_holds_demonstration(year, now, actor),
    }
    return render(request, "insights/coverage.html", context)


def _kept(request: HttpRequest) -> str:
    """The address without which list is shown."""
    said = request.GET.copy()
    said.pop("show", None)
    return said.urlencode()


def _counts(found: list[Reach], far: list[Reach], idle: list[Reach]) -> dict[str, int]:
    return {
        "all": len(found),
        "far": len(far),
        "far_people": sum(row.settlement.population or 0 for row in far),
        "far_unknown": sum(row.settlement.population is None for row in far),
        "idle": len(idle),
        "nowhere": sum(not row.has_position for row in found),
    }


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All settlements with their nearest venue and their activities, and the proposals."""
    now, actor = timezone.now(), actor_of(request)
    with one_snapshot():
        year = shown_year(request, now)
        query = _query(request, actor, year)
        found, sites = reach_of(query, now), sites_for(query, now)
    rows: list[list[Value]] = [_line(row, query.km) for row in found]
    proposals: list[list[Value]] = [
        [place, settlement.name, settlement.county.label, site.people, site.places, site.unknown]
        for place, (settlement, site) in enumerate(sites, start=1)
    ]
    kind = words().kinds[query.kinds[0]].label if query.kinds else _("任何类型")
    notes: list[list[Value]] = [
        [_("截至"), now],
        [
            _("来源"),
            out_of(_("居民点名册、科普场馆名录和活动登记")),
        ],
        [_("场馆类型"), kind],
        [_("距离（公里）"), query.km],
        [_("年份"), year],
        [_("活动"), _("%(km)d 公里以内举办的，按活动计数") % {"km": int(ACTIVITY_KM)}],
        [_("距离的算法"), _("椭球面上的直线距离，不是路程")],
        [_("建议的算法"), _("一处一处地选：每次选新覆盖人口最多的居民点（贪心）")],
        [NONE, _("不知道；不是 0")],
    ]
    columns = (_("居民点"), _("类型"), _("县区"), _("人口"), _("最近的场馆"), _("距离（公里）"), _("太远"), _("活动"))
    titles = (_("次序"), _("居民点"), _("县区"), _("新覆盖人口"), _("新覆盖居民点"), _("其中人口不明"))
    sheets = [
        Sheet(_("说明"), [Column(_("项目"), 18), Column(_("内容"), 60)], notes),
        Sheet(_("居民点"), [Column(title, 18, COUNTS.get(n)) for n, title in enumerate(columns)], rows),
        Sheet(
            _("建议"), [Column(title, 16, WHOLE.excel if n > 2 else None) for n, title in enumerate(titles)], proposals
        ),
    ]
    return workbook(f"coverage-{year}", with_mark(sheets, marked=year_holds_demonstration(year, now, actor)))


def _line(row: Reach, km: float) -> list[Any]:
    place = row.settlement
    metres = None if row.metres is None else round(row.metres / 1000, 2)
    far = None if not row.has_position else _("是") if row.is_far(km) else _("否")
    activities = row.activities if row.has_position else None
    kind = str(place.get_kind_display())
    said = [place.population, row.venue or None, metres, far, activities]
    return [place.name, kind, place.county.label, *(NONE if one is None else one for one in said)]
