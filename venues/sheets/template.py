"""The sheet of venues to fill in."""

from typing import IO

from django.utils.translation import gettext as _

from accounts.models import Unit
from core.sheets import Value
from venues.models import PositionQuality, RegionLevel, Vocabulary
from venues.selectors.vocabulary import Words, words
from venues.sheets.blank import Blank, write_blank
from venues.sheets.columns import COLUMNS, DATUM_CHOICES

AS_TEXT = frozenset({"reference", "phone"})


def write_template(stream: IO[bytes], unit: Unit | None) -> None:
    """Write the template with the city's vocabulary of the moment."""
    offered = _offered(words(), unit)
    write_blank(stream, Blank(_("场馆"), COLUMNS, offered, _example(offered), _rules(), AS_TEXT))


def _offered(known: Words, unit: Unit | None) -> dict[str, list[str]]:
    """What may be chosen, by column."""
    regions = list(known.regions.values())
    units = [unit] if unit else Unit.objects.order_by("name")
    return {
        "kind": [kind.label for kind in known.kinds.values()],
        "sub_kind": [kind.label for kind in known.sub_kinds.values()],
        "operator": [each.name for each in units],
        "county": [region.label for region in regions if region.level == RegionLevel.COUNTY],
        "zone": [region.label for region in regions if region.level == RegionLevel.FUNCTIONAL_ZONE],
        "datum": list(DATUM_CHOICES),
        "position_quality": [str(quality.label) for quality in PositionQuality],
        "admission": [term.label for term in known.terms[Vocabulary.ADMISSION].values()],
    }


def _example(offered: dict[str, list[str]]) -> dict[str, Value]:
    """A made-up row whose first words say that it is none."""
    return {
        "reference": _("示例（本行不会导入）"),
        "name": _("示例科普馆"),
        "kind": offered["kind"][0] if offered["kind"] else "",
        "operator": offered["operator"][0] if offered["operator"] else "",
        "county": offered["county"][0] if offered["county"] else "",
        "address": _("示例路 1 号"),
        "datum": "高德",
        "opening_hours": "Tu-Su 09:00-17:00; PH 09:00-17:00",
        "admission": offered["admission"][0] if offered["admission"] else "",
        "phone": "0772-0000000",
    }


def _rules() -> list[tuple[str, str]]:
    return [
        (_("整张表"), _("一行一个场馆，第一行是标题，列的次序可以变，不用的列可以删去。每次最多 10000 行。")),
        (_("示例行"), _("第一格以“示例”开头的行不会导入，可以留着。")),
        (_("空格子"), _("新场馆：表示不知道。已有的场馆：保持原来的内容不变。")),
        (_("清空"), _("要去掉已有的内容，请填写（清空）。")),
        (_("更新"), _("外部编号相同的行更新原来的场馆，不会重复新建。")),
        (_("确认"), _("上传后先检查，不会改动任何数据；看过结果并确认以后才导入，要么全部成功，要么一行不动。")),
    ]
