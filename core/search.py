"""The search index: Chinese, full pinyin, initials, and typing errors forgiven.

Things write their own entries (`index_entry`, `remove_entry`) in the transaction that changes
them; one query over one table answers the search box.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from pypinyin import Style, lazy_pinyin

from core.models import SearchEntry

SHORT = 2  # characters up to which a query has no useful trigrams
FUZZY_FROM = 3
MOST_SUFFIXES = 12
LONGEST_INITIALS = 12
LONGEST_QUERY = 100
CJK = re.compile(r"[\u3400-\u9fff]")
NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


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


def folded(text: str) -> str:
    """Full-width forms made half-width, lower case, white space single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def spelled(text: str) -> str:
    """Full pinyin without tones or gaps: 柳州科技馆 → liuzhoukejiguan."""
    return NOT_WORD.sub("", "".join(lazy_pinyin(folded(text), style=Style.NORMAL)).replace("ü", "v"))


def spellings(text: str) -> str:
    """The full pinyin from each syllable on, so that a misspelt part still meets a word's start.

    科技馆 → “kejiguan jiguan guan”.
    """
    syllables = [NOT_WORD.sub("", part) for part in lazy_pinyin(folded(text), style=Style.NORMAL)]
    syllables = [part.replace("ü", "v") for part in syllables if part]
    return " ".join("".join(syllables[start:]) for start in range(min(len(syllables), MOST_SUFFIXES)))


def initials(text: str) -> str:
    """The first letter of each syllable: 柳州科技馆 → lzkjg."""
    return NOT_WORD.sub("", "".join(lazy_pinyin(folded(text), style=Style.FIRST_LETTER)))


def grams(texts: Iterable[str], *, pairs_of: str = "") -> list[str]:
    """Every character and every pair of neighbours; of `pairs_of` the pairs alone."""
    found: set[str] = set()
    for text in texts:
        plain = NOT_WORD.sub("", text)
        found.update(plain)
        found.update(plain[i : i + 2] for i in range(len(plain) - 1))
    address = NOT_WORD.sub("", pairs_of)
    found.update(address[i : i + 2] for i in range(len(address) - 1))
    return sorted(found)


def index_entry(entry: Entry) -> None:
    """Write or renew a thing's entry; the caller holds the transaction."""
    chinese = [folded(name) for name in (entry.name, *entry.aliases)]
    names = [*chinese, *([folded(entry.name_en)] if entry.name_en else [])]
    firsts = [initials(name) for name in chinese]
    values = {
        "name": entry.name,
        "name_en": entry.name_en,
        "label": entry.label,
        "label_en": entry.label_en,
        "names": "\n".join(names),
        "address": folded(entry.address),
        "pinyin": " ".join(spellings(name) for name in chinese),
        "initials": " ".join(firsts),
        "grams": grams([*names, *firsts], pairs_of=folded(entry.address)),
        "rank": entry.rank,
        "point": entry.point,
    }
    fresh = SearchEntry(type=entry.type, object_id=entry.object_id, **values)
    known = SearchEntry.objects.filter(type=entry.type, object_id=entry.object_id).first()
    if known is None:
        fresh.save(force_insert=True)
    elif any(getattr(known, name) != value for name, value in values.items()):
        SearchEntry.objects.filter(pk=known.pk).update(**values)


def remove_entry(type: str, object_id: str) -> None:
    """Take a thing out of the search."""
    SearchEntry.objects.filter(type=type, object_id=object_id).delete()


def search(text: str, *, types: Collection[str], limit: int) -> list[Hit]:
    """The best `limit` entries for what somebody typed; similar ones only if none match exactly."""
    query = folded(text)[:LONGEST_QUERY]
    bare = NOT_WORD.sub("", query)
    if not bare:
        return []
    hits = _run(_exact(query, bare), types, limit)
    if not hits and len(bare) >= FUZZY_FROM:
        hits = _run(_similar(query, bare), types, limit)
    return hits


@dataclass(frozen=True, slots=True)
class _Plan:
    where: str
    score: str
    params: dict[str, Any]


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


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


def _exact(query: str, bare: str) -> _Plan:
    params = {"query": query, "bare": bare, "spelled": spelled(query), "like": _like(query)}
    if len(bare) <= SHORT:
        return _Plan("grams @> ARRAY[%(bare)s]::text[]", EXACT_SCORE, params)
    params |= {"like_bare": _like(bare), "like_spelled": _like(params["spelled"])}
    if CJK.search(query):
        where = "names LIKE %(like)s OR address LIKE %(like)s OR pinyin LIKE %(like_spelled)s"
    else:
        where = "initials LIKE %(like_bare)s OR pinyin LIKE %(like_bare)s OR names LIKE %(like)s"
    return _Plan(where, EXACT_SCORE, params)


def _similar(query: str, bare: str) -> _Plan:
    params: dict[str, Any] = {"query": query, "bare": bare, "spelled": spelled(query)}
    similarity = "greatest(word_similarity(%(query)s, names), word_similarity(%(spelled)s, pinyin))"
    score = f"(20 * {similarity})::int"
    if not CJK.search(query):
        where = ["%(bare)s <%% pinyin", "%(query)s <%% names"]
        if len(bare) <= LONGEST_INITIALS:
            where += _one_wrong_letter(bare, params)
        return _Plan(" OR ".join(where), score, params)
    # Trigrams see little of three or four characters: all but one of them must be there.
    characters = list(dict.fromkeys(bare))[:12]
    choices = []
    for index in range(len(characters) if len(characters) >= FUZZY_FROM else 0):
        params[f"but{index}"] = characters[:index] + characters[index + 1 :]
        choices.append(f"grams @> %(but{index})s::text[]")
    return _Plan(" OR ".join(["%(spelled)s <%% pinyin", *choices]), score, params)


def _one_wrong_letter(bare: str, params: dict[str, Any]) -> list[str]:
    """Initials that differ in one letter: the index finds the untouched pairs, LIKE decides."""
    choices = []
    for wrong in range(len(bare)):
        params[f"pairs{wrong}"] = [bare[i : i + 2] for i in range(len(bare) - 1) if wrong not in (i, i + 1)]
        params[f"form{wrong}"] = f"%{bare[:wrong]}_{bare[wrong + 1 :]}%"
        choices.append(f"(grams @> %(pairs{wrong})s::text[] AND initials LIKE %(form{wrong})s)")
    return choices


def _run(plan: _Plan, types: Collection[str], limit: int) -> list[Hit]:
    statement = f"""
        SELECT type, object_id, name, name_en, label, label_en, ST_X(point), ST_Y(point), score,
               strpos(lower(name), %(query)s) > 0, strpos(names, %(query)s) > 0,
               strpos(initials, %(bare)s) > 0, strpos(pinyin, %(spelled)s) > 0
        FROM (SELECT *, {plan.score} AS score FROM core_searchentry
              WHERE type = ANY(%(types)s::text[]) AND ({plan.where})) AS found
        ORDER BY score DESC, rank, length(name), object_id
        LIMIT %(limit)s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**plan.params, "types": list(types), "limit": limit})
        rows = cursor.fetchall()
    return [_hit(row) for row in rows]


def _hit(row: tuple[Any, ...]) -> Hit:
    type_, object_id, name, name_en, label, label_en, lon, lat = row[:8]
    return Hit(type_, object_id, name, name_en, label, label_en, lon, lat, _matched(row))


def _matched(row: tuple[Any, ...]) -> str:
    _score, name, alias, initial, pinyin = row[8:]
    for found, what in ((name, "name"), (alias, "alias"), (initial, "initials"), (pinyin, "pinyin")):
        if found:
            return what
    return "address" if _score == 30 else "similar"
