import logging

from django.db import migrations

log = logging.getLogger(__name__)
EVENTS = ("sunrise", "sunset", "dawn", "dusk")


def give_each_its_place(apps, schema_editor):
    """Opening hours that follow the sun become a row for each place; their venues move to it."""
    hours = apps.get_model("venues", "OpeningHours")
    venues = apps.get_model("venues", "Venue")
    moved = 0
    for row in hours.objects.filter(near="").order_by("pk"):
        if not any(event in row.expression.lower() for event in EVENTS):
            continue
        for venue in venues.objects.filter(hours=row).exclude(point=None).order_by("pk"):
            near = f"{venue.point.x:.1f},{venue.point.y:.1f}"
            local, _new = hours.objects.get_or_create(expression=row.expression, near=near)
            venues.objects.filter(pk=venue.pk).update(hours=local)
            moved += 1
    log.info("Opening hours that follow the sun: %d venues have those of their place.", moved)


def share_again(apps, schema_editor):
    """One row for an expression again, as before."""
    hours = apps.get_model("venues", "OpeningHours")
    venues = apps.get_model("venues", "Venue")
    for row in hours.objects.exclude(near="").order_by("pk"):
        shared, _new = hours.objects.get_or_create(expression=row.expression, near="")
        venues.objects.filter(hours=row).update(hours=shared)
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("venues", "0008_hours_near_a_place")]
    operations = [migrations.RunPython(give_each_its_place, share_again)]
