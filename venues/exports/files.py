"""Writing a list of venues in one of the formats."""

from collections.abc import Iterable
from enum import StrEnum
from typing import IO

from django.utils.translation import gettext as _

from core.sheets import Column, Sheet, Value, write_csv, write_xlsx
from venues.exports.columns import COLUMNS, Reading
from venues.exports.maps import write_geojson, write_kml
from venues.models import Venue

MOST_ROWS = 20_000


class Format(StrEnum):
    """The formats of an export, by their file's ending."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"
    KML = "kml"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.GEOJSON: "application/geo+json",
    Format.KML: "application/vnd.google-earth.kml+xml",
}


def write_venues(stream: IO[bytes], form: Format, venues: Iterable[Venue]) -> None:
    """Write venues (with their `designations` at hand) one after the other, in the language of the moment."""
    reading = Reading()
    if form is Format.GEOJSON:
        write_geojson(stream, venues, reading)
    elif form is Format.KML:
        write_kml(stream, _("场馆"), venues, reading)
    elif form is Format.CSV:
        write_csv(stream, [str(column.title) for column in COLUMNS], _rows(venues, reading))
    else:
        columns = [Column(str(column.title), column.width, column.format) for column in COLUMNS]
        write_xlsx(stream, [Sheet(_("场馆"), columns, _rows(venues, reading))])


def _rows(venues: Iterable[Venue], reading: Reading) -> Iterable[list[Value]]:
    for venue in venues:
        yield [column.value(venue, reading) for column in COLUMNS]
