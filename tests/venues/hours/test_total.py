"""No text and no moment is an error: a reading decides, or it is unknown."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.clock import ZONE
from core.geo import LonLat
from tests.venues.hours.readings import GOLDEN_WEEK, HERE
from venues.hours.entry import entered_hours
from venues.hours.language import Hours
from venues.hours.parsing import read_hours
from venues.hours.words import hours_words
from venues.opening import Calendar, OpeningState, opening_at

DAYS = st.sampled_from("Mo Tu We Th Fr Sa Su".split())
TIMES = st.builds("{:02d}:{:02d}".format, st.integers(0, 49), st.integers(0, 61))
SUN = st.sampled_from(["sunrise", "sunset", "dawn", "dusk", "(sunrise+01:00)", "(dusk-00:30)"])
SPANS = st.builds("{}-{}{}".format, TIMES | SUN, TIMES | SUN, st.sampled_from(["", "", "+"])) | TIMES.map("{}+".format)
WEEKDAYS = (
    st.builds("{}-{}".format, DAYS, DAYS)
    | DAYS
    | st.builds("{}[{}]".format, DAYS, st.sampled_from(["1", "-1", "1,3", "2-4", "6"]))
    | st.sampled_from(["PH", "SH", "PH,Mo-Fr", "PH Mo-Fr", "Mo-Fr,PH", "PH +1 day", "Sa,PH"])
)
DATES = st.sampled_from(
    [
        *("Jan", "Nov-Feb", "Oct 01-07", "Dec 20-Jan 05", "2026 Oct 01", "2026-2028", "2026+", "week 1-53/2", "easter"),
        *(
            "easter -2 days-easter +1 day",
            "Feb 29",
            "Feb 29-Mar 01",
            "2026 Oct 01-2027 Jan 05",
            "Dec 31 +1 day",
            "2027",
        ),
    ]
)
STATES = st.sampled_from(["", "", "off", "closed", "open", "unknown", '"备注"', 'open "备注"', 'unknown "电话"'])
RULES = st.builds(
    lambda *parts: " ".join(part for part in parts if part),
    st.just("") | DATES,
    st.just("") | WEEKDAYS,
    st.just("") | st.lists(SPANS, max_size=3).map(",".join) | st.just("24/7"),
    STATES,
)
WRITTEN = st.lists(st.tuples(RULES, st.sampled_from(["; ", ", ", " || "])), min_size=1, max_size=4).map(
    lambda rules: "".join(part for pair in rules for part in pair).rstrip(";, |")
)
CHINESE = st.lists(
    st.sampled_from(
        "周 一 二 日 至 到 、 ， ； 9 点 半 : 00 - 17 上午 下午 次日 月 10月1日 闭馆 开放 全天".split()
        + "节假日 除外 法定 每天 （ ）".split()
    ),
    max_size=15,
).map("".join)
TEXTS = WRITTEN | st.text(max_size=60) | CHINESE | st.text('MoTuSaPH0123456789:-+,;|/[]()" .', max_size=60)
MOMENTS = st.datetimes(datetime(1850, 1, 2), datetime(2250, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)) | (
    st.datetimes(datetime(2026, 9, 1), datetime(2027, 3, 1)).map(lambda moment: moment.replace(tzinfo=ZONE))
)
CALENDARS = st.sampled_from([Calendar(), GOLDEN_WEEK, Calendar(GOLDEN_WEEK.days, frozenset({2026}))])
PLACES = st.none() | st.just(HERE) | st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))


@given(TEXTS, MOMENTS, CALENDARS, PLACES)
def test_no_text_and_no_moment_is_an_error(
    text: str, moment: datetime, calendar: Calendar, place: LonLat | None
) -> None:
    opening = opening_at(text, moment, calendar, place)
    assert opening.state in OpeningState
    assert opening.next_change is None or opening.next_change > moment
    for span, following in zip(opening.today.spans, opening.today.spans[1:], strict=False):
        assert span.start < span.end <= following.start
    if not isinstance(read_hours(text), Hours):
        assert opening.state is OpeningState.UNKNOWN


@given(TEXTS)
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(text: str) -> None:
    entered = entered_hours(text)
    assert entered.problem or not entered.expression or isinstance(read_hours(entered.expression), Hours)
    assert hours_words(text) or not text


@given(WRITTEN, MOMENTS)
def test_nothing_changes_before_the_next_change(text: str, moment: datetime) -> None:
    opening = opening_at(text, moment, GOLDEN_WEEK, HERE)
    if opening.next_change is None:
        return
    before, after = (
        opening_at(text, opening.next_change - one, GOLDEN_WEEK, HERE) for one in (timedelta(seconds=1), timedelta())
    )
    assert before.state is opening.state
    assert after.state is opening.then is not opening.state
