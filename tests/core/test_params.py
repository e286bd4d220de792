"""Parameters become typed values, or a sentence that says what is wrong."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ZONE
from core.errors import Invalid
from core.geo import Box
from core.web.params import Params

NOW = datetime(2026, 5, 1, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    ["NaN,1,2,3", "1,2,3", "1,2,3,4,5", "109,24,108,25", "109,25,110,24", "inf,1,2,3", "a,b,c,d", "181,0,182,1", ",,,"],
)
def test_a_bad_box_is_told(text: str) -> None:
    params = Params({"bbox": text})
    assert params.box("bbox") is None
    with pytest.raises(Invalid) as caught:
        params.done()
    assert list(caught.value.fields) == ["bbox"]


def test_a_good_box_is_read() -> None:
    assert Params({"bbox": "108.5,23.9,110,26"}).box("bbox") == Box(108.5, 23.9, 110, 26)


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    params = Params({"a": text})
    params.box("a")
    params.number("a", low=-1, high=1)
    params.whole("a", low=0, high=9, default=1)
    params.moment("a", now=NOW)
    params.choices("a", ["x"])
    params.text("a", longest=10)


@pytest.mark.parametrize("text", ["٣", "1_0", "0x1", "-1", "1.0", "1e3", "99999999999999999999"])
def test_a_whole_number_is_plain_digits_in_range(text: str) -> None:
    params = Params({"n": text})
    assert params.whole("n", low=0, high=1000, default=7) == 7
    with pytest.raises(Invalid):
        params.done()


def test_a_time_without_an_offset_is_the_citys() -> None:
    params = Params(
        {"at": "2026-05-23T10:00", "utc": "2026-05-23T02:00Z", "plus": "2026-05-23T10:00 08:00", "now": "now"}
    )
    ten = datetime(2026, 5, 23, 2, tzinfo=UTC)
    assert params.moment("at", now=NOW) == params.moment("utc", now=NOW) == params.moment("plus", now=NOW) == ten
    assert params.moment("now", now=NOW) == NOW


def test_one_coordinate_alone_is_a_mistake() -> None:
    params = Params({"lon": "109"})
    assert params.place() is None
    with pytest.raises(Invalid) as caught:
        params.done()
    assert "lat" in caught.value.fields


def test_an_unknown_parameter_is_told_with_the_known_ones() -> None:
    with pytest.raises(Invalid) as caught:
        Params({"bboks": "1"}, known={"bbox"}).done()
    assert "bbox" in str(caught.value.fields["bboks"][0])


def test_all_mistakes_are_told_at_once() -> None:
    params = Params({"bbox": "x", "limit": "x"})
    params.box("bbox")
    params.whole("limit", low=1, high=2, default=1)
    with pytest.raises(Invalid) as caught:
        params.done()
    assert set(caught.value.fields) == {"bbox", "limit"}
