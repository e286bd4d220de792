import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0006_hours_that_one_person_took")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="servicerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="second_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func="\nIF OLD.state IN ('rejected', 'reversed') THEN\n    RAISE EXCEPTION 'volunteers: a record that was rejected or corrected stays so';\nEND IF;\nIF (OLD.state, NEW.state) IN (('confirmed', 'objected'), ('confirmed', 'final'), ('objected', 'confirmed'))\n    OR OLD.state NOT IN ('confirmed', 'objected', 'final') THEN\n    RETURN NEW;\nEND IF;\nIF NEW.state <> 'reversed' OR NOT EXISTS (\n    SELECT 1 FROM volunteers_correction correction\n    JOIN volunteers_volunteer volunteer ON volunteer.id = OLD.volunteer_id\n    WHERE correction.service_id = OLD.id AND correction.state = 'confirmed'\n    AND correction.decided_by_id <> correction.proposed_by_id\n    AND correction.decided_by_id IS DISTINCT FROM volunteer.user_id\n    AND correction.proposed_by_id IS DISTINCT FROM volunteer.user_id\n) THEN\n    RAISE EXCEPTION 'volunteers: confirmed hours are taken away by two people''s correction alone';\nEND IF;\nRETURN NEW;\n",
                    hash="79aa1359fda496259701a962b183003783991fd2",
                    operation="UPDATE",
                    pgid="pgtrigger_second_person_dc77b",
                    table="volunteers_servicerecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
