"""The administrators' door to accounts and units."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import LeadingGroupTerm, Membership, Role, Unit, UnitKind, UnitPeriod, User
from accounts.permissions import actor_for
from accounts.services import give_role, let_publish, save_units
from accounts.services.units import UnitFacts
from core.clock import city_day
from core.web.admin import CarefulAdmin

# WeChat's app is a setting and its tokens aren't kept: there is nothing to administer.
for unused in (Group, SocialApp, SocialToken):
    admin.site.unregister(unused)


@admin.register(User)
class AccountAdmin(CarefulAdmin, UserAdmin):
    list_display = ["username", "name", "email", "is_active", "is_superuser", "is_demonstration"]
    list_filter = ["is_active", "is_superuser", "is_demonstration"]
    search_fields = ["username", "name", "email"]
    ordering = ["username"]
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("个人"), {"fields": ("name", "email")}),
        (_("权限"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is disabled, not deleted: what it did stays attributable."""
        return False


class TermInline(admin.TabularInline):
    model = LeadingGroupTerm
    extra = 0


class PeriodInline(admin.TabularInline):
    """What a unit was and is, to look at."""

    model = UnitPeriod
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Unit)
class UnitAdmin(CarefulAdmin):
    list_display = ["name", "short_name", "kind", "county_code"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]
    inlines = [TermInline, PeriodInline]

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        by = actor_for(request.user, city_day(timezone.now()))
        if not change:
            facts = UnitFacts(obj.name, obj.short_name, UnitKind(obj.kind), obj.name_en, obj.county_code)
            save_units(units=[facts], by=by)
            obj.pk = Unit.objects.get(name=obj.name).pk
        let_publish(unit_id=obj.pk, allowed=obj.publishes_itself, by=by)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What a unit is changes from a day on, in the workspace; here it is only created."""
        dated = ["name", "short_name", "name_en", "kind", "county_code"]
        return [*dated, "successor", "merged_on"] if obj else ["successor", "merged_on"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(CarefulAdmin):
    list_display = ["user", "unit", "role", "since", "until"]
    list_filter = ["role"]
    list_select_related = ["user", "unit"]
    autocomplete_fields = ["user", "unit"]

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        held = give_role(
            user=obj.user,
            unit=obj.unit,
            role=Role(obj.role),
            since=obj.since,
            until=obj.until,
            by=actor_for(request.user, city_day(timezone.now())),
        )
        obj.pk = held.pk

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user", "unit", "role", "since"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role ends on a day; it is not made never to have been."""
        return False


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondFactorAdmin(CarefulAdmin):
    """Who has which second factor, without anything of it; deleting one lets its person set it up anew."""

    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
