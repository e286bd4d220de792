"""Facts as JSON and back, what differs, and how changes of two people are brought together."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import Datum, LonLat
from venues.differences import COMPARED, brought_together, chosen, differences
from venues.facts import GivenDesignation, GivenPhoto, GivenPlace, VenueFacts
from venues.factsjson import facts_from_json, facts_to_json
from venues.models import PositionQuality, VenueStatus
from venues.textmarks import Piece, marked

TEXT = st.text(max_size=20)
DAY = st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))
NUMBER = st.none() | st.integers(0, 2_000_000_000)
PLACE = st.builds(GivenPlace, st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90)), st.sampled_from(list(Datum)))
TITLE = st.builds(GivenDesignation, level=TEXT, name=TEXT, batch=TEXT, valid_from=DAY, valid_until=DAY)
PHOTO = st.builds(GivenPhoto, image=TEXT, caption=TEXT, credit=TEXT)
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(list(VenueStatus)),
    "position_quality": st.sampled_from(list(PositionQuality)),
    "given": st.none() | PLACE,
    "entrances": st.lists(PLACE, max_size=3).map(tuple),
    "designations": st.lists(TITLE, max_size=3).map(tuple),
    "photos": st.lists(PHOTO, max_size=3).map(tuple),
    "is_demonstration": st.booleans(),
    "operator_id": NUMBER,
    **{name: st.lists(TEXT, max_size=3).map(tuple) for name in ("aliases", "audiences", "accessibility")},
    **dict.fromkeys(("floor_area_m2", "staff", "annual_visitors", "opened_year"), NUMBER),
    **dict.fromkeys(("opened_on", "closed_on", "verified_on"), DAY),
}
FACTS = st.builds(VenueFacts, **{field.name: SPECIAL.get(field.name, TEXT) for field in fields(VenueFacts)})


@given(FACTS)
def test_facts_come_back_from_json_as_they_were(facts: VenueFacts) -> None:
    import json

    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_json_of_an_older_version_is_read_with_defaults_and_without_what_is_gone() -> None:
    stored = {"name": "馆", "kind": "science_museum", "gone": 1}
    assert facts_from_json(stored) == VenueFacts(name="馆", kind="science_museum")


@given(FACTS)
def test_nothing_differs_from_itself(facts: VenueFacts) -> None:
    assert differences(facts, facts) == []


@given(FACTS, FACTS)
def test_what_differs_is_just_what_turns_one_into_the_other(one: VenueFacts, other: VenueFacts) -> None:
    turned = replace(one, **{change.name: change.after for change in differences(one, other)})
    assert all(getattr(turned, name) == getattr(other, name) for name in COMPARED)


@given(FACTS, FACTS)
def test_an_unchanged_other_side_takes_mine_whole(base: VenueFacts, mine: VenueFacts) -> None:
    together, conflicts = brought_together(base, mine, base)
    assert conflicts == []
    assert all(getattr(together, name) == getattr(mine, name) for name in COMPARED)


@given(FACTS, FACTS)
def test_without_changes_of_mine_theirs_stands(base: VenueFacts, theirs: VenueFacts) -> None:
    assert brought_together(base, base, theirs) == (theirs, [])


@given(FACTS, FACTS, FACTS)
def test_each_fact_is_mine_where_i_changed_it_and_theirs_elsewhere(
    base: VenueFacts, mine: VenueFacts, theirs: VenueFacts
) -> None:
    together, conflicts = brought_together(base, mine, theirs)
    for name in COMPARED:
        old, own, other = (getattr(facts, name) for facts in (base, mine, theirs))
        assert getattr(together, name) == (own if own != old else other)
        assert (name in conflicts) == (own != old and other != old and own != other)


@given(FACTS, FACTS, FACTS)
def test_what_an_editor_does_not_decide_stays_theirs(base: VenueFacts, mine: VenueFacts, theirs: VenueFacts) -> None:
    together, _conflicts = brought_together(base, mine, theirs)
    for name in ("status", "is_demonstration", "reference", "verified_on", "closed_on"):
        assert getattr(together, name) == getattr(theirs, name)


@given(FACTS, FACTS, FACTS)
def test_bringing_together_twice_changes_nothing_more(base: VenueFacts, mine: VenueFacts, theirs: VenueFacts) -> None:
    once, _conflicts = brought_together(base, mine, theirs)
    assert brought_together(base, mine, once) == (once, [])


@given(FACTS, FACTS, st.sets(st.sampled_from(COMPARED)))
def test_a_choice_takes_the_named_facts_from_the_other(mine: VenueFacts, theirs: VenueFacts, names: set[str]) -> None:
    taken = chosen(mine, theirs, names)
    assert all(getattr(taken, name) == getattr(theirs if name in names else mine, name) for name in COMPARED)


def test_a_choice_of_what_is_no_fact_to_choose_is_refused() -> None:
    facts = VenueFacts(name="馆", kind="science_museum")
    with pytest.raises(KeyError):
        chosen(facts, facts, ["status"])


@given(st.text(max_size=80), st.text(max_size=80))
def test_marked_pieces_join_to_their_texts_and_unmarked_ones_are_common(before: str, after: str) -> None:
    first, second = marked(before, after)
    assert "".join(piece.text for piece in first) == before
    assert "".join(piece.text for piece in second) == after
    same = ["".join(piece.text for piece in side if not piece.changed) for side in (first, second)]
    assert same[0] == same[1]


def test_in_chinese_single_characters_are_marked() -> None:
    assert marked("周一闭馆", "周二闭馆") == (
        [Piece("周", False), Piece("一", True), Piece("闭馆", False)],
        [Piece("周", False), Piece("二", True), Piece("闭馆", False)],
    )


def test_very_long_texts_are_marked_whole() -> None:
    assert marked("字" * 3_000, "字") == ([Piece("字" * 3_000, True)], [Piece("字", True)])
