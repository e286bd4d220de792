"""Links that open a place in the navigation programs people have, each in the datum that it takes."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from core.geo import Datum, LonLat, from_wgs84

SOURCE = "sciencemap"


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A program's name, its identifier and the address that opens it."""

    program: str
    name: str
    url: str


def navigation_links(place: LonLat, name: str, address: str) -> list[NavigationLink]:
    """Links for 高德 (GCJ-02), 百度 (BD-09), 腾讯 (GCJ-02) and Apple (GCJ-02 within China)."""
    gcj = from_wgs84(place, Datum.GCJ02).rounded()
    bd = from_wgs84(place, Datum.BD09).rounded()
    amap = urlencode(
        {"position": f"{gcj.lon},{gcj.lat}", "name": name, "src": SOURCE, "coordinate": "gaode", "callnative": 1}
    )
    baidu = urlencode(
        {
            "location": f"{bd.lat},{bd.lon}",
            "title": name,
            "content": address or name,
            "coord_type": "bd09ll",
            "output": "html",
            "src": SOURCE,
        }
    )
    marker = f"coord:{gcj.lat},{gcj.lon};title:{_plain(name)};addr:{_plain(address or name)}"
    apple = urlencode({"ll": f"{gcj.lat},{gcj.lon}", "q": name})
    return [
        NavigationLink("amap", _("高德地图"), f"https://uri.amap.com/marker?{amap}"),
        NavigationLink("baidu", _("百度地图"), f"https://api.map.baidu.com/marker?{baidu}"),
        NavigationLink(
            "tencent", _("腾讯地图"), f"https://apis.map.qq.com/uri/v1/marker?marker={quote(marker)}&referer={SOURCE}"
        ),
        NavigationLink("apple", _("苹果地图"), f"https://maps.apple.com/?{apple}"),
    ]


def _plain(text: str) -> str:
    """Without the signs that separate the parts of a Tencent marker."""
    return text.replace(";", " ").replace(":", " ").replace("|", " ")
