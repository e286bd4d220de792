"""The search index: Chinese, full pinyin, initials, and typing errors forgiven.

Things write their own entries (`index_entries`, `remove_entries`) in the transaction that changes
them; one query over one table answers the search box. A query goes through stages, and a later
one is asked only where those before it found nothing: as typed, one wrong character, similar.
Each stage takes a bounded number of candidates from the indexes, beginnings first, and only
these are scored: one letter matches a third of all entries.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection

from core.models import SearchEntry
from core.spelling import CJK, bare, folded, grams, initials, pairs, spelled, spellings

SHORT = 2  # characters up to which a query has no useful trigrams
FUZZY_FROM = 3
LONGEST_QUERY = 100
LONGEST_FUZZY = 12
BEGIN, INSIDE, FORGIVEN = 200, 600, 100  # candidates
BATCH = 1000  # rows a statement: parameters are counted in 16 bits


@dataclass(frozen=True, slots=True)
class Entry:
    """What a thing wants to be found by. `rank`: lower comes first among equal matches."""

    type: str
    object_id: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    label: str
    label_en: str
    address: str
    rank: int
    point: Point | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entry; `matched` tells by what: name, alias, address, pinyin, initials or similar."""

    type: str
    object_id: str
    name: str
    name_en: str
    label: str
    label_en: str
    lon: float | None
    lat: float | None
    matched: str


def entry_values(entry: Entry) -> dict[str, Any]:
    """The columns of an entry's row."""
    chinese = [folded(name) for name in (entry.name, *entry.aliases)]
    names = [*chinese, *([folded(entry.name_en)] if entry.name_en else [])]
    firsts = [initials(name) for name in chinese]
    suffixes = [spellings(name) for name in chinese]
    return {
        "name": entry.name,
        "name_en": entry.name_en,
        "label": entry.label,
        "label_en": entry.label_en,
        "names": "\n".join(names),
        "address": folded(entry.address),
        "pinyin": " ".join(suffixes),
        "initials": " ".join(firsts),
        "grams": grams(names, firsts, suffixes, entry.address),
        "rank": entry.rank,
        "point": entry.point,
    }


def index_entry(entry: Entry) -> None:
    """Write or renew a thing's entry; the caller holds the transaction."""
    index_entries([entry])


def index_entries(entries: Sequence[Entry]) -> None:
    """Write or renew entries of one type, those alone that differ; the caller holds the transaction."""
    known = {
        (row.type, row.object_id): row
        for row in SearchEntry.objects.filter(
            type__in={entry.type for entry in entries}, object_id__in=[entry.object_id for entry in entries]
        )
    }
    rows, columns = [], []
    for entry in entries:
        values = entry_values(entry)
        columns = list(values)
        row = known.get((entry.type, entry.object_id))
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            rows.append(SearchEntry(type=entry.type, object_id=entry.object_id, **values))
    SearchEntry.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["type", "object_id"],
        update_fields=columns,
        batch_size=BATCH,
    )


def remove_entry(type: str, object_id: str) -> None:
    """Take a thing out of the search."""
    remove_entries(type, [object_id])


def remove_entries(type: str, object_ids: Sequence[str]) -> None:
    """Take things out of the search."""
    SearchEntry.objects.filter(type=type, object_id__in=object_ids).delete()


def search(text: str, *, types: Collection[str], limit: int) -> list[Hit]:
    """The best `limit` entries for what somebody typed."""
    typed = _Typed.of(text)
    if not typed.bare:
        return []
    hits = _found(_as_typed(typed, limit), types, limit)
    if not hits and len(typed.bare) >= FUZZY_FROM:
        hits = _found(_one_wrong(typed), types, limit) or _found(_similar(typed), types, limit)
    return hits


@dataclass(frozen=True, slots=True)
class _Typed:
    query: str
    bare: str
    spelled: str
    chinese: bool

    @classmethod
    def of(cls, text: str) -> "_Typed":
        query = folded(text[:LONGEST_QUERY])
        return cls(query, bare(query), spelled(query), bool(CJK.search(query)))

    def params(self) -> dict[str, Any]:
        return {"query": self.query, "bare": self.bare, "spelled": self.spelled}


@dataclass(frozen=True, slots=True)
class _Stage:
    """Conditions with how many candidates each may bring, and the score among them."""

    sources: list[tuple[str, int]]
    score: str
    params: dict[str, Any]


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# A match at the start of the name or of a spelling outranks one inside it.
EXACT_SCORE = """CASE
    WHEN lower(name) = %(query)s THEN 100
    WHEN starts_with(lower(name), %(query)s) THEN 90
    WHEN strpos(lower(name), %(query)s) > 0 THEN 80
    WHEN strpos(names, %(query)s) > 0 THEN 75
    WHEN initials = %(bare)s THEN 70
    WHEN starts_with(initials, %(bare)s) THEN 65
    WHEN starts_with(pinyin, %(spelled)s) THEN 60
    WHEN strpos(initials, %(bare)s) > 0 THEN 55
    WHEN strpos(pinyin, %(spelled)s) > 0 THEN 50
    ELSE 30 END"""


def _as_typed(typed: _Typed, limit: int) -> _Stage:
    inside = max(INSIDE, limit)
    params = typed.params() | {"begin": [f"^{typed.bare[:SHORT]}"]}
    if len(typed.bare) <= SHORT:
        sources = [("grams @> %(begin)s::text[]", BEGIN), ("grams @> ARRAY[%(bare)s]::text[]", inside)]
        return _Stage(sources, EXACT_SCORE, params)
    params |= {
        "like": f"%{_literal(typed.query)}%",
        "like_spelled": f"%{typed.spelled}%",
        "from_bare": f"{typed.bare}%",
        "from_spelled": f"{typed.spelled}%",
    }
    begins = "names LIKE %(from_bare)s OR initials LIKE %(from_bare)s OR pinyin LIKE %(from_spelled)s"
    columns = ["names LIKE %(like)s", "pinyin LIKE %(like_spelled)s"]
    if typed.chinese:
        columns.append("address LIKE %(like)s")
    else:
        params["like_bare"] = f"%{typed.bare}%"
        columns.append("initials LIKE %(like_bare)s")
    sources = [(f"grams @> %(begin)s::text[] AND ({begins})", BEGIN), *((column, inside) for column in columns)]
    return _Stage(sources, EXACT_SCORE, params)


def _one_wrong(typed: _Typed) -> _Stage:
    """One character differs; the index finds what the others leave, LIKE decides."""
    params = typed.params()
    if typed.chinese:
        characters = list(dict.fromkeys(typed.bare))[:LONGEST_FUZZY]
        conditions = []
        for wrong in range(len(characters) if len(characters) >= FUZZY_FROM else 0):
            params[f"but{wrong}"] = characters[:wrong] + characters[wrong + 1 :]
            conditions.append(f"grams @> %(but{wrong})s::text[]")
        score = "(20 * word_similarity(%(query)s, names))::int"
    else:
        conditions = [*_wrong_initial(typed.bare, params), *_wrong_letter(typed.bare, params)]
        score = "(20 * word_similarity(%(spelled)s, pinyin))::int"
    return _Stage([(" OR ".join(conditions), FORGIVEN)] if conditions else [], score, params)


def _wrong_initial(text: str, params: dict[str, Any]) -> list[str]:
    conditions = []
    for wrong in range(len(text) if len(text) <= LONGEST_FUZZY else 0):
        params[f"pairs{wrong}"] = pairs(text[:wrong]) + pairs(text[wrong + 1 :])
        params[f"initials{wrong}"] = f"%{text[:wrong]}_{text[wrong + 1 :]}%"
        conditions.append(f"(grams @> %(pairs{wrong})s::text[] AND initials LIKE %(initials{wrong})s)")
    return conditions


def _wrong_letter(text: str, params: dict[str, Any]) -> list[str]:
    """At most eight forms of a spelling, each with a blank of one letter or a block of them."""
    if len(text) <= SHORT * 2:
        return []
    block = -(-len(text) // 8)
    conditions = []
    for start in range(0, len(text), block):
        blank = "_" * len(text[start : start + block])
        params[f"letters{start}"] = f"%{text[:start]}{blank}{text[start + block :]}%"
        conditions.append(f"pinyin LIKE %(letters{start})s")
    return conditions


def _similar(typed: _Typed) -> _Stage:
    score = "(20 * greatest(word_similarity(%(query)s, names), word_similarity(%(spelled)s, pinyin)))::int"
    sources = [("%(spelled)s <%% pinyin", FORGIVEN), ("%(query)s <%% names", FORGIVEN)]
    return _Stage(sources, score, typed.params())


def _found(stage: _Stage, types: Collection[str], limit: int) -> list[Hit]:
    if not stage.sources:
        return []
    candidates = " UNION ".join(
        f"(SELECT id FROM core_searchentry WHERE type = ANY(%(types)s::text[]) AND ({condition}) LIMIT {most})"
        for condition, most in stage.sources
    )
    statement = f"""
        SELECT type, object_id, name, name_en, label, label_en, ST_X(point), ST_Y(point), score,
               strpos(lower(name), %(query)s) > 0, strpos(names, %(query)s) > 0,
               strpos(initials, %(bare)s) > 0, strpos(pinyin, %(spelled)s) > 0
        FROM (SELECT *, {stage.score} AS score FROM core_searchentry WHERE id = ANY(ARRAY({candidates}))) AS found
        ORDER BY score DESC, rank, length(name), object_id
        LIMIT %(limit)s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**stage.params, "types": list(types), "limit": limit})
        return [_hit(row) for row in cursor.fetchall()]


def _hit(row: tuple[Any, ...]) -> Hit:
    type_, object_id, name, name_en, label, label_en, lon, lat = row[:8]
    return Hit(type_, object_id, name, name_en, label, label_en, lon, lat, _matched(row))


def _matched(row: tuple[Any, ...]) -> str:
    score, *by = row[8:]
    for found, what in zip(by, ("name", "alias", "initials", "pinyin"), strict=True):
        if found:
            return what
    return "address" if score == 30 else "similar"
