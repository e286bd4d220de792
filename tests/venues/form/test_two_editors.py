"""Two editors of one venue: the later one is told, compares and chooses, and nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.venues.form.sending import address, carried, facts, what
from venues.models import Venue
from venues.web.workspace.form import saving

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["draft", "published"])
def either(request: pytest.FixtureRequest) -> Venue:
    """A venue that is edited in place, and one whose changes are a revision."""
    venue: Venue = request.getfixturevalue(request.param)
    return venue


def test_the_later_of_two_editors_is_told_who_when_and_what(
    organizer: Client, office: Client, either: Venue, people: dict[str, User | None]
) -> None:
    mine = what(either, summary="我的简介", name="我的名称")
    office.post(address(either, "what"), what(either, summary="对方简介", source="对方来源"))
    page = organizer.post(address(either, "what"), mine)
    assert page.status_code == 409
    clash = page.context["clash"]
    assert people["office"] is not None
    assert clash.change.name == people["office"].get_full_name()
    rows = {row["name"]: (row["after"], row["before"], row["take"]) for row in clash.rows}
    assert rows == {"summary": ("我的简介", "对方简介", "mine"), "source": ("", "对方来源", "theirs")}
    html = page.content.decode()
    assert "我的名称" in html and "我的简介" in html, "nothing typed is lost"
    assert facts(either).summary == "对方简介"
    chosen = {**mine, "version": str(page.context["copy"].version), "base": page.context["base"]}
    reply = organizer.post(address(either, "what"), {**chosen, "choose-summary": "mine", "choose-source": "theirs"})
    assert reply.status_code == 302
    now = facts(either)
    assert (now.name, now.summary, now.source) == ("我的名称", "我的简介", "对方来源")


def test_editors_of_different_facts_do_not_meet(organizer: Client, office: Client, either: Venue) -> None:
    mine = {"opening_hours": "24/7", **carried(either, "hours")}
    office.post(address(either, "what"), what(either, summary="对方简介"))
    assert organizer.post(address(either, "hours"), mine).status_code == 302
    now = facts(either)
    assert (now.summary, now.opening_hours) == ("对方简介", "24/7")


def test_without_the_comparison_the_first_editors_words_would_be_lost(
    organizer: Client, office: Client, draft: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The saboteur's twin of the test above."""
    monkeypatch.setattr(saving, "clashing", lambda *_: [])
    mine = what(draft, summary="我的简介")
    office.post(address(draft, "what"), what(draft, summary="对方简介"))
    assert organizer.post(address(draft, "what"), mine).status_code == 302
    assert facts(draft).summary == "我的简介"


@pytest.mark.parametrize("base", ["", "x", "a:b:c", "x" * 200_000])
def test_a_form_whose_beginning_is_unknown_is_compared_as_a_whole(
    base: str, organizer: Client, office: Client, draft: Venue
) -> None:
    mine: dict[str, Any] = {**what(draft, name="我的名称"), "base": base}
    office.post(address(draft, "what"), what(draft, summary="对方简介"))
    page = organizer.post(address(draft, "what"), mine)
    assert {row["name"] for row in page.context["clash"].rows} == {"name", "summary"}
