"""Reading the plan."""

from datetime import date

from accounts.models import Unit
from activities.models import Part, Task


def units_of(task: Task, day: date) -> dict[Part, list[Unit]]:
    """The units of a task on a day of the city: those named, and for “各成员单位” that day's members."""
    found: dict[Part, list[Unit]] = {Part.LEAD: [], Part.RESPONSIBLE: []}
    for row in task.units.select_related("unit").order_by("unit_id"):
        found[Part(row.part)].append(row.unit)
    if task.open_to_all_members:
        named = {unit.pk for units in found.values() for unit in units}
        found[Part.RESPONSIBLE] += [unit for unit in Unit.objects.members_on(day) if unit.pk not in named]
    return found
