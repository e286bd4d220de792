"""The hard city: a small demonstration year, and what it never holds, by the product's own services."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Membership, Role, Unit, UnitKind, User
from accounts.permissions import SYSTEM, Actor
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity, Session
from activities.services import cancel_session, move_session, save_activity, submit_activity, undo_checkin
from core.errors import DomainError
from core.geo import LonLat
from portal.demonstration import year, yearpeople
from tests.activities.checkins import paired, sent, take_in
from tests.activities.registering import ask
from tests.activities.results import confirm, counted, photo, reported, send_back
from tests.conftest import give_second_factor, join, make_user
from tests.hardcity.hardened import harden
from tests.hardcity.texts import odd
from tests.volunteers.people import a_position, a_volunteer, accepted, sign
from venues.facts import GivenPlace, VenueFacts
from venues.models import SpecialDay, Venue
from venues.services import publish_venue, save_venue, submit_venue

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACE = LonLat(109.412, 24.312)
# One of each form that the syntax has; what a service refuses got in before.
HOURS = (
    "24/7",
    "PH off",
    "Tu-Su 09:00-17:00; PH 10:00-12:00",
    "Mo-Fr 22:00-26:00",
    "sunrise-sunset",
    "Mo[1] 09:00-12:00",
    'Jan 01-Feb 28 Sa 09:00-12:00 || "预约"',
    "week 1-53/2 We 09:00+",
    "2026 Nov 24 off",
    "off",
    "Dec 24-Jan 02: 10:00-16:00",
    "不是时间；周一",
)


@dataclass
class City:
    """What the walk knows of the city: its people, the moment, the hardened rows, and what could not be made."""

    now: datetime
    people: dict[str, User | None] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def attempt(self, name: str, deed: Callable[[], Any]) -> Any:
        """Do what a service may refuse; a refusal is a sentence, and is noted."""
        try:
            with transaction.atomic():
                return deed()
        except DomainError as error:
            self.refused[name] = str(error.sentence)
            return None


def build(now: datetime, patch: pytest.MonkeyPatch) -> City:
    city = City(now)
    demonstration_year(patch)
    city.people = people(now)
    unit = Unit.objects.filter(memberships__user=city.people["organizer"]).get()
    SpecialDay.objects.update_or_create(date=now.date(), defaults={"kind": "holiday", "name": "全民节", "name_en": ""})
    venues(city, unit)
    for title, facts in activities(unit, now).items():
        activity = city.attempt(title, lambda facts=facts: save_activity(facts=facts, by=SYSTEM, now=now - 30 * DAY))
        if activity is not None:
            city.attempt(title, lambda pk=activity.pk: submit_activity(activity_id=pk, by=SYSTEM, now=now - 30 * DAY))
    happenings(city, unit)
    volunteering(city)
    city.rows = harden()
    return city


def demonstration_year(patch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (year, "ACTIVITIES", 30),
        (year, "PERSON_TIMES", 3_000),
        (yearpeople, "VOLUNTEERS", 12),
        (yearpeople, "HOURS", 60),
    ):
        patch.setattr(module, name, value)
    call_command("load_demo", stdout=StringIO())
    call_command("simulate_year", stdout=StringIO())


def people(now: datetime) -> dict[str, User | None]:
    """Who walks: staff with their second factor, and a membership that ended yesterday and one that begins tomorrow."""
    county = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE, county_code="450202").get()
    unit = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[0]
    member = make_user("hard-member", name=odd(20))
    other = Unit.objects.exclude(pk=unit.pk).order_by("pk")[0]
    for since, until in ((date(2020, 1, 1), now.date() - DAY), (now.date() + DAY, None)):
        Membership.objects.create(user=member, unit=other, role=Role.OFFICE, since=since, until=until)
    return {
        "anonymous": None,
        "member": member,
        "volunteer": a_volunteer(900, now, name="䶮𬭩㛃·𠮷").user,
        "organizer": give_second_factor(join(make_user("hard-organizer"), unit, Role.ORGANIZER)),
        "county": give_second_factor(join(make_user("hard-county"), county, Role.COUNTY_REVIEWER)),
        "office": give_second_factor(join(make_user("hard-office"), unit, Role.OFFICE)),
        "administrator": give_second_factor(make_user("hard-administrator", is_staff=True, is_superuser=True)),
    }


def venues(city: City, unit: Unit) -> None:
    for place, hours in enumerate(HOURS):
        facts = VenueFacts(
            name=f"硬城{place} {odd(60)}",
            kind="science_museum",
            operator_id=unit.pk,
            address="路一号",
            given=GivenPlace(LonLat(PLACE.lon + place / 1000, PLACE.lat)),
            opening_hours=hours,
        )
        made = city.attempt(f"hours {hours}", lambda facts=facts: save_venue(facts=facts, by=SYSTEM, now=city.now))
        if made is None:  # what stood there before the syntax was checked
            made = save_venue(facts=replace(facts, opening_hours="24/7"), by=SYSTEM, now=city.now)
        submit_venue(venue_id=made.pk, by=SYSTEM, now=city.now)
        if Venue.objects.get(pk=made.pk).status != "published":
            city.attempt(f"publish {place}", lambda pk=made.pk: publish_venue(venue_id=pk, by=SYSTEM, now=city.now))


def activities(unit: Unit, now: datetime) -> dict[str, ActivityFacts]:
    """Each sort of place and of time, once."""
    soon = now + 7 * DAY
    plain = ActivityFacts(
        title="硬",
        unit_id=unit.pk,
        form="lecture",
        audiences=("residents", "youth"),
        rural_stated=False,
        where=Where(venue_id=Venue.objects.published().exclude(point=None).order_by("pk")[0].pk),
        registration=RegistrationFacts(mode=RegistrationMode.OPEN),
        sessions=(SessionFacts(soon, soon + 2 * HOUR, capacity=5),),
    )
    new_year = datetime(now.year, 12, 31, 22, tzinfo=now.tzinfo)
    past = now - 9 * DAY

    def at(starts: datetime, length: timedelta) -> dict[str, Any]:
        return {"sessions": (SessionFacts(starts, starts + length),)}

    more: dict[str, dict[str, Any]] = {
        "a point alone": {"where": Where(given=GivenPlace(PLACE))},
        "an address alone": {"where": Where(address="某村村委会大院")},
        "a name alone": {"where": Where(name=odd(100))},
        "online": {"where": Where(), "online": True},
        "nowhere": {"where": Where()},
        "over midnight": at(soon.replace(hour=22), 5 * HOUR),
        "over new year": at(new_year, 4 * HOUR),
        "ten days": at(soon, 10 * DAY),
        "now": at(now - HOUR, 3 * HOUR),
        "past without results": at(past, HOUR),
        "past reported": at(past - DAY, HOUR),
        "past sent back": at(past - 2 * DAY, HOUR),
        "past confirmed": at(past - 3 * DAY, HOUR),
        "to cancel": at(soon + DAY, HOUR),
        "to move": at(soon + 2 * DAY, HOUR),
        "approval": {"registration": RegistrationFacts(mode=RegistrationMode.APPROVAL)},
        "long words": {"title": odd(100), "summary": odd(300), "title_en": odd(200), "contact": odd(60)},
        "full": {"sessions": (SessionFacts(soon, soon + HOUR, capacity=1),)},
    }
    return {name: replace(plain, **{"title": f"硬·{name}"} | facts) for name, facts in more.items()}


def session_of(name: str) -> Session | None:
    return Session.objects.filter(activity__title=f"硬·{name}").order_by("pk").first()


def told(session: Session) -> None:
    """Results with a photo of their own."""
    reported(session, counted(photo(session.pk), residents=40, youth=10))


def happenings(city: City, unit: Unit) -> None:
    """Registrations in each state, check-ins and their undoing, results in each state, what is cancelled or moved."""
    now = city.now
    for name in ("approval", "full", "over new year", "ten days"):
        session = session_of(name)
        if session is not None:
            for number in range(3):
                city.attempt(f"register {name} {number}", lambda s=session, n=number: ask(s, n + 1, now=now))
    for name, deed in (
        ("to cancel", lambda s: cancel_session(session_id=s.pk, reason=odd(200), by=SYSTEM, now=now)),
        (
            "to move",
            lambda s: move_session(
                session_id=s.pk, starts_at=s.starts_at + DAY, ends_at=s.ends_at + DAY, reason="雨", by=SYSTEM, now=now
            ),
        ),
        ("past reported", told),
        ("past sent back", lambda s: (told(s), send_back(s))),
        ("past confirmed", lambda s: (told(s), confirm(s))),
    ):
        session = session_of(name)
        if session is not None:
            city.attempt(f"deed {name}", lambda s=session, deed=deed: deed(s))
    here = session_of("now")
    if here is not None:
        device = paired(here, here.starts_at)
        entries = [sent(here), sent(here, count=3, audience="residents")]
        city.attempt("check in", lambda: take_in(*entries, device=device, now=now))
        city.attempt("undo", lambda: undo_checkin(checkin_id=entries[0]["id"], reason=odd(60), by=SYSTEM, now=now))
        city.attempt("wait", lambda: take_in(sent(here, count=0), sent(here, audience="x"), device=device, now=now))


def volunteering(city: City) -> None:
    """A volunteer of ten and one of ninety, each with a position, service signed over and left open."""
    session = session_of("over midnight")
    if session is None:
        return
    position = a_position(session, city.now, title=odd(40), places=9)
    old = city.attempt("ninety", lambda: a_volunteer(901, city.now, id_number=born("19360102")))
    city.attempt("ten", lambda: a_volunteer(902, city.now, id_number=born("20160102")))
    if old is not None:
        row = city.attempt("apply", lambda: accepted(position, old, city.now))
        if row is not None:
            city.attempt("sign", lambda: sign(row, "in", row.starts_at))


def born(day: str) -> str:
    from portal.demonstration.volunteers import demonstration_id

    return demonstration_id(day, 7)


__all__ = ["Activity", "Actor", "City", "build", "session_of"]
