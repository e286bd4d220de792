"""The map's page shows activities: the list as the address asks, with and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from activities.models import Activity, Session
from tests.activities.conftest import facts, published, session  # noqa: F401
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
SATURDAY = NOON + timedelta(days=4)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def move(session: Session, **change: Any) -> None:  # noqa: F811
    Session.objects.filter(pk=session.pk).update(**change)


def page(query: str = "", path: str = "/") -> str:
    response = Client().get(f"{path}?show=activities&{query}")
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def shown(query: str) -> bool:
    return "测试讲座" in page(f"fragment=list&{query}")


def test_the_page_lists_activities_in_place_of_venues(session: Session) -> None:  # noqa: F811
    whole = page()
    assert "测试讲座" in whole and "共 1 场活动" in whole and "名额不多了" in whole
    assert session.activity.unit.name in whole and f"/activities/{session.activity.public_id}/" in whole
    assert "测试讲座" not in Client().get("/").content.decode()


def test_in_english_the_links_stay_english(session: Session) -> None:  # noqa: F811
    assert f"/en/activities/{session.activity.public_id}/" in page(path="/en/")


def test_days_choose(session: Session) -> None:  # noqa: F811
    move(session, starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))
    assert shown("when=weekend") and shown("when=week") and shown("from=2026-11-28&to=2026-11-28")
    assert not shown("when=today") and not shown("from=2026-11-29")


def test_the_maps_area_and_the_county_choose(session: Session) -> None:  # noqa: F811
    lon, lat = session.point.coords
    assert shown(f"bbox={lon - 0.1},{lat - 0.1},{lon + 0.1},{lat + 0.1}")
    assert not shown(f"bbox={lon + 0.1},{lat - 0.1},{lon + 0.2},{lat + 0.1}")
    assert shown(f"region={session.county_id}")
    assert not shown(f"region={'450203' if session.county_id != '450203' else '450202'}")


def test_near_somebody_the_nearest_comes_first_however_the_map_lies(
    session: Session,  # noqa: F811
    published: Activity,  # noqa: F811
) -> None:
    lon, lat = session.point.coords
    later = Session.objects.create(
        activity=published,
        point=session.point.clone(),
        starts_at=session.starts_at + timedelta(days=1),
        ends_at=session.ends_at + timedelta(days=1),
    )
    move(session, point=session.point.__class__(lon, lat + 0.05, srid=4326))
    found = page(f"fragment=list&lon={lon}&lat={lat}&bbox=0,0,1,1")
    assert found.index(later.public_id) < found.index(session.public_id)


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "cancelled"])
def test_what_is_not_published_is_not_listed(session: Session, status: str) -> None:  # noqa: F811
    Activity.objects.update(status=status, cancel_reason="测试")
    assert not shown("")


def test_an_empty_time_says_so(db: None) -> None:
    assert "这段时间这里没有活动" in page("when=today")


@pytest.mark.parametrize(
    "query", ["when=soon", "from=x", "bbox=1", "lon=1", "region=1", "page=x", "from=2026-12-02&to=2026-12-01"]
)
def test_a_mistake_is_told_and_is_no_failure(db: None, query: str) -> None:
    assert "没有用上" in page(query)


def test_a_long_list_comes_by_the_page(
    session: Session,  # noqa: F811
    published: Activity,  # noqa: F811
) -> None:
    Session.objects.bulk_create(
        Session(
            public_id=f"x{number:09}",
            activity=published,
            point=session.point,
            starts_at=session.starts_at + timedelta(hours=number),
            ends_at=session.ends_at + timedelta(hours=number),
        )
        for number in range(1, 25)
    )
    first, second = page(), page("page=2")
    assert first.count("coming-card") == 20 and "page=2" in first and "共 25 场活动" in first
    assert second.count("coming-card") == 5
