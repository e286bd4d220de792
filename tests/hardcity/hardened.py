"""What got in before: rows emptied, filled to the brim, or with a code that nobody knows, past every service.

Found by looking at the models, so that a new model or column is in it by itself. What a constraint of the database
refuses could not have got in, and is left as it was.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from core.fields import CodeField
from tests.hardcity.texts import odd

ROOMS = ("accounts", "venues", "activities", "volunteers", "insights", "core")
# Columns that are keys, seals or a program's own words: nobody types them.
KEYS = {"public_id", "reference", "identifier", "code", "token", "number", "serial", "username", "password", "lookup"}
KEYS |= {"state_key", "key", "digest", "colour", "icon", "expression", "hash", "sha256", "path", "name_key", "kind_key"}
# Columns of the city's vocabulary, whose identifiers are plain.
CODES = {"form", "setting", "lang", "language", "audience", "joint_action", "vocabulary", "level", "near"}
OWN = {"DataVersion", "AuditSeal", "OutboxMessage", "SearchEntry", "MapCell", "User"}
UNKNOWN = "no_such_code"


def every_model() -> Iterator[type[models.Model]]:
    """The models that hold what people say; not the histories, nor what is derived."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            is_history = hasattr(model, "pgh_tracked_model")
            if not is_history and model.__name__ not in OWN and model._meta.managed:
                yield model


def written(model: type[models.Model]) -> Iterator[Any]:
    """The columns that a service would write."""
    for field in model._meta.concrete_fields:
        if not field.primary_key and not field.unique and not getattr(field, "generated", False):
            yield field


def emptied(model: type[models.Model]) -> dict[str, Any]:
    """Every nullable column null and every optional text empty."""
    said: dict[str, Any] = {}
    for field in written(model):
        if field.null:
            said[field.attname] = None
        elif field.blank and isinstance(field, ArrayField):
            said[field.attname] = []
        elif field.blank and isinstance(field, models.CharField | models.TextField):
            said[field.attname] = ""
    return said


def filled(model: type[models.Model]) -> dict[str, Any]:
    """Every text at its greatest length."""
    said: dict[str, Any] = {}
    for field in written(model):
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, CodeField)
        if is_text and not is_key(field):
            said[field.attname] = odd(field.max_length or 4000)
    return said


def is_key(field: Any) -> bool:
    name = field.name
    return name in KEYS or name.endswith(("_key", "_code", "_id", "_hash")) or name in CODES


def unknown(model: type[models.Model]) -> dict[str, Any]:
    """A code that no enumeration has, in each column of codes."""
    return {field.attname: UNKNOWN for field in written(model) if isinstance(field, CodeField)}


def put(row: models.Model, said: dict[str, Any]) -> set[str]:
    """Write past services and triggers what the database's own constraints take; the columns written."""
    model = type(row)
    taken = set()
    with untriggered(model):
        rows = model._base_manager.filter(pk=row.pk)
        try:
            with transaction.atomic():
                rows.update(**said)
            return set(said)
        except DatabaseError:
            pass
        for name, value in said.items():
            try:
                with transaction.atomic():
                    rows.update(**{name: value})
                    taken.add(name)
            except DatabaseError:
                continue
    return taken


class untriggered:  # noqa: N801 — reads as a sentence
    """Without the triggers that keep a table from being changed."""

    def __init__(self, model: type[models.Model]) -> None:
        self.table = connection.ops.quote_name(model._meta.db_table)

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {self.table} DISABLE TRIGGER USER")

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {self.table} ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def harden() -> dict[str, dict[str, Any]]:
    """Of each model the newest row is emptied and the one before it filled; their keys by model and sort."""
    done: dict[str, dict[str, Any]] = {}
    for model in every_model():
        newest = list(model._base_manager.order_by("-pk")[:3])
        if len(newest) < 3 or model._meta.label_lower in {"accounts.membership", "accounts.phone", "venues.region"}:
            continue
        put(newest[0], emptied(model))
        put(newest[1], filled(model))
        done[model.__name__] = {"emptied": newest[0].pk, "filled": newest[1].pk, "plain": newest[2].pk}
    return done
