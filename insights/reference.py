"""The years' targets as the folder of reference data states them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from core.reference import read_table
from insights.services.targets import TargetFacts

SAME = "identifier name name_en figure venue_kind comparison unit campaign".split()


def read_targets(folder: Path) -> list[TargetFacts]:
    """The rows of targets.csv; a city without the file has none."""
    if not (folder / "targets.csv").exists():
        return []
    return [
        TargetFacts(
            year=int(row["year"]),
            value=Decimal(row["value"]),
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            **{name: row[name] for name in SAME},
        )
        for row in read_table(folder, "targets.csv")
    ]
