"""Who asks, and in which words they are refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from activities.web.private import private_page
from volunteers.models import Volunteer
from volunteers.selectors.own import volunteer_of


def member_of(request: HttpRequest) -> User:
    """The account that is signed in; the page is behind sign-in."""
    assert isinstance(request.user, User)
    return request.user


def volunteer_here(request: HttpRequest) -> Volunteer | None:
    """The volunteer who is signed in."""
    return volunteer_of(request.user.pk if request.user.is_authenticated else None)


def volunteers_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a volunteer's own: signed out leads to sign-in, others to becoming one. Passes the volunteer."""

    @wraps(view)
    @private_page
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        volunteer = volunteer_here(request)
        if volunteer is None:
            return redirect(reverse("volunteer-join"))
        return view(request, volunteer, *args, **kwargs)

    return guarded
