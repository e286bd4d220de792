"""Venues that may be one and the same, found by name, spelling and distance.

The search for doubles runs after a change (`services.doubles`), for the changed venues alone, and
keeps its pairs; the page of pairs only reads them. `doubles_of` asks for one venue at once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.spelling import bare, spelled
from core.sql import fetch_planned_anew
from venues.models import NotDouble, SuspectedDouble, Venue
from venues.permissions import can_edit_venue, can_review_venue
from venues.selectors.pages import distance_text

SHOWN_FROM = 60  # of 100
MOST_PAIRS = 200
MOST_OF_ONE = 5
NEAR_M = 500
# A name that more venues of a county bear says nothing by itself.
MOST_NAMESAKES = 5

CANDIDATES = f"""
    subject AS MATERIALIZED (
        SELECT v.*, given.names, given.spelled
        FROM jsonb_to_recordset(%(subjects)s::jsonb) AS given (id bigint, names text[], spelled text[])
        JOIN venues_venue AS v ON v.id = given.id AND v.status <> 'merged'),
    near AS (
        SELECT a.id AS a, v.id AS b FROM subject AS a JOIN venues_venue AS v
        ON v.point && ST_Expand(a.point, {NEAR_M} / (111320 * cos(radians(ST_Y(a.point)))), {NEAR_M} / 110574.0)
        WHERE v.id <> a.id AND v.status <> 'merged'),
    namesake AS (
        SELECT a.id AS a, found.id AS b, count(*) OVER (PARTITION BY a.id) AS many
        FROM subject AS a CROSS JOIN LATERAL (
            SELECT v.id FROM venues_venuespelling AS s JOIN venues_venue AS v ON v.id = s.venue_id
            WHERE s.spelled && a.spelled AND v.id <> a.id AND v.status <> 'merged'
              AND (v.county_id = a.county_id OR v.county_id IS NULL OR a.county_id IS NULL)
            LIMIT {MOST_NAMESAKES + 1}) AS found),
    pair AS (SELECT a, b FROM near UNION SELECT a, b FROM namesake WHERE many <= {MOST_NAMESAKES})"""

# How the names of a pair meet, and what else speaks for it; a similar spelling forgives 渔峰 for 鱼峰.
MEETINGS = """
    met AS (
        SELECT a.id AS a, b.id AS b, a.names && s.names AS same_name, a.spelled && s.spelled AS same_sound,
            CASE WHEN least(length(a.names[1]), length(s.names[1]))
                    >= greatest(4, length(a.names[1]) / 2.0, length(s.names[1]) / 2.0)
                AND (strpos(a.names[1], s.names[1]) > 0 OR strpos(s.names[1], a.names[1]) > 0) THEN 0.75
            ELSE (similarity(a.names[1], s.names[1]) + greatest(
                word_similarity(a.names[1], array_to_string(s.names, ' ')),
                word_similarity(s.names[1], array_to_string(a.names, ' ')))) / 2 END AS alike,
            coalesce(similarity(a.spelled[1], s.spelled[1]), 0) AS sounds,
            ST_Distance(a.point::geography, b.point::geography) AS distance_m,
            a.kind_id = b.kind_id AS same_kind, a.address <> '' AND a.address = b.address AS same_address,
            length(regexp_replace(a.phone, '\\D', '', 'g')) >= 7
                AND regexp_replace(a.phone, '\\D', '', 'g') = regexp_replace(b.phone, '\\D', '', 'g') AS same_phone
        FROM pair JOIN subject AS a ON a.id = pair.a JOIN venues_venue AS b ON b.id = pair.b
        LEFT JOIN venues_venuespelling AS kept ON kept.venue_id = b.id
        -- One that has not been looked at yet is compared by its name alone.
        CROSS JOIN LATERAL (
            SELECT coalesce(kept.names, ARRAY[lower(b.name)]) AS names, coalesce(kept.spelled, '{}') AS spelled
        ) AS s)"""

SCORES = """
    scored AS (
        SELECT met.*, CASE WHEN same_name THEN 'same_name' WHEN same_sound THEN 'same_sound'
                WHEN alike >= 0.5 OR alike >= sounds * 0.85 THEN 'similar' ELSE 'similar_sound' END AS likeness,
            (CASE WHEN same_name THEN 60 WHEN same_sound THEN 52 ELSE 60 * greatest(alike, sounds * 0.85) END
            + CASE WHEN distance_m IS NULL THEN 5 WHEN distance_m <= 50 THEN 25 WHEN distance_m <= 150 THEN 18
                WHEN distance_m <= 500 THEN 10 WHEN distance_m <= 5000 THEN 5 ELSE -10 END
            + CASE WHEN same_kind THEN 5 ELSE -10 END
            + CASE WHEN same_phone THEN 15 ELSE 0 END + CASE WHEN same_address THEN 10 ELSE 0 END)::int AS score
        FROM met)"""
COLUMNS = "least(score, 100) AS score, likeness, distance_m, same_phone, same_address"
FOUND = f"WITH {CANDIDATES}, {MEETINGS}, {SCORES}"


@dataclass(frozen=True, slots=True)
class Double:
    """Another venue that may be the same, how sure that is (of 100), and why."""

    venue: Venue
    score: int
    reasons: str
    is_kept: bool  # by who asks
    is_reviewed: bool  # with the venue asked about, by who asks: they may be merged


def spelling_of(name: str, aliases: Iterable[str]) -> tuple[list[str], list[str]]:
    """A venue's names as they are compared, and their full pinyin; the name first."""
    names = [bare(word) or word for word in dict.fromkeys([name, *aliases])]
    return names, [spelled(word) for word in names]


def subjects_json(venues: Iterable[Venue]) -> str:
    """The venues that a search for doubles starts from."""
    rows = []
    for venue in venues:
        names, sounds = spelling_of(venue.name, venue.aliases)
        rows.append({"id": venue.pk, "names": names, "spelled": sounds})
    return json.dumps(rows)


def doubles_of(venue: Venue, actor: Actor) -> list[Double]:
    """The venues, among those that an actor may see, of which a stored one may be a double; the likeliest first.

    Those that somebody has found to be others are left out.
    """
    statement = f"""{FOUND}
        SELECT b, {COLUMNS} FROM scored WHERE score >= {SHOWN_FROM} AND NOT EXISTS (
            SELECT FROM venues_notdouble AS n WHERE n.first_id = least(a, b) AND n.second_id = greatest(a, b))
        ORDER BY score DESC, b LIMIT {MOST_OF_ONE}"""
    rows = fetch_planned_anew(statement, {"subjects": subjects_json([venue])})
    seen = Venue.objects.visible_to(actor).for_display().in_bulk([row[0] for row in rows])
    may_merge = can_review_venue(actor, venue)
    return [
        Double(
            seen[pk],
            score,
            reasons(*why),
            can_edit_venue(actor, seen[pk]),
            may_merge and can_review_venue(actor, seen[pk]),
        )
        for pk, score, *why in rows
        if pk in seen
    ]


def suspected_doubles(actor: Actor, limit: int = MOST_PAIRS) -> list[SuspectedDouble]:
    """Pairs of which an actor reviews both, the likeliest first, those found to be two left out."""
    reviewed = Venue.objects.reviewed_by(actor)
    looked_at = NotDouble.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    found = SuspectedDouble.objects.filter(~Exists(looked_at), first__in=reviewed, second__in=reviewed)
    places = [f"{side}__{name}" for side in ("first", "second") for name in ("kind", "county", "operator")]
    return list(found.select_related("first", "second", *places).order_by("-score", "id")[:limit])


def reasons(likeness: str, distance_m: float | None, same_phone: bool, same_address: bool) -> str:
    """Why two venues are taken for one, as a person reads it: “名称相近 · 相距 120 米 · 同一电话”."""
    named = {
        "same_name": _("名称相同"),
        "same_sound": _("名称同音"),
        "similar": _("名称相近"),
        "similar_sound": _("名称读音相近"),
    }
    parts = [
        named[likeness],
        _("有一处没有位置") if distance_m is None else _("相距 %(distance)s") % {"distance": metres(distance_m)},
    ]
    parts += [_("同一电话")] if same_phone else []
    parts += [_("同一地址")] if same_address else []
    return " · ".join(parts)


def metres(distance_m: float) -> str:
    """A distance between two marks; below ten metres it is not rounded away."""
    return _("%(metres)d 米") % {"metres": round(distance_m)} if distance_m < 10 else distance_text(distance_m)


def pair_json(pair: SuspectedDouble) -> dict[str, Any]:
    """A pair as a list shows it."""
    why = reasons(pair.likeness, pair.distance_m, pair.same_phone, pair.same_address)
    return {"first": pair.first, "second": pair.second, "score": pair.score, "reasons": why}
