"""Model fields of our own."""

from enum import StrEnum
from typing import Any, TypeVar

from django.db import models

from core.identifiers import LENGTH, new_public_id

Code = TypeVar("Code", bound=StrEnum)


class CodeField(models.CharField):
    """A short code out of an enumeration.

    The enumeration is checked by services and forms and is left out of migrations: a new
    code is no change of the table.
    """

    def __init__(self, codes: type[StrEnum] | None = None, **options: Any) -> None:
        self.codes = codes
        options.setdefault("max_length", 30)
        if codes is not None:
            options["choices"] = [(code.value, getattr(code, "label", code.value)) for code in codes]
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, path, args, options


def code_of(codes: type[Code], value: str) -> Code | None:
    """The code that a column holds, or None for one that nobody knows: one bad row must not take a list with it."""
    try:
        return codes(value)
    except ValueError:
        return None


def code_label(codes: type[StrEnum], value: str) -> str:
    """How a column's code is told; one that nobody knows as it is written."""
    code = code_of(codes, value)
    return value if code is None else str(getattr(code, "label", code.value))


def public_id_field() -> "models.CharField[str, str]":
    """The identifier by which the public knows a row: random, unique, unchanging."""
    return models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
