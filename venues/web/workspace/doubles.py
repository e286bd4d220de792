"""Venues that may be one: the list of pairs, and the page on which two are made one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.errors import DomainError, Refused
from core.numbers import whole_number
from core.web.problems import status_of
from venues.differences import COMPARED
from venues.facts import VenueFacts
from venues.merging import CHOSEN, TOGETHER, UNITED, Choice, Pick, choices, made_one
from venues.models import Venue, VenueStatus
from venues.selectors.doubles import pair_json, suspected_doubles
from venues.selectors.factwords import fact_label, fact_words, facts_in_words
from venues.selectors.merged import leads_to
from venues.selectors.workingcopy import facts_of
from venues.services import Merge, merge_venues, tell_apart

reviewers_page = staff_page(may=lambda actor: actor.reviews)


@require_safe
@reviewers_page
def pairs(request: HttpRequest) -> HttpResponse:
    """The likeliest pairs, each with the one first that would stay."""
    found = [pair_json(pair) for pair in suspected_doubles(actor_of(request))]
    for row in found:
        if row["second"].status == VenueStatus.PUBLISHED != row["first"].status:
            row["first"], row["second"] = row["second"], row["first"]
        row["two"] = (row["first"], row["second"])
    return render(request, "venues/workspace/doubles.html", {"pairs": found})


@dataclass(frozen=True, slots=True)
class Two:
    """The venue whose address stays, the other, and what each says."""

    keep: Venue
    drop: Venue
    keep_facts: VenueFacts
    drop_facts: VenueFacts

    def choices(self) -> list[Choice]:
        newer = self.drop.updated_at > self.keep.updated_at
        return choices(self.keep_facts, self.drop_facts, drop_is_newer=newer)


def _reviewed(actor: Actor, public_id: str) -> Venue:
    found = Venue.objects.reviewed_by(actor).for_display().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_page
def pair(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Two columns with a choice for each fact; then what comes out of it; then the merge."""
    actor = actor_of(request)
    keep = _reviewed(actor, first)
    if first == second:
        raise Refused("same_venue", _("一个场馆不能和自己合并。"))
    if leads_to(second, actor) == first:
        return redirect("workspace-venue", first)
    drop = _reviewed(actor, second)
    two = Two(keep, drop, facts_of(keep), facts_of(drop))
    picks = _picks(request, two)
    made = made_one(two.keep_facts, two.drop_facts, picks, with_alias=_with_alias(request))
    status = 200
    if request.POST.get("step") == "merge":
        try:
            merge_venues(merge=_merge(request, two, made), by=actor, now=timezone.now())
            messages.success(request, _("已合并。旧地址会一直转到这里。"))
            return redirect("workspace-venue", first)
        except DomainError as error:
            for sentence in [text for texts in error.fields.values() for text in texts] or [error.sentence]:
                messages.error(request, str(sentence))
            status = status_of(error)
    return render(request, "venues/workspace/double.html", _page(request, two, picks, made), status=status)


def _picks(request: HttpRequest, two: Two) -> dict[str, Pick]:
    """What was chosen, or is proposed; a value that is no choice is what is proposed."""
    picks = {}
    for choice in two.choices():
        given = request.POST.get(f"pick-{choice.name}", "")
        allowed = {Pick.KEEP, Pick.DROP} | ({Pick.BOTH} if choice.may_unite else set())
        picks[choice.name] = Pick(given) if given in allowed else choice.proposed
    return picks


def _with_alias(request: HttpRequest) -> bool:
    return request.method != "POST" or "alias" in request.POST


def _version(request: HttpRequest, name: str) -> int:
    version = whole_number(request.POST.get(name))
    return -1 if version is None else version


def _merge(request: HttpRequest, two: Two, made: VenueFacts) -> Merge:
    keep_version, drop_version = _version(request, "keep_version"), _version(request, "drop_version")
    return Merge(two.keep.pk, two.drop.pk, keep_version, drop_version, made)


def _text(facts: VenueFacts, name: str) -> str:
    """A choice's side in words, with what is chosen along with it."""
    if not (own := fact_words(name, getattr(facts, name))):
        return ""
    along = [fact_words(part, getattr(facts, part)) for part in TOGETHER.get(name, ())[1:]]
    return " · ".join(filter(None, [own, *along]))


def _known(names: Iterable[str], facts: VenueFacts) -> list[dict[str, str]]:
    return [row for row in facts_in_words(names, facts) if row["words"]]


def _page(request: HttpRequest, two: Two, picks: dict[str, Pick], made: VenueFacts) -> dict[str, Any]:
    rows = [
        {
            "name": choice.name,
            "label": fact_label(choice.name),
            "keep": _text(two.keep_facts, choice.name),
            "drop": _text(two.drop_facts, choice.name),
            "pick": picks[choice.name],
            "may_unite": choice.name in UNITED,
        }
        for choice in two.choices()
    ]
    same = [name for name in CHOSEN if name not in picks]
    return {
        "keep": two.keep,
        "drop": two.drop,
        "rows": rows,
        "same": _known(same, two.keep_facts),
        "with_alias": _with_alias(request),
        "preview": _known(COMPARED, made) if request.method == "POST" else None,
    }


@require_POST
@reviewers_page
def apart(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Remember that the two are two."""
    actor = actor_of(request)
    one, other = _reviewed(actor, first), _reviewed(actor, second)
    if one == other:
        raise Refused("same_venue", _("一个场馆不能和自己合并。"))
    tell_apart(first_id=one.pk, second_id=other.pk, by=actor, now=timezone.now())
    messages.success(request, _("已记下：这两个场馆不是重复，以后不再提示。"))
    return redirect("workspace-doubles")
