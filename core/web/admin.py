"""The admin, careful with its addresses."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from core.web.params import MAX_TEXT


def is_spatial(field: Any) -> bool:
    """Whether a column, computed or not, holds geometry."""
    return hasattr(getattr(field, "output_field", field), "geom_type")


def asks_geometry(model: type[Model], lookup: str) -> bool:
    """Whether a lookup hands its value to a geometry; whether there is one at all may be asked."""
    parts = lookup.split(LOOKUP_SEP)
    for position, part in enumerate(parts):
        try:
            field: Field[Any, Any] | Any = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if is_spatial(field):
            return parts[position + 1 :] != ["isnull"]
        if not field.is_relation or field.related_model is None:
            return False
        model = field.related_model
    return False


class CarefulAdmin(ModelAdmin):
    """An admin whose changelist takes no geometry and no endless search from the address.

    Django lets an address filter by any own column, and would parse the value with GEOS and GDAL,
    which open files and connections that a text names. Each word of a search is a parameter a column.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        if asks_geometry(self.model, lookup):
            return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term[:MAX_TEXT])
