"""What an import will do, row by row, and how each kind of thing tells it (`importers.py` of its app)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.models import ImportJob, RowAction
from core.sheets.reading import Wanted

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class PlannedRow:
    """What one row will do, in words; `field` and `column` are titles as the sheet's owner reads them."""

    number: int
    action: RowAction
    key: str = ""
    label: str = ""
    differences: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """All rows' deeds; `notes` concern the whole sheet, `deeds` is for the importer's own use."""

    rows: list[PlannedRow]
    notes: list[str] = field(default_factory=list)
    deeds: Any = None

    @property
    def mark(self) -> str:
        """Changes with what the rows will do, not with what is only remarked."""
        said = [{**asdict(row), "warnings": []} for row in self.rows]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    @property
    def summary(self) -> dict[str, int]:
        counts = {action.value: sum(row.action is action for row in self.rows) for action in RowAction}
        return counts | {"warnings": sum(bool(row.warnings) for row in self.rows)}


class Columns(Protocol):
    """The columns of a kind of sheet."""

    def wanted(self, chosen: Mapping[str, str]) -> Wanted:
        """What its table is found by; `chosen` are titles that the owner has matched by hand."""


class Importer(Protocol):
    """How one kind of thing is imported."""

    @property
    def columns(self) -> Columns:
        """What its sheets hold."""

    def plan(self, job: ImportJob, table: Any, *, now: datetime, lock: bool, progress: Progress) -> Plan:
        """What the rows will do for the job's owner; with `lock` what they change stays as it is read."""

    def apply(self, job: ImportJob, plan: Plan, *, now: datetime, progress: Progress) -> dict[int, str]:
        """Do it, within the caller's transaction; what is new, by row, as `made_key` tells."""

    def undo(self, job: ImportJob, made: Mapping[int, str], *, now: datetime) -> dict[int, str]:
        """Take back what was made, within the caller's transaction; why some of it stays, by row."""


importers: dict[str, Importer] = {}


def register_importer(kind: str, importer: Importer) -> None:
    """Tell how a kind is imported."""
    importers[kind] = importer
