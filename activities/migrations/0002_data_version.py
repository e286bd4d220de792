from django.db import migrations

# Whatever a public reply shows moves the version of the activities' data. Places that are taken
# do not: pages read them as they are, and every registration would make every cache forget.
SHOWN = (
    "activities_activity",
    "activities_activity_co_units",
    "activities_activity_campaigns",
    "activities_activity_tasks",
    "activities_campaign",
    "activities_project",
    "activities_task",
)
SESSION_COLUMNS = (
    "activity_id, starts_at, ends_at, capacity, venue_id, place_name, address, point, county_id, zone_id, own_place,"
    " note, first_starts_at, first_ends_at, move_reason, cancelled_at, cancel_reason"
)


def touch(table: str, update: str = "UPDATE") -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE TRIGGER {table}_touch AFTER INSERT OR {update} OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core_touch_trigger('activities')""",
        f"DROP TRIGGER {table}_touch ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial"), ("core", "0002_data_versions")]

    operations = [*map(touch, SHOWN), touch("activities_session", f"UPDATE OF {SESSION_COLUMNS}")]
