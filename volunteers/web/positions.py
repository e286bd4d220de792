"""Positions for who wants to serve: found, looked at, applied for."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from activities.wording import when_text, where_text
from core.clock import city_day
from core.errors import DomainError
from core.web.leftout import leave_out
from core.web.paging import page_of
from core.web.params import Params
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.models import Application, ApplicationState, Position, Volunteer
from volunteers.models.position import LIVE
from volunteers.rules import why_not_apply
from volunteers.selectors.applicants import accepted_in
from volunteers.selectors.positions import A_PAGE, PositionQuery, fitting, positions_found, public_position
from volunteers.selectors.schedule import tight
from volunteers.services.applications import apply, terms_of, withdraw
from volunteers.services.doors import door_of, open_door
from volunteers.web.asking import volunteer_here, volunteers_page
from volunteers.web.workspace.forms import AddedForm


@require_safe
@cache_control(private=True, no_cache=True)
def positions(request: HttpRequest) -> HttpResponse:
    """Coming positions with filters that work without scripts; what fits, for who is a volunteer."""
    now = timezone.now()
    params = Params({name: value for name, value in request.GET.dict().items() if isinstance(value, str)})
    query = _query(params, now)
    leave_out(request, params)
    volunteer = volunteer_here(request)
    known = words()
    page = page_of(request, positions_found(query, now), A_PAGE)
    context = {
        "query": query,
        "is_filtered": query != PositionQuery(),
        "volunteer": volunteer,
        "fitting": [_card(row) for row in fitting(volunteer, now)] if volunteer and query == PositionQuery() else [],
        "cards": [_card(row) for row in page.object_list],
        "page": page,
        "skills": known.terms[Vocabulary.VOLUNTEER_SKILL].values(),
        "counties": known.choices(),
    }
    return render(request, "volunteers/positions.html", context)


def _query(params: Params, now: datetime) -> PositionQuery:
    known = words()
    codes = {region.code for region in known.choices()}
    return PositionQuery(
        skill="".join(params.choices("skill", known.terms[Vocabulary.VOLUNTEER_SKILL])[:1]),
        county=params.known("county", codes.__contains__, _("没有这个县区，请重新选择。")),
        day=params.day("day", default=city_day(now)) if params.is_meant("day") else None,
        near=params.lon_lat("near"),
    )


def _card(position: Position) -> dict[str, Any]:
    distance = getattr(position, "distance", None)
    return {
        "position": position,
        "when": when_text(position.starts_at, position.ends_at),
        "where": where_text(position.session),
        "skills": skill_labels(position),
        "km": round(distance.km, 1) if distance is not None else None,
    }


def skill_labels(position: Position) -> list[str]:
    """A position's skills in the language of the moment."""
    known = words()
    return [known.term(Vocabulary.VOLUNTEER_SKILL, skill) for skill in position.skills]


@require_safe
@cache_control(private=True, no_cache=True)
def position(request: HttpRequest, public_id: str) -> HttpResponse:
    """A position: what, when, where, and applying in one tap."""
    return position_page(request, found_position(public_id))


def found_position(public_id: str) -> Position:
    """Raises Http404."""
    found = public_position(public_id)
    if found is None:
        raise Http404
    return found


def position_page(
    request: HttpRequest,
    found: Position,
    *,
    wrong: str = "",
    door_code: str = "",
    added: AddedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a position, with what went wrong where something did, or a code for who helps at the door."""
    now, volunteer = timezone.now(), volunteer_here(request)
    context: dict[str, Any] = {
        **_card(found),
        "activity": found.session.activity,
        "volunteer": volunteer,
        "wrong": wrong,
        "door_code": f"{door_code[:4]} {door_code[4:]}" if door_code else "",
        "door_digits": door_code,
        **(_own(found, volunteer, now) if volunteer else {}),
        "is_off": found.cancelled_at is not None
        or found.session.cancelled_at is not None
        or found.session.activity.status != "published",
        "has_begun": now >= found.starts_at,
    }
    if context["has_begun"] and context.get("door") == "volunteers":
        first = {"starts_at": found.starts_at, "ends_at": found.ends_at}
        context |= {"added": added or AddedForm(initial=first), "members": accepted_in(found)}
    return render(request, "volunteers/position.html", context, status=status)


def _own(found: Position, volunteer: Volunteer, now: datetime) -> dict[str, Any]:
    """How a volunteer stands to a position."""
    own = found.applications.filter(volunteer=volunteer).order_by("-applied_at", "-pk").first()
    is_live = own is not None and own.state in LIVE
    near = tight(volunteer.pk, found.starts_at, found.ends_at, but=found.pk)
    return {
        "application": own,
        "is_live": is_live,
        "can_withdraw": is_live and now < found.starts_at,
        "closed": None if is_live and own and own.state != ApplicationState.INVITED else _closed(found, volunteer, now),
        "tight": near.position if near is not None else None,
        "door": door_of(found, volunteer),
    }


def _closed(found: Position, volunteer: Volunteer, now: datetime) -> Any:
    return why_not_apply(terms_of(found, volunteer), now)


@require_POST
@volunteers_page
def deed(request: HttpRequest, volunteer: Volunteer, public_id: str, name: str) -> HttpResponse:
    """Apply, or withdraw."""
    found, now = found_position(public_id), timezone.now()
    try:
        if name == "door":
            code = open_door(position=found, volunteer=volunteer, now=now)
            return position_page(request, found, door_code=code)
        if name == "apply":
            row = apply(position_id=found.pk, volunteer=volunteer, now=now)
            messages.success(request, _told(row))
        elif name == "withdraw":
            own = found.applications.filter(volunteer=volunteer, state__in=LIVE).first()
            if own is None:
                raise Http404
            withdraw(application_id=own.pk, volunteer=volunteer, now=now)
            messages.success(request, _("已退出这个岗位。"))
        else:
            raise Http404
    except DomainError as refusal:
        return position_page(request, found_position(public_id), wrong=str(refusal.sentence), status=409)
    return redirect("volunteer-position", public_id)


def _told(row: Application) -> str:
    match row.state:
        case ApplicationState.ACCEPTED:
            return _("报名成功，届时请准时到岗。")
        case ApplicationState.WAITING:
            return _("岗位已满，您在候补名单里，有空位时按顺序通知您。")
        case _:
            return _("报名已收到，主办方确认后通知您。")
