"""Search as you type over a fixed set of queries, one after the other in one process."""

import time
from statistics import median, quantiles

from django.db import connection

from bench import report
from bench.cases import Bench
from core.models import SearchEntry
from core.search import search
from core.spelling import CJK, initials, spelled
from venues.query import SEARCH_TYPE

NAMES = 40
MOST_MS = 30.0
WRONG_CHARACTER, WRONG_LETTER = "鑫", "q"


def queries() -> dict[str, list[str]]:
    """What people type, by how: made from names spread over the index, the same ones in every run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM core_searchentry ORDER BY hashtext(object_id) LIMIT %s", [NAMES])
        names = [name for (name,) in cursor.fetchall()]
    typed = [(number, name, spelled(name), initials(name)) for number, name in enumerate(names)]
    return {
        "Chinese, beginning": [name[: 1 + number % 6] for number, name, _pinyin, _first in typed],
        "Chinese, inside": [name[2 : 3 + number % 6] for number, name, _pinyin, _first in typed],
        "pinyin": [pinyin[: 2 + number % 11] for number, _name, pinyin, _first in typed],
        "initials": [first[: 1 + number % 6] for number, _name, _pinyin, first in typed],
        "one wrong": [
            _wrong(name if number % 2 else pinyin if number % 4 else first)
            for number, name, pinyin, first in typed
            if len(name) > 4
        ],
    }


def _wrong(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + (WRONG_CHARACTER if CJK.search(text) else WRONG_LETTER) + text[middle + 1 :]


def times(texts: list[str], *, repeats: int) -> list[float]:
    """The median milliseconds of each query, its first run left out."""
    found = []
    for text in texts:
        taken = []
        for _repeat in range(repeats + 1):
            before = time.perf_counter()
            search(text, types=[SEARCH_TYPE], limit=10)
            taken.append((time.perf_counter() - before) * 1000)
        found.append(median(taken[1:]))
    return found


def lines(bench: Bench, size: str) -> list[report.Line]:
    """p50 of all, p95 of all, and p95 of each way of typing."""
    bench.say(f"search, {SearchEntry.objects.count():,} entries")
    by_way = {way: times(texts, repeats=bench.rounds) for way, texts in queries().items()}
    every = [value for found in by_way.values() for value in found]
    return [
        report.at_most(f"search, {size}, {len(every)} queries: median", median(every), "ms"),
        report.at_most(f"search, {size}, {len(every)} queries: p95", quantiles(every, n=20)[18], "ms", MOST_MS),
        *[report.at_most(f"  {way}: p95", quantiles(found, n=20)[18], "ms") for way, found in by_way.items()],
    ]
