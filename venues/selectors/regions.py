"""Reading regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from core.geo import COORDINATE_DECIMALS, WEB_MERCATOR_SRID, LonLat, point
from core.sql import fetch
from core.versions import data_version
from venues.models import Region, RegionLevel

# Degrees within which a boundary may stray: half a pixel of a 512-pixel tile.
WORLD_DEGREES = 360.0
TILE_PIXELS = 512
SMALL = 15


# The county stands outside: its boundary is unpacked and prepared once for all places.
COUNTIES_OF_PLACES = """
    WITH place AS MATERIALIZED (
        SELECT n, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS point
        FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS given (lon, lat, n))
    SELECT place.n, min(county.code)
    FROM (SELECT code, boundary FROM venues_region
          WHERE level = 'county' AND boundary IS NOT NULL ORDER BY code) AS county
    CROSS JOIN LATERAL (
        SELECT n FROM place WHERE place.point && county.boundary AND ST_Covers(county.boundary, place.point)
        OFFSET 0) AS place
    GROUP BY place.n"""


def counties_at(places: Sequence[LonLat]) -> list[str | None]:
    """The code of the county on whose ground each WGS 84 place lies, by one statement.

    A border belongs to both counties; the first by code is told.
    """
    if not places:
        return []
    params = {"lons": [place.lon for place in places], "lats": [place.lat for place in places]}
    found: dict[int, str] = dict(fetch(COUNTIES_OF_PLACES, params))
    return [found.get(number) for number in range(1, len(places) + 1)]


def county_at(place: LonLat) -> str | None:
    """The code of the county on whose ground one WGS 84 place lies."""
    return counties_at([place])[0]


def regions_at(place: LonLat) -> dict[RegionLevel, Region]:
    """What a WGS 84 place lies in of county, township and zone, as far as boundaries are known."""
    levels = [RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.FUNCTIONAL_ZONE]
    rows = Region.objects.filter(level__in=levels, boundary__covers=point(place)).defer("boundary").order_by("-code")
    return {RegionLevel(row.level): row for row in rows}


def tolerance(zoom: int) -> float:
    """Half a pixel at a zoom, in degrees of longitude."""
    return float(WORLD_DEGREES / (TILE_PIXELS * 2**zoom) / 2)


REGIONS = """
    SELECT json_build_object(
        'type', 'FeatureCollection', 'features', coalesce(json_agg(feature), '[]'), 'next', null)::text
    FROM (
        SELECT json_build_object(
            'type', 'Feature', 'id', region.code,
            'geometry', CASE WHEN %(with_boundary)s THEN
                ST_AsGeoJSON(ST_SimplifyPreserveTopology(region.boundary, %(tolerance)s), %(decimals)s)::json END,
            'properties', json_build_object(
                'code', region.code, 'name', region.name, 'short_name', region.short_name,
                'name_en', region.name_en, 'level', region.level, 'parent', region.parent_id,
                'label', CASE WHEN region.label_point IS NOT NULL THEN
                    json_build_array(ST_X(region.label_point), ST_Y(region.label_point)) END,
                'bbox', CASE WHEN region.boundary IS NOT NULL THEN json_build_array(
                    ST_XMin(region.boundary), ST_YMin(region.boundary),
                    ST_XMax(region.boundary), ST_YMax(region.boundary)) END,
                'population', region.population, 'population_on', region.population_on)
        ) AS feature
        FROM venues_region AS region
        WHERE (%(levels)s::text[] IS NULL OR region.level = ANY(%(levels)s::text[]))
          AND (%(parent)s::text IS NULL OR region.parent_id = %(parent)s::text)
        ORDER BY region.rank, region.code
        LIMIT 1000
    ) AS features
"""


def regions_geojson(*, zoom: int, levels: list[str] | None, parent: str | None, with_boundary: bool) -> bytes:
    """Regions as a FeatureCollection; boundaries simplified to half a pixel at `zoom`."""
    params = {
        "tolerance": tolerance(zoom),
        "decimals": COORDINATE_DECIMALS,
        "levels": levels,
        "parent": parent,
        "with_boundary": with_boundary,
    }
    with connection.cursor() as cursor:
        cursor.execute(REGIONS, params)
        (body,) = cursor.fetchone()
    return str(body).encode()


@dataclass(frozen=True, slots=True)
class Frame:
    """A box in the drawing's metres."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def view(self) -> str:
        """As an SVG's viewBox."""
        return f"{self.left} {self.top} {self.right - self.left} {self.bottom - self.top}"

    @property
    def size(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)


def frame_around(frames: Sequence[Frame], margin: float = 0.0) -> Frame:
    """The box around others, with a margin as a part of its width."""
    left, top = min(one.left for one in frames), min(one.top for one in frames)
    right, bottom = max(one.right for one in frames), max(one.bottom for one in frames)
    more = round(margin * (right - left))
    return Frame(left - more, top - more, right + more, bottom + more)


@dataclass(frozen=True, slots=True)
class Outline:
    """A county as drawn in metres of Web Mercator, y downwards: its path, and where its name stands."""

    code: str
    path: str
    label_x: int
    label_y: int
    box: Frame


@dataclass(frozen=True, slots=True)
class Outlines:
    """All counties and the box around them; `inset`: around those too small to be read beside the others."""

    counties: tuple[Outline, ...]
    box: Frame
    inset: Frame | None

    def is_small(self, outline: Outline) -> bool:
        """Whether a county is drawn in the inset: its box is below a fifteenth of the whole."""
        return outline.box.size * SMALL < self.box.size


# Simplified to 300 m, which is a third of a pixel where the city is 600 pixels high. A name stands in the middle
# of the widest place of the largest part, where there is most room for it.
OUTLINES = """
    WITH shapes AS (
        SELECT code, rank, ST_SimplifyPreserveTopology(ST_Transform(boundary, %(srid)s), 300) AS shape
        FROM venues_region WHERE level = 'county' AND boundary IS NOT NULL
    ), drawn AS (
        SELECT code, rank, shape, (SELECT (ST_MaximumInscribedCircle(part.geom)).center FROM ST_Dump(shape) part
            ORDER BY ST_Area(part.geom) DESC LIMIT 1) AS label
        FROM shapes)
    SELECT code, ST_AsSVG(shape, 1, 0), ST_X(label)::int, -ST_Y(label)::int,
        ST_XMin(shape)::int, -ST_YMax(shape)::int, ST_XMax(shape)::int, -ST_YMin(shape)::int
    FROM drawn ORDER BY rank, code"""


def county_outlines() -> Outlines:
    """The counties' outlines of the data version of the moment."""
    return _outlines(data_version("venues"))


@lru_cache(maxsize=2)
def _outlines(version: int) -> Outlines:
    rows = fetch(OUTLINES, {"srid": WEB_MERCATOR_SRID})
    counties = tuple(Outline(code, path, x, y, Frame(*box)) for code, path, x, y, *box in rows)
    if not counties:
        return Outlines((), Frame(0, 0, 1, 1), None)
    whole = frame_around([one.box for one in counties])
    small = [one.box for one in counties if one.box.size * SMALL < whole.size]
    return Outlines(counties, whole, frame_around(small, 0.05) if small else None)
