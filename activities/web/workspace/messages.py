"""Messages to registrants, for the office: their words, and what became of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.web.access import staff_page
from activities.selectors.messages import given_up, previews, refused, tallies
from core.outbox import send_again


@staff_page(may=lambda actor: actor.sees_all)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every message's words, and the messages that did not arrive."""
    now = timezone.now()
    context = {"previews": previews(now), "tallies": tallies(now), "given_up": given_up(), "refused": refused()}
    return render(request, "activities/workspace/messages.html", context)


@staff_page(may=lambda actor: actor.sees_all)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Gives what was given up its tries anew."""
    count = send_again([row["outbox"].pk for row in given_up()], timezone.now())
    said = ngettext("已重新排队 %(n)d 条。", "已重新排队 %(n)d 条。", count) % {"n": count}
    messages.success(request, said)
    return redirect("workspace-messages")
