"""A page of a hundred venues in a box: ours against djangorestframework-gis."""

from typing import Any
from unittest.mock import patch

from django.utils import timezone

from bench import report
from bench.cases import Bench
from core.geo import Box
from venues.query import VenueQuery
from venues.selectors import features

PAGE = 100


def statement(box: Box) -> tuple[str, dict[str, Any]]:
    """The product's SQL of the first page in a box."""
    reading = features.Reading.at(timezone.now())
    with patch.object(features, "fetch_planned_anew", return_value=[("[]", None, False)]) as sent:
        features.venues_page(VenueQuery(bbox=box), reading, after="", limit=PAGE)
    text, parameters = sent.call_args.args
    return text, parameters


def lines(bench: Bench, size: str) -> list[report.Line]:
    """The list of the city's bounds."""
    bench.say(f"list page, {size}")
    box = Box(*bench.ground.bounds)
    written = f"{box.west},{box.south},{box.east},{box.north}"
    sides = report.in_turn(
        {
            "ours": bench.get("served", f"/api/v1/venues/?bbox={written}&limit={PAGE}"),
            "limit": bench.ask([statement(box)], prepare=False),
            "peer": bench.get("peers", f"/venues/?in_bbox={written}"),
        },
        rounds=bench.rounds,
    )
    return [
        report.against_limit(f"list of 100 in a box, {size}", sides["ours"], sides["limit"]),
        report.against_peer(f"list of 100 in a box, {size}", sides["ours"], sides["peer"]),
    ]
