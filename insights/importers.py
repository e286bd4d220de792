"""How a list of settlements comes in: a sheet with a row for each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from accounts.permissions import Actor
from core.geo import LonLat, to_wgs84
from core.history import attributed
from core.importplans import Plan, PlannedRow, Progress, register_importer
from core.models import ImportJob, RowAction
from core.sheets.reading import Table
from insights.models import SETTLEMENT_LABELS, Settlement, SettlementKind
from insights.services.settlements import SettlementFacts, save_settlement, what_is_wrong
from venues.facts import GivenPlace
from venues.models import RegionLevel
from venues.selectors.vocabulary import words
from venues.sheets import cells
from venues.sheets.blank import Blank, write_blank
from venues.sheets.cells import CLEAR, SheetWords, plain
from venues.sheets.columns import DATUM_CHOICES, DATUM_HINT, datum_words, named
from venues.sheets.columnset import ColumnSet, SheetColumn
from venues.sheets.intake import owner_of, stated_rows
from venues.sheets.kinds import ImportKind, register_import_kind
from venues.sheets.rows import StatedRow

KIND = "settlements"
STEP = 200
COLUMNS = (
    SheetColumn("name", gettext_lazy("名称"), cells.text, required=True, width=24, also="居民点名称 村名 社区名称"),
    SheetColumn(
        "kind",
        gettext_lazy("类型"),
        cells.choice,
        required=True,
        hint=gettext_lazy("乡镇、村、社区或学校。"),
        also="类别",
    ),
    SheetColumn("county", gettext_lazy("县区"), cells.choice, required=True, also="所属县区 所在县区 区县 县市区"),
    SheetColumn("lon", gettext_lazy("经度"), cells.degrees, width=13, also="东经 longitude lng"),
    SheetColumn("lat", gettext_lazy("纬度"), cells.degrees, width=13, also="北纬 latitude"),
    SheetColumn("datum", gettext_lazy("坐标系"), cells.choice, hint=DATUM_HINT, also="坐标系统 坐标类型 坐标来源"),
    SheetColumn(
        "population",
        gettext_lazy("人口"),
        cells.whole,
        hint=gettext_lazy("不知道就留空，不要填 0。"),
        also="人口数 常住人口 总人口",
    ),
    SheetColumn(
        "source",
        gettext_lazy("来源"),
        cells.text,
        width=30,
        hint=gettext_lazy("人口和位置从哪里来。"),
        also="资料来源 数据来源",
    ),
)
SETTLEMENT_COLUMNS = ColumnSet(COLUMNS, {"point": ("lon", "lat")})


@dataclass(slots=True)
class _Deed:
    """A row and what it makes of its settlement."""

    stated: StatedRow
    facts: SettlementFacts
    before: Settlement | None

    @property
    def differs(self) -> bool:
        return self.before is None or _facts_of(self.before) != _placed_alike(self.facts)


def _facts_of(row: Settlement) -> SettlementFacts:
    given = GivenPlace(LonLat(row.point.x, row.point.y)) if row.point else None
    return SettlementFacts(row.kind, row.name, row.county_id, given, row.population, row.source, row.is_demonstration)


def _placed_alike(facts: SettlementFacts) -> SettlementFacts:
    """The facts with their place in WGS 84, as the stored one is."""
    given = facts.given
    return facts if given is None else replace(facts, given=GivenPlace(to_wgs84(given.place, given.datum).rounded()))


class SettlementImporter:
    """Rows become settlements; a row of a known county, kind and name says anew what is known of it."""

    columns = SETTLEMENT_COLUMNS

    def plan(self, job: ImportJob, table: Table, *, now: datetime, lock: bool, progress: Progress) -> Plan:
        """What the rows will do for the job's owner."""
        by = owner_of(job, now)
        stated, notes = stated_rows(job, table, _words(), SETTLEMENT_COLUMNS)
        held = Settlement.objects.select_for_update() if lock else Settlement.objects.all()
        known = {(row.county_id, row.kind, row.name): row for row in held.order_by("pk")}
        deeds, seen = [], set()
        for row in stated:
            deed = _deed(row, known)
            key = (deed.facts.county, deed.facts.kind, deed.facts.name)
            if key in seen:
                row.add_problem("name", _("同一个县区的这个名称出现了两次。"))
            seen.add(key)
            _judge(deed, by)
            deeds.append(deed)
        progress(len(deeds), len(deeds))
        return Plan([_planned(deed) for deed in deeds], notes, deeds)

    def apply(self, job: ImportJob, plan: Plan, *, now: datetime, progress: Progress) -> dict[int, str]:
        """Do it, in the owner's name."""
        by = owner_of(job, now)
        with attributed(user=by.user_id, path=f"import {job.public_id}"):
            for number, deed in enumerate(plan.deeds, start=1):
                if deed.differs:
                    save_settlement(facts=deed.facts, by=by)
                if number % STEP == 0:
                    progress(number, len(plan.deeds))
        return {}  # settlements are put right one by one

    def undo(self, job: ImportJob, made: Mapping[int, str], *, now: datetime) -> dict[int, str]:
        """Nothing of it is remembered, so nothing is taken back."""
        return {}


def _words() -> SheetWords:
    kinds = {plain(str(label)): kind.value for kind, label in SETTLEMENT_LABELS.items()}
    kinds |= {kind.value: kind.value for kind in SettlementKind}
    counties = [region for region in words().regions.values() if region.level == RegionLevel.COUNTY]
    return SheetWords({"kind": kinds, "county": named(counties, "code"), "datum": datum_words()})


def _deed(row: StatedRow, known: dict[Any, Settlement]) -> _Deed:
    """An empty cell leaves what is known; a cleared one makes it unknown."""
    key = (row.text("county"), row.text("kind"), row.text("name").strip())
    before = known.get(key)
    facts = _facts_of(before) if before else SettlementFacts(kind=key[1], name=key[2], county=key[0])
    said: dict[str, Any] = {name: row.values[name] for name in ("population", "source", "given") if name in row.values}
    cleared = {name: "" if name == "source" else None for name, value in said.items() if value is CLEAR}
    return _Deed(row, replace(facts, **(said | cleared)), before)


def _judge(deed: _Deed, by: Actor) -> None:
    """What the service would refuse, told beside the cells that it concerns."""
    for name, sentences in what_is_wrong(deed.facts).items():
        for sentence in sentences:
            deed.stated.add_problem(name, sentence)
    if not (by.sees_all or deed.facts.county in by.reviewer_of_counties):
        deed.stated.add_problem("county", _("居民点由领导小组办公室和所在县区的办公室维护。"))


def _planned(deed: _Deed) -> PlannedRow:
    row = deed.stated
    action = RowAction.PROBLEM if row.problems else RowAction.NEW if deed.before is None else RowAction.CHANGE
    if action is RowAction.CHANGE and not deed.differs:
        action = RowAction.SAME
    return PlannedRow(row.number, action, deed.facts.name, deed.facts.name, [], row.problems, row.warnings)


def write_template(stream: IO[bytes], _unit: Unit | None) -> None:
    """The sheet to fill in."""
    counties = [region.label for region in words().regions.values() if region.level == RegionLevel.COUNTY]
    offered = {
        "kind": [str(label) for label in SETTLEMENT_LABELS.values()],
        "county": counties,
        "datum": list(DATUM_CHOICES),
    }
    example = {"name": _("示例（本行不会导入）"), "kind": offered["kind"][1], "county": counties[0] if counties else ""}
    rules = [(_("整张表"), str(rule)) for rule in RULES]
    write_blank(stream, Blank(_("居民点"), COLUMNS, offered, example, rules))


RULES = (
    gettext_lazy("一行一个居民点；县区、类型和名称相同的，更新原来的，不会重复新建。"),
    gettext_lazy("空格子不改动已有的内容；要去掉已有的内容，请填写（清空）。"),
    gettext_lazy("不知道位置或人口就留空：会在页面上标明，不会当成 0。"),
)
register_importer(KIND, SettlementImporter())
register_import_kind(
    ImportKind(
        kind=KIND,
        label=gettext_lazy("居民点"),
        columns=SETTLEMENT_COLUMNS,
        write_template=write_template,
        unit_label="",
        unit_hint="",
        then_draft="",
        then_submit="",
        rules=RULES,
        may=lambda actor: actor.reviews,
        is_of_units=False,
    )
)
