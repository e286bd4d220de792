"""Asking for an export as somebody does."""

from accounts.models import User
from tests.conftest import client_of


def content(user: User | None, form: str, query: str = "sort=name", prefix: str = "") -> bytes:
    response = client_of(user).get(f"{prefix}/workspace/venues/export.{form}?{query}")
    assert response.status_code == 200, response.content
    return b"".join(response)
