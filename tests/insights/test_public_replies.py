"""Every public reply, byte by byte, while people come one by one."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities.models import Session
from activities.services import save_activity, submit_activity
from core.clock import city_day
from core.disclosure import left, told_size
from insights.publishing import BY, dimensions_of
from insights.services.publishing import publish_year
from tests.activities.checkins import sent, take_in
from tests.activities.conftest import lecture
from tests.activities.registering import ask
from tests.insights.smallyear import DAYS, FIGURES, grown_year
from tests.routes import gathered
from tests.volunteers.people import a_position
from venues.models import Venue
from volunteers.models import Position

pytestmark = pytest.mark.django_db

# What is made anew for each reply, or tells the moment.
CHANGES = re.compile(
    rb'nonce(?:=|-)"?[\w+/=-]+|csrfmiddlewaretoken" value="\w+"|"timeStamp": ?"[^"]+"'
    rb'|name="token" value="[\w-]+"|<lastBuildDate>[^<]+'
)


def everything_public(session: Session, position: str = "none") -> dict[str, bytes]:
    """Every page and interface of the matrix that a visitor gets, and all that tells of a session."""
    published = Venue.objects.published().order_by("pk")[0].public_id
    named = {"published": published, "activity": session.activity.public_id, "session": session.public_id}
    rows = [path for path, who, _others in gathered("ROUTES").values() if "visitor" in who]
    addresses = [path.format(**named, position=position) for path in rows] + addresses_of(session)
    found = {}
    for address in addresses:
        reply = Client().get(address)
        body = reply.getvalue() if reply.streaming else reply.content
        found[address] = CHANGES.sub(b"", body) + str(reply.get("ETag", "")).encode()
    del found["/healthz"], found["/readyz"]
    return found


def addresses_of(session: Session) -> list[str]:
    activity = session.activity.public_id
    return [
        f"/activities/{activity}/",
        f"/activities/{activity}/calendar.ics",
        f"/activities/{activity}/register/{session.public_id}/",
        f"/ogc/collections/activities/items/{session.public_id}",
        "/activities/?view=month",
        "/api/v1/activities/?limit=200",
        *(f"/api/v1/stats/?figure={figure}&by={by}" for figure in FIGURES for by in BY if by in dimensions_of(figure)),
        "/stats/",
    ]


def test_no_public_reply_tells_one_person_more_but_for_every_fifth(now: datetime, moment: Any) -> None:
    """Whatever is public, in every byte: each small number has others that give the same replies."""
    year = grown_year(now, moment)
    at = moment(now + timedelta(days=DAYS))
    session = year.sessions[0]
    publish_year(year=city_day(at).year, now=at)
    before = everything_public(session)
    steps = []  # of one person each: what has changed
    for _person in range(10):
        take_in(sent(session), now=at)
        publish_year(year=city_day(at).year, now=at)
        after = everything_public(session)
        steps.append([address for address in before if before[address] != after[address]])
        before = after
    assert sum(map(bool, steps)) == 2, f"ten people are two steps of five, whatever is read: {steps}"
    first, second = (person for person, changed in enumerate(steps) if changed)
    assert second - first == 5


def test_no_public_reply_tells_how_many_have_registered_or_serve(now: datetime, moment: Any) -> None:
    moment(now)
    facts = lecture(now)
    sessions = tuple(replace(one, capacity=30) for one in facts.sessions)
    activity = save_activity(facts=replace(facts, sessions=sessions), by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    session = Session.objects.select_related("activity").get(activity=activity)
    position = a_position(session, now=now, places=12)
    before = everything_public(session, position.public_id)
    assert "名额充足" in before[f"/activities/{activity.public_id}/"].decode()
    for number in range(1, 5):
        ask(session, number, now=now)
        Position.objects.filter(pk=position.pk).update(taken=number)
        after = everything_public(session, position.public_id)
        assert [address for address in before if before[address] != after[address]] == []
    assert '"places_left": "plenty"' in after["/api/v1/activities/?limit=200"].decode()


@pytest.mark.parametrize(
    ("free", "told"),
    [(None, "unlimited"), (30, "plenty"), (6, "plenty"), (5, "few"), (1, "few"), (0, "none"), (-1, "none")],
)
def test_places_are_told_in_words(free: int | None, told: str) -> None:
    assert left(free) == told


def test_the_size_is_told_only_where_full_would_not_tell_how_many_came() -> None:
    assert [told_size(places) for places in (None, 1, 4, 5, 200)] == [None, None, None, 5, 200]
