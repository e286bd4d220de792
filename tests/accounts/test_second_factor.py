"""Staff need a second factor on every path."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.test import Client, override_settings

from accounts.models import Role, Unit, User
from accounts.secondfactors import reseal_secrets
from core.crypto import Unreadable
from tests.conftest import client_of, give_second_factor, join, make_user

DOORS = ["/", "/admin/", "/admin/venues/venue/", "/venues/0000000000/", "/accounts/password/change/"]


@pytest.mark.parametrize("address", DOORS)
@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COUNTY_REVIEWER, Role.OFFICE])
def test_staff_without_one_are_sent_to_set_it_up(address: str, role: Role, county_office: Unit) -> None:
    client = client_of(join(make_user("new"), county_office, role))
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].endswith("/accounts/2fa/")


@pytest.mark.parametrize("address", DOORS)
def test_an_administrator_without_one_is_sent_to_set_it_up(address: str, db: None) -> None:
    response = client_of(make_user("new", is_staff=True, is_superuser=True)).get(address)
    assert response.status_code == 302
    assert response["Location"].endswith("/accounts/2fa/")


def test_a_program_is_told_in_its_own_form(county_office: Unit) -> None:
    response = client_of(join(make_user("new"), county_office, Role.OFFICE)).get("/api/v1/venues/")
    assert response.status_code == 403
    assert response.json()["code"] == "second_factor_needed"


def test_members_need_none(db: None) -> None:
    assert client_of(make_user("member")).get("/").status_code == 200


def test_the_waiver_is_of_demonstration_accounts_and_only_where_the_setting_allows(county_office: Unit) -> None:
    demonstration = join(make_user("demo", is_demonstration=True), county_office, Role.OFFICE)
    real = join(make_user("real"), county_office, Role.OFFICE)
    with override_settings(DEMONSTRATION_ACCOUNTS=True):
        assert client_of(demonstration).get("/").status_code == 200
        assert client_of(real).get("/").status_code == 302


def test_a_demonstration_account_is_nobody_where_the_setting_does_not_allow_it(db: None) -> None:
    user = make_user("demo", is_demonstration=True, is_staff=True, is_superuser=True)
    with override_settings(DEMONSTRATION_ACCOUNTS=True):
        client = client_of(user)
        assert client.get("/admin/").status_code == 200
    with override_settings(DEMONSTRATION_ACCOUNTS=False):
        assert client.get("/admin/").status_code == 302, "a session that was open ends"
        fresh = Client()
        fresh.post("/accounts/login/", {"login": "demo", "password": "a long enough password"})
        assert "_auth_user_id" not in fresh.session


def test_a_probe_needs_no_second_factor(county_office: Unit) -> None:
    client = client_of(join(make_user("new"), county_office, Role.OFFICE))
    assert client.get("/readyz").status_code == 200


def test_security_keys_can_be_listed(county_office: Unit) -> None:
    client = client_of(give_second_factor(join(make_user("new"), county_office, Role.OFFICE)))
    assert client.get("/accounts/2fa/webauthn/").status_code in {200, 302}


def sign_in(client: Client, password: str = "a long enough password") -> object:
    return client.post("/accounts/login/", {"login": "somebody", "password": password})


def test_signing_in_asks_for_the_factor_before_there_is_a_session(county_office: Unit) -> None:
    give_second_factor(join(make_user("somebody"), county_office, Role.OFFICE))
    client = Client()
    response = sign_in(client)
    assert response["Location"].endswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_the_admin_has_no_door_of_its_own(db: None) -> None:
    response = Client().get("/admin/login/?next=/admin/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_a_disabled_account_is_out_at_once(db: None) -> None:
    user = make_user("somebody", is_staff=True, is_superuser=True)
    client = client_of(give_second_factor(user))
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


def test_guessing_a_password_is_locked_out(db: None) -> None:
    make_user("somebody")
    client = Client()
    for _attempt in range(12):
        sign_in(client, "wrong")
    sign_in(client)
    assert "_auth_user_id" not in client.session, "the right password after too many wrong ones must wait"


def test_nobody_signs_up_by_themselves(db: None) -> None:
    password = "a long enough one"
    facts = {"username": "x", "email": "x@example.org", "password1": password, "password2": password}
    Client().post("/accounts/signup/", facts)
    assert not User.objects.filter(username="x").exists()


def test_no_administrator_sees_anything_of_a_factor(people: dict[str, User | None]) -> None:
    office = people["office"]
    assert office is not None
    factor = Authenticator.objects.get(user=office)
    page = client_of(people["administrator"]).get(f"/admin/mfa/authenticator/{factor.pk}/change/").content.decode()
    assert "office" in page
    assert factor.data["secret"] not in page
    assert "JBSWY3DPEHPK3PXP" not in page


def test_the_table_holds_no_secret_in_clear(people: dict[str, User | None]) -> None:
    activate = RecoveryCodes.activate(people["office"])
    assert activate.generate_codes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        kept = cursor.fetchone()[0]
    assert "JBSWY3DPEHPK3PXP" not in kept
    seed = get_adapter().decrypt(activate.instance.data["seed"])
    assert seed not in kept


def test_what_was_not_sealed_here_opens_nothing() -> None:
    with pytest.raises((Unreadable, ValueError)):
        get_adapter().decrypt("JBSWY3DPEHPK3PXP")


def test_secrets_come_under_a_new_key(people: dict[str, User | None], settings: Any) -> None:
    settings.PERSONAL_DATA_KEYS = {9: b"n" * 32, **settings.PERSONAL_DATA_KEYS}
    assert reseal_secrets() == Authenticator.objects.count()
    assert reseal_secrets() == 0
    settings.PERSONAL_DATA_KEYS = {9: b"n" * 32}
    assert get_adapter().decrypt(Authenticator.objects.all()[0].data["secret"]) == "JBSWY3DPEHPK3PXP"
