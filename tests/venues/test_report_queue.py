"""The queue of reports: who sees which, the position taken over, the answer, and text that stays text."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotFound, Refused
from core.geo import LonLat, lonlat
from core.outbox import relay
from tests.accounts.test_route_matrix import KEEPS, related  # noqa: F401 - a fixture
from tests.conftest import client_of
from tests.journeys.test_hostile_text import CORPUS
from tests.routes.roles import ROLES
from venues.models import ErrorReport, PositionQuality, ReportState, RevisionState, Step, Venue, VenueRevision
from venues.selectors.waiting import waiting_for
from venues.selectors.workingcopy import facts_of
from venues.services import apply_proposed_position, decide_report, report_error, save_working_copy
from venues.services.reports import GivenReport

pytestmark = pytest.mark.django_db


def reported(venue: Venue, now: datetime, **data: Any) -> ErrorReport:
    given = GivenReport(**{"token": uuid.uuid4(), "kind": "hours", "text": "周一其实开门。", **data})
    return report_error(venue_id=venue.pk, given=given, now=now)


@pytest.fixture
def venue(member_unit: Unit) -> Venue:
    found = Venue.objects.published().filter(county="450202").exclude(point=None).order_by("pk")[0]
    Venue.objects.filter(pk=found.pk).update(operator=member_unit)
    return Venue.objects.get(pk=found.pk)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("relation", ["own", "county", "other"])
def test_a_report_is_its_keepers(
    relation: str,
    role: str,
    people: dict[str, User | None],
    related: dict[str, Venue],  # noqa: F811
    now: datetime,
) -> None:
    report = reported(related[relation], now, text=f"报错正文{relation}")
    client = client_of(people[role])
    address = f"/workspace/reports/{report.public_id}/"
    keeps = relation in KEEPS.get(role, set())
    expected = 200 if keeps else 302 if role == "visitor" else 404
    assert client.get(address).status_code == expected
    response = client.post(address, {"deed": "dismissed", "answer": "不是这样。"})
    assert response.status_code == (404 if expected == 404 else 403 if role == "visitor" else 302)
    report = ErrorReport.objects.defer("contact").get(pk=report.pk)
    assert report.state == ("dismissed" if keeps else "open")
    if role in KEEPS:
        assert (f"报错正文{relation}" in client.get("/workspace/reports/").content.decode()) == keeps


def test_open_reports_wait_on_the_front_page(venue: Venue, now: datetime, actors: dict[str, Actor]) -> None:
    report = reported(venue, now)
    for role in ("organizer", "county_reviewer", "office"):
        [waiting] = [w for w in waiting_for(actors[role], now) if w.url == "/workspace/reports/"]
        assert report.public_id in waiting.items[0].url
    decide_report(report_id=report.pk, state=ReportState.DISMISSED, answer="无误。", by=SYSTEM, now=now)
    assert not [w for w in waiting_for(actors["organizer"], now) if w.url == "/workspace/reports/"]


def test_keepers_hear_of_a_venue_once_a_day(venue: Venue, now: datetime, people: dict[str, User | None]) -> None:
    for _twice in range(2):
        reported(venue, now)
    relay(now + timedelta(days=400))
    for role in ("organizer", "county_reviewer"):
        user = people[role]
        assert user is not None
        assert [notice.title.startswith("有人报错") for notice in user.notices.all()] == [True]


@pytest.fixture
def moved(venue: Venue, now: datetime) -> ErrorReport:
    here = lonlat(venue.point)
    return reported(venue, now, kind="position", text="", place=LonLat(here.lon + 0.001, here.lat))


def test_a_reviewer_puts_the_proposed_position_into_force(venue: Venue, moved: ErrorReport, now: datetime) -> None:
    for _again in range(2):
        assert apply_proposed_position(report_id=moved.pk, by=SYSTEM, now=now) is True
    venue.refresh_from_db()
    assert (venue.point.x, venue.position_quality) == (moved.lon, PositionQuality.APPROXIMATE)
    assert venue.steps.filter(step=Step.REVISION_ACCEPTED).count() == 1


def test_an_organizers_goes_to_review(
    venue: Venue, moved: ErrorReport, now: datetime, actors: dict[str, Actor]
) -> None:
    for _again in range(2):
        assert apply_proposed_position(report_id=moved.pk, by=actors["organizer"], now=now) is False
    assert VenueRevision.objects.get(venue=venue).state == RevisionState.SUBMITTED
    before = venue.point.x
    venue.refresh_from_db()
    assert venue.point.x == before


def test_work_that_is_under_way_is_not_handed_in_along_with_it(
    venue: Venue, moved: ErrorReport, now: datetime, actors: dict[str, Actor]
) -> None:
    from dataclasses import replace

    facts = replace(facts_of(venue), phone="0772-0")
    save_working_copy(venue_id=venue.pk, facts=facts, expect_version=0, by=actors["organizer"], now=now)
    with pytest.raises(Conflict):
        apply_proposed_position(report_id=moved.pk, by=actors["organizer"], now=now)
    with pytest.raises(Refused):
        apply_proposed_position(report_id=reported(venue, now).pk, by=SYSTEM, now=now)


def test_a_report_is_decided_once_with_an_answer(venue: Venue, now: datetime) -> None:
    report = reported(venue, now)
    for answer in ("", "  ", "长" * 501):
        with pytest.raises(Invalid):
            decide_report(report_id=report.pk, state=ReportState.CORRECTED, answer=answer, by=SYSTEM, now=now)
    for _again in range(2):
        decide_report(report_id=report.pk, state=ReportState.CORRECTED, answer="改了。", by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        decide_report(report_id=report.pk, state=ReportState.DISMISSED, answer="没改。", by=SYSTEM, now=now)
    with pytest.raises(NotFound):
        decide_report(report_id=0, state=ReportState.DISMISSED, answer="没改。", by=SYSTEM, now=now)
    assert venue.steps.filter(step=Step.CORRECTED).count() == 1
    assert report.public_id in venue.steps.get(step=Step.CORRECTED).reason


def test_a_contact_is_masked_for_its_keeper_and_absent_from_the_list(
    venue: Venue, now: datetime, people: dict[str, User | None]
) -> None:
    report = reported(venue, now, contact="13807720001")
    client = client_of(people["organizer"])
    page = client.get(f"/workspace/reports/{report.public_id}/").content.decode()
    assert "138****0001" in page and "13807720001" not in page
    listed = client.get("/workspace/reports/").content.decode()
    assert "138****" not in listed and "13807720001" not in listed


def test_a_contact_whose_key_is_gone_stops_no_page(
    venue: Venue, now: datetime, people: dict[str, User | None], settings: Any
) -> None:
    report = reported(venue, now, contact="13807720001")
    settings.PERSONAL_DATA_KEYS = {9: b"x" * 32}
    assert client_of(people["organizer"]).get(f"/workspace/reports/{report.public_id}/").status_code == 200


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_text_stays_text(text: str, venue: Venue, now: datetime, people: dict[str, User | None]) -> None:
    report = reported(venue, now, text=text)
    client = client_of(people["organizer"])
    address = f"/workspace/reports/{report.public_id}/"
    client.post(address, {"deed": "dismissed", "answer": text})
    done = f"/venues/{venue.public_id}/report/?done={report.public_id}"
    for page in (client.get(address), client.get("/workspace/reports/"), Client().get(done)):
        html = page.content.decode()
        assert page.status_code == 200
        for tag in ("<img src=x", "<svg onload", "<svg/onload", "<iframe", "<base", "<math", "<details open ontoggle"):
            assert tag not in html
        assert "<script>window" not in html and "<script>alert" not in html


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?state=nonsense", "?page=999999"])
def test_a_wrong_address_of_the_queue_is_told(query: str, people: dict[str, User | None]) -> None:
    shown = client_of(people["office"]).get(f"/workspace/reports/{query}")
    assert shown.status_code == 200
    assert "没有用上" in shown.content.decode()


def test_an_unknown_deed_is_no_page(venue: Venue, now: datetime, people: dict[str, User | None]) -> None:
    report = reported(venue, now)
    address = f"/workspace/reports/{report.public_id}/"
    assert client_of(people["organizer"]).post(address, {"deed": "nonsense"}).status_code == 404
    response = client_of(people["organizer"]).post(address, {"deed": "corrected", "answer": " "})
    assert response.status_code == 400
    assert "请写明答复" in response.content.decode()
