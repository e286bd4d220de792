"""Targets are stated by the office, and a county's own by its office; another year takes them over."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import Campaign, PlanYear
from activities.services import copy_plan
from core.errors import Invalid, NotAllowed, NotFound
from insights.models import Target
from insights.selectors.targets import targets_of
from insights.services.targets import TargetForm, copy_targets, remove_target, save_target
from tests.activities.checkins import sent, take_in
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
COUNTY = Actor(user_id=1, reviewer_of_counties=frozenset({"450203"}))


def form(**more: Any) -> TargetForm:
    said = {"name": "现场人次", "figure": "participations", "comparison": "at_least", "value": Decimal(100)}
    return TargetForm(**(said | {"first": date(2026, 1, 1), "last": date(2026, 12, 31)} | more))


def test_a_countys_own_counts_what_takes_place_on_its_ground(make: Any, now: datetime) -> None:
    PlanYear.objects.get_or_create(year=2026)
    starts = now + timedelta(days=7)
    (session,) = make(sessions=(SessionFacts(starts, starts + timedelta(hours=2)),))
    take_in(sent(session, count=40), now=starts)
    here = save_target(year=2026, facts=form(county=session.county_id), by=SYSTEM)
    elsewhere = save_target(year=2026, facts=form(county="450226", name="别处的"), by=SYSTEM)
    city = save_target(year=2026, facts=form(name="全市的"), by=SYSTEM)
    counties = [session.county_id, "450226"]
    found = {row.target: row.progress.value for row in targets_of(2026, session.ends_at, counties)}
    assert found == {here: 40, elsewhere: None, city: 40}
    assert [row.target for row in targets_of(2026, session.ends_at)] == [city]
    assert here.unit == "人次"


def test_a_county_keeps_its_own_alone() -> None:
    own = save_target(year=2026, facts=form(county="450203"), by=COUNTY)
    city = save_target(year=2026, facts=form(), by=SYSTEM)
    for county in ("", "450204"):
        with pytest.raises(NotAllowed):
            save_target(year=2026, facts=form(county=county), by=COUNTY)
    with pytest.raises(NotFound):
        save_target(year=2026, facts=form(county="450203"), by=COUNTY, target_id=city.pk)
    with pytest.raises(NotFound):
        remove_target(target_id=city.pk, by=COUNTY)
    save_target(year=2026, facts=form(county="450203", value=Decimal(7)), by=COUNTY, target_id=own.pk)
    own.refresh_from_db()
    assert own.value == 7
    remove_target(target_id=own.pk, by=COUNTY)
    remove_target(target_id=own.pk, by=COUNTY)
    assert list(Target.objects.filter(plan=2026)) == [city]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "x"}, "name"),
        ({"figure": "all"}, "figure"),
        ({"comparison": "<"}, "comparison"),
        ({"value": Decimal(0)}, "value"),
        ({"last": date(2025, 12, 31)}, "last"),
        ({"last": date(2027, 1, 1)}, "first"),
        ({"campaign_id": 10**6}, "campaign"),
        ({"figure": "venues", "campaign_id": 1}, "campaign"),
        ({"venue_kind": "e_station"}, "venue_kind"),
        ({"figure": "venues", "venue_kind": "castle"}, "venue_kind"),
        ({"county": "450200"}, "county"),
        ({"unit": "很长很长很长很长很长很长"}, "unit"),
    ],
)
def test_what_is_wrong_is_told_by_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        save_target(year=2026, facts=form(**wrong), by=SYSTEM)
    assert field in refusal.value.fields
    assert not Target.objects.filter(plan=2026).exists()


def test_another_year_takes_them_over_once() -> None:
    with pytest.raises(Invalid):
        copy_targets(from_year=2020, to_year=2031, by=SYSTEM)
    copy_plan(from_year=2020, to_year=2026, by=SYSTEM)
    there = Target.objects.filter(plan=2020).count()
    Target.objects.filter(plan=2020, figure="typed").update(typed_value=9, typed_source="某调查")
    assert copy_targets(from_year=2020, to_year=2026, by=SYSTEM) == there > 5
    assert copy_targets(from_year=2020, to_year=2026, by=SYSTEM) == 0
    made = Target.objects.get(plan=2026, identifier="bagui_participations")
    assert (made.first, made.last) == (date(2026, 5, 1), date(2026, 9, 30))
    assert made.campaign == Campaign.objects.get(plan=2026, identifier="bagui")
    assert Target.objects.get(plan=2026, identifier="literacy").typed_value is None
    with pytest.raises(NotAllowed):
        copy_targets(from_year=2020, to_year=2026, by=COUNTY)


def test_the_forms(people: dict[str, Any]) -> None:
    PlanYear.objects.get_or_create(year=2026)
    client = client_of(people["office"])
    assert "从 2020 年带入" in client.get("/workspace/targets/?year=2026").content.decode()
    said = {
        "name": "现场人次", "figure": "participations", "comparison": "more", "value": "1000",
        "first": "2026-01-01", "last": "2026-12-31",
    }  # fmt: skip
    assert client.post("/workspace/targets/2026/new/", said | {"value": "abc"}).status_code == 400
    assert client.post("/workspace/targets/2026/new/", said | {"last": "2025-01-01"}).status_code == 400
    assert client.post("/workspace/targets/2026/new/", said).status_code == 302
    made = Target.objects.get(plan=2026)
    assert "现场人次" in client.get(f"/workspace/targets/2026/{made.pk}/").content.decode()
    assert client.post(f"/workspace/targets/2026/{made.pk}/", said | {"value": "2000"}).status_code == 302
    page = client.get("/workspace/targets/?year=2026").content.decode()
    assert "2,000" in page and "&gt;" in page
    assert client.get(f"/workspace/targets/2025/{made.pk}/").status_code == 404
    assert client_of(people["county_reviewer"]).get(f"/workspace/targets/2026/{made.pk}/").status_code == 404
    assert client.post(f"/workspace/targets/2026/{made.pk}/remove/").status_code == 302
    assert client.post("/workspace/targets/2026/copy/", follow=True).status_code == 200
    assert Target.objects.filter(plan=2026).exists()
