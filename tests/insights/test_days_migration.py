"""A ledger that was kept before entries had days: the migration back and forth, with rows of every kind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from structlog.testing import capture_logs

from insights.services.tally import recount
from tests.insights.corrections import City
from tests.insights.test_corrections import agrees

pytestmark = pytest.mark.django_db
BEFORE = [("activities", "0008_devices_of_one_session"), ("insights", "0004_frozen_reports_settlements_exports")]


def migrate(*targets: tuple[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


def negative_cells() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM insights_sessiontally WHERE count < 0")
        return int(cursor.fetchone()[0])


def test_entries_get_their_days_and_the_tally_is_built_anew(empty: None) -> None:
    city = City(1)
    for _n in range(30):
        city.check_in()
        city.confirm()
    for _n in range(12):
        city.now += timedelta(days=5)
        city.undo()
        city.send_back()
    agrees(city, "before")
    migrate(*BEFORE)
    assert negative_cells() > 0  # undone on the day of the undoing, as it was
    with capture_logs() as logs:
        migrate()
    said = {str(line["event"]): line for line in logs}
    assert said["ledger_days_put_right"]["undoings"] > 0
    assert said["tally_days_moved"]["cells"] > 0 and said["tally_days_moved"]["person_times"] > 0
    assert negative_cells() == 0
    assert recount() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'activities_checkin'::regclass AND NOT tgisinternal"
        )
        assert {state for (state,) in cursor.fetchall()} == {"O"}  # the ledger is protected again
    for held in city.sessions.values():  # head counts had no day of their own then
        held.counted = tuple(replace(count, day=None) for count in held.counted)
    agrees(city, "after")
