"""What every page needs to know of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from core.reference import read_city


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, the numbers that a public map must show, and the page in the other language."""
    city = read_city()
    path = request.get_full_path()
    return {
        "site": {
            "name": city.product_label,
            "city": city,
            "url": settings.SITE_URL,
            "map_approval": settings.MAP_APPROVAL_NUMBER,
            "icp": settings.ICP_NUMBER,
            "police_record": settings.POLICE_RECORD_NUMBER,
            "contact": settings.SITE_CONTACT,
            "zh_url": translate_url(path, "zh-hans"),
            "en_url": translate_url(path, "en"),
        }
    }
