from django.db import migrations

# A sequence never gives a number twice, even to a transaction that is rolled back: what a
# process has remembered for a version can't be taken for another state of the data.
TOUCH = """
CREATE SEQUENCE core_dataversion_number;
CREATE FUNCTION core_touch(body text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO core_dataversion (name, version) VALUES (body, nextval('core_dataversion_number'))
    ON CONFLICT (name) DO UPDATE SET version = nextval('core_dataversion_number')
$$;
CREATE FUNCTION core_touch_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_touch(TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER core_searchentry_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON core_searchentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_touch_trigger('search');
"""

UNTOUCH = """
DROP TRIGGER core_searchentry_touch ON core_searchentry;
DROP FUNCTION core_touch_trigger();
DROP FUNCTION core_touch(text);
DROP SEQUENCE core_dataversion_number;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(TOUCH, UNTOUCH)]
