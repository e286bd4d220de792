"""The door to the workspace: who has something to keep may enter; for others there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from accounts.permissions import Actor, actor_for
from core.clock import city_day


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request; read once."""
    known: Actor | None = getattr(request, "actor", None)
    if known is None:
        known = actor_for(request.user, city_day(timezone.now()))
        request.actor = known  # type: ignore[attr-defined]
    return known


Page = Callable[..., HttpResponse]


@overload
def staff_page(view: Page) -> Page: ...


@overload
def staff_page(*, may: Callable[[Actor], bool]) -> Callable[[Page], Page]: ...


def staff_page(
    view: Callable[..., HttpResponse] | None = None, *, may: Callable[[Actor], bool] = lambda actor: actor.is_staff
) -> Any:
    """A page of the workspace, never cached: signed out leads to sign-in, others get 404.

    `may` narrows it, such as `may=lambda actor: actor.sees_all` for the office's pages.
    """

    def decorate(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(page)
        @cache_control(private=True, no_store=True)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(actor_of(request)):
                raise Http404
            return page(request, *args, **kwargs)

        return guarded

    return decorate(view) if view is not None else decorate
