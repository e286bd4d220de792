"""Why a text is no opening hours that can be told, as a sentence on which a person can act."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from venues.hours.language import Flaw, Unread
from venues.hours.parsing import LONGEST, read_hours

SENTENCES: dict[Flaw, Sentence] = {
    Flaw.EMPTY: _("还没有填写开放时间，公众会看到“开放时间不详”。"),
    Flaw.TOO_LONG: _("开放时间写得太长，请缩短说明文字（最多 %(longest)d 个字符）。"),
    Flaw.NOT_READ: _(
        "开放时间不能识别：“%(piece)s”这里读不懂。请写成“周二至周日 9:00–17:00，周一闭馆”这样，"
        "或者 Tu-Su 09:00-17:00; PH 09:00-17:00。"
    ),
    Flaw.ONE_TIME: _("“%(piece)s”只写了一个钟点：请写从几点到几点。"),
    Flaw.NO_LENGTH: _("“%(piece)s”的开始和结束是同一个钟点：全天开放请写 00:00-24:00。"),
    Flaw.NO_TIME: _("没有“%(piece)s”这个钟点。"),
    Flaw.NO_DATE: _("没有“%(piece)s”这个日期。"),
    Flaw.ACROSS_YEARS: _("跨年的日期请两头都写年份，或者两头都不写：“%(piece)s”。"),
    Flaw.BEYOND: _("“%(piece)s”这种写法有几种读法，或者本站算不出来，请换一种写法，例如把日子一条一条写明。"),
}


def why_not_told(text: str) -> Sentence | None:
    """Why a text can't be kept as opening hours, or None if it can."""
    read = read_hours(text)
    return sentence_of(read) if isinstance(read, Unread) else None


def sentence_of(unread: Unread) -> Sentence:
    """The sentence of a flaw."""
    return SENTENCES[unread.flaw] % {"piece": unread.piece, "longest": LONGEST}
