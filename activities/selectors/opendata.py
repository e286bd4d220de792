"""Public sessions for programs of geographic information: flat Features, a page at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.gis.db.models import Extent as ExtentOf
from django.contrib.gis.geos import Polygon
from django.db.models import Min, Q

from activities.models import Session
from activities.models.session import SessionQuerySet
from activities.selectors.publishing import feature_of
from core.geo import Box
from core.versions import data_version
from venues.selectors.opendata import Extent
from venues.selectors.vocabulary import words

LISTS = ("topics", "audiences")


@dataclass(frozen=True, slots=True)
class SessionsAsked:
    """Filters of the open data; a box across the 180th meridian comes as two.

    `since` and `until`, both included and aware, are about when a session takes place.
    """

    region: str = ""
    audience: str = ""
    form: str = ""
    campaign: str = ""
    boxes: tuple[Box, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def _found(asked: SessionsAsked) -> SessionQuerySet:
    found = Session.objects.public()
    if asked.region:
        found = found.filter(Q(county=asked.region) | Q(zone=asked.region))
    if asked.audience:
        found = found.filter(activity__audiences__contains=[asked.audience])
    if asked.form:
        found = found.filter(activity__form=asked.form)
    if asked.campaign:
        found = found.filter(activity__campaigns__identifier=asked.campaign).distinct()
    if asked.boxes:
        inside = Q()
        for box in asked.boxes:
            inside |= Q(point__intersects=_shape(box))
        found = found.filter(inside)
    # Times are told to the second, so they are compared to the second.
    if asked.since is not None:
        found = found.filter(ends_at__gte=asked.since)
    if asked.until is not None:
        found = found.filter(starts_at__lt=asked.until + timedelta(seconds=1))
    return found


def _shape(box: Box) -> Polygon:
    """A box in degrees of WGS 84; one without a width is widened by less than a millimetre."""
    least = 1e-9
    return Polygon.from_bbox((box.west, box.south, max(box.east, box.west + least), max(box.north, box.south + least)))


def session_page(asked: SessionsAsked, *, after: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """The Features whose identifiers follow `after`, in their order, and the last one's if more follow."""
    found = _found(asked).filter(public_id__gt=after).order_by("public_id")
    rows = list(found.select_related("activity__unit", "venue", "county")[: limit + 1])
    features = [_flat(session) for session in rows[:limit]]
    return features, rows[limit - 1].public_id if len(rows) > limit else None


def session_feature(public_id: str) -> dict[str, Any] | None:
    """One public session's Feature."""
    rows = Session.objects.public().select_related("activity__unit", "venue", "county")
    session = rows.filter(public_id=public_id).first()
    return _flat(session) if session else None


def _flat(session: Session) -> dict[str, Any]:
    """A Feature of plain values: a table has no lists."""
    feature = feature_of(session, words())
    properties = feature["properties"]
    return feature | {"properties": properties | {name: ",".join(properties[name]) for name in LISTS}}


def activity_of(session_id: str) -> str:
    """The identifier of a session's activity. Raises Session.DoesNotExist."""
    return Session.objects.values_list("activity__public_id", flat=True).get(public_id=session_id)


def session_count(asked: SessionsAsked) -> int:
    """How many sessions a query means; every page tells it, so it is counted once a data version."""
    return _count(data_version("activities"), asked)


@lru_cache(maxsize=256)
def _count(version: int, asked: SessionsAsked) -> int:
    return _found(asked).count()


def sessions_extent() -> Extent:
    """Where and since when all public sessions are."""
    return _extent(data_version("activities"))


@lru_cache(maxsize=2)
def _extent(version: int) -> Extent:
    told = Session.objects.public().aggregate(box=ExtentOf("point"), since=Min("starts_at"))
    return Extent(Box(*told["box"]) if told["box"] else None, told["since"])
