"""Chinese words as opening hours: read where they have one meaning, refused with what was understood where not."""

import pytest

from venues.hours.entry import entered_hours


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("周二至周日 9:00-17:00，周一闭馆", "Tu-Su 09:00-17:00"),
        ("周二至周日 9:00–17:00，周一闭馆，节假日开放", "Tu-Su 09:00-17:00; PH 09:00-17:00"),
        (
            "周二至周日９：００－１７：００（16：30停止入馆），周一闭馆（法定节假日除外）",
            'Tu-Su 09:00-17:00 open "16:30停止入馆"; PH 09:00-17:00 open "16:30停止入馆"',
        ),
        ("每天8:30-12:00，14:30-17:30", "Mo-Su 08:30-12:00,14:30-17:30"),
        ("全天开放", "24/7"),
        ("周一至周日 24小时开放", "24/7"),
        ("周一至周五全天开放", "Mo-Fr 00:00-24:00"),
        ("法定节假日闭馆", "unknown; PH off"),
        ("周一闭馆", "unknown; Mo off"),
        ("周一至周五 上午9点到下午5点半", "Mo-Fr 09:00-17:30"),
        ("星期一到星期五九点至十七点", "Mo-Fr 09:00-17:00"),
        (
            "周一至周五：上午8:00—12:00，下午3:00—6:00；周六、周日：9:00-17:00",
            "Mo-Fr 08:00-12:00,15:00-18:00; Sa,Su 09:00-17:00",
        ),
        ("周一至五 9-17点", "Mo-Fr 09:00-17:00"),
        ("周一、三、五 14:00-17:00", "Mo,We,Fr 14:00-17:00"),
        ("周六日9:00-17:00", "Sa-Su 09:00-17:00"),
        ("下午2点到5点", "Mo-Su 14:00-17:00"),
        ("晚上7点到10点", "Mo-Su 19:00-22:00"),
        ("周五、周六18:00-次日2:00", "Fr,Sa 18:00-02:00"),
        ("工作日 8:00-12:00，15:00-18:00，节假日休息", "Mo-Fr 08:00-12:00,15:00-18:00; PH off"),
        ("开放时间：周三至周日9:30-16:30，周一、周二闭馆", "We-Su 09:30-16:30"),
        ("每天9:00-17:00，周一闭馆", "Mo-Su 09:00-17:00; Mo off"),
        (
            "7月至8月每天9:00-20:00；9月至次年6月周二至周日9:00-17:00",
            "Jul-Aug Mo-Su 09:00-20:00; Sep-Jun Tu-Su 09:00-17:00",
        ),
        ("10月1日至7日10:00-15:00", "Oct 01-07 10:00-15:00"),
        ("暂停开放", 'unknown "暂停开放"'),
        ("需提前预约", 'unknown "需提前预约"'),
        ("mo-fr ９：００–１７：００", "Mo-Fr 9:00-17:00"),
        ('Tu-Su 09:00-17:00 open "团体（10人以上）请预约"', 'Tu-Su 09:00-17:00 open "团体（10人以上）请预约"'),
        ("", ""),
    ],
)
def test_words_are_read(typed: str, kept: str) -> None:
    assert entered_hours(typed).problem == ""
    assert entered_hours(typed).expression == kept


@pytest.mark.parametrize(
    "typed",
    [
        "9点到5点",
        "上午9点到5点",
        "周一9:00-5:00",
        "周二至周日",
        "周二至周日9:00开馆",
        "节假日开放",
        "看情况",
        "周一至周五9:00-12:00，周六14:00-17:00，节假日开放",
        "周二至周日9:00-17:00，春节闭馆",
        "每月第一个周日9:00-11:00",
        "夏季8:00-18:00，冬季9:00-17:00",
        "下午12点到5点",
        "25点到26点",
    ],
)
def test_what_is_not_certain_is_refused(typed: str) -> None:
    entered = entered_hours(typed)
    assert entered.problem
    assert entered.expression == typed


def test_the_refusal_shows_what_was_understood() -> None:
    sentence = str(entered_hours("周二至周日9:00-17:00，春节闭馆").problem)
    assert "周二至周日 09:00–17:00" in sentence
    assert "春节闭馆" in sentence
    assert "10:00" in str(entered_hours("Mo 10:00").problem)
