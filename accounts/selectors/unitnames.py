"""Units by what they are called, and were."""

from accounts.models import Unit, UnitPeriod


def units_by_name() -> dict[str, int]:
    """Each unit's key by its name of today, and by those it had where no other unit is called so now."""
    once = UnitPeriod.objects.order_by("since", "pk").values_list("name", "unit")
    return {**dict(once), **dict(Unit.objects.values_list("name", "pk"))}
