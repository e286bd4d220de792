"""Each statement on the ledger leaves its sums; what the ledger holds already is summed once."""

from django.db import migrations

UP = """
CREATE FUNCTION insights_add_deltas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insights_tallydelta (session_id, day, audience, method, count)
    SELECT session_id, (occurred_at AT TIME ZONE 'Asia/Shanghai')::date, audience, method, sum(count)
    FROM added GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE TRIGGER insights_tally AFTER INSERT ON activities_checkin
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION insights_add_deltas();
INSERT INTO insights_sessiontally (session_id, day, audience, method, count)
    SELECT session_id, (occurred_at AT TIME ZONE 'Asia/Shanghai')::date, audience, method, sum(count)
    FROM activities_checkin GROUP BY 1, 2, 3, 4;
CREATE VIEW insights_counted AS
    SELECT session_id, day, audience, method, count FROM insights_sessiontally
    UNION ALL
    SELECT session_id, day, audience, method, count FROM insights_tallydelta;
"""
DOWN = """
DROP VIEW insights_counted;
DROP TRIGGER insights_tally ON activities_checkin;
DROP FUNCTION insights_add_deltas();
"""


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_tally"), ("activities", "0008_devices_of_one_session")]

    operations = [migrations.RunSQL(UP, DOWN)]
