"""Personal data opens with its key and context alone."""

import base64
import secrets
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Phone
from core.crypto import Unreadable, lookup, opened, read_key, read_keys, sealed
from core.masking import masked
from core.sealed import reseal, sealed_columns
from tests.conftest import NOON, make_user

NUMBER = "13800005678"
OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)


def test_what_is_sealed_opens_and_looks_different_each_time() -> None:
    first, second = sealed(NUMBER, "accounts.phone"), sealed(NUMBER, "accounts.phone")
    assert first != second
    assert NUMBER.encode() not in first
    assert opened(first, "accounts.phone") == opened(second, "accounts.phone") == NUMBER


@pytest.mark.parametrize("text", ["", "柳江", "x" * 10_000])
def test_any_text_comes_back(text: str) -> None:
    assert opened(sealed(text, "a.b"), "a.b") == text


def test_each_altered_byte_is_noticed() -> None:
    data = sealed(NUMBER, "accounts.phone")
    for place in range(len(data)):
        with pytest.raises(Unreadable):
            opened(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], "accounts.phone")


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x01", b"\x00\x01" + b"x" * 12])
def test_what_is_too_short_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        opened(data, "accounts.phone")


def test_a_value_of_another_column_does_not_open() -> None:
    with pytest.raises(Unreadable):
        opened(sealed(NUMBER, "accounts.phone"), "venues.contact")


def test_an_old_version_opens_while_its_key_is_kept(settings: Any) -> None:
    settings.PERSONAL_DATA_KEYS = {1: OLD}
    data = sealed(NUMBER, "accounts.phone")
    settings.PERSONAL_DATA_KEYS = {2: NEW, 1: OLD}
    assert opened(data, "accounts.phone") == NUMBER
    assert sealed(NUMBER, "accounts.phone")[:2] == b"\x00\x02"
    settings.PERSONAL_DATA_KEYS = {2: NEW}
    with pytest.raises(Unreadable, match="no key of version 1"):
        opened(data, "accounts.phone")


def test_a_lookup_is_keyed_and_of_its_context(settings: Any) -> None:
    found = lookup(NUMBER, "accounts.phone")
    assert found == lookup(NUMBER, "accounts.phone")
    assert found != lookup(NUMBER, "accounts.code")
    settings.LOOKUP_KEY = secrets.token_bytes(32)
    assert found != lookup(NUMBER, "accounts.phone")


def key(size: int = 32) -> str:
    return base64.b64encode(b"k" * size).decode()


def test_the_first_key_is_the_current_one() -> None:
    assert list(read_keys(f"7:{key()}, 3:{key()}")) == [7, 3]


@pytest.mark.parametrize(
    "text",
    ["", key(), f"0:{key()}", f"x:{key()}", f"1:{key(16)}", "1:no base64", f"1:{key()},1:{key()}", f"70000:{key()}"],
)
def test_keys_that_are_none_stop_the_start_without_being_told(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_keys(text)
    assert key() not in str(caught.value)


def test_a_lookup_key_that_is_too_short_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="LOOKUP_KEY"):
        read_key("LOOKUP_KEY", key(31))


def raw_number(phone: Phone) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_phone WHERE id = %s", [phone.pk])
        return bytes(cursor.fetchone()[0])


@pytest.fixture
def phone(db: None) -> Phone:
    return Phone.objects.create(
        user=make_user("member"), number=NUMBER, lookup=lookup(NUMBER, "accounts.phone"), verified_at=NOON
    )


def test_the_table_holds_no_number_in_clear(phone: Phone) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, ' ') || string_agg(encode(number, 'escape'), ' ') FROM accounts_phone t"
        )
        assert NUMBER not in cursor.fetchone()[0]
    assert Phone.objects.get(pk=phone.pk).number == NUMBER


def test_a_sealed_column_is_not_searched(phone: Phone) -> None:
    with pytest.raises(FieldError):
        Phone.objects.filter(number=NUMBER).exists()
    assert Phone.objects.filter(number__isnull=False).exists()


def test_a_dump_holds_no_number_in_clear(phone: Phone, capsys: Any) -> None:
    call_command("dumpdata", "accounts.phone")
    assert NUMBER not in capsys.readouterr().out


def test_resealing_puts_old_values_under_the_current_key(phone: Phone, settings: Any) -> None:
    old = dict(settings.PERSONAL_DATA_KEYS)
    settings.PERSONAL_DATA_KEYS = {9: NEW, **old}
    assert reseal() == 1
    assert raw_number(phone)[:2] == b"\x00\x09"
    assert reseal() == 0, "a second time there is nothing to do"
    settings.PERSONAL_DATA_KEYS = {9: NEW}
    assert Phone.objects.get(pk=phone.pk).number == NUMBER


def test_resealing_without_the_old_key_changes_nothing_and_says_what_to_do(phone: Phone, settings: Any) -> None:
    before = raw_number(phone)
    settings.PERSONAL_DATA_KEYS = {9: NEW}
    with pytest.raises(CommandError, match="put the key back"):
        call_command("reseal")
    assert raw_number(phone) == before


def test_every_sealed_column_has_a_context_of_its_own() -> None:
    contexts = [field.context for _model, field in sealed_columns()]
    assert "accounts.phone" in contexts
    assert all(contexts)
    assert len(contexts) == len(set(contexts))


def test_debug_pages_hide_the_keys() -> None:
    from django.views.debug import SafeExceptionReporterFilter

    shown = str(SafeExceptionReporterFilter().get_safe_settings())
    assert repr(settings.LOOKUP_KEY) not in shown
    assert repr(next(iter(settings.PERSONAL_DATA_KEYS.values()))) not in shown


@pytest.mark.parametrize(
    ("contact", "shown"),
    [(NUMBER, "138****5678"), ("lan@example.org", "l****@example.org"), ("07721234", "077****1234"), ("110", "****")],
)
def test_a_contact_is_shown_masked(contact: str, shown: str) -> None:
    assert masked(contact) == shown
