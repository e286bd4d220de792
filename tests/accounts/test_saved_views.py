"""A table's filters kept under a name, each account its own."""

from datetime import datetime

import pytest

from accounts.models import SavedView, User
from accounts.services import remove_view, rename_view, save_view
from accounts.services.savedviews import MOST
from core.errors import Invalid, NotFound
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(people: dict[str, User | None]) -> User:
    found = people["organizer"]
    assert found is not None
    return found


def keep(user: User, now: datetime, name: str = "待核实", query: str = "verification=due") -> SavedView:
    return save_view(user_id=user.pk, page="venues", name=name, query=query, now=now)


def test_a_view_is_saved_renamed_and_removed_from_the_table(organizer: User) -> None:
    client = client_of(organizer)
    back = "/workspace/venues/?verification=due"
    form = {"page": "venues", "name": " 待  核实 ", "query": "verification=due&page=3", "next": back}
    assert client.post("/workspace/views/", form)["Location"] == back
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("待 核实", "verification=due")
    assert "待 核实" in client.get("/workspace/venues/").content.decode()
    client.post(f"/workspace/views/{view.pk}/rename/", {"name": "到期", "next": back})
    assert SavedView.objects.get().name == "到期"
    for _again in range(2):
        assert client.post(f"/workspace/views/{view.pk}/remove/", {"next": back, "sure": "1"}).status_code == 302
    assert not SavedView.objects.exists()


def test_saving_under_a_known_name_renews_it(organizer: User, now: datetime) -> None:
    keep(organizer, now)
    assert keep(organizer, now, query="status=draft").query == "status=draft"
    assert SavedView.objects.count() == 1


def test_an_account_keeps_twenty_and_no_more(organizer: User, now: datetime) -> None:
    for number in range(MOST):
        keep(organizer, now, name=f"视图{number}")
    with pytest.raises(Invalid):
        keep(organizer, now, name="再一个")
    keep(organizer, now, name="视图0", query="status=draft")
    assert SavedView.objects.count() == MOST


@pytest.mark.parametrize("name", ["", "   ", "长" * 31, "\x00"])
def test_a_view_needs_a_name_that_can_be_shown(name: str, organizer: User, now: datetime) -> None:
    with pytest.raises(Invalid):
        keep(organizer, now, name=name)


@pytest.mark.parametrize("query", ["q=" + "长" * 1000, "&".join(f"a{n}=1" for n in range(100))])
def test_a_query_beyond_all_measure_is_refused(query: str, organizer: User, now: datetime) -> None:
    with pytest.raises(Invalid):
        keep(organizer, now, query=query)


def test_a_query_is_written_anew_so_that_it_can_stand_in_an_address(organizer: User, now: datetime) -> None:
    assert keep(organizer, now, query='q="><script>&status=draft').query == "q=%22%3E%3Cscript%3E&status=draft"


def test_a_taken_name_is_refused(organizer: User, now: datetime) -> None:
    keep(organizer, now, name="甲")
    second = keep(organizer, now, name="乙")
    with pytest.raises(Invalid):
        rename_view(user_id=organizer.pk, view_id=second.pk, name="甲")


def test_views_of_others_are_not_there(organizer: User, people: dict[str, User | None], now: datetime) -> None:
    view = keep(organizer, now)
    office = people["office"]
    assert office is not None
    with pytest.raises(NotFound):
        rename_view(user_id=office.pk, view_id=view.pk, name="我的")
    remove_view(user_id=office.pk, view_id=view.pk)
    assert SavedView.objects.filter(pk=view.pk, name="待核实").exists()
    assert client_of(office).post(f"/workspace/views/{view.pk}/rename/", {"name": "我的"}).status_code == 404
    assert "待核实" not in client_of(office).get("/workspace/venues/").content.decode().split("<form")[0]


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\example.org"]
)
def test_one_is_led_back_to_this_site_alone(back: str, organizer: User) -> None:
    form = {"page": "venues", "name": "甲", "query": "", "next": back}
    assert client_of(organizer).post("/workspace/views/", form)["Location"] == "/workspace/"


def test_a_page_that_has_no_views_is_unknown(organizer: User) -> None:
    assert client_of(organizer).post("/workspace/views/", {"page": "x", "name": "甲"}).status_code == 404


@pytest.mark.parametrize("role", ["visitor", "member", "volunteer", "team_leader"])
@pytest.mark.parametrize("path", ["/workspace/views/", "/workspace/views/1/rename/", "/workspace/views/1/remove/"])
def test_views_are_for_who_works_here(path: str, role: str, people: dict[str, User | None]) -> None:
    response = client_of(people[role]).post(path, {"page": "venues", "name": "甲"})
    assert response.status_code == (403 if role == "visitor" else 404)
    assert not SavedView.objects.exists()
