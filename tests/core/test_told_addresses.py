"""What the request log and the history tell of an address."""

import pytest
from django.test import Client

from core.web.logs import SecretFreePaths, tellable


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/accounts/password/reset/key/3-cx1a2b-0123456789abcdef/", "/accounts/password/reset/key/…-…/"),
        ("/en/accounts/password/reset/key/3-cx1a2b-0123456789abcdef/", "/en/accounts/password/reset/key/…-…/"),
        ("/accounts/confirm-email/MQ:1abc:secret-signature/", "/accounts/confirm-email/…/"),
        ("/activities/ticket/abc.def.ghi/", "/activities/ticket/…/"),
        ("/activities/ticket/abc.def.ghi/confirm/", "/activities/ticket/…/confirm/"),
        ("/c/abcdefgh", "/c/…"),
        ("/verify/ABCDEFGH", "/verify/…"),
        ("/feeds/me/abcdefgh.ics", "/feeds/me/….ics"),
        ("/venues/0123456789/", "/venues/0123456789/"),
        ("/tiles/v1/venues/3/4/5.mvt", "/tiles/v1/venues/3/4/5.mvt"),
        ("/accounts/password/reset/kez/3-cx1a2b-0123456789abcdef/", "/accounts/…"),
        ("/stats/", "/stats/"),
    ],
)
def test_only_harmless_arguments_are_told(address: str, told: str) -> None:
    assert tellable(address) == told


@pytest.mark.parametrize(
    "address", ["/activities/ticket/abc.def.ghi/none", "/c/abcdefgh", "/feeds/me/abcdefgh.ics", "/verify/ABCDEFGH/"]
)
def test_djangos_own_lines_tell_no_secret_either(address: str, db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(SecretFreePaths())
    Client(enforce_csrf_checks=True).post(address)
    Client().get(address)
    secret = address.split("/")[-2] if address.endswith("/") else address.split("/")[-1]
    assert "Not Found" in caplog.text or "Forbidden" in caplog.text or "Method" in caplog.text or "Bad" in caplog.text
    for hidden in ("abc.def.ghi", "abcdefgh", "ABCDEFGH"):
        assert hidden not in caplog.text, secret
