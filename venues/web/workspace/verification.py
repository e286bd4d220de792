"""The entries that have to be stated to be true again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from core.clock import city_day
from core.web.paging import page_of
from venues.selectors.verification import is_verification_overdue, verification_due

A_PAGE = 30


@require_safe
@staff_page
def due(request: HttpRequest) -> HttpResponse:
    """The due list, longest unverified first, each with one button."""
    today = city_day(timezone.now())
    page = page_of(request, verification_due(actor_of(request), today), A_PAGE)
    rows = [(venue, is_verification_overdue(venue, today)) for venue in page.object_list]
    return render(request, "venues/workspace/verification.html", {"page": page, "rows": rows})
