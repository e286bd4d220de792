"""An activity's registrants, for its keepers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.web.access import actor_of, staff_page
from activities.models import AccessKind, Activity, RegistrationState, Session
from activities.selectors.registrants import as_rows, counts_of, found_by, in_order, on_the_roster
from activities.services import decide_registration, note_access, offer_place, withdraw_registration
from activities.web.private import private_page
from activities.web.workspace.record import kept_activity
from activities.wording import when_text, where_text
from core.errors import DomainError
from core.web.paging import page_of

A_PAGE = 50
MOST_AT_ONCE = 200


def chosen_session(request: HttpRequest, activity: Activity) -> Session:
    """The session that the address names, else the next one, else the last. Raises Http404 where there is none."""
    rows = activity.sessions.select_related("activity__unit", "venue")
    named = request.GET.get("session", "") or request.POST.get("session", "")
    if named:
        found = rows.filter(public_id=named[:10]).first()
    else:
        found = rows.filter(ends_at__gte=timezone.now()).first() or rows.last()
    if found is None:
        raise Http404
    return found


def list_address(activity: Activity, session: Session) -> str:
    """The address of a session's list."""
    return f"{reverse('workspace-activity-registrants', args=[activity.public_id])}?session={session.public_id}"


@private_page
@staff_page
@require_http_methods(["GET", "POST"])
def registrants(request: HttpRequest, public_id: str) -> HttpResponse:
    """A session's list. Searches and a look at a number are posted: what is typed stays out of the address."""
    activity = kept_activity(public_id, actor_of(request))
    session = chosen_session(request, activity)
    q = request.POST.get("q", "").strip()[:40]
    context: dict[str, Any] = {"q": q, "shown": ""}
    if q:
        found = found_by(session, q)
    else:
        context["page"] = page_of(request, in_order(session), A_PAGE)
        found = context["page"].object_list
    rows = as_rows(found, session)
    context["shown"] = _shown(request, session, rows)
    return render(request, "activities/workspace/registrants.html", {**context, **_frame(activity, session, rows)})


def _frame(activity: Activity, session: Session, rows: list[Any]) -> dict[str, Any]:
    return {
        "activity": activity,
        "session": session,
        "sessions": [(one, when_text(one.starts_at, one.ends_at)) for one in activity.sessions.all()],
        "counts": counts_of(session),
        "rows": rows,
        "when": when_text(session.starts_at, session.ends_at),
    }


def _shown(request: HttpRequest, session: Session, rows: list[Any]) -> str:
    """The registration whose number is asked for; the look is written down first."""
    wanted = request.POST.get("show", "")
    for row in rows:
        if wanted and row.registration.public_id == wanted:
            note_access(
                kind=AccessKind.SHOWN,
                session=session,
                registration=row.registration,
                rows=1,
                by=actor_of(request),
                now=timezone.now(),
            )
            return wanted
    return ""


@private_page
@staff_page
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """One deed for the ticked registrations; each stands for itself."""
    activity = kept_activity(public_id, actor_of(request))
    session = chosen_session(request, activity)
    wanted = request.POST.getlist("registration")[:MOST_AT_ONCE]
    ids = list(in_order(session).filter(public_id__in=wanted).values_list("pk", flat=True))
    if not ids:
        messages.error(request, _("请先勾选要办理的报名。"))
        return redirect(list_address(activity, session))
    done, sentences = 0, []
    for registration_id in ids:
        try:
            _do(request, registration_id)
            done += 1
        except DomainError as refusal:
            sentences.append(str(refusal.sentence))
    if done:
        said = ngettext("已办理 %(n)d 个报名，结果会通知本人。", "已办理 %(n)d 个报名，结果会通知本人。", done)
        messages.success(request, said % {"n": done})
    for sentence in dict.fromkeys(sentences):
        count = sentences.count(sentence)
        messages.error(
            request, sentence if count == 1 else _("%(n)d 个没有办成：%(why)s") % {"n": count, "why": sentence}
        )
    return redirect(list_address(activity, session))


def _do(request: HttpRequest, registration_id: int) -> None:
    common: dict[str, Any] = {"registration_id": registration_id, "by": actor_of(request), "now": timezone.now()}
    reason = request.POST.get("reason", "")
    match request.POST.get("deed"):
        case "approve":
            decide_registration(accept=True, **common)
        case "decline":
            decide_registration(accept=False, reason=reason, **common)
        case "offer":
            offer_place(**common)
        case "withdraw":
            withdraw_registration(reason=reason, **common)
        case _:
            raise Http404


@private_page
@staff_page
@require_safe
def roster(request: HttpRequest, public_id: str) -> HttpResponse:
    """A sheet to tick off at the door. Opening it is written down."""
    actor = actor_of(request)
    activity = kept_activity(public_id, actor)
    session = chosen_session(request, activity)
    rows = as_rows(on_the_roster(session), session)
    note_access(kind=AccessKind.PRINTED, session=session, rows=len(rows), by=actor, now=timezone.now())
    people = sum(row.registration.people for row in rows if row.registration.state == RegistrationState.CONFIRMED)
    context = {**_frame(activity, session, rows), "where": where_text(session), "people": people}
    return render(request, "activities/workspace/roster.html", context)
