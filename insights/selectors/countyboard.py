"""A county's two figures: what is held on its ground, and what its units host. The first is the city's line for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.permissions import Actor
from insights.selectors.board import HEADLINES, year_question
from insights.selectors.pivot import Number, Question, total_of
from venues.models import Region, RegionLevel
from venues.selectors.vocabulary import words

Told = tuple[Question, Number | None]


@dataclass(frozen=True, slots=True)
class CountyFigures:
    """A county or functional zone with its figures by place and by host; each question leads to its rows."""

    region: Region
    held_here: Sequence[Told]
    hosted: Sequence[Told]


def grounds_of(actor: Actor) -> list[Region]:
    """The counties and zones that an actor answers for, who doesn't see all."""
    if actor.sees_all:
        return []
    regions = words().regions
    return [regions[code] for code in sorted(actor.reviewer_of_counties) if code in regions]


def by_place(question: Question, region: Region) -> Question:
    """What of a question is held on a county's or zone's ground."""
    ground = "zone" if region.level == RegionLevel.FUNCTIONAL_ZONE else "county"
    return replace(question, chosen={**question.chosen, ground: region.code})


def by_host(question: Question, region: Region) -> Question:
    """What of a question is hosted by units that were of a county or zone on the day."""
    return replace(question, chosen={**question.chosen, "host_county": region.code})


def county_figures(actor: Actor, year: int, now: datetime) -> list[CountyFigures]:
    """The year's figures of each county of an actor, both ways; a figure that knows no host stands by place alone."""
    asked = [year_question(key, year, actor) for key in HEADLINES]
    told = []
    for region in grounds_of(actor):
        here = [by_place(one, region) for one in asked]
        hosted = [by_host(one, region) for one in asked if one.figure.source.has("host_county")]
        told.append(
            CountyFigures(
                region,
                [(one, None if one.lacking() else total_of(one, now)) for one in here],
                [(one, total_of(one, now)) for one in hosted],
            )
        )
    return told
