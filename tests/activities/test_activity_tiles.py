"""Tiles of activities hold what can be gone to, and nothing that is not public."""

from datetime import timedelta
from typing import Any

import mapbox_vector_tile
import pytest
import time_machine
from django.test import Client

from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStatus, Session
from activities.services import cancel_activity, cancel_session
from core.geo import lonlat
from tests.conftest import NOON
from tests.venues.test_tiles import address_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def reply(session: Session, z: int = 14, query: str = "", client: Client | None = None, **headers: str) -> Any:
    address = address_of(lonlat(session.point), z)
    url = f"/tiles/v1/activities/{address.z}/{address.x}/{address.y}.mvt?{query}"
    return (client or Client()).get(url, headers=headers)


def marks(session: Session, z: int = 14, query: str = "", client: Client | None = None) -> list[dict[str, Any]]:
    body = reply(session, z, query, client).content
    found = mapbox_vector_tile.decode(body) if body else {}
    return [feature["properties"] for feature in found.get("activities", {}).get("features", [])]


@pytest.mark.parametrize("z", [0, 6, 10, 14, 18])
def test_a_session_is_a_mark_at_every_zoom(session: Session, published: Activity, z: int) -> None:
    assert marks(session, z) == [{"id": published.public_id, "name": "测试讲座"}]


def test_sessions_of_one_place_are_one_mark_with_their_number(session: Session, published: Activity) -> None:
    Session.objects.create(
        activity=published,
        point=session.point,
        starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1),
    )
    assert marks(session) == [{"n": 2, "id": published.public_id, "name": "测试讲座"}]


@pytest.mark.parametrize("status", [s for s in ActivityStatus if s != ActivityStatus.PUBLISHED])
@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_what_is_not_published_leaks_to_nobody(
    session: Session, published: Activity, people: dict[str, Any], status: ActivityStatus, role: str
) -> None:
    client = Client()
    if people.get(role):
        client.force_login(people[role])
    Activity.objects.filter(pk=published.pk).update(status=status, cancel_reason="测试")
    assert marks(session, client=client) == []


def test_what_is_called_off_is_not_on_the_map(session: Session) -> None:
    assert marks(session)
    cancel_session(session_id=session.pk, reason="下雨", by=SYSTEM, now=NOON)
    assert marks(session) == []


def test_days_and_filters_choose(session: Session) -> None:
    day = session.starts_at
    assert marks(session, query="when=today") == []
    assert marks(session, query=f"from={day:%Y-%m-%d}&to={day:%Y-%m-%d}")
    assert marks(session, query="form=lecture&audience=youth&free=1")
    assert marks(session, query="form=exhibition") == []


def test_free_places_are_known_within_a_quarter_of_an_hour(session: Session) -> None:
    assert marks(session, query="free=1")
    Session.objects.filter(pk=session.pk).update(seats_taken=session.capacity)
    with time_machine.travel(NOON + timedelta(minutes=15), tick=False):
        assert marks(session, query="free=1") == []


def test_what_is_over_has_left(session: Session) -> None:
    with time_machine.travel(session.ends_at + timedelta(minutes=15), tick=False):
        assert marks(session) == []


def test_an_unchanged_tile_is_not_sent_again_and_a_changed_one_is(session: Session, published: Activity) -> None:
    first = reply(session)
    again = reply(session, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cancel_activity(activity_id=published.pk, reason="下雨", by=SYSTEM, now=NOON)
    assert reply(session, **{"if-none-match": first["ETag"]}).status_code == 200


def test_mistakes_are_told(session: Session) -> None:
    for query in ("when=soon", "from=yesterday", "form=nothing", "colour=red", "box=1,2,3,4", "page=2"):
        assert reply(session, query=query).status_code == 400, query


def test_names_are_in_the_language_asked(session: Session, published: Activity) -> None:
    Activity.objects.filter(pk=published.pk).update(title_en="A lecture")
    assert marks(session, query="lang=en")[0]["name"] == "A lecture"
