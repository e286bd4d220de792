"""The pages of a venue's form: each step saves the working copy, the last one hands it in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.access import actor_of, staff_page
from core.errors import Conflict, Invalid, NotAllowed
from core.geo import LonLat
from venues.geocoder import has_geocoder
from venues.models import RegionLevel
from venues.selectors.hourspreview import hours_preview_of
from venues.selectors.regions import regions_at
from venues.selectors.workingcopy import WorkingCopy, working_copy
from venues.web.mapdata import base_map_data
from venues.web.workspace.finding import kept_venue
from venues.web.workspace.form.saving import Clash, Started, save_typed, sealed
from venues.web.workspace.form.stepform import StepForm
from venues.web.workspace.form.steps import STEPS, FormStep, after, progress

TRIES = 2


@require_safe
@staff_page
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form's own address leads to its first step."""
    return redirect("workspace-venue-step", kept_venue(public_id, actor_of(request)).public_id, next(iter(STEPS)))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One step: shown, or saved and on to the next."""
    venue = kept_venue(public_id, actor_of(request))
    found = STEPS.get(key)
    if found is None or found.form is None:
        raise Http404
    copy = working_copy(venue)
    if request.method != "POST":
        return _page(request, copy, found, found.form(facts=copy.facts, actor=actor_of(request)))
    for _try in range(TRIES):
        form = found.form(request.POST, request.FILES, facts=copy.facts, actor=actor_of(request))
        try:
            clash = _save(request, copy, form)
        except Conflict:
            # Saved by somebody else between reading and locking: compare with what stands now.
            copy = working_copy(kept_venue(public_id, actor_of(request)))
            continue
        if clash is not None:
            return _page(request, copy, found, form, clash=clash)
        return _page(request, copy, found, form) if form.errors or not form.is_valid() else _onwards(request, copy, key)
    messages.error(request, _("有人正在同时修改这个场馆，请稍后再保存一次。"))
    return _page(request, copy, found, form)


def _save(request: HttpRequest, copy: WorkingCopy, form: StepForm) -> Clash | None:
    """What is wrong ends in the form. Raises Conflict, NotFound."""
    if not form.is_valid():
        return None
    try:
        started = Started.of(request.POST)
        return save_typed(copy=copy, form=form, started=started, by=actor_of(request), now=timezone.now())
    except Invalid as error:
        form.show(error)
    except NotAllowed as error:
        form.add_error(None, str(error.sentence))
    return None


def _onwards(request: HttpRequest, copy: WorkingCopy, key: str) -> HttpResponse:
    messages.success(request, _("已保存。"))
    if "leave" in request.POST:
        return redirect("workspace-venue", copy.venue.public_id)
    return redirect("workspace-venue-step", copy.venue.public_id, after(key))


def _page(
    request: HttpRequest, copy: WorkingCopy, found: FormStep, form: StepForm, *, clash: Clash | None = None
) -> HttpResponse:
    context = {
        "venue": copy.venue,
        "copy": copy,
        "step": found,
        "steps": progress(copy.facts, found.key, copy.venue.public_id),
        "form": form,
        "clash": clash,
        "base": sealed(copy.facts, found.decides),
        **helpers_of(form, found.key),
    }
    return render(request, found.template, context, status=409 if clash else 200)


def helpers_of(form: StepForm, key: str) -> dict[str, Any]:
    """What a step's page shows beside its fields."""
    if key == "where":
        return map_helpers(getattr(form, "pin", None))
    if key == "hours":
        return {"preview": hours_preview_of(form.before, timezone.now(), getattr(form, "expression", ""))}
    return {}


def map_helpers(pin: LonLat | None) -> dict[str, Any]:
    """The picker's map, where its pin stands and in what county."""
    county = regions_at(pin).get(RegionLevel.COUNTY) if pin else None
    return {
        "pin": pin,
        "county": county.label if county else "",
        "has_geocoder": has_geocoder(),
        "page_data": base_map_data(),
    }
