"""Links as they come out of chats, search engines and old posters: the page is there, and says what it did not use."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import client_of

pytestmark = pytest.mark.django_db

PAGES = ("/", "/activities/", "/volunteers/", "/tours/", "/stats/", "/embed/map", "/verify/", "/accounts/login/")
KEPT = ("venues", "activities", "reports", "tally", "supervision", "tours")
ODD = (
    "from=singlemessage&isappinstalled=0",
    "kind=nothing",
    "page=99",
    "page=99999999999999999999",
    "month=13&view=month",
    "region=²&county=٣&year=020261",
    "lon=1&lat=",
    "when=&when=week&when=never",
    "utm_source=x&fbclid=y",
    "q=" + "长" * 800,
)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("query", ODD)
def test_a_public_page_is_there_whatever_its_link_says(prefix: str, query: str) -> None:
    for page in PAGES:
        assert Client().get(f"{prefix}{page}?{query}").status_code in {200, 302}, page


@pytest.mark.parametrize("query", ODD)
def test_a_page_of_the_workspace_is_there_too(query: str, people: dict[str, User | None]) -> None:
    client = client_of(people["office"])
    for page in KEPT:
        assert client.get(f"/workspace/{page}/?{query}").status_code in {200, 302}, page


def test_what_was_not_used_is_said_and_in_no_link_of_the_page() -> None:
    page = Client().get("/activities/?form=nothing&audience=youth").content.decode()
    assert "没有用上" in page
    assert "form=nothing" in page.split("没有用上")[1][:200]
    assert "form=nothing" not in page.split("没有用上")[1][200:]
    assert "audience=youth" in page


@pytest.mark.parametrize("query", ["region=999999", "kind=nothing", "region=999999&show=activities&campaign=nothing"])
def test_what_was_left_out_narrows_nothing(query: str) -> None:
    plain = "show=activities" if "show=" in query else ""
    whole, odd = (Client().get(f"/?{one}").context["total"] for one in (plain, query))
    assert odd == whole


def test_a_program_is_refused_as_before() -> None:
    assert Client().get("/api/v1/activities/?form=nothing").status_code == 400
