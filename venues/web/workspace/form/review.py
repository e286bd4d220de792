"""The last step: everything at a glance, what is missing, what changes, and handing it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.errors import Conflict, DomainError, NotFound, Refused
from venues.differences import Difference, differences
from venues.models import RevisionState, VenueStatus
from venues.permissions import can_publish_venue
from venues.selectors.doubles import doubles_of
from venues.selectors.factwords import fact_label, facts_in_words, rows_of
from venues.selectors.hourspreview import hours_preview_of
from venues.selectors.lastchange import last_change
from venues.selectors.workingcopy import WorkingCopy, facts_of, working_copy
from venues.services import submit_revision, submit_venue
from venues.web.workspace.finding import kept_venue
from venues.web.workspace.form.steps import REVIEW, STEPS, hindrances, lacking, progress


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Shows the working copy as a whole; a POST hands it in as it was seen."""
    actor = actor_of(request)
    copy = working_copy(kept_venue(public_id, actor))
    if request.method == "POST":
        try:
            _as_seen(copy, request.POST.get("version", ""))
            return _hand_in(request, copy, actor)
        except NotFound:
            raise
        except DomainError as error:
            messages.error(request, str(error.sentence))
            return redirect("workspace-venue-review", copy.venue.public_id)
    return render(request, "venues/workspace/form/review.html", _context(copy, actor))


def _as_seen(copy: WorkingCopy, version: str) -> None:
    """Raises Conflict where somebody has changed the copy since it was looked at."""
    if version == str(copy.version):
        return
    change = last_change(copy)
    sentence = _("%(name)s 刚才又改过，请看过再提交。") % {"name": change.name or _("系统")}
    raise Conflict("venue_stale", sentence, version=copy.version)


def _hand_in(request: HttpRequest, copy: WorkingCopy, actor: Actor) -> HttpResponse:
    now = timezone.now()
    if not copy.in_place and copy.revision is None:
        raise Refused("nothing_changed", _("还没有任何改动，不用提交。"))
    if copy.in_place:
        is_public = submit_venue(venue_id=copy.venue.pk, by=actor, now=now).status == VenueStatus.PUBLISHED
    else:
        revision = submit_revision(venue_id=copy.venue.pk, by=actor, now=now)
        is_public = revision.state == RevisionState.ACCEPTED
    done = _("已发布，公众现在就能看到。") if is_public else _("已提交审核，结果会通知您。")
    messages.success(request, done)
    return redirect("workspace-venue", copy.venue.public_id)


def _context(copy: WorkingCopy, actor: Actor) -> dict[str, Any]:
    wrong = hindrances(copy.facts)
    changes = _changes(copy)
    return {
        "venue": copy.venue,
        "copy": copy,
        "step": STEPS[REVIEW],
        "steps": progress(copy.facts, REVIEW, copy.venue.public_id),
        "sections": [
            {
                "step": step,
                "rows": facts_in_words(step.decides, copy.facts),
                "lacks": [fact_label(name) for name in lacking(copy.facts, step)],
                "wrong": wrong.get(step.key, []),
            }
            for step in STEPS.values()
            if step.form
        ],
        "changes": rows_of(changes),
        "may_hand_in": not wrong and (copy.in_place or bool(changes)),
        "waits": _waits(copy),
        "may_publish": can_publish_venue(actor, copy.venue),
        "doubles": doubles_of(copy.venue, actor) if copy.in_place else [],
        "change": last_change(copy),
        "preview": hours_preview_of(copy.facts, timezone.now()) if copy.facts.opening_hours else None,
    }


def _changes(copy: WorkingCopy) -> list[Difference]:
    """What differs from what the public sees; nothing while there is no public version."""
    return [] if copy.in_place else differences(facts_of(copy.venue), copy.facts)


def _waits(copy: WorkingCopy) -> bool:
    """Whether it has been handed in and waits for a reviewer."""
    if copy.revision is not None:
        return copy.revision.state == RevisionState.SUBMITTED
    return copy.venue.status == VenueStatus.SUBMITTED
