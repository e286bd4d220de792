"""What people paste as a place: links of every map, numbers in every spelling, and honest refusals."""

import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import Box, Datum, LonLat, from_wgs84, to_wgs84
from tests.core.test_geo import apart_m
from venues.navigation import navigation_links
from venues.placetext import MAX_TEXT, Unreadable, read_places

BOUNDS = Box(108.59, 23.90, 110.18, 26.05)
PLACE = LonLat(109.41, 24.31)
GCJ, BD, WGS = Datum.GCJ02, Datum.BD09, Datum.WGS84

LINKS = [
    ("https://uri.amap.com/marker?position=109.41,24.31&name=科技馆", GCJ),
    ("https://uri.amap.com/marker?position=109.41,24.31&coordinate=wgs84", WGS),
    ("https://uri.amap.com/navigation?to=109.41,24.31,科技馆&mode=car", GCJ),
    ("https://www.amap.com/?q=24.31,109.41,%E7%A7%91%E6%8A%80%E9%A6%86", GCJ),
    ("https://wb.amap.com/?p=B0FFF,24.31,109.41,%E7%A7%91%E6%8A%80%E9%A6%86,%E8%B7%AF", GCJ),
    ("https://ditu.amap.com/regeo?lng=109.41&lat=24.31&src=uriapi", GCJ),
    ("androidamap://viewMap?sourceApplication=x&lat=24.31&lon=109.41&dev=0", GCJ),
    ("iosamap://viewMap?lat=24.31&lon=109.41&dev=1", WGS),
    ("https://api.map.baidu.com/marker?location=24.31,109.41&title=x&coord_type=bd09ll&output=html", BD),
    ("https://api.map.baidu.com/marker?location=24.31,109.41&coord_type=gcj02", GCJ),
    ("http://api.map.baidu.com/marker?location=24.31,109.41", BD),
    ("https://map.baidu.com/?latlng=24.31,109.41&title=x", BD),
    ("baidumap://map/direction?destination=name:x|latlng:24.31,109.41&coord_type=gcj02", GCJ),
    ("https://apis.map.qq.com/uri/v1/marker?marker=coord:24.31,109.41;title:科技馆;addr:路", GCJ),
    ("https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=x&tocoord=24.31,109.41", GCJ),
    ("https://map.qq.com/?type=marker&pointx=109.41&pointy=24.31&name=x", GCJ),
    ("https://maps.apple.com/?ll=24.31,109.41&q=x", GCJ),
    ("https://maps.apple.com/place?coordinate=24.31,109.41&name=x", GCJ),
    ("https://www.openstreetmap.org/?mlat=24.31&mlon=109.41#map=17/24.0/109.0", WGS),
    ("https://www.openstreetmap.org/#map=17/24.31/109.41", WGS),
    ("https://www.google.com/maps/place/x/@24.1,109.1,17z/data=!3d24.31!4d109.41", None),
    ("https://www.google.com/maps/@24.31,109.41,17z", None),
    ("geo:24.31,109.41", WGS),
    ("geo:24.31,109.41,120;u=35", WGS),
    ("geo:0,0?q=24.31,109.41(科技馆)", WGS),
]


@pytest.mark.parametrize(("link", "datum"), LINKS)
@pytest.mark.parametrize("around", ["{}", "我在地图上看到了【科技馆】 {} 一起来吧", "  {}\n"])
def test_a_link_tells_its_place_and_datum(link: str, datum: Datum | None, around: str) -> None:
    reading = read_places(around.format(link), BOUNDS)
    assert [(found.place, found.datum) for found in reading.found] == [(PLACE, datum)], reading.problem


def test_baidus_own_metres_become_degrees() -> None:
    reading = read_places("https://map.baidu.com/poi/馆/@12179598.01,2774694.25,17z?uid=1", BOUNDS)
    (found,) = reading.found
    assert found.datum is BD
    assert apart_m(found.place, LonLat(109.41, 24.32)) < 1


def test_what_the_site_hands_out_comes_back() -> None:
    """The navigation links of a venue's page, pasted, give the venue's place."""
    for link in navigation_links(PLACE, "科技馆;馆", "解放路 37 号"):
        (found,) = read_places(link.url, BOUNDS).found
        assert found.datum is not None
        assert apart_m(to_wgs84(found.place, found.datum), PLACE) < 0.5, link.program


@pytest.mark.parametrize(
    "text",
    [
        "109.41, 24.31",
        "24.31 109.41",
        "24.31，109.41",
        "１０９．４１，２４．３１",
        "(24.31; 109.41)",
        "24.31N 109.41E",
        "N24.31 E109.41",
        "E109.41°, N24.31°",
        "北纬24.31° 东经109.41°",
        "东经 109.41 度、北纬 24.31 度",
        "经度：109.41 纬度：24.31",
        "lat=24.31&lng=109.41",
        '{"lng": 109.41, "lat": 24.31}',
        "24°18′36″N 109°24′36″E",
        "24°18'36\"N, 109°24'36\"E",
        "北纬24度18分36秒，东经109度24分36秒",
        "24° 18.6′ N 109° 24.6′ E",
        "109.41,24.31,98.5",
        "解放北路37号 109.41,24.31",
    ],
)
def test_numbers_are_read_in_every_spelling(text: str) -> None:
    (found,) = read_places(text, BOUNDS).found
    assert apart_m(found.place, PLACE) < 0.5
    assert found.source == "text"


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("109.41,24.31", None),
        ("109.41,24.31 WGS84", WGS),
        ("GPS 109.41,24.31", WGS),
        ("高德坐标 109.41,24.31", GCJ),
        ("百度 109.41,24.31", BD),
        ("BD-09：109.41,24.31", BD),
        ("CGCS2000 109.41,24.31", Datum.CGCS2000),
        ("高德 109.41,24.31（百度也一样）", None),
    ],
)
def test_a_text_tells_the_datum_only_where_it_names_one(text: str, datum: Datum | None) -> None:
    assert read_places(text, BOUNDS).found[0].datum is datum


def test_two_numbers_that_may_be_either_are_both_offered() -> None:
    assert [found.place for found in read_places("30.5, 40.5", BOUNDS).found] == [
        LonLat(30.5, 40.5),
        LonLat(40.5, 30.5),
    ]
    assert [found.place for found in read_places("39.9, 116.4", BOUNDS).found] == [LonLat(116.4, 39.9)]


def test_south_and_west_are_negative() -> None:
    (found,) = read_places("33.5S 70.6W", BOUNDS).found
    assert found.place == LonLat(-70.6, -33.5)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Unreadable.EMPTY),
        (" \n", Unreadable.EMPTY),
        ("x" * (MAX_TEXT + 1), Unreadable.TOO_LONG),
        ("【高德地图】科技馆 https://surl.amap.com/aBcD123", Unreadable.SHORT_LINK),
        ("https://j.map.baidu.com/ab/cd", Unreadable.SHORT_LINK),
        ("https://www.amap.com/place/B0FFFAB6J2", Unreadable.LINK_WITHOUT_PLACE),
        ("https://example.org/?lat=24.31&lng=109.41", Unreadable.UNKNOWN_LINK),
        ("https://amap.com.example.org/?q=24.31,109.41", Unreadable.UNKNOWN_LINK),
        ("http://[::1", Unreadable.NOTHING),
        ("科技馆", Unreadable.NOTHING),
        ("解放北路37号 5楼", Unreadable.NOTHING),
        ("0.0, 0.0", Unreadable.NOTHING),
        ("NaN, inf", Unreadable.NOTHING),
        ("/vsicurl/http://127.0.0.1/x", Unreadable.UNKNOWN_LINK),
        ("1e400,1e400", Unreadable.NOTHING),
        ("https://uri.amap.com/marker?" + "&".join(["position=109.41,24.31"] * 61), Unreadable.LINK_WITHOUT_PLACE),
    ],
)
def test_what_gives_no_place_says_why(text: str, problem: Unreadable) -> None:
    reading = read_places(text, BOUNDS)
    assert (reading.found, reading.problem) == ((), problem)


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    reading = read_places(text, BOUNDS)
    assert bool(reading.found) is (reading.problem is None)
    for found in reading.found:
        assert found.place.is_on_earth()


@pytest.mark.parametrize("part", ["1", "1.", "24°", "N", "24.3 ", "https://", "geo:", "°′", "lat", ",", quote("经")])
def test_long_nonsense_is_answered_at_once(part: str) -> None:
    started = time.perf_counter()
    read_places((part * MAX_TEXT)[:MAX_TEXT], BOUNDS)
    assert time.perf_counter() - started < 0.2


@given(st.floats(BOUNDS.west, BOUNDS.east), st.floats(BOUNDS.south, BOUNDS.north), st.sampled_from([GCJ, BD]))
def test_either_order_within_the_city_is_the_same_place(lon: float, lat: float, datum: Datum) -> None:
    shifted = from_wgs84(LonLat(lon, lat), datum)
    one = read_places(f"{shifted.lon:.6f},{shifted.lat:.6f}", BOUNDS).found
    other = read_places(f"{shifted.lat:.6f} {shifted.lon:.6f}", BOUNDS).found
    assert one == other
    assert apart_m(one[0].place, shifted) < 0.2
