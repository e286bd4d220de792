"""What an exported venue consists of: one list of columns for every format.

The sheets' titles and values are those that the import reads, so that an exported list can be
worked on and brought back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.geo import lonlat
from core.language import in_language
from core.sheets import Value
from venues.hours.words import hours_words
from venues.models import Designation, PositionQuality, Venue, VenueStatus, Vocabulary
from venues.selectors.vocabulary import words

DATUM = "WGS-84"  # of every stored point
TEXT, DEGREES = "@", "0.000000"  # numbers' formats of sheets; what is a text stays one when it is edited
LIST_SEPARATOR, TITLE_SEPARATOR, PART_SEPARATOR = "、", "；", "|"


class Reading:
    """The words of one export, looked up once in the language of the moment."""

    def __init__(self) -> None:
        self.words = words()
        self.statuses = {status.value: str(status.label) for status in VenueStatus}
        self.qualities = {quality.value: str(quality.label) for quality in PositionQuality}
        self.yes = str(_("是"))


@dataclass(frozen=True, slots=True)
class VenueColumn:
    """`code` names the column in GeoJSON and KML, `title` in sheets."""

    code: str
    title: Sentence
    value: Callable[[Venue, Reading], Value]
    width: float = 14
    format: str | None = None


def _plain(name: str) -> Callable[[Venue, Reading], Value]:
    def value(venue: Venue, reading: Reading) -> Value:
        found: Value = getattr(venue, name)
        return found

    return value


def _label(name: str) -> Callable[[Venue, Reading], Value]:
    """The name of what the venue refers to, in the language of the moment."""

    def value(venue: Venue, reading: Reading) -> Value:
        found: Any = getattr(venue, name)
        return None if found is None else str(found.label)

    return value


def _terms(name: str, vocabulary: Vocabulary) -> Callable[[Venue, Reading], Value]:
    def value(venue: Venue, reading: Reading) -> Value:
        return LIST_SEPARATOR.join(reading.words.term(vocabulary, identifier) for identifier in getattr(venue, name))

    return value


def _unit(venue: Venue, reading: Reading) -> Value:
    return in_language(venue.operator.name, venue.operator.name_en) if venue.operator else None


def _lon(venue: Venue, reading: Reading) -> Value:
    return lonlat(venue.point).rounded().lon if venue.point else None


def _lat(venue: Venue, reading: Reading) -> Value:
    return lonlat(venue.point).rounded().lat if venue.point else None


def _hours(venue: Venue, reading: Reading) -> Value:
    return venue.hours.expression if venue.hours else None


def _admission(venue: Venue, reading: Reading) -> Value:
    return reading.words.term(Vocabulary.ADMISSION, venue.admission)


def _hours_words(venue: Venue, reading: Reading) -> Value:
    return hours_words(venue.hours.expression) if venue.hours else None


def _designations(venue: Venue, reading: Reading) -> Value:
    return TITLE_SEPARATOR.join(_title(title, reading) for title in venue.designations.all())


def _title(title: Designation, reading: Reading) -> str:
    """Level, name, batch, first and last day; what is not known at the end is left out."""
    level = reading.words.term(Vocabulary.DESIGNATION_LEVEL, title.level)
    days: Iterable[Any] = (title.valid_from or "", title.valid_until or "")
    return PART_SEPARATOR.join([level, title.name, title.batch, *map(str, days)]).rstrip(PART_SEPARATOR)


COLUMNS = (
    VenueColumn("reference", _("外部编号"), _plain("reference"), 16, TEXT),
    VenueColumn("public_id", _("编号"), _plain("public_id"), 13, TEXT),
    VenueColumn("name", _("名称"), _plain("name"), 28),
    VenueColumn("name_en", _("英文名称"), _plain("name_en"), 28),
    VenueColumn("aliases", _("别名"), lambda venue, reading: LIST_SEPARATOR.join(venue.aliases), 20),
    VenueColumn("kind", _("类型"), _label("kind"), 16),
    VenueColumn("sub_kind", _("子类型"), _label("sub_kind"), 16),
    VenueColumn("unit", _("运营单位"), _unit, 24),
    VenueColumn("status", _("状态"), lambda venue, reading: reading.statuses.get(venue.status, venue.status), 10),
    VenueColumn("address", _("地址"), _plain("address"), 32),
    VenueColumn("address_en", _("英文地址"), _plain("address_en"), 26),
    VenueColumn("county", _("县区"), _label("county"), 12),
    VenueColumn("zone", _("功能区"), _label("zone"), 12),
    VenueColumn("township", _("乡镇街道"), _label("township"), 14),
    VenueColumn("lon", _("经度"), _lon, 12, DEGREES),
    VenueColumn("lat", _("纬度"), _lat, 12, DEGREES),
    VenueColumn("datum", _("坐标系"), lambda venue, reading: DATUM if venue.point else None, 10),
    VenueColumn(
        "position_quality",
        _("位置精度"),
        lambda venue, reading: reading.qualities[venue.position_quality] if venue.point else None,
        14,
    ),
    VenueColumn("opening_hours", _("开放时间"), _hours, 30),
    VenueColumn("opening_hours_words", _("开放时间（文字）"), _hours_words, 36),
    VenueColumn(
        "admission", _("门票"), lambda venue, reading: reading.words.term(Vocabulary.ADMISSION, venue.admission), 12
    ),
    VenueColumn("admission_note", _("门票说明"), _plain("admission_note"), 20),
    VenueColumn("phone", _("电话"), _plain("phone"), 16, TEXT),
    VenueColumn("website", _("网站"), _plain("website"), 26),
    VenueColumn("booking_url", _("预约网址"), _plain("booking_url"), 26),
    VenueColumn("audiences", _("适合人群"), _terms("audiences", Vocabulary.AUDIENCE), 20),
    VenueColumn("accessibility", _("无障碍设施"), _terms("accessibility", Vocabulary.ACCESSIBILITY), 20),
    VenueColumn("floor_area_m2", _("建筑面积（平方米）"), _plain("floor_area_m2"), 12),
    VenueColumn("staff", _("工作人员"), _plain("staff"), 10),
    VenueColumn("annual_visitors", _("年参观人次"), _plain("annual_visitors"), 12),
    VenueColumn("opened_year", _("开放年份"), _plain("opened_year"), 10, "0"),
    VenueColumn("opened_on", _("开放日期"), _plain("opened_on"), 12),
    VenueColumn("closed_on", _("关闭日期"), _plain("closed_on"), 12),
    VenueColumn("verified_on", _("核实日期"), _plain("verified_on"), 12),
    VenueColumn("designations", _("认定"), _designations, 34),
    VenueColumn("summary", _("简介"), _plain("summary"), 40),
    VenueColumn("summary_en", _("英文简介"), _plain("summary_en"), 40),
    VenueColumn("source", _("资料来源"), _plain("source"), 26),
    VenueColumn(
        "demonstration", _("演示数据"), lambda venue, reading: reading.yes if venue.is_demonstration else None, 10
    ),
)
IN_THE_GEOMETRY = frozenset({"lon", "lat", "datum"})
# What a map's file says besides the place.
PROPERTIES = tuple(column for column in COLUMNS if column.code not in IN_THE_GEOMETRY)
