"""`python -m bench [venues]`: measures, prints the table, keeps it in bench/results/."""

import argparse
import os
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SIZES = (100_000, 1_000_000)
SEARCHED = 100_000
SERVERS = (
    ("served", "/healthz", "sciencemap.wsgi"),
    ("forgetful", "/healthz", "bench.afresh"),
    ("peers", "/venues/?in_bbox=0,0,1,1", "sciencemap.wsgi"),
)
STARTED = time.monotonic()


def say(text: str) -> None:
    """What is going on, beside the table."""
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures the product against limit and peers.")
    parser.add_argument("name", nargs="?", default="venues", choices=["venues"])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each case; the table shows medians")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each run")
    parser.add_argument("--only", default="", help="cases to run, e.g. tiles,search")
    parser.add_argument("--largest", type=int, default=SIZES[-1], choices=SIZES, help="how many venues at the end")
    return parser.parse_args()


def main() -> int:
    from bench.servers import own_database

    arguments = read_arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings.served"
    os.environ["BENCH_CACHE_PREFIX"] = f"bench-{os.getpid()}"
    with own_database(f"sciencemap_bench_{os.getpid()}") as url:
        lines = measured(url, arguments)
    from bench import report

    print(report.table(lines))
    at = datetime.now(UTC)
    about = {"at": at.isoformat(timespec="seconds"), "cores": os.cpu_count(), **vars(arguments)}
    report.save(lines, about, RESULTS / f"{arguments.name}-{at:%Y%m%dT%H%M%SZ}.json")
    return 0 if all(line.met is not False for line in lines) else 1


def measured(url: str, arguments: argparse.Namespace) -> list:
    """The table's lines; the database is empty at first."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.cases import Bench
    from bench.generate import Ground, clear
    from bench.load import Clients
    from bench.servers import serving
    from core.reference import read_city

    say("migrations and reference data")
    call_command("migrate", verbosity=0)
    call_command("load_reference", "--without-demonstration", stdout=StringIO())
    clear()
    city = read_city()
    RESULTS.mkdir(exist_ok=True)
    log = RESULTS / "servers.log"
    with ExitStack() as stack:
        clients = stack.enter_context(Clients())
        bench = Bench(url, clients, {}, Ground(city.centre, city.bounds), arguments.seconds, arguments.rounds, say)
        for name, ready, application in SERVERS:
            web = serving(f"bench.settings.{name}", ready=ready, log=log, application=application)
            bench.ports[name] = stack.enter_context(web)
        found = stages(bench, arguments)
    connection.close()
    connection.close_pool()
    return found


def stages(bench, arguments: argparse.Namespace) -> list:
    """The cases in the order in which the database grows: 3,000, 100,000, 1,000,000 venues."""
    from bench.cases import lists, lowzoom, nearby, search, tiles
    from bench.generate import CITY_TILE_VENUES, cells_that_differ, generate, index_for_search

    wanted = set(arguments.only.split(",")) if arguments.only else {"tiles", "lowzoom", "nearby", "search", "lists"}
    found = []
    say(f"generating {CITY_TILE_VENUES:,} venues")
    generate(0, CITY_TILE_VENUES, bench.ground)
    if "tiles" in wanted:
        found += tiles.lines(bench)
    before, sides = CITY_TILE_VENUES, []
    for size, name in zip(SIZES, ("10⁵", "10⁶"), strict=True):
        if size > arguments.largest or not wanted & {"lowzoom", "nearby", "search", "lists"}:
            break
        say(f"generating {size:,} venues")
        generate(before, size, bench.ground)
        before = size
        if cells_that_differ():
            raise SystemExit("the map's cells are not what a recount of the venues gives")
        if size == SEARCHED and "search" in wanted:
            say(f"spelling and indexing {SEARCHED:,} names")
            index_for_search(SEARCHED)
            found += search.lines(bench, name)
        if "lowzoom" in wanted:
            found += lowzoom.lines(bench, name)
        if "lists" in wanted:
            found += lists.lines(bench, name)
        if "nearby" in wanted:
            more, query, _reply = nearby.lines(bench, name, over_peer=40 if size == SIZES[0] else 400)
            found += more
            sides.append(query)
    if len(sides) == len(SIZES):
        found.append(nearby.growth(*sides))
    return found


if __name__ == "__main__":
    sys.exit(main())
