"""The public tables: a year along one of few dimensions. Values only, no query.

They are asked of coarse sources: a session's parts, each rounded by itself (core.disclosure). A part is what one
session has of one audience in one month, on site or online, or its minutes of service in a month. As no statement
sees more than the rounded parts, no combination of what is published tells more than they do.
"""

from dataclasses import replace

from activities.disclosure import OF_MONTH, OF_WAY, part_of_session
from core.disclosure import STEP, coarse
from insights.figures import FIGURES, Figure
from insights.sources import OF_ACTIVITIES, SERVICE, TALLY

BY = ("month", "county", "audience", "form", "topic", "campaign")
NAMES = (
    "participations",
    "rural",
    "farmers_trained",
    "workers_trained",
    "online",
    "activities",
    "sessions",
    "volunteer_hours",
    "volunteers",
    "venues",
    "venues_opened",
    "literacy",
)
PEOPLE_STEP = 2 * STEP  # of people told apart: these parts can't be added, so the whole is rounded more
OF_SESSION = f" JOIN activities_session session ON session.id = {{}}.session_id{OF_ACTIVITIES}"

PARTS = f"""
    SELECT session.id AS session_id, {OF_MONTH} AS day, counted.audience, {OF_WAY} AS method,
        {part_of_session("sum(counted.count)")} AS count
    {TALLY.origin} WHERE {TALLY.within} AND {TALLY.counts} GROUP BY session.id, 2, 3, 4"""
HOURS = f"""
    SELECT session.id AS session_id, date_trunc('month', {SERVICE.day})::date AS day,
        {coarse("sum(service.minutes)", "session.id || ' hours'", 60 * STEP)} AS minutes
    {SERVICE.origin}
    WHERE {FIGURES["volunteer_hours"].condition} AND {SERVICE.within} AND {SERVICE.counts} GROUP BY session.id, 2"""
# The parts have been chosen by their days: what is left is of the year asked about.
COARSE_TALLY = replace(
    TALLY, origin=f"FROM ({PARTS}) counted{OF_SESSION.format('counted')}", day="counted.day", within="true"
)
COARSE_SERVICE = replace(
    SERVICE, origin=f"FROM ({HOURS}) service{OF_SESSION.format('service')}", day="service.day", within="true"
)


def dimensions_of(name: str) -> tuple[str, ...]:
    """Along what a figure is published."""
    if name == "volunteers":
        return ()
    return tuple(key for key in BY if FIGURES[name].source.has(key))


def published_figure(name: str) -> Figure:
    """A figure as the public is told it: the same definition over coarse parts."""
    figure = FIGURES[name]
    if name == "volunteers":
        return replace(figure, counted=coarse(figure.counted, "'volunteers ' || %(first)s::date", PEOPLE_STEP))
    if figure.source is TALLY:
        return replace(figure, source=COARSE_TALLY)
    if figure.source is SERVICE:
        return replace(figure, source=COARSE_SERVICE, condition="true")
    return figure
