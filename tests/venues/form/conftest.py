"""A venue as a draft and as the public sees it, and who fills in its form."""

import pytest
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from core.geo import LonLat, lonlat
from tests.conftest import NOON, client_of
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueStatus
from venues.services import save_venue


@pytest.fixture
def inside() -> LonLat:
    return lonlat(Region.objects.get(code="450202").label_point).rounded()


@pytest.fixture
def draft(member_unit: Unit, inside: LonLat) -> Venue:
    facts = VenueFacts(
        name="表单测试馆", kind="education_base", operator_id=member_unit.pk, given=GivenPlace(inside), summary="旧简介"
    )
    return save_venue(facts=facts, by=SYSTEM, now=NOON)


@pytest.fixture
def published(draft: Venue) -> Venue:
    Venue.objects.filter(pk=draft.pk).update(status=VenueStatus.PUBLISHED)
    return Venue.objects.get(pk=draft.pk)


@pytest.fixture
def organizer(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def office(people: dict[str, User | None]) -> Client:
    return client_of(people["office"])
