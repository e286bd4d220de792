"""A member's own page: what I signed up for, my calendar, and what I was told."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Notice, User
from accounts.selectors.members import masked_number
from accounts.services import mark_read
from activities.selectors.members import calendar_key, signed_up
from activities.services import take_up_registrations
from activities.services.members import link_mini_program, renew_calendar
from activities.web.private import private_page
from core.web.paging import page_of
from core.web.sure import asks_first

A_PAGE = 20


def _member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@private_page
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Registrations made with the account's number before it was there are taken up by the way."""
    user = _member(request)
    take_up_registrations(user_id=user.pk)
    key = calendar_key(user.pk)
    own = Notice.objects.of(user.pk)
    context = {
        **signed_up(user.pk, timezone.now()),
        "calendar": settings.SITE_URL + reverse("feed-me", args=[key]) if key else "",
        "page": page_of(request, own, A_PAGE),
        "unread": own.unread().count(),
        "masked": masked_number(user),
    }
    return render(request, "portal/me.html", context)


def _asks_to_renew(request: HttpRequest) -> HttpResponse | None:
    return asks_first(
        request,
        title=_("换一个日历地址？"),
        happens=[_("现在的地址马上失效：用它的手机和电脑日历都不再更新。"), _("换了以后要在那里重新添加新的地址。")],
        button=_("换一个地址"),
        back=reverse("me"),
    )


@private_page
@login_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Makes a calendar address, or another one in its place."""
    user = _member(request)
    if calendar_key(user.pk) and (asked := _asks_to_renew(request)):
        return asked
    renew_calendar(user_id=user.pk, now=timezone.now())
    messages.success(request, _("日历地址已生成，旧的地址不能再用。"))
    return redirect("me")


@private_page
@login_required
@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Marks a notice as read and leads to its page."""
    user = _member(request)
    found = Notice.objects.of(user.pk).filter(pk=notice_id).first()
    if found is None:
        raise Http404
    mark_read(user_id=user.pk, now=timezone.now(), notice_id=found.pk)
    safe = url_has_allowed_host_and_scheme(found.path, allowed_hosts=None)
    return redirect(found.path) if safe else redirect("me")


@private_page
@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all notices as read."""
    mark_read(user_id=_member(request).pk, now=timezone.now())
    return redirect("me")


@private_page
@login_required
@require_http_methods(["GET", "POST"])
def weixin(request: HttpRequest) -> HttpResponse:
    """Takes WeChat's code from our mini program, which opens this page, and asks before it links them."""
    if settings.WEIXIN_MINI_BACKEND in {"none", "console"}:
        raise Http404
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")[:200]
    if request.method == "POST" and code:
        link_mini_program(user_id=_member(request).pk, code=code, now=timezone.now())
        messages.success(request, _("以后的通知也会发到您的微信。"))
        return redirect("me")
    return render(request, "portal/me_weixin.html", {"code": code})
