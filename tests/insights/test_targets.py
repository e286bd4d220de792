"""Targets: comparison, scope and window, pace and forecast, and a survey's figure with its source."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import Campaign, PlanYear
from activities.services import copy_plan
from core.errors import Invalid, NotAllowed
from insights.models import Target
from insights.rules import Aim, Standing, progress
from insights.selectors.targets import targets_of
from insights.services.targets import TargetFacts, save_targets, state_figure
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of
from venues.models import Venue

START, END = date(2026, 5, 1), date(2026, 9, 30)  # 153 days


@pytest.mark.parametrize(
    ("value", "more", "standing"),
    [
        (200, False, Standing.REACHED),
        (200, True, Standing.MISSED),
        (201, True, Standing.REACHED),
        (199, False, Standing.MISSED),
    ],
)
def test_more_than_and_at_least_are_kept_apart(value: int, more: bool, standing: Standing) -> None:
    aim = Aim(Decimal(200), START, END, more=more)
    assert progress(aim, Decimal(value), None, END + timedelta(days=1)).standing is standing


@pytest.mark.parametrize(
    ("value", "today", "standing"),
    [
        (None, START - timedelta(days=1), Standing.NOT_BEGUN),
        (None, START, Standing.NOT_REPORTED),
        (0, START - timedelta(days=1), Standing.NOT_BEGUN),
        (100, START + timedelta(days=10), Standing.AHEAD),
        (10, START + timedelta(days=100), Standing.BEHIND),
    ],
)
def test_where_a_target_stands(value: int | None, today: date, standing: Standing) -> None:
    given = None if value is None else Decimal(value)
    assert progress(Aim(Decimal(200), START, END), given, None, today).standing is standing


def test_the_forecast_goes_on_at_the_slower_and_the_faster_pace() -> None:
    today = START + timedelta(days=49)  # the fiftieth day
    found = progress(Aim(Decimal(1000), START, END), Decimal(100), Decimal(90), today)
    assert found.forecast == (100 + 2 * 103, 100 + 3 * 103)


@pytest.fixture
def plan(db: None) -> PlanYear:
    copy_plan(from_year=2020, to_year=2026, by=SYSTEM)
    return PlanYear.objects.get(year=2026)


def facts(**more: Any) -> TargetFacts:
    said: dict[str, Any] = {
        "year": 2026,
        "identifier": "t",
        "name": "目标",
        "name_en": "",
        "figure": "participations",
        "venue_kind": "",
        "comparison": "at_least",
        "value": Decimal(100),
        "unit": "人次",
        "campaign": "",
        "first": date(2026, 12, 1),
        "last": date(2026, 12, 31),
    }
    return TargetFacts(**said | more)


@pytest.mark.django_db
def test_the_city_s_targets_of_2020_are_loaded_once() -> None:
    found = {target.identifier: target for target in Target.objects.filter(plan=2020)}
    assert len(found) == 8
    assert (found["literacy"].sign, found["bagui_activities"].sign) == (">", "≥")
    campaign = found["bagui_participations"].campaign
    assert campaign is not None and campaign.identifier == "bagui"


def test_one_entry_serves_several_targets(plan: PlanYear, make: Any, now: datetime) -> None:
    campaign = Campaign.objects.filter(plan=plan).order_by("pk")[0]
    save_targets(
        targets=[
            facts(),
            facts(identifier="c", campaign=campaign.identifier),
            facts(identifier="s", figure="sessions"),
        ],
        by=SYSTEM,
    )
    starts = now + timedelta(days=7)
    times = (SessionFacts(starts, starts + timedelta(hours=2)),)
    (inside,) = make(sessions=times, campaign_ids=(campaign.pk,))
    (other,) = make(sessions=times)
    take_in(sent(inside, count=60), sent(other, count=50), now=starts)
    found = [row.progress.value for row in targets_of(2026, starts + timedelta(days=1))]
    assert found == [110, 60, 2]


def test_venues_that_opened_in_the_year_count(plan: PlanYear) -> None:
    save_targets(
        targets=[facts(figure="venues_opened", venue_kind="science_museum", first=date(2026, 1, 1))], by=SYSTEM
    )
    then = datetime.fromisoformat("2026-12-01T12:00:00+08:00")
    before = targets_of(2026, then)[0].progress.value
    museum = Venue.objects.published().filter(kind="science_museum").order_by("pk")[0]
    Venue.objects.filter(pk=museum.pk).update(opened_on=date(2026, 6, 1), opened_year=2026)
    assert targets_of(2026, then)[0].progress.value == (before or 0) + 1


@pytest.mark.django_db
def test_a_survey_s_figure_needs_its_source_and_the_office() -> None:
    target = Target.objects.get(identifier="literacy")
    with pytest.raises(NotAllowed):
        state_figure(target_id=target.pk, value=Decimal("7.5"), source="抽样调查", by=Actor(user_id=1))
    with pytest.raises(Invalid):
        state_figure(target_id=target.pk, value=Decimal("7.5"), source="", by=SYSTEM)
    state_figure(target_id=target.pk, value=Decimal("7.16"), source="2020 年抽样调查", by=SYSTEM)
    then = datetime.fromisoformat("2021-01-05T12:00:00+08:00")
    assert targets_of(2020, then)[0].progress.standing is Standing.MISSED  # more than 7.16 was asked for
    state_figure(target_id=target.pk, value=Decimal("7.17"), source="2020 年抽样调查", by=SYSTEM)
    assert targets_of(2020, then)[0].progress.standing is Standing.REACHED


def test_the_page_shows_them_and_takes_a_figure(people: dict[str, User | None]) -> None:
    office = client_of(people["office"])
    page = office.get("/workspace/targets/", {"year": "2020"}).content.decode()
    assert "600,000" in page and "公民具备科学素质的比例" in page
    target = Target.objects.get(identifier="literacy")
    path = f"/workspace/targets/{target.pk}/state/"
    for wrong in ({"value": "abc", "source": "调查"}, {"value": "7", "source": ""}, {"value": "NaN", "source": "调查"}):
        assert office.post(path, wrong).status_code == 400
    assert office.post(path, {"value": "7.3%", "source": "2020 年抽样调查"}).status_code == 302
    assert "7.3" in office.get("/workspace/targets/", {"year": "2020"}).content.decode()
    assert client_of(people["organizer"]).post(path, {"value": "9", "source": "猜的"}).status_code == 404
