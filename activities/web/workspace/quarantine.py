"""Entries that could not be counted, for who keeps the activity: counted or discarded by group, none vanishes."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.checkins import Code, read_moment
from activities.models import Activity, Method, QuarantinedEntry, QuarantineState
from activities.selectors.quarantine import (
    Chosen,
    Decision,
    Group,
    decisions_of,
    groups_of,
    minutes_of,
    quarantine_of,
    read_key,
    waiting_count,
)
from activities.selectors.ticketholders import whose
from activities.services import Verdict, decide_group
from activities.services.quarantine import Outcome
from activities.services.serving import is_service
from activities.web.private import private_page
from activities.web.workspace.record import kept_activity
from activities.wording import when_text
from core.errors import DomainError
from core.numbers import whole_number
from core.web.paging import page_number, page_of
from core.web.problems import status_of
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

GROUPS, ROWS = 20, 50  # on a page
MOST_SESSIONS = 200
LARGEST_COUNT = 999_999


@private_page
@staff_page
@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest, public_id: str) -> HttpResponse:
    """Groups that wait, with why; `?group` one of them with its rows; below `?done` what was decided."""
    activity = kept_activity(public_id, actor_of(request))
    wrong, status = "", 200
    if request.method == "POST":
        chosen = _chosen(request, request.POST, activity)
        try:
            outcome = decide_group(
                activity=activity,
                chosen=chosen,
                verdict=_verdict(request),
                by=actor_of(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            sentences = [str(text) for texts in refusal.fields.values() for text in texts] or [str(refusal.sentence)]
            wrong, status = " ".join(sentences), status_of(refusal)
        else:
            if outcome.settled or not outcome.left:
                _tell(request, outcome, counts=request.POST.get("deed") == "count")
                return redirect(_after(request, activity))
            wrong, status = _why_left(outcome), 400
    if "group" in request.GET or request.GET.get("done"):
        return _rows_page(request, activity, wrong, status)
    return _groups_page(request, activity, wrong, status)


def _chosen(request: HttpRequest, given: Any, activity: Activity) -> Chosen:
    """What a form or an address means. Raises Http404 for what is none of the activity's."""
    try:
        ids = frozenset(UUID(one) for one in given.getlist("entry")[: ROWS * 2])
    except ValueError:
        raise Http404 from None
    key, minute = read_key(given.get("group", "")), given.get("minute", "")
    chosen = Chosen(ids, key, whole_number(minute, high=99_999_999), read_moment(given.get("upto")))
    if (not ids and key is None) or not chosen.of(activity.pk).exists():
        raise Http404
    return chosen


def _verdict(request: HttpRequest) -> Verdict:
    count = request.POST.get("count", "").strip()
    return Verdict(
        counts=request.POST.get("deed") == "count",
        reason=request.POST.get("reason", "")[:400],
        session=request.POST.get("session", ""),
        audience=request.POST.get("audience", "")[:40],
        count=(whole_number(count, high=LARGEST_COUNT) or 0) if count else None,
    )


def _tell(request: HttpRequest, outcome: Outcome, *, counts: bool) -> None:
    n = outcome.settled
    if not n and not outcome.left:
        messages.info(request, _("这些已经办理过了，没有再动。"))
    elif not counts:
        sentence = ngettext("已作废 %(n)d 条，理由记在这里。", "已作废 %(n)d 条，理由记在这里。", n)
        messages.success(request, sentence % {"n": n})
    else:
        sentence = ngettext("已计入 %(n)d 条，%(people)d 人次。", "已计入 %(n)d 条，%(people)d 人次。", n)
        messages.success(request, sentence % {"n": n, "people": outcome.people})
    if outcome.again:
        again = outcome.again
        told = ngettext("其中 %(n)d 条的人已经签到过，没有重复计。", "其中 %(n)d 条的人已经签到过，没有重复计。", again)
        messages.info(request, told % {"n": again})
    if outcome.left:
        messages.warning(request, _why_left(outcome))


def _why_left(outcome: Outcome) -> str:
    """What still waits, by why."""
    lines = [_("%(n)d 条没有办：%(why)s") % {"n": n, "why": why} for why, n in outcome.left.most_common(5)]
    return " ".join(lines)


def _after(request: HttpRequest, activity: Activity) -> str:
    """Back to the rows where some of a group were decided and others wait, else to the groups."""
    address = reverse("workspace-activity-quarantine", args=[activity.public_id])
    key = read_key(request.POST.get("group", ""))
    if key is None or not request.POST.getlist("entry"):
        return address
    rest = Chosen(key=key).of(activity.pk).filter(state=QuarantineState.WAITING)
    return f"{address}?{urlencode({'group': str(key)})}" if rest.exists() else address


def _frame(activity: Activity) -> dict[str, Any]:
    sessions = activity.sessions.all()[:MOST_SESSIONS]
    terms = words().terms[Vocabulary.AUDIENCE]
    return {
        "activity": activity,
        "waiting": waiting_count(activity.pk),
        "sessions": [(one.public_id, when_text(one.starts_at, one.ends_at)) for one in sessions],
        "audiences": [(name, term.label) for name, term in terms.items()],
        "reasons": [_("试机"), _("重复签到"), _("不是我们的人"), _("人数不实")],
    }


def _groups_page(request: HttpRequest, activity: Activity, wrong: str, status: int) -> HttpResponse:
    is_done = "done" in request.GET
    of: Any = decisions_of if is_done else groups_of
    number = page_number(request)
    found, total = of(activity.pk, limit=GROUPS, offset=(number - 1) * GROUPS)
    last = max(1, -(-total // GROUPS))
    if number > last:  # an address of before: the last page there is
        number, (found, total) = last, of(activity.pk, limit=GROUPS, offset=(last - 1) * GROUPS)
    context = {
        **_frame(activity),
        "is_done": is_done,
        "page": _page(found, number, total),
        "groups": [] if is_done else [_group(one) for one in found],
        "decisions": [_decision(one) for one in found] if is_done else [],
        "wrong": wrong,
        "wrong_group": request.POST.get("group", ""),
    }
    return render(request, "activities/workspace/quarantine.html", context, status=status)


def _page(found: list[Any], number: int, total: int) -> Page:
    return Page(found, number, Paginator(range(total), GROUPS))


def _group(group: Group) -> dict[str, Any]:
    return {
        "group": group,
        "key": str(group.key),
        "why": why_text(group.key.code),
        "when": when_text(group.starts_at, group.ends_at) if group.starts_at and group.ends_at else "",
        "upto": group.last_received.isoformat(),
    }


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "decision": one,
        "why": why_text(one.code),
        "state": str(QuarantineState(one.state).label),
        "address": urlencode({"done": one.at.isoformat()}) if one.at else "",
    }


def _rows_page(request: HttpRequest, activity: Activity, wrong: str, status: int) -> HttpResponse:
    done = request.GET.get("done", "")
    rows = _decided_at(activity, done) if done else _chosen(request, request.GET, activity).of(activity.pk)
    rows = rows.filter(state=QuarantineState.WAITING) if not done else rows
    page = page_of(request, rows.select_related("session", "device", "decided_by").order_by("received_at", "id"), ROWS)
    shown = list(page.object_list)
    key = read_key(request.GET.get("group", ""))
    last = rows.order_by("-received_at").values_list("received_at", flat=True).first()
    context = {
        **_frame(activity),
        "is_done": bool(done),
        "page": page,
        "rows": _lines(shown, actor_of(request)),
        "key": str(key) if key else "",
        "why": why_text(key.code) if key else "",
        "undoes": key.undoes if key else False,
        "is_service": any(is_service(row.sent) for row in shown),
        "own_session": key.session if key else "",
        "minutes": minutes_of(Chosen(key=key).of(activity.pk).filter(state=QuarantineState.WAITING)) if key else [],
        "minute": request.GET.get("minute", ""),
        "upto": last.isoformat() if last else "",
        "wrong": wrong,
    }
    return render(request, "activities/workspace/quarantine_rows.html", context, status=status)


def _decided_at(activity: Activity, text: str) -> Any:
    moment = read_moment(text)
    if moment is None:
        raise Http404
    return quarantine_of(activity.pk).filter(decided_at=moment).exclude(state=QuarantineState.WAITING)


def why_text(code: str) -> str:
    """Why an entry waits, in words."""
    return str(Code(code).sentence) if code in set(Code) else code


def _lines(rows: list[QuarantinedEntry], by: Actor) -> list[dict[str, Any]]:
    terms = words().terms[Vocabulary.AUDIENCE]
    names = whose(rows, by)
    return [
        {
            "entry": row,
            "who": names.get(row.pk, ""),
            "is_service": is_service(row.sent),
            "why": why_text(row.code),
            "count": row.sent.get("count", ""),
            "audience": terms[said].label if (said := row.sent.get("audience")) in terms else "",
            "method": str(Method(said).label) if (said := row.sent.get("method")) in set(Method) else "",
            "when": when_text(row.session.starts_at, row.session.ends_at) if row.session else "",
            "said": [(name, str(value)) for name, value in row.sent.items() if value not in (None, "")],
        }
        for row in rows
    ]
