"""A call-up for who is called: what, where, and whether they come."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from volunteers.models import CallUpAnswer, Volunteer
from volunteers.services.callups import answer_call_up
from volunteers.web.asking import volunteers_page


@require_http_methods(["GET", "HEAD", "POST"])
@volunteers_page
def call_up(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """The call-up, and the answer in one tap."""
    rows = CallUpAnswer.objects.select_related("call_up").filter(volunteer=volunteer)
    own = rows.filter(call_up__public_id=public_id[:20]).first()
    if own is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        if request.POST.get("comes") not in {"yes", "no"}:
            raise Http404
        try:
            answer_call_up(
                call_up_id=own.call_up_id,
                volunteer=volunteer,
                comes=request.POST["comes"] == "yes",
                note=request.POST.get("note", ""),
                now=timezone.now(),
            )
        except DomainError as refusal:
            wrong = str(refusal.sentence)
        else:
            messages.success(request, _("已答复，谢谢您。"))
            return redirect("volunteer-call-up", public_id)
    context = {"own": own, "call_up": own.call_up, "wrong": wrong}
    return render(request, "volunteers/call_up.html", context, status=409 if wrong else 200)
