"""Reading /ogc/ as a program does."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client

ITEMS = "/ogc/collections/venues/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def get(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def link(document: dict[str, Any], rel: str) -> Any:
    (found,) = [entry for entry in document["links"] if entry["rel"] == rel]
    return found


def pages(**asked: str) -> Iterator[dict[str, Any]]:
    """The pages that the `next` links lead to."""
    address = f"{ITEMS}?{urlencode(asked)}"
    for _page in range(1000):
        page = get(address).json()
        yield page
        following = [entry["href"] for entry in page["links"] if entry["rel"] == "next"]
        if not following:
            return
        (address,) = following
    raise AssertionError("the pages don't end")


def ids(**asked: str) -> list[str]:
    return [feature["id"] for page in pages(**asked) for feature in page["features"]]
