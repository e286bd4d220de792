"""Writing the vocabulary that venues refer to: kinds, terms, regions and their boundaries."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import NotAllowed
from venues.models import KindGroup, Region, Term, VenueKind

Row = tuple[Mapping[str, Any], Mapping[str, Any]]  # key and values

# MultiPolygon in WGS 84; the source's rings may touch, which MakeValid settles.
SET_BOUNDARY = """
    UPDATE venues_region SET boundary = shape.valid, label_point = ST_PointOnSurface(shape.valid)
    FROM (SELECT ST_Multi(ST_CollectionExtract(ST_MakeValid(
        ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326)), 3)) AS valid) AS shape
    WHERE code = %s"""
# What lies around is cut to the neighbourhood of the city, of which the map shows no more.
CUT_SURROUNDINGS = """
    UPDATE venues_region AS around SET boundary = cut.shape, label_point = ST_PointOnSurface(cut.shape)
    FROM (SELECT outer_region.code, ST_Multi(ST_CollectionExtract(
              ST_Intersection(outer_region.boundary, ST_Expand(ST_Envelope(city.boundary), 1.2, 0.7)), 3)) AS shape
          FROM venues_region AS outer_region, venues_region AS city
          WHERE outer_region.level = 'surrounding' AND city.level = 'city') AS cut
    WHERE around.code = cut.code AND NOT ST_IsEmpty(cut.shape)"""
SET_CITY_BOUNDARY = """
    UPDATE venues_region AS city SET boundary = shape.outline, label_point = ST_PointOnSurface(shape.outline)
    FROM (SELECT parent_id, ST_Multi(ST_Union(boundary)) AS outline FROM venues_region
          WHERE level = 'county' AND boundary IS NOT NULL GROUP BY parent_id) AS shape
    WHERE city.code = shape.parent_id"""


def _only_office(by: Actor) -> None:
    if not by.sees_all:
        raise NotAllowed("vocabulary", _("只有领导小组办公室可以维护基础数据。"))


def _same(model: type[models.Model], key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Make the row under `key` hold `values`; whether it did so already."""
    row = model._default_manager.filter(**key).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return True
    model._default_manager.update_or_create(**key, defaults=dict(values))
    return False


@transaction.atomic
def save_rows(*, model: type[models.Model], rows: Sequence[Row], by: Actor) -> int:
    """Make reference rows hold these values, by key; returns how many changed. None is taken away."""
    _only_office(by)
    if model not in {KindGroup, Region, Term, VenueKind}:
        raise ValueError(model)
    return sum(not _same(model, key, values) for key, values in rows)


@transaction.atomic
def set_boundaries(*, boundaries: Mapping[str, Mapping[str, Any]], by: Actor) -> int:
    """Give regions their boundaries (GeoJSON geometries in WGS 84, by code), and the city its counties' union.

    Only counties and what lies around have boundaries of their own. Returns how many were set.
    """
    _only_office(by)
    bounded = set(Region.objects.bounded().values_list("code", flat=True))
    with connection.cursor() as cursor:
        for code, geometry in boundaries.items():
            if code in bounded:
                cursor.execute(SET_BOUNDARY, [json.dumps(geometry), code])
        cursor.execute(SET_CITY_BOUNDARY)
        cursor.execute(CUT_SURROUNDINGS)
    return len(bounded & boundaries.keys())
