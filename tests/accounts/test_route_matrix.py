"""Every role × every route. A route without a row fails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Unit, UnitKind, User
from accounts.permissions import SYSTEM
from activities.models import Activity
from activities.services import save_activity, submit_activity
from tests.activities.conftest import lecture
from tests.conftest import client_of
from tests.routes import AREAS, gathered
from tests.routes.roles import ROLES
from tests.volunteers.people import a_position
from venues.models import Venue

ROUTES = gathered("ROUTES")
KEPT = gathered("KEPT")
REVIEWED = gathered("REVIEWED")
KEPT_ACTIVITY = gathered("KEPT_ACTIVITY")
REVIEWED_ACTIVITY = gathered("REVIEWED_ACTIVITY")
FLOWS: set[str] = set().union(*(getattr(area, "FLOWS", set()) for area in AREAS))
OBJECT_ROWS = KEPT.keys() | REVIEWED.keys() | KEPT_ACTIVITY.keys() | REVIEWED_ACTIVITY.keys()
# Django's admin makes the same pages for each model.
ADMIN_PAGES = ("changelist", "add", "history", "delete", "change")
ADMIN_HELPERS = {"admin:login", "admin:logout", "admin:view_on_site", "admin:auth_user_password_change", "admin:"}


def names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}"


EVERY = sorted(set(names(get_resolver().url_patterns)))


def is_admin_page(name: str) -> bool:
    return name.startswith("admin:") and name.rpartition("_")[2] in ADMIN_PAGES


@pytest.mark.parametrize("name", EVERY)
def test_every_route_has_a_row(name: str) -> None:
    known = ROUTES.keys() | OBJECT_ROWS | FLOWS | ADMIN_HELPERS
    assert name in known or is_admin_page(name), f"{name!r} needs a row in the matrix: who may open it?"


def test_no_row_is_of_a_route_that_is_gone() -> None:
    assert (ROUTES.keys() | OBJECT_ROWS) <= set(EVERY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ROUTES)
def test_a_role_gets_what_the_matrix_says(name: str, role: str, people: dict[str, User | None], now: datetime) -> None:
    address, allowed, otherwise = ROUTES[name]
    published = Venue.objects.published().values_list("public_id", flat=True)[0]
    found = an_activity(now, "own") if "{activity}" in address else None
    parts = {
        "published": published,
        "activity": found.public_id if found else "",
        "session": found.sessions.all()[0].public_id if found else "",
    }
    response = client_of(people[role]).get(address.format(**parts))
    refused = otherwise if isinstance(otherwise, int) else otherwise[role]
    assert response.status_code == (200 if role in allowed else refused), (name, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", [name for name in EVERY if is_admin_page(name) and name.endswith("changelist")])
def test_only_administrators_open_admin_lists(name: str, role: str, people: dict[str, User | None]) -> None:
    from django.urls import reverse

    response = client_of(people[role]).get(reverse(name))
    assert response.status_code == (200 if role == "administrator" else 302), (name, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith(("api-", "ogc", "tile"))])
def test_public_reads_take_no_writes(name: str, method: str, role: str, people: dict[str, User | None]) -> None:
    published = Venue.objects.published().values_list("public_id", flat=True)[0]
    response = getattr(client_of(people[role]), method)(ROUTES[name][0].format(published=published))
    assert response.status_code in {403, 405}, (name, method, role)


KEEPS = {
    "organizer": {"own"},
    "county_reviewer": {"own", "county"},
    "office": {"own", "county", "other"},
    "administrator": {"own", "county", "other"},
}


@pytest.fixture
def related(db: None, member_unit: Any, people: dict[str, User | None]) -> dict[str, Venue]:
    """“own” is the organizer's unit's, in the reviewer's county; “county” is another unit's there."""
    there = Venue.objects.filter(county="450202").order_by("pk")
    elsewhere = Venue.objects.exclude(county="450202").exclude(county=None).order_by("pk")
    found = {"own": there[0], "county": there[1], "other": elsewhere[0]}
    Venue.objects.filter(pk=found["own"].pk).update(operator=member_unit)
    Venue.objects.filter(pk__in=[found["county"].pk, found["other"].pk]).update(operator=None)
    return found


def leads_to_sign_in(response: Any, method: str) -> bool:
    """A page is sent there; a form gets a page that keeps its words and leads there."""
    if method == "post":
        return response.status_code == 403 and "/accounts/login/" in response.context["sign_in"]
    return response.status_code == 302 and "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("relation", ["own", "county", "other"])
@pytest.mark.parametrize("name", [*KEPT, *REVIEWED])
def test_a_venue_is_worked_on_by_those_who_keep_it(
    name: str, relation: str, role: str, people: dict[str, User | None], related: dict[str, Venue]
) -> None:
    """For who keeps it a deed may still fail by its rules, but never as if the venue were not there."""
    method, address, data = {**KEPT, **REVIEWED}[name]
    keeps = relation in KEEPS.get(role, set()) and not (name in REVIEWED and role == "organizer")
    client = client_of(people[role])
    named = related[relation].public_id
    filled = {field: value.format(venue=named) for field, value in data.items()}
    response = getattr(client, method)(address.format(venue=named), filled)
    if role == "visitor":
        assert leads_to_sign_in(response, method)
    elif keeps:
        assert response.status_code in {200, 302, 400, 409, 422}, (name, role, relation)
        assert "/accounts/" not in response.get("Location", "")
    else:
        assert response.status_code in ({403, 404} if name in REVIEWED else {404}), (name, role, relation)


def an_activity(now: datetime, relation: str) -> Activity:
    """A published activity of the organizer's own unit, of the reviewer's county office, or of another unit."""
    members = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")
    office = Unit.objects.get(kind=UnitKind.COUNTY_OFFICE, county_code="450202")
    unit = {"own": members[0], "county": office, "other": members[1]}[relation]
    activity = save_activity(facts=replace(lecture(now), unit_id=unit.pk), by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


# A county office keeps the activities of its county's units, not those of the city's.
KEEPS_ACTIVITY = {**KEEPS, "county_reviewer": {"county"}}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("relation", ["own", "county", "other"])
@pytest.mark.parametrize("name", [*KEPT_ACTIVITY, *REVIEWED_ACTIVITY])
def test_an_activity_is_worked_on_by_those_who_keep_it(
    name: str, relation: str, role: str, people: dict[str, User | None], now: datetime
) -> None:
    method, address, data = {**KEPT_ACTIVITY, **REVIEWED_ACTIVITY}[name]
    keeps = relation in KEEPS_ACTIVITY.get(role, set()) and not (name in REVIEWED_ACTIVITY and role == "organizer")
    activity = an_activity(now, relation)
    session = activity.sessions.all()[0]
    position = a_position(session, now).public_id if "{position}" in address else ""
    path = address.format(activity=activity.public_id, session=session.public_id, position=position)
    response = getattr(client_of(people[role]), method)(path, data)
    if role == "visitor":
        assert leads_to_sign_in(response, method)
    elif keeps:
        assert response.status_code in {200, 302, 400, 409, 422}, (name, role, relation)
        assert "/accounts/" not in response.get("Location", "")
    else:
        refused = {403, 404} if name in REVIEWED_ACTIVITY else {404}
        assert response.status_code in refused, (name, role, relation)


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "hidden", "closed"])
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("visitor", set()),
        ("member", set()),
        ("volunteer", set()),
        ("team_leader", set()),
        ("organizer", {"own"}),
        ("county_reviewer", {"own", "county"}),
        ("office", {"own", "county", "other"}),
        ("administrator", {"own", "county", "other"}),
    ],
)
def test_an_unpublished_venue_is_there_only_for_those_who_keep_it(
    status: str, role: str, sees: set[str], people: dict[str, User | None], member_unit: Any, now: Any
) -> None:
    """“own” is the organizer's unit's, in the reviewer's county; “county” is another unit's there."""
    everything = Venue.objects.filter(county="450202"), Venue.objects.exclude(county="450202").exclude(county=None)
    own, county = everything[0][:2]
    other = everything[1][0]
    Venue.objects.filter(pk=own.pk).update(operator=member_unit)
    Venue.objects.filter(pk__in=[own.pk, county.pk, other.pk]).update(status=status, closed_on=now.date())
    client = client_of(people[role])
    for relation, venue in {"own": own, "county": county, "other": other}.items():
        page = client.get(f"/venues/{venue.public_id}/")
        assert page.status_code == (200 if relation in sees else 404), (relation, role)
        api = client.get(f"/api/v1/venues/{venue.public_id}/")
        assert api.status_code == 404, "the public API tells of the published alone"
