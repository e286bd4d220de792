"""What stands around the table's rows: tabs, filters, columns and pages, each with its address."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Unit
from core.errors import Sentence
from core.language import in_language
from venues.models import PositionQuality, VenueStatus
from venues.selectors.table import TablePage
from venues.selectors.vocabulary import words
from venues.tablequery import NO_POSITION, NO_UNIT, UNREAD, Answer, TableQuery, Verification
from venues.web.workspace.tableparams import address_of

Option = tuple[str, Sentence]
TABS = (
    VenueStatus.DRAFT,
    VenueStatus.SUBMITTED,
    VenueStatus.RETURNED,
    VenueStatus.PUBLISHED,
    VenueStatus.HIDDEN,
    VenueStatus.CLOSED,
)


def tabs(query: TableQuery, page: TablePage) -> list[dict[str, Any]]:
    """All, and each status with how many there are."""
    counted: list[tuple[str, Sentence, int]] = [("", _("全部"), page.everything)]
    counted += [(status.value, str(status.label), page.counts.get(status.value, 0)) for status in TABS]
    return [
        {"label": label, "count": n, "query": address_of(query, status=code), "current": query.status == code}
        for code, label, n in counted
    ]


def filters(query: TableQuery, units: Iterable[Unit]) -> list[dict[str, Any]]:
    """Each filter with what it offers and what is chosen; without a choice it filters nothing."""
    known = words()
    answers: list[Option] = [(Answer.YES, _("有")), (Answer.NO, _("没有"))]
    offered: list[tuple[str, Sentence, list[Option]]] = [
        ("kind", _("类型"), [(kind.identifier, kind.label) for kind in known.kinds.values()]),
        ("region", _("县区"), [(region.code, region.label) for region in known.choices()]),
        ("unit", _("运营单位"), [(NO_UNIT, _("没有填写")), *((unit.public_id, _unit_label(unit)) for unit in units)]),
        ("verification", _("核实"), [(Verification.DUE, _("到期待核实")), (Verification.FRESH, _("一年内核实过"))]),
        ("position", _("位置"), [*_qualities(), (NO_POSITION, _("没有位置"))]),
        ("photo", _("照片"), answers),
        ("hours", _("开放时间"), [*answers, (UNREAD, _("读不出来"))]),
        ("demonstration", _("演示数据"), [(Answer.YES, _("只看演示数据")), (Answer.NO, _("不看演示数据"))]),
    ]
    return [_filter(query, name, label, options) for name, label, options in offered]


def _qualities() -> list[Option]:
    return [(quality.value, str(quality.label)) for quality in PositionQuality]


def _unit_label(unit: Unit) -> str:
    return in_language(unit.name, unit.name_en)


def _filter(query: TableQuery, name: str, label: Sentence, options: list[Option]) -> dict[str, Any]:
    chosen = getattr(query, name)
    said = next((text for value, text in options if value == chosen), chosen)
    without = address_of(query, **{name: ""})
    return {"name": name, "label": label, "options": options, "chosen": chosen, "said": said, "without": without}


def columns(query: TableQuery) -> list[dict[str, Any]]:
    """The titles; pressing one sorts by it, pressing it again turns the order."""
    titled: list[tuple[str, Sentence]] = [
        ("name", _("名称")),
        ("status", _("状态")),
        ("county", _("县区")),
        ("unit", _("运营单位")),
        ("", _("缺少")),
        ("verified", _("核实")),
        ("changed", _("最近修改")),
    ]
    return [_column(query, name, label) for name, label in titled]


# What is read from the newest on is sorted so first.
NEWEST_BEGINS = frozenset({"verified", "changed"})


def _column(query: TableQuery, name: str, label: Sentence) -> dict[str, Any]:
    current = bool(name) and query.sorted_by == name
    downwards = not query.descending if current else name in NEWEST_BEGINS
    order = ("descending" if query.descending else "ascending") if current else ""
    to = address_of(query, sort=f"-{name}" if downwards else name) if name else ""
    return {"name": name, "label": label, "query": to, "order": order}


def pages(query: TableQuery, page: TablePage) -> dict[str, str | None]:
    """The addresses of the neighbours; None where there is none."""
    return {
        "previous": address_of(query, page=page.number - 1) if page.number > 1 else None,
        "next": address_of(query, page=page.number + 1) if page.number < page.last else None,
    }
