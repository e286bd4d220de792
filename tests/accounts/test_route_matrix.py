"""Every role × every route. A route without a row fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from tests.conftest import client_of
from venues.models import Venue

ROLES = ("visitor", "member", "volunteer", "team_leader", "organizer", "county_reviewer", "office", "administrator")
ALL = set(ROLES)
ADMINISTRATOR = {"administrator"}
SIGNED_IN = ALL - {"visitor"}
STAFF = {"organizer", "county_reviewer", "office", "administrator"}

# route's name: (address, who gets the page, status for the others)
ROUTES: dict[str, tuple[str, set[str], int]] = {
    "home": ("/", ALL, 0),
    "embed": ("/embed/map", ALL, 0),
    "venue": ("/venues/{published}/", ALL, 0),
    "venue-locate": ("/workspace/venues/locate?lon=109.4&lat=24.3", STAFF, 404),
    "venue-geocode": ("/workspace/venues/geocode", set(), 405),
    "venue-hours-preview": ("/workspace/venues/hours-preview?expression=24/7", STAFF, 404),
    "api-search": ("/api/v1/search?q=kj", ALL, 0),
    "api-venues": ("/api/v1/venues/", ALL, 0),
    "api-venues-nearby": ("/api/v1/venues/nearby?lon=109.4&lat=24.3", ALL, 0),
    "api-venue": ("/api/v1/venues/{published}/", ALL, 0),
    "api-regions": ("/api/v1/regions/", ALL, 0),
    "tile": ("/tiles/v1/venues/8/205/109.mvt", ALL, 0),
    "api-schema": ("/api/schema/", ALL, 0),
    "api-docs": ("/api/docs/", ALL, 0),
    "kind-sprite": ("/kinds.svg", ALL, 0),
    "healthz": ("/healthz", ALL, 0),
    "readyz": ("/readyz", ALL, 0),
    "metrics": ("/metrics", set(), 404),
    "favicon": ("/favicon.ico", set(), 302),
    "robots": ("/robots.txt", ALL, 0),
    "manifest": ("/manifest.webmanifest", ALL, 0),
    "sitemap": ("/sitemap.xml", ALL, 0),
    "admin:index": ("/admin/", ADMINISTRATOR, 302),
    "admin:password_change": ("/admin/password_change/", ADMINISTRATOR, 302),
    "admin:password_change_done": ("/admin/password_change/done/", ADMINISTRATOR, 302),
    "admin:autocomplete": (
        "/admin/autocomplete/?app_label=venues&model_name=venue&field_name=operator&term=",
        ADMINISTRATOR,
        302,
    ),
    "admin:jsi18n": ("/admin/jsi18n/", ADMINISTRATOR, 302),
    "admin:app_list": ("/admin/venues/", ADMINISTRATOR, 302),
    "account_login": ("/accounts/login/", {"visitor"}, 302),
    "account_logout": ("/accounts/logout/", SIGNED_IN, 302),
    "account_signup": ("/accounts/signup/", {"visitor"}, 302),
    "account_inactive": ("/accounts/inactive/", ALL, 0),
    "account_reset_password": ("/accounts/password/reset/", ALL, 0),
    "account_reset_password_done": ("/accounts/password/reset/done/", ALL, 0),
    "account_email_verification_sent": ("/accounts/confirm-email/", ALL, 0),
    "account_change_password": ("/accounts/password/change/", SIGNED_IN, 302),
    "account_email": ("/accounts/email/", SIGNED_IN, 302),
    "mfa_index": ("/accounts/2fa/", SIGNED_IN, 302),
}
# Flows of allauth that need a step before them: nobody gets in by the bare address.
FLOWS = {
    "account_reauthenticate",
    "account_set_password",
    "account_confirm_email",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_login_by_code",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_signup_webauthn",
    "mfa_trust",
}
# Django's admin makes the same pages for each model.
ADMIN_PAGES = ("changelist", "add", "history", "delete", "change")
ADMIN_HELPERS = {"admin:login", "admin:logout", "admin:view_on_site", "admin:auth_user_password_change", "admin:"}


def names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}"


EVERY = sorted(set(names(get_resolver().url_patterns)))


def is_admin_page(name: str) -> bool:
    return name.startswith("admin:") and name.rpartition("_")[2] in ADMIN_PAGES


@pytest.mark.parametrize("name", EVERY)
def test_every_route_has_a_row(name: str) -> None:
    assert name in ROUTES or name in FLOWS or name in ADMIN_HELPERS or is_admin_page(name), (
        f"{name!r} needs a row in the matrix: who may open it?"
    )


def test_no_row_is_of_a_route_that_is_gone() -> None:
    assert set(ROUTES) <= set(EVERY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ROUTES)
def test_a_role_gets_what_the_matrix_says(name: str, role: str, people: dict[str, User | None]) -> None:
    address, allowed, otherwise = ROUTES[name]
    published = Venue.objects.published().values_list("public_id", flat=True)[0]
    response = client_of(people[role]).get(address.format(published=published))
    assert response.status_code == (200 if role in allowed else otherwise), (name, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", [name for name in EVERY if is_admin_page(name) and name.endswith("changelist")])
def test_only_administrators_open_admin_lists(name: str, role: str, people: dict[str, User | None]) -> None:
    from django.urls import reverse

    response = client_of(people[role]).get(reverse(name))
    assert response.status_code == (200 if role == "administrator" else 302), (name, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith(("api-", "tile"))])
def test_public_reads_take_no_writes(name: str, method: str, role: str, people: dict[str, User | None]) -> None:
    published = Venue.objects.published().values_list("public_id", flat=True)[0]
    response = getattr(client_of(people[role]), method)(ROUTES[name][0].format(published=published))
    assert response.status_code in {403, 405}, (name, method, role)


@pytest.mark.parametrize("status", ["draft", "submitted", "hidden", "closed"])
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("visitor", set()),
        ("member", set()),
        ("volunteer", set()),
        ("team_leader", set()),
        ("organizer", {"own"}),
        ("county_reviewer", {"own", "county"}),
        ("office", {"own", "county", "other"}),
        ("administrator", {"own", "county", "other"}),
    ],
)
def test_an_unpublished_venue_is_there_only_for_those_who_keep_it(
    status: str, role: str, sees: set[str], people: dict[str, User | None], member_unit: Any, now: Any
) -> None:
    """“own” is the organizer's unit's, in the reviewer's county; “county” is another unit's there."""
    everything = Venue.objects.filter(county="450202"), Venue.objects.exclude(county="450202").exclude(county=None)
    own, county = everything[0][:2]
    other = everything[1][0]
    Venue.objects.filter(pk=own.pk).update(operator=member_unit)
    Venue.objects.filter(pk__in=[own.pk, county.pk, other.pk]).update(status=status, closed_on=now.date())
    client = client_of(people[role])
    for relation, venue in {"own": own, "county": county, "other": other}.items():
        page = client.get(f"/venues/{venue.public_id}/")
        assert page.status_code == (200 if relation in sees else 404), (relation, role)
        api = client.get(f"/api/v1/venues/{venue.public_id}/")
        assert api.status_code == 404, "the public API tells of the published alone"
