"""Town or country: by where a session is, by one rule, and never silently “no”."""

from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.test import Client

from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, SessionFacts, Where
from activities.models import Activity, ActivityStatus, Session
from activities.rules import ASK_RURAL, Ground, is_rural
from activities.selectors.facts import session_facts
from activities.selectors.rural import with_unknown_ground
from activities.services import move_session, save_activity, submit_activity
from activities.services.rural import renew_rural
from core.errors import Invalid
from core.geo import LonLat
from tests.activities.forms import step_of
from venues.facts import GivenPlace
from venues.models import Region, RegionLevel, Venue
from venues.selectors.workingcopy import facts_of as venue_facts
from venues.services import Merge, merge_venues, save_venue

SQUARE = GivenPlace(LonLat(109.61, 25.78))  # in 三江县
UNKNOWN = Where(name="程阳桥头广场", given=SQUARE)


def test_the_place_speaks_before_the_setting_and_this_before_people() -> None:
    known = (True, False, None)
    for venue, area, setting, stated in product(known, known, ("village", "school", ""), known):
        said = [venue, area, True if setting == "village" else None, stated]
        first = next((one for one in said if one is not None), None)
        assert is_rural(Ground(venue=venue, area=area, setting=setting, stated=stated)) is first
        assert is_rural(Ground(False, venue, area, setting, stated)) is None


@pytest.fixture
def square(facts: ActivityFacts) -> ActivityFacts:
    """At a village's square that is no venue, of which nothing else is said."""
    return replace(facts, where=UNKNOWN, setting="", rural_stated=None, rural_reason="")


def made(facts: ActivityFacts, now: datetime, known: Activity | None = None) -> Activity:
    return save_activity(facts=facts, by=SYSTEM, now=now, activity_id=known.pk if known else None)


def said(activity: Activity) -> list[bool | None]:
    return [one.rural for one in activity.sessions.order_by("starts_at")]


def venue_in(township_is_rural: bool | None) -> Venue:
    found = Venue.objects.published().exclude(point=None)
    return found.filter(township__rural=township_is_rural).order_by("pk")[0]


@pytest.mark.django_db
def test_each_session_is_where_it_is(square: ActivityFacts, now: datetime) -> None:
    town, country = venue_in(False), venue_in(True)
    starts = now + timedelta(days=7)
    places: list[dict[str, Any]] = [
        {},
        {"where": Where(venue_id=town.pk)},
        {"where": Where(venue_id=country.pk)},
        {"rural_stated": False},
        {"where": Where(venue_id=country.pk), "rural_stated": False},  # the place knows better
    ]
    sessions = tuple(
        SessionFacts(starts + timedelta(days=n), starts + timedelta(days=n, hours=1), **more)
        for n, more in enumerate(places)
    )
    activity = made(replace(square, sessions=sessions), now)
    assert said(activity) == [None, False, True, False, True]
    activity = made(replace(square, sessions=known(activity), rural_stated=True), now, activity)
    assert said(activity) == [True, False, True, False, True]
    activity = made(replace(square, sessions=known(activity), setting="village"), now, activity)
    assert said(activity) == [True, False, True, True, True]  # the setting speaks before people


def known(activity: Activity) -> tuple[SessionFacts, ...]:
    return tuple(session_facts(one) for one in activity.sessions.order_by("starts_at"))


@pytest.mark.django_db
def test_a_village_square_without_a_venue_is_in_the_countryside(square: ActivityFacts, now: datetime) -> None:
    activity = made(replace(square, setting="village"), now)
    assert said(activity) == [True]
    assert activity.sessions.get().county_id == "450226"
    assert submit_activity(activity_id=activity.pk, by=SYSTEM, now=now).status == ActivityStatus.PUBLISHED


@pytest.mark.django_db
def test_the_area_of_a_township_speaks_where_it_is_known(square: ActivityFacts, now: datetime) -> None:
    lon, lat = SQUARE.place.lon, SQUARE.place.lat
    area = MultiPolygon(Polygon.from_bbox((lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)), srid=4326)
    town = Region.objects.filter(level=RegionLevel.TOWNSHIP, parent="450226", rural=True)[0]
    activity = made(square, now)
    assert said(activity) == [None]
    Region.objects.filter(pk=town.pk).update(boundary=area)
    assert renew_rural(Session.objects.filter(activity=activity)) == 1
    assert said(activity) == [True]


@pytest.mark.django_db
def test_what_is_not_known_is_asked_for_before_publishing(square: ActivityFacts, now: datetime) -> None:
    activity = made(square, now)
    with pytest.raises(Invalid) as refused:
        submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    assert refused.value.fields == {"rural_stated": [ASK_RURAL]}
    activity = made(replace(square, rural_stated=False, sessions=known(activity)), now, activity)
    assert submit_activity(activity_id=activity.pk, by=SYSTEM, now=now).status == ActivityStatus.PUBLISHED


@pytest.mark.django_db
def test_the_form_asks_for_it_at_its_step(square: ActivityFacts, editor: Client, now: datetime) -> None:
    activity = made(square, now)
    review = f"/workspace/activities/{activity.public_id}/edit/review/"
    assert str(ASK_RURAL) in editor.get(review).content.decode()
    editor.post(review, {"version": activity.version})
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.DRAFT
    assert "在农村" in editor.get(step_of(activity, "where")).content.decode()


@pytest.mark.django_db
def test_online_is_neither_and_nobody_is_asked(square: ActivityFacts, now: datetime) -> None:
    activity = made(replace(square, where=Where(), online=True, setting="village", rural_stated=True), now)
    assert said(activity) == [None]
    assert not with_unknown_ground(Session.objects.filter(activity=activity)).exists()
    assert submit_activity(activity_id=activity.pk, by=SYSTEM, now=now).status == ActivityStatus.PUBLISHED


@pytest.mark.django_db
def test_it_follows_a_session_that_moves(square: ActivityFacts, now: datetime) -> None:
    activity = made(replace(square, setting="village"), now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    session = activity.sessions.get()
    move_session(
        session_id=session.pk,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        where=Where(venue_id=venue_in(False).pk),
        reason="下雨",
        by=SYSTEM,
        now=now,
    )
    assert said(activity) == [False]


@pytest.mark.django_db
def test_it_follows_a_venue_that_is_corrected(facts: ActivityFacts, now: datetime) -> None:
    venue = venue_in(False)
    activity = made(replace(facts, where=Where(venue_id=venue.pk)), now)
    assert said(activity) == [False]
    there = Region.objects.filter(level=RegionLevel.TOWNSHIP, parent="450226", rural=True)[0]
    corrected = replace(venue_facts(venue), township=there.code, given=SQUARE, zone="")
    save_venue(facts=corrected, venue_id=venue.pk, by=SYSTEM, now=now)
    session = activity.sessions.get()
    venue.refresh_from_db()
    assert (session.rural, session.county_id, session.point) == (True, "450226", venue.point)
    activity.refresh_from_db()
    assert (activity.county_id, activity.point) == ("450226", venue.point)


@pytest.mark.django_db
def test_it_follows_a_venue_that_goes_into_another(facts: ActivityFacts, now: datetime) -> None:
    drop, keep = venue_in(False), venue_in(True)
    activity = made(replace(facts, where=Where(venue_id=drop.pk)), now)
    merge_venues(merge=Merge(keep.pk, drop.pk, keep.version, drop.version, venue_facts(keep)), by=SYSTEM, now=now)
    assert said(activity) == [True]


@pytest.mark.django_db
def test_the_migration_says_what_the_rule_says(square: ActivityFacts, now: datetime) -> None:
    settings = ("village", "school")
    wheres = (UNKNOWN, Where(venue_id=venue_in(False).pk), Where(venue_id=venue_in(True).pk), Where())
    rows = [
        made(
            replace(square, title=f"活动 {n}", where=where, setting=setting, rural_stated=stated, online=not where), now
        )
        for n, (where, setting, stated) in enumerate(product(wheres, settings, (True, False, None)))
    ]
    sessions = Session.objects.filter(activity__in=rows)
    by_rule = dict(sessions.values_list("pk", "rural"))
    sessions.update(rural=None)
    with connection.schema_editor() as editor:
        import_module("activities.migrations.0010_rural_of_sessions").fill_rural(apps, editor)
    assert dict(sessions.values_list("pk", "rural")) == by_rule
    assert set(by_rule.values()) == {True, False, None}
