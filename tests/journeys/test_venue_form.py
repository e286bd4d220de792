"""Filling in a venue's form: with a phone and at a desk, pasted from 高德, by keyboard, without scripts, by two."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import Membership, Role, Unit, User
from core.geo import Datum, LonLat, from_wgs84, lonlat, to_wgs84
from core.images import remove_files
from core.models import StoredImage
from tests.conftest import give_second_factor, join, make_user
from tests.core.test_geo import apart_m
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, STICKS_OUT, judged
from tests.journeys.visitor import Visitors
from venues.models import Region, Venue
from venues.selectors.workingcopy import working_copy

NAME = "旅程表单馆"
NEW = "/workspace/venues/new/"


@pytest.fixture(scope="module")
def staff(site: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Sessions of two organizers of one unit; what the journeys wrote is removed at the end."""
    with django_db_blocker.unblock():
        unit = Unit.objects.order_by("pk")[0]
        names = ("journey-one", "journey-two")
        users = [give_second_factor(join(make_user(name, name=name), unit, Role.ORGANIZER)) for name in names]
        sessions = {user.username: session_of(user) for user in users}
    yield sessions
    with django_db_blocker.unblock():
        for venue in Venue.objects.filter(name__startswith=NAME):
            venue.delete()
        mine = StoredImage.objects.filter(created_by__in=users)
        remove_files([image.key for image in mine])
        mine.delete()
        Membership.objects.filter(user__in=users).delete()
        User.objects.filter(pk__in=[user.pk for user in users]).delete()


@pytest.fixture(scope="module")
def inside(site: str, django_db_blocker: Any) -> LonLat:
    with django_db_blocker.unblock():
        return lonlat(Region.objects.get(code="450202").label_point).rounded()


def onwards(page: Page, visitors: Visitors, key: str) -> None:
    """Saves the step and waits for the next."""
    page.locator("#venue-form .form-actions .button").first.click()
    expect(page).to_have_url(re.compile(f"/edit/{key}/$"))
    visitors.settle(page)


def begun(page: Page, visitors: Visitors, name: str) -> None:
    page.locator("#id_name").fill(name)
    page.locator("#id_kind").select_option("education_base")
    onwards(page, visitors, "where")


def pasted(page: Page, visitors: Visitors, text: str) -> None:
    page.locator("#id_pasted").fill(text)
    page.get_by_role("button", name="换算").click()
    visitors.settle(page)


def amap_link(place: LonLat) -> str:
    shifted = from_wgs84(place, Datum.GCJ02).rounded()
    return f"【高德地图】科技馆 https://uri.amap.com/marker?position={shifted.lon},{shifted.lat}&name=x"


def given_point(page: Page) -> LonLat:
    """What the form would send, put right."""
    lon, lat, datum = (page.locator(f"[name={name}]").input_value() for name in ("lon", "lat", "datum"))
    return to_wgs84(LonLat(float(lon), float(lat)), Datum(datum))


def faults(page: Page) -> list[str]:
    """What axe finds and what sticks out. From the top: further down a field may lie half below the navigation."""
    page.evaluate("scrollTo(0, 0)")
    return [*judged(page, AXE.read_text(encoding="utf-8")), *page.evaluate(STICKS_OUT)]


def photo_file(folder: Path) -> Path:
    body = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(body, "JPEG")
    path = folder / "hall.jpg"
    path.write_bytes(body.getvalue())
    return path


def test_the_whole_form_from_a_name_to_the_last_look(
    visitors: Visitors, size: str, staff: dict[str, str], inside: LonLat, tmp_path: Path, django_db_blocker: Any
) -> None:
    page = open_as(staff["journey-one"], visitors, NEW, size)
    found = {"what": faults(page)}
    begun(page, visitors, f"{NAME}{size}")

    pasted(page, visitors, amap_link(inside))
    expect(page.locator("#picker-state")).to_contain_text("GCJ-02")
    expect(page.locator("#picker-state")).to_contain_text("城中区")
    assert apart_m(given_point(page), inside) < 0.5
    page.locator("#id_address").fill("试验路 1 号")
    found["where"] = faults(page)
    onwards(page, visitors, "hours")

    page.get_by_role("button", name="周一闭馆，节假日开放").click()
    page.get_by_role("group", name="周二").get_by_label("到").fill("12:00")
    page.get_by_role("group", name="周二").get_by_role("button", name="加一段").click()
    page.get_by_role("group", name="周二").get_by_role("button", name="用到其他开放日").click()
    page.locator("label", has_text="另定时间").click()
    page.get_by_label("给公众的说明").fill("团体请预约")
    visitors.settle(page)
    written = page.locator("[name=opening_hours]").input_value()
    assert written == 'Tu-Su 09:00-12:00,14:00-17:00 open "团体请预约"; PH 09:00-17:00 open "团体请预约"'
    expect(page.locator("#hours-preview td").filter(has_text="14:00")).not_to_have_count(0)
    found["hours"] = faults(page)
    onwards(page, visitors, "offer")

    page.locator("label", has_text="青少年").click()
    page.locator("label", has_text="电梯").click()
    found["offer"] = faults(page)
    onwards(page, visitors, "photos")

    page.locator("[name=added]").set_input_files(photo_file(tmp_path))
    page.locator(".photo-row img[src]").wait_for()
    page.get_by_label("照片说明").fill("大厅")
    visitors.settle(page)
    found["photos"] = faults(page)
    onwards(page, visitors, "review")

    expect(page.locator("main")).to_contain_text("大厅")
    expect(page.get_by_role("button", name="提交审核")).to_be_visible()
    found["review"] = faults(page)
    assert {key: violations for key, violations in found.items() if violations} == {}
    with django_db_blocker.unblock():
        facts = working_copy(Venue.objects.get(name=f"{NAME}{size}")).facts
    assert (facts.opening_hours, facts.audiences, facts.accessibility) == (written, ("youth",), ("lift",))
    assert [photo.caption for photo in facts.photos] == ["大厅"]


def test_the_pin_is_moved_by_hand_and_by_keys(visitors: Visitors, staff: dict[str, str], inside: LonLat) -> None:
    page = open_as(staff["journey-one"], visitors, NEW)
    begun(page, visitors, f"{NAME}标记")
    page.locator("#picker-map").click(position={"x": 200, "y": 120})
    visitors.settle(page)
    expect(page.locator(".place-pin")).to_be_visible()
    before = given_point(page)
    page.locator("#picker-map .place-pin").focus()
    page.keyboard.press("ArrowUp")
    visitors.settle(page)
    after = given_point(page)
    assert after.lat > before.lat and abs(after.lon - before.lon) < 1e-6
    pasted(page, visitors, "116.4, 39.9")
    page.get_by_role("button", name="手机定位或 GPS").click()
    visitors.settle(page)
    expect(page.locator("#picker-state")).to_contain_text("不在本市")
    pasted(page, visitors, f"{inside.lat} {inside.lon}")
    page.get_by_role("button", name="手机定位或 GPS").click()
    visitors.settle(page)
    expect(page.locator("#picker-state")).to_contain_text("城中区")
    visitors.watch.forgiven = lambda complaint: complaint.startswith(("status: 400", "dialog:"))
    pasted(page, visitors, "https://surl.amap.com/abc")
    expect(page.locator("#picker-paste-wrong")).to_contain_text("短链接")


def test_hours_beyond_the_week_stay_as_they_were_written(visitors: Visitors, staff: dict[str, str]) -> None:
    page = open_as(staff["journey-one"], visitors, NEW)
    begun(page, visitors, f"{NAME}钟点")
    page.goto(page.url.replace("/where/", "/hours/"))
    visitors.settle(page)
    seasons = "Jul-Aug Mo-Su 09:00-20:00; Sep-Jun Tu-Su 09:00-17:00"
    page.locator("#hours-text summary").click()
    page.locator("[name=opening_hours]").fill(seasons)
    expect(page.locator("#hours-beyond")).to_be_visible()
    expect(page.locator("#hours-grid")).to_be_hidden()
    onwards(page, visitors, "offer")
    page.go_back()
    page.reload()
    visitors.settle(page)
    assert page.locator("[name=opening_hours]").input_value() == seasons
    expect(page.locator("#hours-beyond")).to_be_visible()


def test_hours_in_words_fill_the_week_and_are_told_in_words(visitors: Visitors, staff: dict[str, str]) -> None:
    page = open_as(staff["journey-one"], visitors, NEW)
    begun(page, visitors, f"{NAME}文字")
    page.goto(page.url.replace("/where/", "/hours/"))
    visitors.settle(page)
    page.locator("#hours-text summary").click()
    page.locator("[name=opening_hours]").fill("周二至周日 9:00-17:00，周一闭馆，节假日开放")
    expect(page.locator("#hours-preview .hours-words")).to_have_text("周二至周日 09:00–17:00；法定节假日 09:00–17:00")
    expect(page.locator("#hours-grid .hours-day.is-open")).to_have_count(6)
    onwards(page, visitors, "offer")
    page.go_back()
    page.reload()
    visitors.settle(page)
    assert page.locator("[name=opening_hours]").input_value() == "Tu-Su 09:00-17:00; PH 09:00-17:00"


def test_of_two_editors_the_later_one_compares_and_chooses(
    visitors: Visitors, size: str, staff: dict[str, str], django_db_blocker: Any
) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 409")
    one = open_as(staff["journey-one"], visitors, NEW, size)
    begun(one, visitors, f"{NAME}两人{size}")
    address = one.url.replace("/where/", "/what/")
    one.goto(address)
    two = open_as(staff["journey-two"], visitors, address, size)
    one.locator("#id_summary").fill("第一个人的简介")
    one.locator("#id_source").fill("第一个人的来源")
    two.locator("#id_summary").fill("第二个人的简介")
    onwards(one, visitors, "where")
    two.locator("#venue-form .form-actions .button").first.click()
    clash = two.locator("#clash")
    expect(clash).to_contain_text("journey-one")
    expect(clash).to_contain_text("第一个人的简介")
    expect(two.locator("#id_summary")).to_have_value("第二个人的简介")
    assert faults(two) == []
    onwards(two, visitors, "where")
    with django_db_blocker.unblock():
        venue = Venue.objects.get(name=f"{NAME}两人{size}")
    assert (venue.summary, venue.source) == ("第二个人的简介", "第一个人的来源")


def test_leaving_with_something_unsaved_warns(visitors: Visitors, staff: dict[str, str]) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("dialog:")
    page = open_as(staff["journey-one"], visitors, NEW)
    page.goto("/workspace/")
    assert visitors.watch.dialogs == []
    page.goto(NEW)
    page.locator("#id_name").press_sequentially("没有保存")
    page.locator(".workspace-nav a").first.click()
    page.wait_for_timeout(300)
    assert len(visitors.watch.dialogs) == 1
    expect(page).to_have_url(re.compile("/new/$"))


def test_without_scripts_the_form_is_filled_in_all_the_same(
    visitors: Visitors, staff: dict[str, str], inside: LonLat, tmp_path: Path, django_db_blocker: Any
) -> None:
    page = open_as(staff["journey-one"], visitors, NEW, "phone", java_script_enabled=False)
    begun(page, visitors, f"{NAME}无脚本")
    page.locator("#id_pasted").fill(amap_link(inside))
    onwards(page, visitors, "hours")
    page.locator("#hours-text summary").click()
    page.locator("[name=opening_hours]").fill("九点开门")
    page.locator("#venue-form .form-actions .button").first.click()
    expect(page.locator("#wrong")).to_contain_text("没有读懂“9点开门”")
    page.locator("[name=opening_hours]").fill("周二至周日 9:00—17:00，周一闭馆，法定节假日休息")
    onwards(page, visitors, "offer")
    onwards(page, visitors, "photos")
    page.locator("[name=added]").set_input_files(photo_file(tmp_path))
    onwards(page, visitors, "review")
    expect(page.locator("main")).to_contain_text("GCJ-02")
    with django_db_blocker.unblock():
        venue = Venue.objects.get(name=f"{NAME}无脚本")
        facts = working_copy(venue).facts
    assert apart_m(lonlat(venue.point), inside) < 0.5
    assert (facts.opening_hours, len(facts.photos)) == ("Tu-Su 09:00-17:00; PH off", 1)
