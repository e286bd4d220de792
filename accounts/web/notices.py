"""An account's notices: what it was told, and the pages where to act."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Notice
from accounts.services import mark_read
from accounts.web.access import actor_of, staff_page
from core.web.paging import page_of

A_PAGE = 30


@require_safe
@staff_page
def notices(request: HttpRequest) -> HttpResponse:
    """All notices, newest first."""
    own = Notice.objects.of(actor_of(request).user_id)
    context = {"page": page_of(request, own, A_PAGE), "unread": own.unread().count()}
    return render(request, "accounts/notices.html", context)


@require_safe
@staff_page
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and lead to its page."""
    user_id = actor_of(request).user_id
    notice = Notice.objects.of(user_id).filter(pk=notice_id).first()
    if user_id is None or notice is None:
        raise Http404
    mark_read(user_id=user_id, now=timezone.now(), notice_id=notice.pk)
    if url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("workspace-notices")


@staff_page
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    user_id = actor_of(request).user_id
    count = mark_read(user_id=user_id, now=timezone.now()) if user_id is not None else 0
    messages.success(request, _("已将 %(count)d 条通知标为已读。") % {"count": count})
    return redirect("workspace-notices")
