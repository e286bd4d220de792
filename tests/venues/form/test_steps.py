"""The venue form: drafts kept step by step, wrong input told, and handing in."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from core.geo import Datum, LonLat, from_wgs84, lonlat
from tests.conftest import NOON, client_of
from tests.core.test_geo import apart_m
from tests.venues.form.sending import NO_TITLES, address, carried, facts, what
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueRevision
from venues.selectors.workingcopy import working_copy
from venues.services import save_venue
from venues.web.workspace.form.steps import STEPS

pytestmark = pytest.mark.django_db


def test_an_organizer_begins_a_draft_for_their_own_unit(organizer: Client, member_unit: Unit) -> None:
    page = organizer.get("/workspace/venues/new/")
    assert page.context["form"]["operator"].value() == member_unit.pk
    given = {**NO_TITLES, "name": "新馆", "kind": "e_station", "operator": str(member_unit.pk), "aliases": "甲、乙；甲"}
    reply = organizer.post("/workspace/venues/new/", {**given, "ticket": page.context["ticket"]})
    venue = Venue.objects.get(name="新馆")
    assert reply["Location"] == address(venue, "where")
    assert (venue.status, venue.aliases, venue.operator_id) == ("draft", ["甲", "乙"], member_unit.pk)


def test_the_same_new_form_sent_twice_makes_one_draft(organizer: Client, member_unit: Unit) -> None:
    ticket = organizer.get("/workspace/venues/new/").context["ticket"]
    given = {**NO_TITLES, "name": "只要一个", "kind": "e_station", "operator": str(member_unit.pk), "ticket": ticket}
    first, second = (organizer.post("/workspace/venues/new/", given) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Venue.objects.filter(name="只要一个").count() == 1


def test_an_organizer_can_name_no_other_unit(organizer: Client, member_unit: Unit) -> None:
    other = Unit.objects.exclude(pk=member_unit.pk)[0]
    given = {**NO_TITLES, "name": "别人的馆", "kind": "e_station", "operator": str(other.pk)}
    page = organizer.post("/workspace/venues/new/", given)
    assert page.context["form"].errors["operator"]
    assert not Venue.objects.filter(name="别人的馆").exists()


def test_a_county_office_says_where_before_there_is_a_draft(people: dict[str, User | None], inside: LonLat) -> None:
    reviewer = client_of(people["county_reviewer"])
    assert reviewer.get("/workspace/venues/new/").context["where"] is not None
    given = {**NO_TITLES, "name": "县里的馆", "kind": "e_station", "position_quality": "surveyed"}
    elsewhere = lonlat(Region.objects.exclude(code="450202").counties()[0].label_point)
    page = reviewer.post("/workspace/venues/new/", {**given, "lon": str(elsewhere.lon), "lat": str(elsewhere.lat)})
    assert "只能维护" in str(page.context["form"].non_field_errors())
    reply = reviewer.post("/workspace/venues/new/", {**given, "lon": str(inside.lon), "lat": str(inside.lat)})
    assert reply.status_code == 302
    assert Venue.objects.get(name="县里的馆").county_id == "450202"


def test_each_step_is_kept_and_leads_to_the_next(organizer: Client, draft: Venue, inside: LonLat) -> None:
    titles = {
        "titles-TOTAL_FORMS": "2",
        "titles-INITIAL_FORMS": "0",
        "titles-0-level": "national",
        "titles-0-name": "全国科普教育基地",
        "titles-0-valid_until": "2027-12-31",
    }
    assert organizer.post(address(draft, "what"), {**what(draft, sub_kind=""), **titles})["Location"] == address(
        draft, "where"
    )
    shifted = from_wgs84(inside, Datum.GCJ02).rounded()
    where = {"lon": str(shifted.lon), "lat": str(shifted.lat), "datum": "GCJ02", "position_quality": "surveyed"}
    entrances = f"{inside.lon}, {inside.lat}\n{inside.lat},{inside.lon}"
    given = {**where, "address": "试验路 1 号", "entrances": entrances, **carried(draft, "where")}
    assert organizer.post(address(draft, "where"), given)["Location"] == address(draft, "hours")
    hours = {"opening_hours": "Tu-Su 09:00-17:00; PH off", **carried(draft, "hours")}
    assert organizer.post(address(draft, "hours"), hours).status_code == 302
    offer = {"admission": "free", "phone": "0772-0000000", "audiences": ["youth"], "floor_area_m2": "1200"}
    reply = organizer.post(address(draft, "offer"), {**offer, **carried(draft, "offer"), "leave": "1"})
    assert reply["Location"] == f"/workspace/venues/{draft.public_id}/"
    now = facts(draft)
    assert now.designations == (GivenDesignation("national", "全国科普教育基地", "", None, date(2027, 12, 31)),)
    assert now.given == GivenPlace(shifted, Datum.GCJ02)
    assert [entrance.place for entrance in now.entrances] == [inside, inside]
    assert (now.opening_hours, now.audiences, now.floor_area_m2) == ("Tu-Su 09:00-17:00; PH off", ("youth",), 1200)
    draft.refresh_from_db()
    assert apart_m(lonlat(draft.point), inside) < 0.5


def test_without_scripts_a_pasted_link_is_put_right_by_the_server(
    organizer: Client, draft: Venue, inside: LonLat
) -> None:
    shifted = from_wgs84(inside, Datum.BD09).rounded()
    link = f"https://api.map.baidu.com/marker?location={shifted.lat},{shifted.lon}&coord_type=bd09ll"
    given = {"pasted": link, "lon": "109", "lat": "24", "datum": "WGS84", "position_quality": "approximate"}
    assert organizer.post(address(draft, "where"), {**given, **carried(draft, "where")}).status_code == 302
    assert facts(draft).given == GivenPlace(shifted, Datum.BD09)


WRONG: list[tuple[str, str, dict[str, str]]] = [
    ("what", "name", {"name": ""}),
    ("what", "name", {"name": "馆" * 101}),
    ("what", "kind", {"kind": "castle"}),
    ("what", "sub_kind", {"sub_kind": "castle"}),
    ("what", "aliases", {"aliases": "、".join(f"别名{n}" for n in range(11))}),
    ("where", "lat", {"lat": ""}),
    ("where", "lon", {"lon": "NaN"}),
    ("where", "lon", {"lon": "/vsicurl/http://127.0.0.1/"}),
    ("where", "lon", {"lon": "116.4", "lat": "39.9"}),
    ("where", "lon", {"lon": "109.4", "lat": "91"}),
    ("where", "pasted", {"pasted": "https://surl.amap.com/abc"}),
    ("where", "datum", {"datum": "MOON"}),
    ("where", "entrances", {"entrances": "后门"}),
    ("where", "township", {"township": "nowhere"}),
    ("hours", "opening_hours", {"opening_hours": "九点开门"}),
    ("offer", "website", {"website": "javascript:alert(1)"}),
    ("offer", "floor_area_m2", {"floor_area_m2": "-1"}),
    ("offer", "opened_year", {"opened_year": "3"}),
    ("offer", "admission", {"admission": "bribe"}),
    ("offer", "audiences", {"audiences": "martians"}),
]


@pytest.mark.parametrize(("key", "field", "change"), WRONG)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    key: str, field: str, change: dict[str, str], organizer: Client, draft: Venue, inside: LonLat
) -> None:
    sound = {
        "what": what(draft),
        "where": {"lon": str(inside.lon), "lat": str(inside.lat), "datum": "WGS84", "position_quality": "surveyed"},
        "hours": {},
        "offer": {"admission": "free", "phone": "0772-1"},
    }[key]
    before = Venue.objects.get(pk=draft.pk).version
    page = organizer.post(address(draft, key), {**sound, **change, **carried(draft, key)})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    html = page.content.decode()
    assert "还没有保存" in html
    for typed in (
        value for value in change.values() if len(value) < 100 and value not in {"castle", "MOON", "nowhere"}
    ):
        assert typed.replace("&", "&amp;") in html or (key == "offer" and field in {"admission", "audiences"})
    assert Venue.objects.get(pk=draft.pk).version == before


def test_a_title_without_its_name_is_told_in_its_row(organizer: Client, draft: Venue) -> None:
    titles = {"titles-TOTAL_FORMS": "1", "titles-INITIAL_FORMS": "0", "titles-0-level": "national"}
    page = organizer.post(address(draft, "what"), {**what(draft), **titles})
    assert "请填写称号" in page.content.decode()
    assert facts(draft).designations == ()


def test_a_change_of_what_is_public_waits_in_a_revision(organizer: Client, published: Venue) -> None:
    organizer.post(address(published, "what"), what(published, summary="新简介"))
    published.refresh_from_db()
    assert published.summary == "旧简介"
    assert VenueRevision.objects.open().get(venue=published).proposed["summary"] == "新简介"
    page = organizer.get(f"/workspace/venues/{published.public_id}/edit/review/")
    assert [(row["name"], row["before"], row["after"]) for row in page.context["changes"]] == [
        ("summary", "旧简介", "新简介")
    ]
    reply = organizer.post(page.request["PATH_INFO"], {"version": str(page.context["copy"].version)})
    assert reply.status_code == 302
    assert VenueRevision.objects.get(venue=published).state == "submitted"


def test_nothing_changed_is_nothing_to_hand_in(organizer: Client, published: Venue) -> None:
    page = organizer.post(address(published, "review"), {"version": "0"}, follow=True)
    assert page.status_code == 200
    assert "还没有任何改动，不用提交" in page.content.decode()


def test_the_office_publishes_what_it_has_filled_in(office: Client, draft: Venue) -> None:
    page = office.get(f"/workspace/venues/{draft.public_id}/edit/review/")
    assert page.context["may_publish"]
    assert "opening_hours" not in page.content.decode()
    office.post(page.request["PATH_INFO"], {"version": str(page.context["copy"].version)})
    draft.refresh_from_db()
    assert draft.status == "published"


def test_what_hinders_publishing_is_told_before_it_is_tried(organizer: Client, member_unit: Unit) -> None:
    unplaced = VenueFacts(name="没有位置", kind="science_museum", operator_id=member_unit.pk)
    venue = save_venue(facts=unplaced, by=SYSTEM, now=NOON)
    page = organizer.get(f"/workspace/venues/{venue.public_id}/edit/review/")
    assert page.context["may_hand_in"] is False
    assert "请标出位置" in page.content.decode()
    reply = organizer.post(page.request["PATH_INFO"], {"version": "1"}, follow=True)
    assert "请标出位置" in reply.content.decode()
    venue.refresh_from_db()
    assert venue.status == "draft"


def test_handing_in_what_somebody_has_changed_since_is_refused(organizer: Client, office: Client, draft: Venue) -> None:
    seen = {"version": str(working_copy(draft).version)}
    office.post(address(draft, "what"), what(draft, summary="办公室改的"))
    reply = organizer.post(f"/workspace/venues/{draft.public_id}/edit/review/", seen, follow=True)
    assert "请看过再提交" in reply.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("key", ["nothing", "what/x", "REVIEW"])
def test_an_unknown_step_is_not_there(key: str, organizer: Client, draft: Venue) -> None:
    assert organizer.get(address(draft, key)).status_code == 404


def test_hostile_words_stay_words(office: Client, draft: Venue) -> None:
    hostile = '"><script>alert(1)</script>'
    office.post(address(draft, "what"), what(draft, name=hostile, aliases=hostile, summary=hostile))
    for key in STEPS:
        assert "<script>alert" not in office.get(address(draft, key)).content.decode()
