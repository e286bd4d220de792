"""Codes that are drawn: again where they are taken, and never for ever."""

from collections.abc import Iterator

import pytest

from core.errors import Unavailable
from core.identifiers import TRIES, drawn


def draws(*codes: int) -> Iterator[int]:
    yield from codes


def test_a_code_that_is_taken_is_drawn_again() -> None:
    said = draws(7, 7, 8)
    assert drawn(lambda: next(said), {7}) == 8
    said = draws(1, 2)
    assert drawn(lambda: next(said), lambda code: code == 1) == 2


def test_where_none_is_free_it_ends_with_a_word() -> None:
    asked: list[int] = []

    def always() -> int:
        asked.append(1)
        return 7

    with pytest.raises(Unavailable) as refused:
        drawn(always, {7})
    assert refused.value.code == "no_free_code" and len(asked) == TRIES
