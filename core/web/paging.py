"""Lists in pages: whatever number the address names, there is a page."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

FARTHEST = 10_000


def page_of(request: HttpRequest, rows: Any, size: int) -> Page:
    """The page that the address's `page` names; the first or last for what is no page."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1")[:9])


def page_number(request: HttpRequest) -> int:
    """The number in the address's `page`, 1 for what is none."""
    given = request.GET.get("page", "1")
    return min(max(int(given), 1), FARTHEST) if given.isascii() and given.isdigit() and len(given) <= 6 else 1
