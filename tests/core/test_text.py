"""Text on its way in, and the numbers and telephones in it."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core.contacts import mobile_number
from core.numbers import whole_number
from core.text import cleaned, half_width


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("柳州科技馆\u200b", "柳州科技馆"),
        ("科普\x0b讲座", "科普 讲座"),
        ("\u202d13800000002\u202c", "13800000002"),
        ("a\x00b\x1fc\x9fd", "abcd"),
        ("一\u2028二", "一 二"),
        ("\ufeff名称", "名称"),
        ("半\ud83d", "半"),
        ("tab\tand\r\nline", "tab\tand\r\nline"),
        ("👨‍👩‍👧 家庭 ❤️", "👨‍👩‍👧 家庭 ❤️"),
        ("李𬭩、韦䶮、覃㛃、𠮷", "李𬭩、韦䶮、覃㛃、𠮷"),
        ("石·买买提", "石·买买提"),
        ("１２３", "１２３"),
    ],
)
def test_what_nobody_sees_is_taken_out(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@given(st.text(st.characters()))
def test_cleaning_ends_and_leaves_what_every_encoding_holds(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert "\0" not in once
    once.encode()


def test_full_width_is_made_ascii_where_a_code_is_meant() -> None:
    assert half_width("４５０２０２１９９９０１０１００１Ｘ") == "45020219990101001X"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 007 ", 7),
        ("２０２６", 2026),
        ("999999999", 999_999_999),
        ("9999999999", None),
        ("²", None),
        ("٣", None),
        ("1_0", None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("", None),
        (None, None),
        ("1" * 10_000, None),
    ],
)
def test_a_whole_number(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number


def test_a_number_beyond_its_bounds_is_none() -> None:
    assert whole_number("020261", 2019, 2026) is None
    assert whole_number("2026", 2019, 2026) == 2026


@pytest.mark.parametrize(
    "typed",
    [
        "13800000002",
        "\u202d13800000002\u202c",
        "１３８０００００００２",
        "0086-138-0000-0002",
        "+86 138 0000 0002",
        "（138）0000 0002",
    ],
)
def test_a_mobile_number_as_people_write_it(typed: str) -> None:
    assert mobile_number(typed) == "13800000002"


@pytest.mark.parametrize("typed", ["1380000000", "١٣٨٠٠٠٠٠٠٠٢", "0772-2812345", "", "138000000021"])
def test_what_is_no_mobile_number(typed: str) -> None:
    assert mobile_number(typed) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/stats/?year=020261", "/stats/?year=²", "/stats/?year=20261", "/en/stats/?year=2026²"]
)
def test_a_year_that_is_none_is_this_year(address: str) -> None:
    assert Client().get(address).status_code == 200


@pytest.mark.django_db
def test_a_posted_nul_is_refused_for_every_form() -> None:
    for address in ("/accounts/login/", "/verify/", "/venues/0000000000/report/"):
        page = Client().post(address, {"login": "a\0b", "text": "x"})
        assert page.status_code == 400
        assert "不能识别的字符" in page.content.decode()
        assert Client().post(address, {"a\0b": "x"}).status_code == 400


@pytest.mark.django_db
def test_what_is_asked_and_typed_comes_cleaned() -> None:
    page = Client().get("/", {"q": "科技馆\u200b\u202d"}).content.decode()
    assert "\u200b" not in page
    assert "\u202d" not in page
