"""Writing caravans' stops."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core import geo
from core.clock import city_time
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from venues.facts import GivenPlace
from venues.models import TourStop, Venue, VenueStatus
from venues.permissions import can_edit_venue, can_publish_venue
from venues.selectors.regions import county_at
from venues.services.merging import follows_merge
from venues.services.steps import stated_reason
from venues.stops import StopFacts, Week, what_is_wrong_with_stop

MOST_STOPS_A_WEEK = 100
SAID = ("name", "name_en", "address", "address_en", "note", "starts_at", "ends_at")


@transaction.atomic
def save_stop(*, caravan_id: int, facts: StopFacts, by: Actor, now: datetime, stop_id: int | None = None) -> TourStop:
    """Add a stop to a caravan's tour, or make one say exactly what `facts` say.

    Nothing is written where nothing differs, and adding the very same stop again gives the first
    one back. Raises NotFound, NotAllowed, Invalid by field, and Conflict where the caravan stands
    somewhere else at that time or the stop has been cancelled.
    """
    caravan = _locked_caravan(caravan_id, by=by)
    wrong = what_is_wrong_with_stop(facts, now)
    if wrong:
        raise Invalid("stop_invalid", next(iter(wrong.values()))[0], fields=wrong)
    values = _values(facts)
    stop = _stop_of(caravan, stop_id) if stop_id is not None else _same_stop(caravan, values)
    if stop.cancelled_at is not None:
        raise Conflict("stop_cancelled", _("这一站已经取消，不能再修改；要恢复请新增一站。"))
    if stop.pk is not None and all(getattr(stop, name) == value for name, value in values.items()):
        return stop
    for name, value in values.items():
        setattr(stop, name, value)
    stop.updated_at = now
    _store(stop)
    return stop


@transaction.atomic
def cancel_stop(*, stop_id: int, reason: str, by: Actor, now: datetime) -> TourStop:
    """Call a stop off and say why; doing it again changes nothing.

    Raises NotFound, NotAllowed, and Invalid without a reason.
    """
    found = TourStop.objects.filter(pk=stop_id).values_list("caravan_id", flat=True).first()
    if found is None:
        raise _no_stop()
    stop = _stop_of(_locked_caravan(found, by=by), stop_id)
    if stop.cancelled_at is None:
        stop.cancel_reason = stated_reason(reason)
        stop.cancelled_at = stop.updated_at = now
        stop.save()
    return stop


@transaction.atomic
def copy_week(*, caravan_id: int, source: Week, target: Week, by: Actor, now: datetime) -> tuple[int, int]:
    """Add the stops of one week to another; how many were added, and how many found the time taken.

    Weekday and time stay. Doing it again adds nothing. Raises NotFound, NotAllowed and Invalid.
    """
    caravan = _locked_caravan(caravan_id, by=by)
    days = (target.monday - source.monday).days
    if days == 0:
        sentence = _("请选另一个星期。")
        raise Invalid("same_week", sentence, fields={"target": [sentence]})
    known = caravan.stops.live()
    stops = list(known.between(source.start, source.end).filter(starts_at__gte=source.start)[:MOST_STOPS_A_WEEK])
    added = 0
    for stop in stops:
        facts = facts_of_stop(stop).shifted(days)
        if known.between(facts.starts_at, facts.ends_at).exists():
            continue
        save_stop(caravan_id=caravan.pk, facts=facts, by=by, now=now)
        added += 1
    return added, len(stops) - added


def facts_of_stop(stop: TourStop) -> StopFacts:
    """What a stored stop says."""
    given = GivenPlace(geo.LonLat(stop.given_lon, stop.given_lat), geo.Datum(stop.given_datum))
    return StopFacts(given=given, **{name: getattr(stop, name) for name in SAID})


def _no_stop() -> NotFound:
    return NotFound("stop", _("没有找到这个停靠点。"))


def _locked_caravan(caravan_id: int, *, by: Actor) -> Venue:
    """A caravan whose tour the actor may write; two writers of one tour take turns."""
    caravan = Venue.objects.select_for_update(of=("self",), no_key=True).filter(pk=caravan_id).first()
    if caravan is None or caravan.status == VenueStatus.MERGED or not can_edit_venue(by, caravan):
        raise NotFound("caravan", _("没有找到这辆大篷车。"))
    if not caravan.kind.is_mobile:
        raise NotFound("caravan", _("没有找到这辆大篷车。"))
    if not can_publish_venue(by, caravan):
        raise NotAllowed("tour_publish", _("行程直接对公众发布，要由有发布权限的单位或办公室来排。"))
    return caravan


def _stop_of(caravan: Venue, stop_id: int) -> TourStop:
    stop = TourStop.objects.select_for_update(of=("self",)).filter(caravan=caravan, pk=stop_id).first()
    if stop is None:
        raise _no_stop()
    return stop


def _same_stop(caravan: Venue, values: dict[str, Any]) -> TourStop:
    """The live stop that says just this, or a new one."""
    return caravan.stops.live().filter(**values).first() or TourStop(caravan=caravan)


def _values(facts: StopFacts) -> dict[str, Any]:
    """The columns of the facts. Raises Invalid for a place outside the city."""
    place = geo.to_wgs84(facts.given.place, facts.given.datum).rounded()
    county = county_at(place)
    if county is None:
        sentence = _("这个位置不在本市的县区范围内，请检查坐标和坐标系。")
        raise Invalid("stop_outside", sentence, fields={"lon": [sentence]})
    return {
        **{name: getattr(facts, name) for name in SAID},
        "point": geo.point(place),
        "given_lon": facts.given.place.lon,
        "given_lat": facts.given.place.lat,
        "given_datum": facts.given.datum.value,
        "county_id": county,
    }


def _store(stop: TourStop) -> None:
    """Save; the database alone decides whether the caravan is free. Raises Conflict."""
    try:
        with transaction.atomic():
            stop.save()
    except IntegrityError as error:
        if "venues_tourstop_one_place_at_a_time" not in str(error):
            raise
        raise _taken(stop) from None


def _taken(stop: TourStop) -> Conflict:
    others = TourStop.objects.live().filter(caravan=stop.caravan_id).exclude(pk=stop.pk)
    other = others.between(stop.starts_at, stop.ends_at).first()
    if other is None:
        return Conflict("stop_overlaps", _("这段时间大篷车另有停靠，请换个时间。"))
    start, end = city_time(other.starts_at), city_time(other.ends_at)
    said = {"name": other.name, "time": f"{start:%H:%M}–{end:%H:%M}"}
    return Conflict("stop_overlaps", _("这段时间大篷车在“%(name)s”（%(time)s），请换个时间。") % said)


@follows_merge
def move_stops(drop: Venue, keep: Venue) -> None:
    """A merged caravan's stops are the kept one's; where that one stands at the same time, its own stop counts."""
    theirs = TourStop.objects.filter(caravan=keep, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    TourStop.objects.filter(caravan=drop).exclude(Exists(theirs.live()), cancelled_at=None).update(caravan=keep)
