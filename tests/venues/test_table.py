"""The workspace's table: what it shows to whom, finds, counts and sorts."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Unit, User
from accounts.permissions import SYSTEM, Actor
from core.geo import lonlat
from tests.conftest import client_of
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueRevision, VenueStatus
from venues.selectors.table import PER_PAGE, filtered, table_page
from venues.services import save_venue, save_working_copy, submit_revision
from venues.tablequery import SORTS, TableQuery

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(now: datetime) -> Venue:
    place = lonlat(Region.objects.counties().order_by("code")[0].label_point)
    facts = VenueFacts(
        name="云岭天文台",
        kind="science_museum",
        aliases=("星星馆",),
        address="青竹路9号",
        given=GivenPlace(place),
        reference="A-17",
    )
    return save_venue(facts=facts, by=SYSTEM, now=now)


def names(actor: Actor, now: datetime, **asked: Any) -> set[str]:
    return {venue.name for venue in filtered(actor, TableQuery(**asked), now.date())}


def page_of(user: User | None, query: str = "") -> str:
    response = client_of(user).get(f"/workspace/venues/?{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "text", ["云岭", "岭天文", "星星馆", "青竹路", "a-17", "yunling", "yltwt", "xingxing", "YunLing", "ｙｕｎｌｉｎｇ"]
)
def test_a_draft_is_found_by_name_alias_address_number_and_pinyin(text: str, draft: Venue, now: datetime) -> None:
    assert "云岭天文台" in names(SYSTEM, now, text=text)


@pytest.mark.parametrize("text", ["柳州科技馆", "lzkjg", "kejiguan", "东文化广场"])
def test_a_published_venue_is_found_the_same_way(text: str, now: datetime) -> None:
    assert "柳州科技馆" in names(SYSTEM, now, text=text)


@pytest.mark.parametrize("text", ["%", "_", "%%%", "\\", "'", "〇〇", "zzzzzz"])
def test_signs_of_the_database_find_nothing_by_themselves(text: str, draft: Venue, now: datetime) -> None:
    assert names(SYSTEM, now, text=text) == set()


def test_a_search_finds_only_what_the_actor_keeps(draft: Venue, member_unit: Unit, now: datetime) -> None:
    organizer = Actor(user_id=1, organizer_of=frozenset({member_unit.pk}))
    assert names(organizer, now, text="yunling") == set()
    Venue.objects.filter(pk=draft.pk).update(operator=member_unit)
    assert names(organizer, now, text="yunling") == {"云岭天文台"}


def test_filters_leave_what_they_say(draft: Venue, member_unit: Unit, now: datetime) -> None:
    Venue.objects.filter(pk=draft.pk).update(operator=member_unit)
    holds = [
        {"status": "draft"},
        {"kind": "science_museum"},
        {"region": draft.county_id},
        {"unit": member_unit.public_id},
        {"position": "approximate"},
        {"photo": "no"},
        {"hours": "no"},
        {"demonstration": "no"},
    ]
    fails = [
        {"status": "published"},
        {"kind": "caravan"},
        {"region": "450226" if draft.county_id != "450226" else "450225"},
        {"unit": "none"},
        {"unit": "nosuchunit"},
        {"position": "surveyed"},
        {"position": "none"},
        {"photo": "yes"},
        {"hours": "yes"},
        {"demonstration": "yes"},
        {"verification": "due"},
        {"verification": "fresh"},
    ]
    for asked in holds:
        assert draft.name in names(SYSTEM, now, **asked), asked
    for asked in fails:
        assert draft.name not in names(SYSTEM, now, **asked), asked


def test_verification_is_due_a_year_after_the_last(now: datetime) -> None:
    today = now.date()
    first, second, third = Venue.objects.published().order_by("pk")[:3]
    for venue, day in ((first, today - timedelta(days=365)), (second, today - timedelta(days=366)), (third, None)):
        Venue.objects.filter(pk=venue.pk).update(verified_on=day)
    due, fresh = names(SYSTEM, now, verification="due"), names(SYSTEM, now, verification="fresh")
    assert {first.name} <= fresh and {second.name, third.name} <= due
    assert due.isdisjoint(fresh) and len(due | fresh) == Venue.objects.published().count()


def test_tabs_count_each_status_whatever_tab_is_open(draft: Venue, now: datetime) -> None:
    all_of_them = table_page(SYSTEM, TableQuery(), now.date())
    drafts = table_page(SYSTEM, TableQuery(status="draft"), now.date())
    assert all_of_them.counts == drafts.counts
    assert drafts.total == drafts.counts["draft"] == len(drafts.rows) == 1
    assert all_of_them.total == Venue.objects.exclude(status="merged").count()


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_pages_follow_each_other_without_a_gap_in_every_order(sort: str, now: datetime) -> None:
    seen: list[int] = []
    first = table_page(SYSTEM, TableQuery(sort=sort), now.date())
    for number in range(1, first.last + 1):
        seen += [row.venue.pk for row in table_page(SYSTEM, TableQuery(sort=sort, page=number), now.date()).rows]
    assert len(seen) == len(set(seen)) == first.total > PER_PAGE


def test_a_page_beyond_the_end_is_the_last(now: datetime) -> None:
    page = table_page(SYSTEM, TableQuery(page=400), now.date())
    assert page.number == page.last and page.rows


def test_a_row_tells_what_is_missing(draft: Venue, now: datetime) -> None:
    (row,) = table_page(SYSTEM, TableQuery(text="云岭天文台"), now.date()).rows
    assert row.missing == ["开放时间", "电话", "照片", "运营单位"]
    with translation.override("zh-hans"):
        van = table_page(SYSTEM, TableQuery(kind="caravan"), now.date()).rows[0]
    assert van.venue.point is None and "位置" not in van.missing


def test_a_row_shows_an_open_revision(people: dict[str, User | None], actors: dict[str, Actor], now: datetime) -> None:
    venue = Venue.objects.filter(county="450202").published().order_by("pk")[0]
    organizer = actors["organizer"]
    Venue.objects.filter(pk=venue.pk).update(operator_id=next(iter(organizer.organizer_of)))
    copy = save_working_copy(
        venue_id=venue.pk,
        facts=replace(_facts(venue.pk), phone="0772-1"),
        expect_version=0,
        by=organizer,
        now=now,
    )
    assert copy.revision is not None
    assert "有修改稿" in page_of(people["organizer"])
    submit_revision(venue_id=venue.pk, by=organizer, now=now)
    assert VenueRevision.objects.get().state == "submitted"
    assert "修改待审核" in page_of(people["organizer"])


def _facts(pk: int) -> VenueFacts:
    from venues.selectors.workingcopy import facts_of

    return facts_of(Venue.objects.get(pk=pk))


@pytest.mark.parametrize(
    "query",
    [
        "status=merged",
        "status=x",
        "kind=x",
        "region=x",
        "page=0",
        "page=401",
        "page=x",
        "sort=x",
        "photo=maybe",
        "position=here",
        "verification=never",
        "q=" + "长" * 101,
        "unit=" + "x" * 21,
    ],
)
def test_an_address_that_says_nonsense_gets_a_sentence(query: str, people: dict[str, User | None]) -> None:
    shown = client_of(people["office"]).get(f"/workspace/venues/?{query}")
    assert shown.status_code == 200
    assert "没有用上" in shown.content.decode()


def test_the_address_keeps_filters_order_and_page(people: dict[str, User | None]) -> None:
    page = page_of(people["office"], "hours=no&sort=name&page=2")
    assert "?hours=no&amp;sort=name&amp;page=1" not in page
    assert 'href="?hours=no&amp;sort=name"' in page, "the page before, which is the first"
    assert 'href="?status=draft&amp;hours=no&amp;sort=name"' in page
    assert 'href="?hours=no&amp;sort=-name"' in page, "pressing the title again turns the order"
    assert "export.xlsx?hours=no&amp;sort=name" in page


def test_an_empty_table_says_what_to_do(people: dict[str, User | None], member_unit: Unit) -> None:
    Venue.objects.filter(operator=member_unit).update(operator=None)
    assert "还没有场馆" in page_of(people["organizer"])
    assert "没有符合条件的场馆" in page_of(people["organizer"], "status=draft")


def test_hostile_names_are_text_on_the_page(draft: Venue, people: dict[str, User | None]) -> None:
    Venue.objects.filter(pk=draft.pk).update(name='<img src=x onerror=alert(1)>"', address="<script>alert(2)</script>")
    page = page_of(people["office"], "status=draft&q=%22%3E%3Cscript%3E")
    assert "<script>alert" not in page + page_of(people["office"], "status=draft")
    assert '"><script>' not in page and "<img src=x" not in page_of(people["office"], "status=draft")


def test_the_number_of_queries_does_not_grow_with_the_rows(
    people: dict[str, User | None], django_assert_max_num_queries: Any
) -> None:
    client = client_of(people["office"])
    client.get("/workspace/venues/")
    Venue.objects.exclude(status=VenueStatus.MERGED).update(verified_on=date(2026, 1, 1))
    for query in ("", "q=kejiguan&photo=no", "kind=science_museum&hours=no&verification=due"):
        with django_assert_max_num_queries(19):
            assert client.get(f"/workspace/venues/?{query}").status_code == 200


def test_one_row_and_fifty_rows_cost_the_same(people: dict[str, User | None]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(people["office"])
    client.get("/workspace/venues/")
    counted = []
    for query in ("q=%E6%9F%B3%E5%B7%9E%E7%A7%91%E6%8A%80%E9%A6%86", ""):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/workspace/venues/?{query}")
        counted.append(len(queries))
    assert counted[0] == counted[1]
