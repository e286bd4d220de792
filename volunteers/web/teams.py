"""Teams: found, joined, led."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.web.access import actor_of
from activities.web.private import private_page
from activities.wording import when_text
from core.disclosure import at_least
from core.errors import DomainError, NotFound
from core.web.paging import page_of
from core.web.problems import status_of
from volunteers.models import Team, Volunteer
from volunteers.permissions import can_lead
from volunteers.selectors.teams import members_of, team_coming
from volunteers.services.teams import announce, ask_to_join, decide_member, leave_team
from volunteers.web.asking import volunteer_here, volunteers_page

A_PAGE = 50
MOST_NEWS = 10


@require_safe
@cache_control(private=True, no_cache=True)
def teams(request: HttpRequest) -> HttpResponse:
    """All teams that are not closed."""
    rows = Team.objects.filter(closed_on=None).select_related("unit").order_by("name")
    rows = rows.annotate(people=Count("members", filter=Q(members__state="member")))
    page = page_of(request, rows, A_PAGE)
    shown = [(team, at_least(team.people)) for team in page.object_list]
    return render(request, "volunteers/teams.html", {"page": page, "teams": shown})


def found_team(public_id: str) -> Team:
    """Raises Http404."""
    found = Team.objects.select_related("unit", "leader").filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    return found


@private_page
@require_safe
def team(request: HttpRequest, public_id: str) -> HttpResponse:
    """A team; for who leads it its members, who asks, and who comes when."""
    return team_page(request, found_team(public_id))


def team_page(request: HttpRequest, found: Team, *, wrong: str = "", status: int = 200) -> HttpResponse:
    """The page of a team, with what went wrong where something did."""
    volunteer, now = volunteer_here(request), timezone.now()
    is_led = can_lead(actor_of(request), found)
    own = volunteer and found.members.filter(volunteer=volunteer, state__in=["asked", "member"]).first()
    context: dict[str, Any] = {
        "team": found,
        "people": at_least(found.members.filter(state="member").count()),
        "volunteer": volunteer,
        "own": own,
        "is_led": is_led,
        "wrong": wrong,
        "positions": [(row, when_text(row.starts_at, row.ends_at)) for row in team_coming(found, now)],
    }
    if is_led or (own and own.state == "member"):
        context["news"] = list(found.announcements.all()[:MOST_NEWS])
    if is_led:
        members = members_of(found)
        context["asking"] = [row for row in members if row["member"].state == "asked"]
        context["members"] = [row for row in members if row["member"].state == "member"]
    return render(request, "volunteers/team.html", context, status=status)


@require_POST
@volunteers_page
def own_deed(request: HttpRequest, volunteer: Volunteer, public_id: str, name: str) -> HttpResponse:
    """Ask to join, or leave."""
    found = found_team(public_id)
    try:
        if name == "join":
            ask_to_join(team_id=found.pk, volunteer=volunteer, now=timezone.now())
            messages.success(request, _("申请已提交，队长同意后通知您。"))
        elif name == "leave":
            leave_team(team_id=found.pk, volunteer=volunteer, now=timezone.now())
            messages.success(request, _("已退出服务队。"))
        else:
            raise Http404
    except DomainError as refusal:
        return team_page(request, found, wrong=str(refusal.sentence), status=409)
    return redirect("volunteer-team", public_id)


@private_page
@require_POST
def member_deed(request: HttpRequest, public_id: str, member_id: int, name: str) -> HttpResponse:
    """Take in who asks, decline them, or end a membership."""
    found = found_team(public_id)
    member = found.members.filter(pk=member_id).first()
    if member is None or name not in {"accept", "decline"} or not can_lead(actor_of(request), found):
        raise Http404
    decide_member(member_id=member.pk, accept=name == "accept", by=actor_of(request), now=timezone.now())
    messages.success(request, _("已办理。"))
    return redirect("volunteer-team", public_id)


@private_page
@require_POST
def news(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the members something."""
    found = found_team(public_id)
    try:
        announce(team_id=found.pk, text=request.POST.get("text", ""), by=actor_of(request), now=timezone.now())
    except NotFound:
        raise Http404 from None
    except DomainError as refusal:
        return team_page(request, found, wrong=str(refusal.sentence), status=status_of(refusal))
    messages.success(request, _("已通知全体队员。"))
    return redirect("volunteer-team", public_id)
