"""Caravans' stops, for programs and for pages."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.permissions import Actor
from core.clock import city_day, city_time
from core.geo import lonlat
from core.language import is_english
from core.sql import fetch_planned_anew
from venues.models import TourStop, Venue
from venues.navigation import navigation_links
from venues.permissions import can_publish_venue
from venues.query import TourQuery, tour_conditions
from venues.selectors.features import encode_cursor
from venues.selectors.opening import WEEKDAYS, WEEKDAYS_EN, day_text
from venues.stops import DAYS_A_WEEK, Week

MOST_STOPS = 200  # on one page
COMING_DAYS = 60
COMING_SHOWN = 12
MOST_CARAVANS = 100

IN_CITY_TIME = """to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')"""


def stop_sql(english: bool) -> str:
    """One stop's Feature; expects `page AS s`, `venues_venue AS v` and `venues_region AS county`."""
    name, address, caravan = (
        f"coalesce(nullif({column}_en, ''), {column})" if english else column
        for column in ("s.name", "s.address", "v.name")
    )
    label = "name_en" if english else "name"
    prefix = settings.SITE_URL + ("/en" if english else "")
    return f"""json_build_object(
        'type', 'Feature', 'id', s.public_id,
        'geometry', json_build_object('type', 'Point', 'coordinates',
            json_build_array(round(ST_X(s.point)::numeric, 6), round(ST_Y(s.point)::numeric, 6))),
        'properties', json_build_object(
            'name', {name}, 'caravan', v.public_id, 'caravan_name', {caravan},
            'region', s.county_id, 'region_name', county.{label}, 'address', {address},
            'starts_at', {IN_CITY_TIME.format(column="s.starts_at")},
            'ends_at', {IN_CITY_TIME.format(column="s.ends_at")},
            'note', s.note, 'cancelled', s.cancelled_at IS NOT NULL, 'cancel_reason', s.cancel_reason,
            'url', '{prefix}/venues/' || v.public_id || '/', 'demonstration', v.is_demonstration))"""


def stops_page(query: TourQuery, *, after: str, limit: int) -> tuple[str, str | None]:
    """A page of Features as a JSON array, and the cursor of the next page if there is one."""
    where = tour_conditions(query)
    past = "(SELECT starts_at, public_id FROM venues_tourstop WHERE public_id = %(after)s)"
    following = f"AND (s.starts_at, s.public_id) > {past}" if after else ""
    statement = f"""
        WITH page AS MATERIALIZED (
            SELECT s.*, row_number() OVER (ORDER BY s.starts_at, s.public_id) AS place
            FROM venues_tourstop AS s JOIN venues_venue AS v ON v.id = s.caravan_id
            WHERE {where.sql} {following}
            ORDER BY s.starts_at, s.public_id LIMIT %(limit)s + 1)
        SELECT coalesce(json_agg({stop_sql(is_english())} ORDER BY s.place), '[]')::text,
               (SELECT public_id FROM page WHERE place = %(limit)s), (SELECT count(*) FROM page) > %(limit)s
        FROM page AS s JOIN venues_venue AS v ON v.id = s.caravan_id
        JOIN venues_region AS county ON county.code = s.county_id
        WHERE s.place <= %(limit)s"""
    params = {**where.params, "limit": limit, **({"after": after} if after else {})}
    [(body, last, more)] = fetch_planned_anew(statement, params)
    return body, encode_cursor(last) if more else None


def are_stops_soon(now: datetime) -> bool:
    """Whether a public caravan stops anywhere in the coming seven days."""
    return TourStop.objects.public().live().between(now, now + timedelta(days=DAYS_A_WEEK)).exists()


def span_text(stop: TourStop) -> str:
    """“10:00–11:30”; the end of a day is 24:00."""
    start, end = city_time(stop.starts_at), city_time(stop.ends_at)
    last = f"{end:%H:%M}"
    if end.date() > start.date():
        last = "24:00" if last == "00:00" else f"{day_text(end.date())}{last}"
    return f"{start:%H:%M}–{last}"


def when_text(stop: TourStop) -> str:
    """“5月23日（周六）10:00–11:30”."""
    said = {"day": day_text(city_day(stop.starts_at)), "time": span_text(stop)}
    return pgettext("day and time", "%(day)s%(time)s") % said


def weekday_text(moment: datetime) -> str:
    """“周六”, or “Sat”."""
    number = city_day(moment).weekday()
    return WEEKDAYS_EN[number] if is_english() else f"周{WEEKDAYS[number]}"


def stop_card(stop: TourStop, now: datetime) -> dict[str, Any]:
    """A stop as pages show it; `stop` comes from `for_display()`."""
    place = lonlat(stop.point)
    return {
        "id": stop.public_id,
        "name": stop.label,
        "address": stop.address_label,
        "region_name": stop.county.label,
        "lon": place.lon,
        "lat": place.lat,
        "kind": stop.caravan.kind_id,
        "colour": stop.caravan.kind.colour,
        "caravan": stop.caravan.label,
        "url": reverse("venue", args=[stop.caravan.public_id]),
        "when": when_text(stop),
        "span": span_text(stop),
        "weekday": weekday_text(stop.starts_at),
        "note": stop.note,
        "is_cancelled": stop.cancelled_at is not None,
        "cancel_reason": stop.cancel_reason,
        "is_over": stop.ends_at <= now,
        "is_now": stop.starts_at <= now < stop.ends_at and stop.cancelled_at is None,
        "demonstration": stop.caravan.is_demonstration,
        "navigation": navigation_links(place, stop.name, stop.address),
    }


def coming_stops(caravan: Venue, now: datetime) -> list[dict[str, Any]]:
    """The next stops of a caravan, the cancelled among them."""
    stops = caravan.stops.for_display().between(now, now + timedelta(days=COMING_DAYS))
    return [stop_card(stop, now) for stop in stops[:COMING_SHOWN]]


def public_week(week: Week, now: datetime) -> dict[str, Any]:
    """A week of the public caravans' stops by day, for the list beside the map and the page."""
    found = TourStop.objects.public().for_display().between(week.start, week.end)[:MOST_STOPS]
    return {**week_frame(week, now), **by_day(week, found, now)}


def by_day(week: Week, stops: Iterable[TourStop], now: datetime) -> dict[str, Any]:
    """Stops under the days of a week; what has begun before it stands on its first day."""
    days: dict[Any, list[dict[str, Any]]] = {day: [] for day in week.days}
    total = 0
    for stop in stops:
        day = max(city_day(stop.starts_at), week.monday)
        days[day].append({**stop_card(stop, now), "stop": stop})
        total += 1
    today = city_day(now)
    return {
        "total": total,
        "days": [{"date_text": day_text(day), "is_today": day == today, "stops": found} for day, found in days.items()],
    }


def days_text(first: date, last: date) -> str:
    """“11月23日–29日”, or “23 – 29 Nov”."""
    same = first.month == last.month
    if is_english():
        return f"{first.day} – {last.day} {last:%b}" if same else f"{first.day} {first:%b} – {last.day} {last:%b}"
    return f"{first.month}月{first.day}日–" + ("" if same else f"{last.month}月") + f"{last.day}日"


def week_frame(week: Week, now: datetime) -> dict[str, Any]:
    """The week's own name and its neighbours'."""
    here = Week.of(now)
    names = {here: _("本周"), here.moved(1): _("下周"), here.moved(-1): _("上周")}
    return {
        "week": str(week),
        "week_name": names.get(week, ""),
        "week_text": days_text(week.days[0], week.days[-1]),
        "previous": str(week.moved(-1)),
        "following": str(week.moved(1)),
        "this_week": str(here),
        "is_this_week": week == here,
    }


def caravans_kept_by(actor: Actor) -> list[Venue]:
    """The caravans of which an actor may see the tour in the workspace."""
    kept = Venue.objects.kept_by(actor).filter(kind__is_mobile=True).select_related("kind", "operator")
    return list(kept.order_by("is_demonstration", "name", "pk")[:MOST_CARAVANS])


def tours_of_week(actor: Actor, week: Week, now: datetime) -> list[dict[str, Any]]:
    """Each caravan that an actor keeps with its week, for the workspace."""
    caravans = caravans_kept_by(actor)
    stops = list(
        TourStop.objects.filter(caravan__in=caravans).for_display().between(week.start, week.end)[: MOST_STOPS * 5]
    )
    return [
        {
            "caravan": caravan,
            "may_write": can_publish_venue(actor, caravan),
            **by_day(week, (stop for stop in stops if stop.caravan_id == caravan.pk), now),
        }
        for caravan in caravans
    ]
