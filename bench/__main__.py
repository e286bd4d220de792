"""`python -m bench [venues | checkins | tally | chaos]`: measures, prints the table, keeps it in bench/results/."""

import argparse
import os
import signal
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SIZES = {100_000: "10⁵", 1_000_000: "10⁶"}
BY_SIZE = {"search", "lowzoom", "lists", "nearby"}
SEARCHED = 100_000
SERVERS = (
    ("served", "/healthz", "sciencemap.wsgi"),
    ("uncached", "/healthz", "bench.afresh"),
    ("forgetful", "/healthz", "bench.afresh"),
    ("peers", "/venues/?in_bbox=0,0,1,1", "sciencemap.wsgi"),
)
STARTED = time.monotonic()


def say(text: str) -> None:
    """What is going on, beside the table."""
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", file=sys.stderr, flush=True)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures the product against limit and peers.")
    parser.add_argument("name", nargs="?", default="venues", choices=["venues", "checkins", "tally", "chaos"])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each case; the table shows medians")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of each run")
    parser.add_argument("--only", default="", help="cases to run, e.g. tiles,search")
    parser.add_argument("--entries", type=int, default=50_000, help="chaos: check-ins to be acknowledged")
    parser.add_argument("--saboteur", action="store_true", help="chaos: commits are not waited for")
    parser.add_argument(
        "--largest",
        type=int,
        default=max(SIZES),
        choices=[*SIZES, 10_000_000, 100_000_000],
        help="venues, or entries, at the end",
    )
    return parser.parse_args()


def main() -> int:
    from bench.servers import own_database

    arguments = read_arguments()
    if arguments.name == "chaos":
        from bench import chaos

        return chaos.main(arguments.entries, sabotaged=arguments.saboteur, say=say)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and database go in either case
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

    from bench.cases import Bench, checkins, tally
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
    checks_in, tallies = arguments.name == "checkins", arguments.name == "tally"
    with ExitStack() as stack:
        clients = stack.enter_context(Clients(checkins.DEVICES) if checks_in else Clients())
        bench = Bench(url, clients, {}, Ground(city.centre, city.bounds), arguments.seconds, arguments.rounds, say)
        for name, ready, application in SERVERS:
            if tallies or (checks_in and name not in ("served", "peers")):
                continue
            web = serving(f"bench.settings.{name}", ready=ready, log=log, application=application)
            bench.ports[name] = stack.enter_context(web)
        if checks_in:
            found = checkins.lines(bench)
        else:
            found = tally.lines(bench, arguments.largest) if tallies else stages(bench, arguments)
    connection.close()
    connection.close_pool()
    return found


def stages(bench, arguments: argparse.Namespace) -> list:
    """The cases in the order in which the database grows: a city's tile, 100,000, 1,000,000 venues."""
    from bench.cases import nearby, tiles
    from bench.generate import CITY_TILE_VENUES, cells_that_differ, generate

    wanted = set(arguments.only.split(",")) if arguments.only else {"tiles", *BY_SIZE}
    found, asked, before = [], [], CITY_TILE_VENUES
    say(f"generating {before:,} venues")
    generate(0, before, bench.ground)
    if "tiles" in wanted:
        found += tiles.lines(bench)
    for size, name in SIZES.items():
        if size > arguments.largest or not wanted & BY_SIZE:
            break
        say(f"generating {size:,} venues")
        generate(before, size, bench.ground)
        before = size
        if cells_that_differ():
            raise SystemExit("the map's cells are not what a recount of the venues gives")
        found += reads(bench, size, name, wanted)
        if "nearby" in wanted:
            more, query = nearby.lines(bench, name, over_peer=40 if size == SEARCHED else 400)
            found += more
            asked.append(query)
    return [*found, nearby.growth(*asked)] if len(asked) == len(SIZES) else found


def reads(bench, size: int, name: str, wanted: set[str]) -> list:
    """Search, low zooms and lists at one size."""
    from bench.cases import lists, lowzoom, search
    from bench.generate import index_for_search

    found = []
    if size == SEARCHED and "search" in wanted:
        say(f"spelling and indexing {size:,} names")
        index_for_search(size)
        found += search.lines(bench, name)
    if "lowzoom" in wanted:
        found += lowzoom.lines(bench, name)
    if "lists" in wanted:
        found += lists.lines(bench, name)
    return found


if __name__ == "__main__":
    sys.exit(main())
