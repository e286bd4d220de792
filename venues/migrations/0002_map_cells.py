from django.db import migrations

# Whatever a public reply shows moves the version of the venues' data.
TABLES = (
    "venues_region",
    "venues_kindgroup",
    "venues_venuekind",
    "venues_term",
    "venues_openinghours",
    "venues_specialday",
    "venues_designation",
)

SHOWN = "status = 'published' AND point_3857 IS NOT NULL"
COME = f"SELECT point_3857, kind_id, 1 FROM new_rows WHERE {SHOWN}"
GONE = f"SELECT point_3857, kind_id, -1 FROM old_rows WHERE {SHOWN}"


def merge(changed: str) -> str:
    """The statement that adds changed venues to their cells on levels 3 to 13.

    A tile has eight cells along its side, so these levels serve zooms 0 to 10.
    """
    return f"""
        MERGE INTO venues_mapcell AS cell USING (
            SELECT level,
                   floor((ST_X(p) + 20037508.342789244) / 40075016.685578488 * (1 << level))::int AS cx,
                   floor((20037508.342789244 - ST_Y(p)) / 40075016.685578488 * (1 << level))::int AS cy,
                   kind,
                   sum(sign)::int AS n,
                   sum(sign * round(ST_X(p) * 100)::bigint)::bigint AS x,
                   sum(sign * round(ST_Y(p) * 100)::bigint)::bigint AS y
            FROM ({changed}) AS changed (p, kind, sign)
            CROSS JOIN generate_series(3, 13) AS level
            GROUP BY 1, 2, 3, 4
            HAVING sum(sign) <> 0
                OR sum(sign * round(ST_X(p) * 100)::bigint) <> 0
                OR sum(sign * round(ST_Y(p) * 100)::bigint) <> 0
        ) AS delta
        ON cell.level = delta.level AND cell.cx = delta.cx AND cell.cy = delta.cy AND cell.kind = delta.kind
        WHEN MATCHED AND cell.n + delta.n = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET
            n = cell.n + delta.n, sum_x_cm = cell.sum_x_cm + delta.x, sum_y_cm = cell.sum_y_cm + delta.y
        WHEN NOT MATCHED THEN INSERT (level, cx, cy, kind, n, sum_x_cm, sum_y_cm)
            VALUES (delta.level, delta.cx, delta.cy, delta.kind, delta.n, delta.x, delta.y);
    """


# core_touch comes first: its row lock puts the writers of cells in one order.
# A counted cell's row stays in its page when it is counted anew.
COUNT = f"""
ALTER TABLE venues_mapcell SET (fillfactor = 60);
CREATE FUNCTION venues_count_cells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_touch('venues');
    IF TG_OP = 'INSERT' THEN {merge(COME)}
    ELSIF TG_OP = 'UPDATE' THEN {merge(f"{COME} UNION ALL {GONE}")}
    ELSIF TG_OP = 'DELETE' THEN {merge(GONE)}
    ELSE DELETE FROM venues_mapcell;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER venues_venue_come AFTER INSERT ON venues_venue REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION venues_count_cells();
CREATE TRIGGER venues_venue_moved AFTER UPDATE ON venues_venue
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION venues_count_cells();
CREATE TRIGGER venues_venue_gone AFTER DELETE ON venues_venue REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION venues_count_cells();
CREATE TRIGGER venues_venue_emptied AFTER TRUNCATE ON venues_venue
    FOR EACH STATEMENT EXECUTE FUNCTION venues_count_cells();
"""

UNCOUNT = """
DROP TRIGGER venues_venue_come ON venues_venue;
DROP TRIGGER venues_venue_moved ON venues_venue;
DROP TRIGGER venues_venue_gone ON venues_venue;
DROP TRIGGER venues_venue_emptied ON venues_venue;
DROP FUNCTION venues_count_cells();
ALTER TABLE venues_mapcell RESET (fillfactor);
"""


def touch(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE TRIGGER {table}_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core_touch_trigger('venues')""",
        f"DROP TRIGGER {table}_touch ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("venues", "0001_initial"), ("core", "0002_data_versions")]

    operations = [migrations.RunSQL(COUNT, UNCOUNT), *map(touch, TABLES)]
