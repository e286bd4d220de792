"""Staff in a browser: signed in by a session of their own, past the sign-in pages."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

from accounts.models import User
from tests.journeys.visitor import Visitors


def session_of(user: User) -> str:
    """The key of a new session that an account is signed in with; the caller may reach the database."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def open_as(session: str, visitors: Visitors, address: str, size: str = "desktop", **options: object) -> Page:
    """A fresh browser on a page, signed in with a session."""
    context = visitors.context(size, **options)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitors.site}])
    page = context.new_page()
    page.goto(address)
    visitors.settle(page)
    return page
