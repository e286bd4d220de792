"""The kinds of sheets that the import pages take in: an app tells what its own is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from accounts.models import Unit
from accounts.permissions import Actor
from core.errors import Sentence
from venues.sheets.columnset import ColumnSet

SUBMIT = "submit"  # an import's option `then`: hand in what is new


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of `core.imports` as people meet it; `write_template` takes a stream and the one unit meant, if any.

    `may`: who may send such a sheet. `is_of_units`: whether what is new belongs to a unit and can be handed in.
    """

    kind: str
    label: Sentence
    columns: ColumnSet
    write_template: Callable[[IO[bytes], Unit | None], None]
    unit_label: Sentence  # whose the new things are
    unit_hint: Sentence
    then_draft: Sentence
    then_submit: Sentence
    rules: Sequence[Sentence]
    may: Callable[[Actor], bool] = lambda actor: actor.is_staff
    is_of_units: bool = True


_kinds: dict[str, ImportKind] = {}


def register_import_kind(kind: ImportKind) -> None:
    """Offer a kind on the import pages; the first is what is meant where none is named."""
    _kinds[kind.kind] = kind


def import_kinds() -> Mapping[str, ImportKind]:
    """The kinds by their identifier, in order."""
    return _kinds


def kinds_for(actor: Actor) -> Mapping[str, ImportKind]:
    """Those that an actor may send."""
    return {key: kind for key, kind in _kinds.items() if kind.may(actor)}
