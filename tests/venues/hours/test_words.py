"""Opening hours in words, in both languages."""

import pytest
from django.utils.translation import override

from venues.hours.chinese import hours_from_words
from venues.hours.words import hours_words, public_hours_words


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        (
            "Tu-Su 09:00-17:00; PH off",
            "周二至周日 09:00–17:00；法定节假日休息",
            "Tue–Sun 09:00–17:00; public holidays closed",
        ),
        ("24/7", "全天开放", "open all day"),
        ('"暂停开放"', "暂停开放（请先联系确认）", "暂停开放 (please ask first)"),
        ("19:00+", "19:00 起，结束时间不定", "from 19:00, with no fixed end"),
        ("10:00-12:00+", "10:00–12:00，之后不定", "10:00–12:00, after that uncertain"),
        ("sunrise-(sunset+00:30)", "日出–日落后 30 分钟", "sunrise–30 minutes after sunset"),
        ("Fr-Sa 18:00-02:00", "周五至周六 18:00–次日 02:00", "Fri–Sat 18:00–02:00 the next day"),
        ("Su[1,-1] 10:00-12:00", "每月第 1 个周日、每月最后一个周日 10:00–12:00", None),
        ("Dec 20-Jan 05 off", "12月20日至次年1月5日休息", "20 Dec – 5 Jan closed"),
        ("2026 Oct 01-07 10:00-15:00", "2026年10月1日至7日 10:00–15:00", "1 Oct – 7 Oct 2026 10:00–15:00"),
        ("Jul-Aug Mo-Su 09:00-20:00", "7月至8月每天 09:00–20:00", "Jul – Aug every day 09:00–20:00"),
        ('Mo-Fr 08:00-12:00 || "电话"', "周一至周五 08:00–12:00；其余时间：电话（请先联系确认）", None),
        ("Mo-Fr 08:00-12:00, We 14:00-18:00", "周一至周五 08:00–12:00；另有周三 14:00–18:00", None),
        ("PH Mo-Fr 10:00-12:00", "法定节假日逢周一至周五 10:00–12:00", "public holidays on Mon–Fri 10:00–12:00"),
        ("Mo 10:00", "开放时间不详（原文：Mo 10:00）", "opening hours not known (as written: Mo 10:00)"),
    ],
)
def test_words(text: str, chinese: str, english: str | None) -> None:
    with override("zh-hans"):
        assert hours_words(text) == chinese
    if english is not None:
        with override("en"):
            assert hours_words(text) == english


def test_visitors_are_not_shown_what_cannot_be_read() -> None:
    assert public_hours_words("Mo 10:00") == ""
    assert public_hours_words("Mo 10:00-11:00")


@pytest.mark.parametrize(
    "text",
    ["Tu-Su 09:00-17:00", "Mo-Fr 08:00-12:00,14:30-17:30; PH off", "Jul-Aug Mo-Su 09:00-20:00", "Fr 18:00-02:00"],
)
def test_our_own_words_are_read_again(text: str) -> None:
    with override("zh-hans"):
        assert hours_from_words(hours_words(text)).expression == text
