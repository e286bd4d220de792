"""The office's page of a unit: what it was, a change from a day on, and into which unit it went."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Unit
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(people: dict[str, Any]) -> Client:
    return client_of(people["office"])


def said(unit: Unit, **more: str) -> dict[str, str]:
    same = {name: getattr(unit, name) for name in ("name", "short_name", "name_en", "kind", "county_code")}
    return {**same, "since": "", "note": "", **more}


def test_a_unit_moves_to_another_county_from_a_day_on(office: Client, county_office: Unit) -> None:
    page = f"/workspace/units/{county_office.public_id}/"
    assert "城中区" in office.get(page).content.decode()
    answer = office.post(page, said(county_office, county_code="450203", since="2026-03-01", note="文件一号"))
    assert answer.status_code == 302
    body = office.get(page).content.decode()
    for words in ("2026-02-28", "2026-03-01", "鱼峰区", "文件一号"):
        assert words in body
    county_office.refresh_from_db()
    assert county_office.county_code == "450203"


@pytest.mark.parametrize(
    "more", [{"name": ""}, {"kind": "nothing"}, {"county_code": "999"}, {"since": "x"}, {"since": "2999-01-01"}]
)
def test_what_is_wrong_is_said_where_it_stands(office: Client, county_office: Unit, more: dict[str, str]) -> None:
    page = f"/workspace/units/{county_office.public_id}/"
    answer = office.post(page, said(county_office, **{"short_name": "别的", **more}))
    assert answer.status_code == 400
    assert 'class="errorlist"' in answer.content.decode()
    assert county_office.periods.count() == 1


def test_a_unit_goes_into_another_and_both_pages_say_so(office: Client, county_office: Unit, member_unit: Unit) -> None:
    page = f"/workspace/units/{county_office.public_id}/"
    office.post(f"{page}merge/", {"into": member_unit.public_id, "on": ""})
    county_office.refresh_from_db()
    assert county_office.successor is None  # no day, no merging
    office.post(f"{page}merge/", {"into": member_unit.public_id, "on": "2026-03-01", "sure": "1"})
    county_office.refresh_from_db()
    assert (county_office.successor, county_office.merged_on) == (member_unit, date(2026, 3, 1))
    assert member_unit.name in office.get(page).content.decode()
    assert county_office.name in office.get(f"/workspace/units/{member_unit.public_id}/").content.decode()
    office.post(f"{page}merge/", {"into": "", "on": ""})
    county_office.refresh_from_db()
    assert county_office.successor is None


def test_the_administration_creates_units_and_changes_them_only_in_the_workspace(
    people: dict[str, Any], county_office: Unit
) -> None:
    admin = client_of(people["administrator"])
    page = admin.get(f"/admin/accounts/unit/{county_office.pk}/change/")
    body = page.content.decode()
    assert page.status_code == 200
    assert "450202" in body
    assert 'name="county_code"' not in body
    assert 'name="county_code"' in admin.get("/admin/accounts/unit/add/").content.decode()
