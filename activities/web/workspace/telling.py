"""Taking a list along, and telling everybody something."""

from io import BytesIO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web.access import actor_of, staff_page
from activities.models import AccessKind, Activity, Registration, Session
from activities.models.registration import OPEN
from activities.selectors.registrants import Registrant, as_rows, in_order
from activities.services import announce, note_accesses
from activities.services.keeping import LONGEST_ANNOUNCEMENT
from activities.web.private import private_page
from activities.web.workspace.record import kept_activity
from activities.web.workspace.registrants import chosen_session, list_address
from activities.wording import when_text
from core.errors import Invalid
from core.sheets import Column, Sheet, Value, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@private_page
@staff_page
@require_POST
def export(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list as Excel, once it is written down who takes it and what for."""
    actor = actor_of(request)
    activity = kept_activity(public_id, actor)
    session = chosen_session(request, activity)
    sessions = list(activity.sessions.select_related("activity__unit")) if "all" in request.POST else [session]
    lists = [(one, as_rows(in_order(one), one)) for one in sessions]
    purpose = request.POST.get("purpose", "")
    counts = [(one, len(rows)) for one, rows in lists]
    try:
        note_accesses(kind=AccessKind.EXPORTED, counts=counts, by=actor, now=timezone.now(), purpose=purpose)
    except Invalid as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(list_address(activity, session))
    stream = BytesIO()
    write_xlsx(stream, [_sheet(activity, lists)])
    name = f"registrants-{activity.public_id}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(stream.getvalue(), content_type=XLSX, headers=headers)


def _sheet(activity: Activity, lists: list[tuple[Session, list[Registrant]]]) -> Sheet:
    titles = [
        _("场次"),
        _("状态"),
        _("姓名"),
        _("手机号"),
        _("团体名称"),
        _("人数"),
        _("人群"),
        _("年龄段"),
        _("报名时间"),
    ]
    asked = [str(question["label"]) for question in activity.questions]
    columns = [Column(title, 18) for title in [*titles, *asked]]
    rows = [_line(session, row, asked) for session, found in lists for row in found]
    return Sheet(_("报名名单"), columns, rows)


def _line(session: Session, row: Registrant, asked: list[str]) -> list[Value]:
    registration = row.registration
    answers = dict(row.answers)
    return [
        when_text(session.starts_at, session.ends_at),
        str(registration.get_state_display()),
        row.name,
        row.number,
        registration.group_name,
        registration.people,
        row.audience,
        row.age_band,
        registration.created_at,
        *(answers.get(label, "") for label in asked),
    ]


@private_page
@staff_page
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    """What everybody is told: written, looked at once more, sent."""
    actor = actor_of(request)
    activity = kept_activity(public_id, actor)
    session = chosen_session(request, activity)
    told = Registration.objects.filter(session=session, state__in=[state.value for state in OPEN]).count()
    text = request.POST.get("text", "")[: LONGEST_ANNOUNCEMENT * 2].strip()
    wrong = ""
    if request.method == "POST" and "sure" in request.POST:
        try:
            announce(session_id=session.pk, text=text, by=actor, now=timezone.now())
        except Invalid as refusal:
            wrong = str(refusal.sentence)
        else:
            messages.success(request, _("已交给系统发送，每个报名的人都会收到。"))
            return redirect(list_address(activity, session))
    elif request.method == "POST" and not 0 < len(text) <= LONGEST_ANNOUNCEMENT:
        wrong = _("请写明要告诉大家的话，最多 %(longest)d 个字。") % {"longest": LONGEST_ANNOUNCEMENT}
    context = {
        "activity": activity,
        "session": session,
        "when": when_text(session.starts_at, session.ends_at),
        "told": told,
        "text": text,
        "wrong": wrong,
        "is_preview": request.method == "POST" and not wrong,
        "longest": LONGEST_ANNOUNCEMENT,
        "sent": session.announcements.all()[:20],
    }
    return render(request, "activities/workspace/message.html", context, status=400 if wrong else 200)
