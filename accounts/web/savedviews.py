"""Keeping, renaming and forgetting the views of the workspace's tables."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.services import remove_view, rename_view, save_view
from accounts.web.access import actor_of, staff_page
from core.errors import Invalid, NotFound
from core.web.sure import asks_first

# A table's code and the name of its address.
TABLES = {"venues": "workspace-venues"}


@require_POST
@staff_page
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the form's table shows under a name, and show it again."""
    page = request.POST.get("page", "")
    if page not in TABLES:
        raise NotFound("saved_view", _("没有找到这个视图。"))
    query = request.POST.get("query", "")
    name = request.POST.get("name", "")
    return _and_back(
        request,
        _("已保存视图。"),
        save_view,
        user_id=actor_of(request).user_id,
        page=page,
        name=name,
        query=query,
        now=timezone.now(),
    )


@require_POST
@staff_page
def rename(request: HttpRequest, view_id: int) -> HttpResponse:
    """Give one of the own views another name."""
    name = request.POST.get("name", "")
    user_id = actor_of(request).user_id
    return _and_back(request, _("已改名。"), rename_view, user_id=user_id, view_id=view_id, name=name)


@require_POST
@staff_page
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one of the own views."""
    back = request.POST.get("next", "")
    asked = asks_first(
        request,
        title=_("删除这个视图？"),
        happens=[_("只删除您保存的筛选条件，场馆和数据都不变。"), _("删除后不能恢复，可以再存一个。")],
        button=_("删除"),
        back=back if _is_own(back) else reverse("workspace"),
    )
    if asked:
        return asked
    user_id = actor_of(request).user_id
    return _and_back(request, _("已删除视图。"), remove_view, user_id=user_id, view_id=view_id)


def _is_own(address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, allowed_hosts=None) and not {"\n", "\r"} & set(address)


def _and_back(request: HttpRequest, done: str, service: Callable[..., Any], **values: Any) -> HttpResponse:
    """Do it and return to the table as it was, with a sentence of what came of it."""
    try:
        service(**values)
    except Invalid as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, done)
    back = request.POST.get("next", "")
    if not _is_own(back):
        back = reverse("workspace")
    return HttpResponseRedirect(back)


urlpatterns: list[URLPattern] = [
    path("views/", save, name="workspace-views"),
    path("views/<int:view_id>/rename/", rename, name="workspace-view-rename"),
    path("views/<int:view_id>/remove/", remove, name="workspace-view-remove"),
]
