"""Days of the city where figures ask for them: a session's first and last, and the day of each entry of the ledger.

An entry's day is that of its moment; of an undoing, that of what it undoes; of a confirmed head count, its session's
first. The ledger's protection is set aside for these two corrections, within this migration alone.
"""

import pgtrigger.compiler
import pgtrigger.migrations
import structlog
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Immutable, as a stored column asks: the name of a zone is no setting.
LAST_DAY = """
CREATE FUNCTION activities_last_day(starts timestamptz, ends timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE
        WHEN ends - starts <= interval '24 hours'
            AND timezone('Asia/Shanghai', ends) <= timezone('Asia/Shanghai', starts)::date + 1 + time '12:00'
            THEN timezone('Asia/Shanghai', starts)::date
        ELSE (timezone('Asia/Shanghai', ends) - interval '1 microsecond')::date
    END
$$"""
# A new column takes its expression's value without an UPDATE, then stands for itself.
DAY = """
ALTER TABLE activities_checkin
    ADD COLUMN day date GENERATED ALWAYS AS ((timezone('Asia/Shanghai', occurred_at))::date) STORED;
ALTER TABLE activities_checkin ALTER COLUMN day DROP EXPRESSION"""
NOT_NULL = "ALTER TABLE activities_checkin ALTER COLUMN day SET NOT NULL"
# Every cell of every figure stays at nought or above: a row is reversed whole, where it stands, and once.
TRIGGER = """
CREATE FUNCTION activities_day_of_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fact activities_checkin;
BEGIN
    IF NEW.undo_of_id IS NULL THEN
        NEW.day := timezone('Asia/Shanghai', NEW.occurred_at)::date;
        RETURN NEW;
    END IF;
    SELECT * INTO fact FROM activities_checkin WHERE id = NEW.undo_of_id;
    IF (NEW.session_id, NEW.audience, NEW.method, NEW.count)
        IS DISTINCT FROM (fact.session_id, fact.audience, fact.method, -fact.count)
    THEN
        RAISE EXCEPTION 'an undoing reverses its fact whole and where it stands' USING ERRCODE = 'check_violation';
    END IF;
    NEW.day := fact.day;
    RETURN NEW;
END $$;
CREATE TRIGGER activities_day_of_fact BEFORE INSERT ON activities_checkin FOR EACH ROW
    WHEN (NEW.undo_of_id IS NOT NULL OR NEW.day IS NULL) EXECUTE FUNCTION activities_day_of_fact()"""
NO_TRIGGER = """
DROP TRIGGER activities_day_of_fact ON activities_checkin;
DROP FUNCTION activities_day_of_fact()"""
HEAD_COUNTS = """
UPDATE activities_checkin entry SET day = session.first_day FROM activities_session session
WHERE session.id = entry.session_id AND entry.evidence LIKE 'result:%' AND entry.day <> session.first_day"""
UNDOINGS = """
UPDATE activities_checkin undoing SET day = fact.day FROM activities_checkin fact
WHERE fact.id = undoing.undo_of_id AND undoing.day <> fact.day"""


def put_days_right(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_checkin DISABLE TRIGGER USER")
        cursor.execute(HEAD_COUNTS)
        head_counts = cursor.rowcount
        cursor.execute(UNDOINGS)
        undoings = cursor.rowcount
        cursor.execute("ALTER TABLE activities_checkin ENABLE TRIGGER USER")
    structlog.get_logger(__name__).info("ledger_days_put_right", head_counts=head_counts, undoings=undoings)


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_devices_of_one_session"),
        ("venues", "0007_reports_and_doubles"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="headcount",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="headcount",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="headcount",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="headcount",
            name="activities_head_count_once",
        ),
        migrations.AddField(
            model_name="headcount",
            name="day",
            field=models.DateField(blank=True, null=True, verbose_name="日期"),
        ),
        migrations.AddField(
            model_name="headcountevent",
            name="day",
            field=models.DateField(blank=True, null=True, verbose_name="日期"),
        ),
        migrations.RunSQL(LAST_DAY, "DROP FUNCTION activities_last_day(timestamptz, timestamptz)"),
        migrations.AddField(
            model_name="session",
            name="first_day",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("starts_at"),
                    output_field=models.DateField(),
                    template="(timezone('Asia/Shanghai', %(expressions)s))::date",
                ),
                output_field=models.DateField(),
                verbose_name="首日",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="last_day",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("starts_at"),
                    models.F("ends_at"),
                    function="activities_last_day",
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(),
                verbose_name="末日",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["first_day", "last_day"], name="activities_session_days"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="headcount",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_headcountevent" ("audience", "day", "id", "online", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result_id") VALUES (NEW."audience", NEW."day", NEW."id", NEW."online", NEW."people", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."result_id"); RETURN NULL;',
                    hash="f12f09cb5bb52cec9c91bcab7b91409866735b32",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9bf34",
                    table="activities_headcount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="headcount",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "activities_headcountevent" ("audience", "day", "id", "online", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result_id") VALUES (NEW."audience", NEW."day", NEW."id", NEW."online", NEW."people", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."result_id"); RETURN NULL;',
                    hash="8323f2cb801c4846e4e35f7f33fc2dc92458c7b5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3a2fe",
                    table="activities_headcount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="headcount",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_headcountevent" ("audience", "day", "id", "online", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result_id") VALUES (OLD."audience", OLD."day", OLD."id", OLD."online", OLD."people", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."result_id"); RETURN NULL;',
                    hash="c28155c1f7e048cd5e9f05e5defac2028a247441",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_94a39",
                    table="activities_headcount",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.UniqueConstraint(
                fields=("result", "audience", "online", "day"), name="activities_head_count_once", nulls_distinct=False
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DAY, "ALTER TABLE activities_checkin DROP COLUMN day")],
            state_operations=[
                migrations.AddField(
                    model_name="checkin",
                    name="day",
                    field=models.DateField(editable=False, verbose_name="计入日期"),
                ),
            ],
        ),
        migrations.RunPython(put_days_right, migrations.RunPython.noop),
        migrations.RunSQL(NOT_NULL, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
    ]
