"""The tally asks the ledger for the day of each entry, and is built anew from it."""

import structlog
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION insights_add_deltas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insights_tallydelta (session_id, day, audience, method, count)
    SELECT session_id, {day}, audience, method, sum(count) FROM added GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$"""
BY_DAY, BY_MOMENT = "day", "(occurred_at AT TIME ZONE 'Asia/Shanghai')::date"
MOVED = """
WITH ledger AS (
    SELECT session_id, {day} AS day, audience, method, sum(count) AS count FROM activities_checkin GROUP BY 1, 2, 3, 4
), told AS (
    SELECT session_id, day, audience, method, sum(count) AS count FROM insights_counted GROUP BY 1, 2, 3, 4
)
SELECT count(*), coalesce(sum(abs(coalesce(ledger.count, 0) - coalesce(told.count, 0))), 0)
FROM ledger FULL JOIN told USING (session_id, day, audience, method)
WHERE coalesce(ledger.count, 0) <> coalesce(told.count, 0)"""


def _built_anew(editor: BaseDatabaseSchemaEditor, day: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("LOCK TABLE activities_checkin IN SHARE MODE")
        cursor.execute(FUNCTION.format(day=day))
        cursor.execute(MOVED.format(day=day))
        cells, person_times = cursor.fetchone()
        cursor.execute("DELETE FROM insights_tallydelta")
        cursor.execute("DELETE FROM insights_sessiontally")
        cursor.execute(
            "INSERT INTO insights_sessiontally (session_id, day, audience, method, count)"
            f" SELECT session_id, {day}, audience, method, sum(count) FROM activities_checkin GROUP BY 1, 2, 3, 4"
        )
    structlog.get_logger(__name__).info("tally_days_moved", cells=cells, person_times=int(person_times))


def by_day(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _built_anew(editor, BY_DAY)


def by_moment(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _built_anew(editor, BY_MOMENT)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0004_frozen_reports_settlements_exports"),
        ("activities", "0009_days_of_figures"),
    ]

    operations = [migrations.RunPython(by_day, by_moment)]
