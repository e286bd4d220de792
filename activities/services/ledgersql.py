"""The ledger's statements. A row: place, id, status (NULL where a race was lost), code, first id, time, device."""

# What the session, the ticket and the clock say; then what is known of this id and of this subject;
# then the insert, in one order for all writers, so that two batches wait for each other and never in a ring.
FACTS = """
WITH given AS (
    SELECT * FROM unnest(
        %(place)s::int[], %(id)s::uuid[], %(session)s::text[], %(registration)s::text[], %(subject)s::bytea[],
        %(count)s::int[], %(audience)s::text[], %(method)s::text[], %(occurred_at)s::timestamptz[],
        %(evidence)s::text[], %(flags)s::text[], %(day)s::date[]
    ) WITH ORDINALITY AS given(
        place, id, session, registration, subject, count, audience, method, occurred_at, evidence, flags, day, n
    )
), judged AS MATERIALIZED (
    SELECT given.*, session.id AS session_id, registration.id AS registration_id,
        CASE
            WHEN session.id IS NULL THEN 'unknown_session'
            WHEN session.activity_id <> ALL (%(activities)s::bigint[])
                OR session.id <> ALL (%(sessions)s::bigint[]) THEN 'other_activity'
            WHEN activity.status <> 'published' OR session.cancelled_at IS NOT NULL THEN 'session_cancelled'
            WHEN given.registration <> '' AND registration.id IS NULL THEN 'unknown_ticket'
            WHEN registration.session_id <> session.id THEN 'other_session'
            WHEN registration.state <> 'confirmed' THEN 'ticket_not_valid'
            WHEN given.occurred_at NOT BETWEEN session.starts_at - %(far)s AND session.ends_at + %(far)s
                OR given.occurred_at > %(now)s + %(far)s THEN 'clock_out_of_range'
            WHEN given.count > session.capacity AND given.method NOT IN ('headcount', 'online') AND NOT %(decided)s
                THEN 'over_capacity'
        END AS refusal,
        string_to_array(concat_ws(',', nullif(given.flags, ''),
            CASE WHEN given.occurred_at NOT BETWEEN session.starts_at - %(near)s AND session.ends_at + %(near)s
                THEN 'off_hours' END,
            CASE WHEN given.count > registration.people THEN 'party' END), ',') AS all_flags
    FROM given
    LEFT JOIN activities_session session ON session.public_id = nullif(given.session, '')
    LEFT JOIN activities_activity activity ON activity.id = session.activity_id
    LEFT JOIN activities_registration registration ON registration.public_id = nullif(given.registration, '')
), known AS (
    SELECT judged.*, coalesce(own.id, repeat.first_id) AS own_id, waiting.code AS waits,
        last.id AS last_id, last.turn, last.is_undone
    FROM judged
    LEFT JOIN activities_checkin own ON own.id = judged.id
    LEFT JOIN activities_repeatedentry repeat ON repeat.id = judged.id
    LEFT JOIN activities_quarantinedentry waiting ON waiting.id = judged.id AND waiting.state <> 'counted'
    LEFT JOIN LATERAL (
        SELECT row.id, row.turn,
            EXISTS (SELECT FROM activities_checkin undo WHERE undo.undo_of_id = row.id) AS is_undone
        FROM activities_checkin row
        WHERE row.session_id = judged.session_id AND row.subject = judged.subject AND row.undo_of_id IS NULL
        ORDER BY row.turn DESC LIMIT 1
    ) last ON true
), ranked AS (
    SELECT *, row_number() OVER same AS nth, first_value(id) OVER same AS first_id
    FROM known
    WHERE own_id IS NULL AND waits IS NULL AND refusal IS NULL AND is_undone IS NOT FALSE
    WINDOW same AS (PARTITION BY session_id, coalesce(subject, uuid_send(id)) ORDER BY n)
), added AS (
    INSERT INTO activities_checkin (
        id, session_id, registration_id, subject, turn, count, audience, method, occurred_at, received_at, day,
        clock_offset, device_id, actor_id, evidence, flags, undo_of_id, reason
    )
    SELECT id, session_id, registration_id, subject, coalesce(turn + 1, 0), count, audience, method, occurred_at,
        %(now)s, coalesce(day, timezone('Asia/Shanghai', occurred_at)::date),
        %(offset)s, %(device)s, %(actor)s, evidence, all_flags, NULL, ''
    FROM ranked WHERE nth = 1
    ORDER BY session_id, subject, id
    ON CONFLICT DO NOTHING
    RETURNING id
), repeats AS (
    INSERT INTO activities_repeatedentry (id, first_id, received_at, device_id)
    SELECT known.id, CASE WHEN known.is_undone IS FALSE THEN known.last_id ELSE added.id END, %(now)s, %(device)s
    FROM known
    LEFT JOIN ranked ON ranked.place = known.place
    LEFT JOIN added ON added.id = ranked.first_id AND ranked.nth > 1 AND added.id <> known.id
    WHERE known.own_id IS NULL AND known.waits IS NULL AND known.refusal IS NULL
        AND (known.is_undone IS FALSE OR added.id IS NOT NULL)
    ORDER BY known.id
    ON CONFLICT DO NOTHING
)
SELECT known.place, known.id,
    CASE
        WHEN known.own_id IS NOT NULL THEN 'duplicate'
        WHEN known.waits IS NOT NULL OR known.refusal IS NOT NULL THEN 'quarantined'
        WHEN known.is_undone IS FALSE THEN 'duplicate'
        WHEN added.id IS NULL THEN NULL
        WHEN ranked.nth = 1 THEN 'accepted'
        ELSE 'duplicate'
    END,
    CASE WHEN known.own_id IS NULL THEN coalesce(known.waits, known.refusal) END,
    CASE WHEN ranked.nth > 1 THEN ranked.first_id ELSE first.id END,
    coalesce(first.occurred_at, known.occurred_at),
    device.name
FROM known
LEFT JOIN ranked ON ranked.place = known.place
LEFT JOIN added ON added.id = ranked.first_id
LEFT JOIN activities_checkin first
    ON first.id = coalesce(known.own_id, CASE WHEN known.is_undone IS FALSE THEN known.last_id END)
LEFT JOIN activities_scannerdevice device ON device.id = first.device_id
"""

# Who takes a row back that somebody else has taken back meanwhile has what they wanted; so has who
# takes back what was a repetition and never counted. A phone that was paired anew is another device of the same owner.
# The day of a reversing row is the database's to fill in.
UNDOS = """
WITH given AS (
    SELECT * FROM unnest(
        %(place)s::int[], %(id)s::uuid[], %(target)s::uuid[], %(occurred_at)s::timestamptz[], %(reason)s::text[]
    ) AS given(place, id, target, occurred_at, reason)
), judged AS MATERIALIZED (
    SELECT given.*, fact.session_id, fact.registration_id, fact.subject, fact.turn, fact.count, fact.audience,
        fact.method, coalesce(own.id, repeat.id) AS own_id, before.id AS before_id,
        CASE
            WHEN fact.id IS NULL OR fact.undo_of_id IS NOT NULL THEN 'unknown_target'
            WHEN session.activity_id <> ALL (%(activities)s::bigint[])
                OR session.id <> ALL (%(sessions)s::bigint[]) THEN 'other_activity'
            WHEN NOT %(undoes_all)s AND fact.device_id IS DISTINCT FROM %(device)s::bigint
                AND NOT EXISTS (
                    SELECT FROM activities_scannerdevice mine
                    JOIN activities_scannerdevice before ON before.paired_by_id = mine.paired_by_id
                    WHERE mine.id = %(device)s::bigint AND before.id = fact.device_id
                ) THEN 'not_yours'
        END AS refusal
    FROM given
    LEFT JOIN activities_checkin fact ON fact.id = given.target
    LEFT JOIN activities_session session ON session.id = fact.session_id
    LEFT JOIN activities_checkin own ON own.id = given.id
    LEFT JOIN activities_repeatedentry repeat ON repeat.id = given.target
    LEFT JOIN activities_checkin before ON before.undo_of_id = given.target
), added AS (
    INSERT INTO activities_checkin (
        id, session_id, registration_id, subject, turn, count, audience, method, occurred_at, received_at,
        clock_offset, device_id, actor_id, evidence, flags, undo_of_id, reason
    )
    SELECT DISTINCT ON (target) id, session_id, registration_id, subject, turn, -count, audience, method, occurred_at,
        %(now)s, %(offset)s, %(device)s, %(actor)s, '', '{}', target, reason
    FROM judged WHERE refusal IS NULL AND own_id IS NULL AND before_id IS NULL
    ORDER BY target, place
    ON CONFLICT DO NOTHING
)
SELECT place, id,
    CASE WHEN own_id IS NULL AND refusal IS NOT NULL THEN 'quarantined' ELSE 'undone' END,
    CASE WHEN own_id IS NULL THEN refusal END,
    before_id, NULL::timestamptz, NULL
FROM judged
"""

# Undoings that came before what they undo, and have waited for it.
EARLY_UNDOS = """
SELECT id FROM activities_quarantinedentry
WHERE undo_of = ANY (%(added)s::uuid[]) AND code = 'unknown_target' AND state = 'waiting'
FOR UPDATE SKIP LOCKED"""
