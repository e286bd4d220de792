"""The administrators' door; it saves through the same services as every other."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from leaflet.admin import LeafletGeoAdminMixin

from accounts.permissions import actor_for
from core.clock import city_day
from core.errors import DomainError
from core.geo import Datum
from core.reference import read_city
from core.web.admin import CarefulAdmin
from venues.forms import PointWidget, VenueForm
from venues.models import Region, SpecialDay, SpecialDayKind, Term, Venue, VenueKind
from venues.opening import SpecialDayInfo
from venues.services import remove_special_day, save_special_day


class _RehearsalError(Exception):
    """Ends the rehearsal of a save."""


class CheckedVenueForm(VenueForm):
    """Rehearses the save, so that what the service refuses is told on the form."""

    actor: Any = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            with transaction.atomic():
                self.save_as(self.actor)
                raise _RehearsalError
        except _RehearsalError:
            pass
        except DomainError as error:
            self.show(error)
        return cleaned

    def save(self, commit: bool = True) -> Venue:
        return self.save_as(self.actor)

    def save_m2m(self) -> None:
        """The service has written everything."""


@admin.register(Venue)
class VenueAdmin(LeafletGeoAdminMixin, CarefulAdmin):
    form = CheckedVenueForm
    widget = PointWidget
    list_display = ["name", "kind", "county", "status", "position_quality", "verified_on", "is_demonstration"]
    list_filter = ["status", "kind", "county", "is_demonstration", "position_quality"]
    list_select_related = ["kind", "county"]
    search_fields = ["name", "aliases", "address"]
    autocomplete_fields = ["operator"]

    class Media:
        js = ["js/admin/venue-map.js"]
        css = {"screen": ["css/admin-map.css"]}

    @property
    def settings_overrides(self) -> dict[str, Any]:
        """The map opens on the city, over the configured layers that are not shifted."""
        city = read_city()
        layers = [layer for layer in settings.BASE_LAYERS if layer["datum"] != Datum.GCJ02]
        return {
            "DEFAULT_CENTER": (city.centre[1], city.centre[0]),
            "DEFAULT_ZOOM": 10,
            "TILES": [
                (layer["name"], layer["url"], {"attribution": layer["attribution"], "maxZoom": layer["maxZoom"]})
                for layer in layers
            ],
        }

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        return type("RequestVenueForm", (form,), {"actor": actor_for(request.user, city_day(timezone.now()))})

    def save_model(self, request: HttpRequest, obj: Venue, form: Any, change: bool) -> None:
        """The form's save has done it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A venue is hidden or closed, not deleted: its past stays countable."""
        return False


@admin.register(SpecialDay)
class SpecialDayAdmin(CarefulAdmin):
    list_display = ["date", "kind", "name", "name_en"]
    date_hierarchy = "date"

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        info = SpecialDayInfo(SpecialDayKind(obj.kind), obj.name, obj.name_en)
        save_special_day(day=obj.date, info=info, by=actor_for(request.user, city_day(timezone.now())))

    def delete_model(self, request: HttpRequest, obj: SpecialDay) -> None:
        remove_special_day(day=obj.date, by=actor_for(request.user, city_day(timezone.now())))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["date"] if obj else []


class ReferenceAdmin(CarefulAdmin):
    """Reference data is looked at here and changed in its folder."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    list_display = ["code", "name", "level", "parent", "population"]
    list_filter = ["level"]
    search_fields = ["code", "name", "name_en"]
    exclude = ["boundary", "label_point"]


@admin.register(VenueKind)
class VenueKindAdmin(ReferenceAdmin):
    list_display = ["identifier", "name", "name_en", "group", "is_core"]


@admin.register(Term)
class TermAdmin(ReferenceAdmin):
    list_display = ["vocabulary", "identifier", "name", "name_en"]
    list_filter = ["vocabulary"]
