"""A small year that grows day by day, with all that is public of it each day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.test import Client

from accounts.models import Unit
from accounts.permissions import SYSTEM
from activities.facts import SessionFacts, Where
from activities.models import CheckIn, Session
from activities.services import confirm_results, save_activity, submit_activity
from core.clock import city_day
from insights.publishing import dimensions_of
from insights.services.publishing import publish_year
from tests.activities.checkins import sent, take_in
from tests.activities.conftest import lecture
from tests.activities.results import counted as facts_of
from tests.activities.results import photo, reported
from venues.models import Venue

DAYS = 4
WHO = ("youth", "residents", "farmers", "urban_workers")
FIGURES = ("participations", "online", "farmers_trained", "workers_trained")
FORMS = ("lecture", "training", "exhibition")
TOPICS = (("health",), ("disaster", "health"), ())
Part = tuple[int, str, str]  # of which session, audience and way a number is


@dataclass
class Year:
    """The sessions with what everybody knows of them, and the true numbers of each day, which nobody should know."""

    sessions: list[Session]
    true: list[dict[Part, int]]
    replies: list[dict[tuple[str, str, str], int]]


def sessions_of(now: datetime) -> list[Session]:
    """Nine sessions, of the last two months, in several counties, forms and topics."""
    venues = Venue.objects.published().exclude(point=None).order_by("county", "pk")
    places = list({venue.county_id: venue for venue in venues}.values())[:4]
    made = []
    for n in range(9):
        starts = now - timedelta(days=45 - 4 * n)
        facts = replace(
            lecture(now),
            title=f"第{n}讲",
            form=FORMS[n % 3],
            topics=TOPICS[n % len(TOPICS)] if n % 2 else (),
            audiences=WHO,
            where=Where(venue_id=places[n % len(places)].pk),
            sessions=(SessionFacts(starts, starts + timedelta(hours=2)),),
        )
        activity = save_activity(facts=facts, by=SYSTEM, now=starts - timedelta(days=9))
        submit_activity(activity_id=activity.pk, by=SYSTEM, now=starts - timedelta(days=9))
        made.append(Session.objects.select_related("activity").get(activity=activity))
    return made


def grow(sessions: list[Session], random: Random, now: datetime) -> None:
    """A day's entries: mostly of few people."""
    for session in random.sample(sessions, 6):
        for who in random.sample(WHO, 2):
            method = "online" if random.random() < 0.2 else "turnstile"
            take_in(
                sent(session, count=random.choice((1, 1, 2, 2, 3, 4, 8)), audience=who, method=method),
                device=None,
                now=now,
            )


def true_numbers() -> dict[Part, int]:
    found: dict[Part, int] = {}
    for row in CheckIn.objects.all():
        part = (row.session_id, row.audience, "online" if row.method == "online" else "on site")
        found[part] = found.get(part, 0) + row.count
    return found


def read(sessions: list[Session]) -> dict[tuple[str, str, str], int]:
    """Every number that the public is told, by figure, dimension and key; a line that is not there is nought."""
    client, told = Client(), {}
    for figure in FIGURES:
        for by in ("", *dimensions_of(figure)):
            reply = client.get("/api/v1/stats/", {"figure": figure} | ({"by": by} if by else {})).json()
            told[figure, "", ""] = reply["total"] or 0
            told |= {(figure, by, row["key"]): row["value"] for row in reply["rows"]}
    for session in sessions:
        page = client.get(f"/activities/{session.activity.public_id}/").content.decode()
        if "活动回顾" in page:
            for way, word in (("on site", "现场约"), ("online", "线上约")):
                shown = re.search(rf"{word} <strong>([\d,]+)</strong>", page)
                told["page", way, str(session.pk)] = int(shown[1].replace(",", "")) if shown else 0
    return told


def keys_of(session: Session, who: str, by: str) -> set[str]:
    """Under which lines of a table a session's part stands; all of it is public."""
    activity = session.activity
    return {
        "": {""},
        "month": {f"{city_day(session.starts_at):%m}"},
        "county": {session.county_id or ""},
        "audience": {who},
        "form": {activity.form},
        "topic": set(activity.topics) or {""},
        "campaign": {""},
    }[by]


def is_in(figure: str, session: Session, part: Part) -> bool:
    _session, who, way = part
    training = session.activity.form == "training" and way == "on site"
    return {
        "participations": way == "on site",
        "online": way == "online",
        "farmers_trained": training and who == "farmers",
        "workers_trained": training and who == "urban_workers",
    }[figure]


def groups(sessions: list[Session]) -> Iterator[tuple[tuple[str, str, str], list[Part]]]:
    """What every public number is the sum of."""
    parts = [(session, (session.pk, who, way)) for session in sessions for who in WHO for way in ("on site", "online")]
    for figure in FIGURES:
        own = [(session, part) for session, part in parts if is_in(figure, session, part)]
        for by in ("", *dimensions_of(figure)):
            for key in {key for session, part in own for key in keys_of(session, part[1], by)}:
                yield (figure, by, key), [part for session, part in own if key in keys_of(session, part[1], by)]
    for session in sessions:
        for way in ("on site", "online"):
            yield ("page", way, str(session.pk)), [part for one, part in parts if one == session and part[2] == way]


def grown_year(now: datetime, moment: Any) -> Year:
    random = Random(20)
    year = Year(sessions_of(now), [], [])
    for day in range(DAYS):
        at = moment(now + timedelta(days=day))
        grow(year.sessions, random, at)
        if day == 1:
            for session in year.sessions[:4]:
                Unit.objects.filter(pk=session.activity.unit_id).update(county_code="450202")
                reported(session, facts_of(photo(session.pk), residents=2, youth=50))
                confirm_results(session_id=session.pk, by=SYSTEM, now=at)
        publish_year(year=city_day(at).year, now=at)
        year.true.append(true_numbers())
        year.replies.append(read(year.sessions))
    return year
