"""A new venue: its first step makes the draft."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.errors import Invalid, NotAllowed
from venues.facts import VenueFacts
from venues.models import Venue
from venues.services import save_venue
from venues.web.workspace.form.stepform import StepForm
from venues.web.workspace.form.steps import STEPS, progress
from venues.web.workspace.form.views import map_helpers
from venues.web.workspace.form.what import WhatForm
from venues.web.workspace.form.where import WhereForm

REMEMBERED_S = 24 * 60 * 60


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks what the place is and keeps it as a draft; the same form sent twice makes one draft."""
    actor = actor_of(request)
    data = request.POST if request.method == "POST" else None
    blank = VenueFacts(name="", kind="", operator_id=min(actor.organizer_of, default=None))
    forms: list[StepForm] = [WhatForm(data, facts=blank, actor=actor)]
    if asks_place(actor):
        forms.append(WhereForm(data, facts=blank, actor=actor))
    ticket = _ticket(request)
    if data is not None:
        made = _made_before(actor, ticket) or _make(forms, blank, actor)
        if made is not None:
            cache.set(_key(actor, ticket), made.pk, REMEMBERED_S)
            messages.success(request, _("已存为草稿，只有您这样的工作人员能看到。"))
            return redirect("workspace-venue-step", made.public_id, "where")
    return render(request, "venues/workspace/form/new.html", _context(forms, blank, ticket))


def asks_place(actor: Actor) -> bool:
    """A county office keeps what lies in its county, so it has to say where before there is a draft."""
    return not actor.sees_all and not actor.organizer_of


def _make(forms: list[StepForm], blank: VenueFacts, actor: Actor) -> Venue | None:
    """The draft, or None where something is wrong and told on the forms."""
    if [form for form in forms if not form.is_valid()]:
        return None
    facts = blank
    for form in forms:
        facts = form.laid_over(facts)
    try:
        return save_venue(facts=facts, by=actor, now=timezone.now())
    except Invalid as error:
        forms[-1].show(error)
    except NotAllowed as error:
        forms[0].add_error(None, str(error.sentence))
    return None


def _ticket(request: HttpRequest) -> str:
    """Names one opening of the form."""
    try:
        return str(uuid.UUID(request.POST.get("ticket", "")))
    except ValueError:
        return str(uuid.uuid4())


def _key(actor: Actor, ticket: str) -> str:
    return f"venue-form:{actor.user_id}:{ticket}"


def _made_before(actor: Actor, ticket: str) -> Venue | None:
    made: int | None = cache.get(_key(actor, ticket))
    return Venue.objects.kept_by(actor).filter(pk=made).first() if made else None


def _context(forms: list[StepForm], blank: VenueFacts, ticket: str) -> dict[str, Any]:
    where = next((form for form in forms if isinstance(form, WhereForm)), None)
    return {
        "form": forms[0],
        "where": where,
        "ticket": ticket,
        "step": STEPS["what"],
        "steps": progress(blank, "what"),
        **(map_helpers(where.pin) if where else {}),
    }
