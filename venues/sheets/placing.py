"""The places that a sheet's rows state, read together: one datum for all, longitude and latitude the right way round.

Pure but for the words.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.geo import Box, Datum, LonLat
from venues.facts import GivenPlace
from venues.sheets.cells import CLEAR
from venues.sheets.rows import StatedRow

NEAR = 0.2  # degrees around the city: a datum's shift and places at the edge


def read_places(rows: Sequence[StatedRow], bounds: Box, datum: Datum | None) -> list[str]:
    """Read each row's coordinates into its `given`; `datum` is that of the rows which name none.

    Answers what is said of the whole sheet.
    """
    notes = []
    if turned := _turn(rows, bounds):
        notes.append(_("经度和纬度两列写反了，%(count)d 行已对调后读取，请核对位置。") % {"count": turned})
    without = [row for row in rows if _pair(row) is not None and "datum" not in row.values]
    if datum is not None:
        for row in without:
            if row.columns.titles_of("datum") not in _told(row):
                row.values["datum"] = datum
        if without:
            said = {"count": len(without), "datum": datum.value}
            notes.append(_("没有写坐标系的 %(count)d 行按所选的 %(datum)s 读取。") % said)
    for row in rows:
        _read_place(row)
    return notes


def _pair(row: StatedRow) -> LonLat | None:
    lon, lat = (row.values.get(name) for name in ("lon", "lat"))
    return LonLat(lon, lat) if isinstance(lon, float) and isinstance(lat, float) else None


def _turn(rows: Sequence[StatedRow], bounds: Box) -> int:
    """Turn the two where most rows lie in the city only after it; how many rows were turned."""
    pairs = [(row, pair) for row in rows if (pair := _pair(row)) is not None]
    there = [bounds.holds(pair, margin=NEAR) for _row, pair in pairs]
    swapped = [bounds.holds(LonLat(pair.lat, pair.lon), margin=NEAR) for _row, pair in pairs]
    only = sum(after and not before for before, after in zip(there, swapped, strict=True))
    if only * 2 <= len(pairs):
        return 0
    turned = [row for (row, _pair), before in zip(pairs, there, strict=True) if not before]
    for row in turned:
        row.values["lon"], row.values["lat"] = row.values["lat"], row.values["lon"]
    return len(turned)


def _told(row: StatedRow) -> set[str]:
    return {problem["column"] for problem in row.problems}


def _read_place(stated: StatedRow) -> None:
    """Both coordinates with their datum are a place; the datum is never guessed."""
    lon, lat = (stated.values.get(name) for name in ("lon", "lat"))
    names = {stated.columns.titles_of(name) for name in ("lon", "lat", "datum")}
    if _told(stated) & names or (lon is None and lat is None):
        return
    if lon is CLEAR and lat is CLEAR:
        stated.values["given"] = None
    elif not isinstance(lon, float) or not isinstance(lat, float):
        stated.add_problem("lat" if isinstance(lon, float) else "lon", _("经度和纬度要一起填写。"))
    elif abs(lat) > 90 and abs(lon) <= 90:
        stated.add_problem("point", _("经度和纬度写反了。"))
    elif not isinstance(datum := stated.values.get("datum"), Datum):
        stated.add_problem("datum", _("请写明坐标系：WGS-84、CGCS2000、高德、腾讯或百度。"))
    else:
        stated.values["given"] = GivenPlace(LonLat(lon, lat), datum)
