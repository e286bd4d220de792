"""Reading regions."""

from django.db import connection

from core.geo import COORDINATE_DECIMALS, LonLat, point
from venues.models import Region, RegionLevel

# Degrees within which a boundary may stray: half a pixel of a 512-pixel tile.
WORLD_DEGREES = 360.0
TILE_PIXELS = 512


def county_at(place: LonLat) -> Region | None:
    """The county on whose ground a WGS 84 place lies; a border belongs to both, the first by code is told."""
    return Region.objects.counties().filter(boundary__covers=point(place)).order_by("code").first()


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
