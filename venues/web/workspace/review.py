"""The review queue, and one place of it to decide on."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.errors import Conflict, DomainError, Invalid, NotAllowed
from core.geo import LonLat
from core.numbers import whole_number
from core.web.paging import page_of
from core.web.problems import status_of
from venues import services
from venues.hours.places import place_of
from venues.models import Venue
from venues.permissions import can_review_venue
from venues.selectors.comparison import Compared, compared, stated
from venues.selectors.doubles import doubles_of
from venues.selectors.opening import week_of
from venues.selectors.review import QueueItem, QueueTab, neighbours, queue_items, review_queue
from venues.selectors.workingcopy import facts_of
from venues.web.mapdata import base_map_data
from venues.web.workspace.finding import kept_venue
from venues.web.workspace.record import map_data

A_PAGE = 30
# What reviewers write most often.
QUICK_REASONS = (
    gettext_lazy("位置不准，请在地图上重新标注。"),
    gettext_lazy("开放时间不完整，请补充节假日安排。"),
    gettext_lazy("请补充联系电话。"),
    gettext_lazy("名称请用全称。"),
    gettext_lazy("与已有场馆重复，请先核对。"),
)


def reviews(actor: Actor) -> bool:
    return actor.reviews


def tab_of(values: Any) -> QueueTab:
    return QueueTab.ALL if values.get("tab") == QueueTab.ALL else QueueTab.MINE


@require_safe
@staff_page(may=reviews)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, oldest first."""
    actor, now, tab = actor_of(request), timezone.now(), tab_of(request.GET)
    waiting = review_queue(actor, now, tab).select_related("kind", "county", "zone", "operator")
    page = page_of(request, waiting, A_PAGE)
    context = {
        "page": page,
        "items": queue_items(list(page.object_list), now),
        "tab": tab,
        "has_tabs": actor.sees_all,
        "escalation_days": settings.REVIEW_ESCALATION_DAYS,
    }
    return render(request, "venues/workspace/review_queue.html", context)


@require_safe
@staff_page(may=reviews)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One new venue or change, with all that a decision needs."""
    venue = _reviewed(public_id, actor_of(request))
    item = _item(venue, actor_of(request), timezone.now())
    if item is None:
        messages.info(request, _("这一项已经办结或撤回。"))
        return redirect("workspace-venue", public_id=public_id)
    return _show(request, item, tab_of(request.GET))


@staff_page(may=reviews)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve or return what the reviewer saw, then lead to the next in the queue."""
    actor, now, tab = actor_of(request), timezone.now(), tab_of(request.POST)
    venue = _reviewed(public_id, actor)
    _before, after, _place, _count = neighbours(review_queue(actor, now, tab), public_id)
    try:
        done = _decide(venue, request.POST, actor, now)
    except NotAllowed:
        raise
    except DomainError as error:
        item = _item(venue, actor, now)
        sentences = [str(text) for texts in error.fields.values() for text in texts] or [str(error.sentence)]
        if item is None:
            messages.error(request, " ".join(sentences))
            return redirect("workspace-venue", public_id=public_id)
        return _show(request, item, tab, error=error, sentences=sentences)
    messages.success(request, done)
    query = "?tab=all" if tab is QueueTab.ALL else ""
    if after:
        return redirect(reverse("workspace-review-one", args=[after]) + query)
    return redirect(reverse("workspace-review") + query)


def _reviewed(public_id: str, actor: Actor) -> Venue:
    """A venue on which the actor may decide. Raises Http404."""
    venue = kept_venue(public_id, actor)
    if not can_review_venue(actor, venue):
        raise Http404
    return venue


def _item(venue: Venue, actor: Actor, now: datetime) -> QueueItem | None:
    found = list(review_queue(actor, now, QueueTab.ALL).for_display().filter(pk=venue.pk))
    return queue_items(found, now)[0] if found else None


def _version(text: str) -> int:
    version = whole_number(text)
    if version is None:
        raise Invalid("version", _("请求不完整，请刷新页面后再试。"))
    return version


def _decide(venue: Venue, given: Any, actor: Actor, now: datetime) -> str:
    """Do what the form says; the sentence that tells it. Raises DomainError."""
    version, approve = _version(given.get("version", "")), given.get("decision") == "approve"
    if not approve and given.get("decision") != "return":
        raise Invalid("decision", _("请选择通过或退回。"))
    revision_id, reason = given.get("revision", ""), given.get("reason", "")
    if not revision_id:
        if approve:
            services.publish_venue(venue_id=venue.pk, by=actor, now=now, expect_version=version)
            return _("“%(name)s”已发布到地图。") % {"name": venue.name}
        services.return_venue(venue_id=venue.pk, reason=reason, by=actor, now=now, expect_version=version)
        return _("“%(name)s”已退回。") % {"name": venue.name}
    revision = venue.revisions.filter(public_id=revision_id).first() if revision_id.isalnum() else None
    if revision is None:
        raise Conflict("revision_moved_on", _("这份修改稿有了变化，请刷新页面看最新情况。"))
    if approve:
        services.accept_revision(revision_id=revision.pk, version=version, by=actor, now=now)
        return _("“%(name)s”的修改已采纳。") % {"name": venue.name}
    services.return_revision(revision_id=revision.pk, version=version, reason=reason, by=actor, now=now)
    return _("“%(name)s”的修改已退回。") % {"name": venue.name}


def _show(
    request: HttpRequest,
    item: QueueItem,
    tab: QueueTab,
    error: DomainError | None = None,
    sentences: list[str] | None = None,
) -> HttpResponse:
    actor, now, venue = actor_of(request), timezone.now(), item.venue
    before, after, place, count = neighbours(review_queue(actor, now, tab), venue.public_id)
    rows = compared(venue, item.revision, now) if item.revision else []
    context = {
        "item": item,
        "venue": venue,
        "tab": tab,
        "before": before,
        "after": after,
        "place": place,
        "count": count,
        "rows": rows,
        "conflicts": sum(row.is_conflict for row in rows),
        "facts": [] if item.revision else stated(facts_of(venue)),
        "week": week_of(venue.hours.expression, now, place=place_of(venue.hours.near))
        if venue.hours and not item.revision
        else [],
        "doubles": doubles_of(venue, actor_of(request)),
        "version": item.revision.version if item.revision else venue.version,
        "quick_reasons": QUICK_REASONS,
        "sentences": sentences or [],
        "is_stale": isinstance(error, Conflict),
        "reason": request.POST.get("reason", ""),
        "page_data": _map_of(venue, rows),
    }
    return render(request, "venues/workspace/review.html", context, status=status_of(error) if error else 200)


def _map_of(venue: Venue, rows: list[Compared]) -> dict[str, Any]:
    """The venue's place, or the two between which a change moves it."""
    moved = next((row for row in rows if row.name == "given"), None)
    if moved is None:
        return map_data(venue)

    def plain(place: LonLat | None) -> list[float] | None:
        return [place.lat, place.lon] if place else None

    return {**base_map_data(), "before": plain(moved.before.place), "after": plain(moved.after.place)}
