"""Lists in pages: whatever number the address names, there is a page."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from core.numbers import whole_number

FARTHEST = 10_000


def page_of(request: HttpRequest, rows: Any, size: int) -> Page:
    """The page that the address's `page` names; the first or last for what is no page."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1")[:9])


def page_number(request: HttpRequest) -> int:
    """The number in the address's `page`, 1 for what is none."""
    return min(max(whole_number(request.GET.get("page", "1")) or 1, 1), FARTHEST)
