"""Units as the folder of reference data states them."""

from datetime import date
from pathlib import Path

from accounts.models import UnitKind
from accounts.services.units import UnitFacts
from core.reference import read_table


def read_units(folder: Path) -> list[UnitFacts]:
    """The rows of units.csv."""
    return [
        UnitFacts(
            name=row["name"],
            short_name=row["short_name"],
            kind=UnitKind(row["kind"]),
            name_en=row.get("name_en", ""),
            county_code=row.get("county_code", ""),
            member_from=date.fromisoformat(row["member_from"]) if row.get("member_from") else None,
            member_to=date.fromisoformat(row["member_to"]) if row.get("member_to") else None,
            note=row.get("note", ""),
        )
        for row in read_table(folder, "units.csv")
    ]
