"""A member's own account: its name, its password, and its end."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Consent, Membership, Phone, Role, SignInCode, Unit, User
from accounts.permissions import Actor, actor_for
from accounts.services import erase_account, redeem_code, rename_account, send_code
from core.errors import NotAllowed, Refused
from core.sms import MemorySms
from tests.conftest import NOON, client_of, give_second_factor, join, make_user

NUMBER = "13800005678"
NAME = "蓝小月"

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> User:
    send_code(number=NUMBER, address="192.0.2.1", now=NOON)
    digits = MemorySms.sent[-1].params["code"]
    return redeem_code(number=NUMBER, digits=digits, notice="2026-11-25", now=NOON)


def acting(user: User) -> Actor:
    return actor_for(user, NOON.date())


def test_a_member_changes_their_name(member: User) -> None:
    client = client_of(member)
    page = client.post("/accounts/", {"name": f"  {NAME}  "}, follow=True)
    assert "称呼已保存。" in page.content.decode()
    assert User.objects.get(pk=member.pk).name == NAME


def test_a_name_that_is_too_long_is_told(member: User) -> None:
    page = client_of(member).post("/accounts/", {"name": "长" * 61})
    assert "errorlist" in page.content.decode()


def test_nobody_renames_or_erases_somebody_else(member: User) -> None:
    other = make_user("other")
    with pytest.raises(NotAllowed):
        rename_account(user=member, name="x", by=acting(other))
    with pytest.raises(NotAllowed):
        erase_account(user=member, by=acting(other))
    assert Phone.objects.filter(user=member).exists()


def test_a_member_without_a_password_sets_one_and_signs_in_with_it(member: User) -> None:
    client = client_of(member)
    password = "river-bend-limestone"
    assert client.get("/accounts/password/set/").status_code == 200
    client.post("/accounts/password/set/", {"password1": password, "password2": password})
    fresh = Client()
    fresh.post("/accounts/login/", {"login": NUMBER, "password": password})
    assert "_auth_user_id" in fresh.session


def test_a_number_whose_key_is_gone_does_not_stop_the_page(member: User, settings: object) -> None:
    settings.PERSONAL_DATA_KEYS = {9: b"x" * 32}  # type: ignore[attr-defined]
    page = client_of(member).get("/accounts/")
    assert page.status_code == 200
    assert "138****" not in page.content.decode()


def test_erasing_leaves_nothing_that_names_a_person_here_or_in_history(member: User) -> None:
    rename_account(user=member, name=NAME, by=acting(member))
    username = member.username
    User.objects.filter(pk=member.pk).update(email="lan@example.org")
    EmailAddress.objects.create(user=member, email="lan@example.org")
    SocialAccount.objects.create(user=member, provider="weixin", uid="openid-of-the-test")
    give_second_factor(member)
    client = client_of(User.objects.get(pk=member.pk))
    page = client.post("/accounts/erase/", {"sure": "on"}, follow=True)
    assert "账号已注销，个人信息已删除。" in page.content.decode()
    for kind in (Phone, EmailAddress, SocialAccount, Authenticator):
        assert not kind.objects.filter(user=member).exists(), kind
    assert not SignInCode.objects.exists()
    gone = User.objects.get(pk=member.pk)
    assert not gone.is_active
    assert not gone.has_usable_password()
    history = User.pgh_event_model.objects.filter(pgh_obj_id=member.pk)
    told = [str(gone.__dict__), *(str(event.__dict__) for event in history)]
    assert history.count() >= 2
    for secret in (NAME, "lan@example.org", username):
        assert not [row for row in told if secret in row], secret
    assert Consent.objects.filter(user=member).exists(), "that consent was given can still be shown"


def test_erasing_ends_every_session(member: User) -> None:
    elsewhere = client_of(member)
    assert elsewhere.get("/accounts/").status_code == 200
    erase_account(user=member, by=acting(member))
    assert elsewhere.get("/accounts/").status_code == 302


def test_the_same_number_begins_a_new_account_afterwards(member: User) -> None:
    erase_account(user=member, by=acting(member))
    send_code(number=NUMBER, address="192.0.2.1", now=NOON)
    digits = MemorySms.sent[-1].params["code"]
    assert redeem_code(number=NUMBER, digits=digits, notice="2026-11-25", now=NOON) != member


def test_erasing_asks_first(member: User) -> None:
    page = client_of(member).post("/accounts/erase/", {})
    assert "请先勾选，确认要注销账号。" in page.content.decode()
    assert User.objects.get(pk=member.pk).is_active


def test_staff_answer_for_their_deeds_by_name(county_office: Unit) -> None:
    staff = give_second_factor(join(make_user("somebody"), county_office, Role.OFFICE))
    with pytest.raises(Refused):
        erase_account(user=staff, by=acting(staff))
    page = client_of(staff).post("/accounts/erase/", {"sure": "on"})
    assert "工作人员的账号不能自行注销" in page.content.decode()
    assert User.objects.get(pk=staff.pk).is_active


def test_what_a_former_helper_did_stays_counted(member: User, county_office: Unit) -> None:
    join(member, county_office, Role.VOLUNTEER)
    erase_account(user=member, by=acting(member))
    assert Membership.objects.filter(user=member).count() == 1
    assert Membership.pgh_event_model.objects.filter(user_id=member.pk).exists()
