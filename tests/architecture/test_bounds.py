"""No list ends in silence: each bound on rows stands in `bounds.py` with what becomes of the rest."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.bounds import FATES
from tests.architecture.test_house import ROOT, tracked

ROOMS = ("core", "accounts", "venues", "activities", "volunteers", "insights", "portal")
PARAMETERS = {"most", "limit"}
LIMIT = re.compile(r"LIMIT \{([A-Z_]+)\b")
# Parts of texts, keys and bytes are no lists of rows.
OF_TEXT = re.compile(r"LONGEST(_\w+)?|\w*(BYTES|TEXT|LENGTH|WORDS_LONG)|SHORT|BEGINNING|LENGTH|MAX_ADDRESS")
QUERY = re.compile(r"\.(objects|filter|exclude|all|order_by|values|values_list|select_related)\b|^(rows|found|known)$")
KINDS = ("says", "pages", "goes on", "refused", "whole", "sample", "open")


def bounds_in(text: str) -> Iterator[str]:
    """The names, or numbers, by which lists are cut: in slices, after LIMIT, as `most` and `limit`."""
    yield from LIMIT.findall(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.lower is None:
            yield from _upper(node.slice.upper, ast.unparse(node.value))
        elif isinstance(node, ast.keyword) and node.arg in PARAMETERS and isinstance(node.value, ast.Name):
            yield node.value.id
        elif isinstance(node, ast.FunctionDef):
            yield from _defaults(node)


def _upper(upper: ast.expr | None, of: str) -> Iterator[str]:
    if isinstance(upper, ast.BinOp):
        upper = next((side for side in (upper.left, upper.right) if isinstance(side, ast.Name)), upper)
    if isinstance(upper, ast.Name):
        yield upper.id
    elif isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value > 2 and QUERY.search(of):
        yield f"[:{upper.value}]"


def _defaults(node: ast.FunctionDef) -> Iterator[str]:
    arguments = node.args
    given = [None] * (len(arguments.args) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [*zip(arguments.args, given, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    for argument, default in pairs:
        if argument.arg in PARAMETERS and isinstance(default, ast.Name):
            yield default.id
        elif argument.arg in PARAMETERS and isinstance(default, ast.Constant) and isinstance(default.value, int):
            yield f"{argument.arg}={default.value}"


def found() -> set[str]:
    bounds = set()
    for path in tracked("*.py"):
        inside = path.relative_to(ROOT)
        if inside.parts[0] not in ROOMS or "migrations" in inside.parts:
            continue
        for name in bounds_in(path.read_text(encoding="utf-8")):
            if (not name.islower() and not OF_TEXT.fullmatch(name)) or "=" in name:
                bounds.add(f"{inside} {name}")
    return bounds


def test_each_bound_on_rows_has_its_fate() -> None:
    new, gone = found() - FATES.keys(), FATES.keys() - found()
    assert not new, f"say in tests/architecture/bounds.py what becomes of the rest beyond {sorted(new)}"
    assert not gone, f"no bound any more, take out of tests/architecture/bounds.py: {sorted(gone)}"


def test_each_fate_is_of_a_kind_and_what_says_so_does() -> None:
    for bound, fate in FATES.items():
        kind, _colon, rest = fate.partition(": ")
        assert kind in KINDS and rest, bound
        if kind == "says":
            path, _by, words = rest.partition(" by ")
            assert words in (ROOT / path).read_text(encoding="utf-8"), f"{bound}: {rest}"


def test_a_new_silent_bound_is_found() -> None:
    text = """
MOST = 7
def rows(limit=30): return list(Venue.objects.all()[:MOST]) + name[:3] + list(found.order_by("pk")[:20])
SQL = f"SELECT LIMIT {MOST_CELLS}"
cut(rows, most=AT_ONCE)
"""
    assert set(bounds_in(text)) == {"MOST", "MOST_CELLS", "AT_ONCE", "limit=30", "[:20]"}


def test_what_ends_in_silence_grows_no_further() -> None:
    """Known and still open: none of them is a count, an export or anything that an office signs."""
    still_open = {bound for bound, fate in FATES.items() if fate.startswith("open: ")}
    assert not {bound for bound in still_open if Path(bound.split()[0]).parts[0] == "insights"}
    assert len(still_open) <= MOST_OPEN


MOST_OPEN = 24
