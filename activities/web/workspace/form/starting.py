"""A new activity: its first step makes the draft. Or a copy of one that was held before."""

import uuid

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.facts import ActivityFacts
from activities.models import Activity
from activities.selectors.units import units_posted_for
from activities.services import copy_activity, save_activity
from activities.web.workspace.form.steps import STEPS, progress
from activities.web.workspace.form.what import WhatForm
from activities.web.workspace.record import kept_activity
from core.errors import Invalid, NotAllowed

REMEMBERED_S = 24 * 60 * 60


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks what the activity is and keeps it as a draft; the same form sent twice makes one draft."""
    actor = actor_of(request)
    blank = ActivityFacts(title="", unit_id=min(actor.organizer_of, default=_only_unit(actor)))
    form = WhatForm(request.POST if request.method == "POST" else None, facts=blank, actor=actor)
    ticket = _ticket(request)
    if request.method == "POST":
        made = _made_before(actor, ticket) or _make(form, blank, actor)
        if made is not None:
            cache.set(_key(actor, ticket), made.pk, REMEMBERED_S)
            messages.success(request, _("已存为草稿，只有您这样的工作人员能看到。"))
            return redirect("workspace-activity-step", made.public_id, "serving")
    context = {"form": form, "ticket": ticket, "step": STEPS["what"], "steps": progress(blank, "what")}
    status = 400 if form.errors else 200
    return render(request, "activities/workspace/form/new.html", context, status=status)


@staff_page
@require_POST
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """One click: a draft with everything that was, on the same weekdays of the time to come."""
    source = kept_activity(public_id, actor_of(request))
    made = copy_activity(activity_id=source.pk, by=actor_of(request), now=timezone.now())
    messages.success(request, _("已复制成草稿，日期顺延到了同一个星期几。请检查场次后提交。"))
    return redirect("workspace-activity-step", made.public_id, "when")


def _only_unit(actor: Actor) -> int:
    """The unit that an actor without a unit of their own can only mean; 0 where it has to be chosen."""
    units = list(units_posted_for(actor).values_list("pk", flat=True)[:2])
    return units[0] if len(units) == 1 else 0


def _make(form: WhatForm, blank: ActivityFacts, actor: Actor) -> Activity | None:
    """The draft, or None where something is wrong and told on the form."""
    if not form.is_valid():
        return None
    try:
        return save_activity(facts=form.laid_over(blank), by=actor, now=timezone.now())
    except Invalid as error:
        form.show(error)
    except NotAllowed as error:
        form.add_error(None, str(error.sentence))
    return None


def _ticket(request: HttpRequest) -> str:
    """Names one opening of the form."""
    try:
        return str(uuid.UUID(request.POST.get("ticket", "")))
    except ValueError:
        return str(uuid.uuid4())


def _key(actor: Actor, ticket: str) -> str:
    return f"activity-form:{actor.user_id}:{ticket}"


def _made_before(actor: Actor, ticket: str) -> Activity | None:
    made: int | None = cache.get(_key(actor, ticket))
    return Activity.objects.kept_by(actor).filter(pk=made).first() if made else None
