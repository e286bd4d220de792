"""Entering what came back on paper."""

from typing import Any
from uuid import UUID

import uuid6
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.web.access import actor_of, staff_page
from activities.checkins import Status
from activities.models import CheckIn, Session
from activities.selectors.offers import audiences_of
from activities.selectors.registrants import as_rows, on_the_roster
from activities.services import PaperLine, record_paper
from activities.web.private import private_page
from activities.web.workspace.onsite import frame_of, kept_session
from core.errors import DomainError, Invalid
from core.images import store_photo
from core.numbers import whole_number
from core.web.paging import page_of
from core.web.problems import status_of

A_PAGE = 200
LARGEST_NUMBER = 999_999


@private_page
@staff_page
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The roster to tick, people without names by audience, and the sheet's photo."""
    activity, session = kept_session(request, public_id, session_id)
    said = request.POST if request.method == "POST" else {}
    context: dict[str, Any] = {**frame_of(activity, session), "photo": said.get("evidence", "")[:10], "wrong": ""}
    status = 200
    if request.method == "POST":
        try:
            context["photo"] = _photo(request) or context["photo"]
            lines = _lines(request)
            answers = record_paper(
                session_id=session.pk, lines=lines, photo=context["photo"], by=actor_of(request), now=timezone.now()
            )
        except DomainError as refusal:
            context["wrong"], status = str(refusal.sentence), status_of(refusal)
        else:
            _tell(request, lines, answers)
            return redirect("workspace-activity-paper", activity.public_id, session.public_id)
    page = page_of(request, on_the_roster(session), A_PAGE)
    context |= {
        "page": page,
        "rows": _rows(session, page.object_list, said),
        "crowds": _crowds(session, said),
        "too_early": timezone.now() < session.starts_at,
    }
    return render(request, "activities/workspace/paper.html", context, status=status)


def _photo(request: HttpRequest) -> str:
    given = request.FILES.get("photo")
    if given is None or given.file is None:
        return ""
    return str(store_photo(given=given.file, by_user_id=actor_of(request).user_id, now=timezone.now()).public_id)


def _rows(session: Session, registrations: Any, said: Any) -> list[dict[str, Any]]:
    """The roster's rows; who is in already stands there ticked and can't be sent again."""
    rows = as_rows(registrations, session)
    keys = [row.registration.pk for row in rows]
    live = CheckIn.objects.filter(session=session, registration__in=keys, undo_of=None, undone_by=None)
    arrived = dict(live.values_list("registration_id", "count"))
    ticked = set(said.getlist("ticked")) if said else set()
    return [
        {
            "who": row,
            "id": said.get(f"id-{row.registration.public_id}") or str(uuid6.uuid7()),
            "people": said.get(f"people-{row.registration.public_id}", row.registration.people),
            "is_ticked": row.registration.public_id in ticked,
            "arrived": arrived.get(row.registration.pk),
            "can_come": row.registration.state == "confirmed",
        }
        for row in rows
    ]


def _crowds(session: Session, said: Any) -> list[dict[str, Any]]:
    return [
        {
            "audience": name,
            "label": label,
            "id": said.get(f"id-{name}") or str(uuid6.uuid7()),
            "people": said.get(f"count-{name}", ""),
        }
        for name, label in audiences_of(session).items()
    ]


def _lines(request: HttpRequest) -> list[PaperLine]:
    """The lines of a form. Raises Invalid for what is no number, or no form of ours."""
    said = request.POST
    lines = [
        PaperLine(_id(said, name), _number(said.get(f"people-{name}", "")), registration=name)
        for name in said.getlist("ticked")[:A_PAGE]
    ]
    for field in list(said)[: 4 * A_PAGE]:
        audience = field.removeprefix("count-")
        if field != audience and said[field].strip() not in ("", "0"):
            lines.append(PaperLine(_id(said, audience), _number(said[field]), audience=audience[:40]))
    return lines


def _id(said: Any, name: str) -> UUID:
    try:
        return UUID(said.get(f"id-{name}", ""))
    except ValueError:
        raise Invalid("paper_form", _("表单不完整，请刷新页面再填。")) from None


def _number(text: str) -> int:
    number = whole_number(text, high=LARGEST_NUMBER)
    if number is None:
        raise Invalid("paper_number", _("人数要填数字，例如 12。"))
    return number


def _tell(request: HttpRequest, lines: list[PaperLine], answers: list[Any]) -> None:
    people = sum(line.people for line, answer in zip(lines, answers, strict=True) if answer.status is Status.ACCEPTED)
    known = sum(answer.status is Status.DUPLICATE for answer in answers)
    waits = sum(answer.status is Status.QUARANTINED for answer in answers)
    if people:
        messages.success(request, ngettext("已记入 %(n)d 人。", "已记入 %(n)d 人。", people) % {"n": people})
    if known:
        said = ngettext("%(n)d 行已经签到过，没有重复计。", "%(n)d 行已经签到过，没有重复计。", known)
        messages.info(request, said % {"n": known})
    if waits:
        said = ngettext("%(n)d 行不能计入，放在待处理里。", "%(n)d 行不能计入，放在待处理里。", waits)
        messages.error(request, said % {"n": waits})
