"""One deed for many venues: asked, confirmed, done, and told what came of each."""

import time
from collections import Counter
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.clock import city_day
from core.errors import DomainError, Invalid, NotFound
from venues.exports import Format
from venues.models import Venue, VenueStatus
from venues.selectors.table import filtered, in_order
from venues.services.bulk import MOST_AT_ONCE, Deed, Outcome, do_with_each
from venues.tablequery import TableQuery
from venues.web.workspace.table import as_file
from venues.web.workspace.tableparams import address_of, parse_table

EXPORT = "export-"
LONGEST_S = 20.0  # for which a browser waits without doubt; the rest is done by pressing again
NAMES_SHOWN = 20


@require_POST
@staff_page
def ask(request: HttpRequest) -> HttpResponse:
    """What shall be done with how many, before it is; an export is done at once."""
    actor = actor_of(request)
    action = request.POST.get("action", "")
    query = _query(request)
    if action.startswith(EXPORT):
        if action.removeprefix(EXPORT) not in set(Format):
            raise _unknown_deed()
        return as_file(request, Format(action.removeprefix(EXPORT)), _chosen(request, query))
    deed = _deed(action)
    return _ask(request, deed, _venues(actor, _chosen(request, query)), query)


class _Result(NamedTuple):
    """A venue as it was, what came of it, and its status now."""

    venue: Venue
    outcome: Outcome
    status: VenueStatus


@require_POST
@staff_page
def do(request: HttpRequest) -> HttpResponse:
    """Do it with each, and tell what came of each."""
    actor, query = actor_of(request), _query(request)
    deed = _deed(request.POST.get("action", ""))
    venues = _venues(actor, replace(query, ids=_ids(request)))
    reason = request.POST.get("reason", "")
    until = time.monotonic() + LONGEST_S
    try:
        outcomes = do_with_each(
            deed=deed,
            venue_ids=[venue.pk for venue in venues],
            reason=reason,
            by=actor,
            now=timezone.now(),
            goes_on=lambda: time.monotonic() < until,
        )
    except Invalid as error:
        return _ask(request, deed, venues, query, wrong=error)
    by_id = {outcome.venue_id: outcome for outcome in outcomes}
    now_are = dict(Venue.objects.filter(pk__in=by_id).values_list("pk", "status"))
    results = [
        _Result(venue, by_id[venue.pk], VenueStatus(now_are[venue.pk])) for venue in venues if venue.pk in now_are
    ]
    context = {
        "deed": deed,
        "refused": [result for result in results if not result.outcome.is_done],
        "done": [result for result in results if result.outcome.is_done],
        "left": [venue for venue in venues if venue.pk not in by_id],
        "reason": reason,
        "here": address_of(query),
    }
    return render(request, "venues/workspace/bulk_done.html", context)


def _ask(
    request: HttpRequest, deed: Deed, venues: list[Venue], query: TableQuery, wrong: DomainError | None = None
) -> HttpResponse:
    by_status = Counter(VenueStatus(venue.status) for venue in venues)
    context: dict[str, Any] = {
        "deed": deed,
        "venues": venues,
        "shown": venues[:NAMES_SHOWN],
        "more": max(0, len(venues) - NAMES_SHOWN),
        "statuses": [(status, n, status in deed.starts_from) for status, n in by_status.most_common()],
        "skipped": sum(n for status, n in by_status.items() if status not in deed.starts_from),
        "reason": request.POST.get("reason", ""),
        "wrong": str(wrong.sentence) if wrong else "",
        "here": address_of(query),
    }
    return render(request, "venues/workspace/bulk_ask.html", context, status=400 if wrong else 200)


def _query(request: HttpRequest) -> TableQuery:
    """The table's filters, which the form carries along as they stand in the address."""
    return parse_table(QueryDict(request.POST.get("query", "")).dict())


def _chosen(request: HttpRequest, query: TableQuery) -> TableQuery:
    """All that is filtered, or the ticked ones."""
    return query if request.POST.get("scope") == "all" else replace(query, ids=_ids(request))


def _ids(request: HttpRequest) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(request.POST.getlist("venue")))
    if not ids:
        raise Invalid("nothing_chosen", _("请先勾选场馆。"))
    if any("\x00" in one for one in ids):
        raise NotFound("venue", _("没有找到这些场馆。"))
    return ids


def _venues(actor: Actor, query: TableQuery) -> list[Venue]:
    """The venues to work on, in the table's order.

    Ticked venues are taken even where a filter has lost sight of them meanwhile. Raises Invalid
    where they are too many, NotFound where none is there.
    """
    if query.ids is not None:
        query = TableQuery(ids=query.ids, sort=query.sort)
    found = filtered(actor, query, city_day(timezone.now()))
    venues = list(in_order(found, query).select_related("kind", "county")[: MOST_AT_ONCE + 1])
    if len(venues) > MOST_AT_ONCE:
        sentence = _("选中的场馆超过 %(most)d 个，一次办不完。请先缩小范围，分批办理。")
        raise Invalid("too_many", sentence % {"most": MOST_AT_ONCE})
    if not venues:
        raise NotFound("venue", _("没有找到这些场馆。"))
    return venues


def _deed(action: str) -> Deed:
    if action not in set(Deed):
        raise _unknown_deed()
    return Deed(action)


def _unknown_deed() -> Invalid:
    return Invalid("unknown_deed", _("请选择要办理的事项。"))
