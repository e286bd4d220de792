"""The office's list of units, and which of them publish without review."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Unit
from accounts.permissions import Actor
from accounts.services import let_publish
from accounts.web.access import actor_of, staff_page
from core.clock import city_day
from core.web.paging import page_of
from venues.selectors.units import unit_kinds, units_listed
from venues.selectors.vocabulary import words

A_PAGE = 30
LONGEST = 60


def sees_all(actor: Actor) -> bool:
    return actor.sees_all


@require_safe
@staff_page(may=sees_all)
def units(request: HttpRequest) -> HttpResponse:
    """Units with what they run, found by name and kind."""
    q = request.GET.get("q", "").strip()[:LONGEST]
    kinds = unit_kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(kinds) else ""
    page = page_of(request, units_listed(q=q, kind=kind, today=city_day(timezone.now())), A_PAGE)
    regions = words().regions
    rows = [(unit, regions.get(unit.county_code)) for unit in page.object_list]
    context = {"page": page, "rows": rows, "q": q, "kind": kind, "kinds": kinds}
    return render(request, "venues/workspace/units.html", context)


@staff_page(may=sees_all)
@require_POST
def publishing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a unit publish by itself, or end that."""
    known = Unit.objects.filter(public_id=public_id).first()
    if known is None:
        raise Http404
    unit = let_publish(unit_id=known.pk, allowed=request.POST.get("allowed") == "1", by=actor_of(request))
    sentence = _("“%(name)s”今后可以自行发布。") if unit.publishes_itself else _("“%(name)s”今后要经审核才能发布。")
    messages.success(request, sentence % {"name": unit.name})
    kept = {name: request.POST[name][:LONGEST] for name in ("q", "kind", "page") if request.POST.get(name)}
    query = "?" + urlencode(kept) if kept else ""
    return HttpResponseRedirect(f"{reverse('workspace-units')}{query}#unit-{unit.public_id}")
