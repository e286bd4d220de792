"""What every page needs to know of the site."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject

from accounts.selectors.notices import unread_count
from accounts.web.access import actor_of
from core.reference import read_city
from core.versions import data_version
from core.web.leftout import left_out_of
from venues.models import Venue


@lru_cache(maxsize=2)
def has_demonstration(version: int) -> bool:
    """Whether the map shows entries that are made up, in a version of the data."""
    return Venue.objects.published().filter(is_demonstration=True).exists()


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, the numbers that a public map must show, and the page in the other language."""
    city = read_city()
    path = request.get_full_path()
    return {
        # Asked of the database only by pages that name them.
        "actor": SimpleLazyObject(lambda: actor_of(request)),
        "left_out": SimpleLazyObject(lambda: left_out_of(request)),
        "unread_notices": SimpleLazyObject(lambda: unread_count(request.user.pk)),
        # Not `site`: the account pages bring their own under that name.
        "product": {
            "name": city.product_label,
            "city": city,
            "url": settings.SITE_URL,
            "map_approval": settings.MAP_APPROVAL_NUMBER,
            "icp": settings.ICP_NUMBER,
            "police_record": settings.POLICE_RECORD_NUMBER,
            "contact": settings.SITE_CONTACT,
            "has_demonstration": lambda: has_demonstration(data_version("venues")),
            "zh_url": translate_url(path, "zh-hans"),
            "en_url": translate_url(path, "en"),
        },
    }
