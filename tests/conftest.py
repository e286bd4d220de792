"""What the tests share: a database with the city's reference data, and a person of each role."""

from datetime import date, datetime
from typing import Any

import hypothesis
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from accounts.models import Membership, Role, Unit, UnitKind, User
from accounts.permissions import Actor, actor_for
from accounts.secondfactors import seal_secret
from core.clock import ZONE
from core.web.cache import recent

# A busy machine is no error of what is tried.
hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tests")

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)  # a Tuesday


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The reference data is loaded once; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def _nothing_left_over() -> None:
    cache.clear()
    recent.clear()
    # The test client leaves its last page's language to the thread.
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def now() -> datetime:
    return NOON


def make_user(username: str, **facts: Any) -> User:
    user = User(username=username, email=f"{username}@example.org", **facts)
    user.set_password("a long enough password")
    user.save()
    return user


def join(user: User, unit: Unit, role: Role) -> User:
    Membership.objects.create(user=user, unit=unit, role=role, since=date(2020, 1, 1))
    return user


def give_second_factor(user: User) -> User:
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": seal_secret("JBSWY3DPEHPK3PXP")}
    )
    return user


@pytest.fixture
def county_office(db: None) -> Unit:
    return Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE, county_code="450202").get()


@pytest.fixture
def member_unit(db: None) -> Unit:
    return Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[0]


@pytest.fixture
def people(db: None, county_office: Unit, member_unit: Unit) -> dict[str, User | None]:
    """A person of each role, staff with their second factor."""
    return {
        "visitor": None,
        "member": make_user("member"),
        "volunteer": join(make_user("volunteer"), member_unit, Role.VOLUNTEER),
        "team_leader": join(make_user("leader"), member_unit, Role.TEAM_LEADER),
        "organizer": give_second_factor(join(make_user("organizer"), member_unit, Role.ORGANIZER)),
        "county_reviewer": give_second_factor(join(make_user("reviewer"), county_office, Role.COUNTY_REVIEWER)),
        "office": give_second_factor(join(make_user("office"), member_unit, Role.OFFICE)),
        "administrator": give_second_factor(make_user("administrator", is_staff=True, is_superuser=True)),
    }


@pytest.fixture
def actors(people: dict[str, User | None], now: datetime) -> dict[str, Actor]:
    from django.contrib.auth.models import AnonymousUser

    return {role: actor_for(user or AnonymousUser(), now.date()) for role, user in people.items()}


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client
