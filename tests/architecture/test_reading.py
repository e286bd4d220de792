"""Digits are read in one place: `isdigit` takes ² and `int` takes ٣ and 1_0, and each reading by hand forgot one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "venues", "activities", "volunteers", "insights", "portal")
BY_HAND = re.compile(r"\.is(digit|decimal|numeric)\(")
# What is no person's text: a key's version of the settings, a length that the server announces, digits picked out.
READS = {
    "core/crypto.py",
    "core/web/bodies.py",
    "core/sheets/guard.py",
    "activities/services/devices.py",
    "venues/stops.py",
}


def test_no_number_is_read_by_hand() -> None:
    found = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if BY_HAND.search(path.read_text(encoding="utf-8"))
    }
    assert found - READS == set(), "use core.numbers.whole_number"
    assert READS - found == set(), "no longer here"
