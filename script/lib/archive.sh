# Backups: one tar of MANIFEST (fingerprints of keys, checksums, closed by its own), database.dump and media/.
# shellcheck shell=bash

ARCHIVE_FORM="sciencemap backup 1"

# What signs somebody in lies in no backup: sessions, and codes on their way to a phone.
SIGNS_IN=(django_session accounts_signincode)

# installed: whether there is an installation here to speak of. A server of its own has its settings in the
# environment, and a home made by chance must not be taken for it.
installed() {
    local name missing=()
    if [[ -z ${DATABASE_URL:-} ]]; then
        [[ -e ${SCIENCEMAP_HOME:-$ROOT/.local}/env ]] && return
        fail "there is no installation in ${SCIENCEMAP_HOME:-$ROOT/.local}: set SCIENCEMAP_HOME, or the server's own" \
            "DATABASE_URL, REDIS_URL, MEDIA_ROOT, PERSONAL_DATA_KEYS and LOOKUP_KEY (as its units read them)"
    fi
    for name in REDIS_URL PERSONAL_DATA_KEYS LOOKUP_KEY; do
        [[ -n ${!name:-} ]] || missing+=("$name")
    done
    ((${#missing[@]} == 0)) || fail "DATABASE_URL is set without ${missing[*]}: give all of the server's settings"
}

# key_of NAME: a key as it serves here, from the environment or from the home; empty where there is none.
key_of() {
    if [[ -n ${!1:-} ]]; then echo "${!1}"; else sed -n "s/^$1=//p" "$HOME_DIR/env" 2>/dev/null; fi
}

# fingerprints: one a key, sorted; they say which key and nothing of it.
fingerprints() {
    { key_of PERSONAL_DATA_KEYS | tr ',' '\n' && key_of LOOKUP_KEY | sed 's/^/lookup:/'; } | tr -d ' ' | grep . |
        while read -r key; do echo "key ${key%%:*} $(printf '%s' "sciencemap ${key#*:}" | sha256sum | cut -c1-16)"; done | sort
}

# join_home: takes the home and starts its servers, or joins those of the `script/run` that serves on it.
join_home() {
    if open_home "${SCIENCEMAP_HOME:-$ROOT/.local}"; then
        end_on_signals 130
        end_leftovers
        lock_checkout
        local groups
        mapfile -t groups < <(server_packages)
        install_packages python postgres-client "${groups[@]}"
        install_python run
        unlock_checkout
        start_servers
    else
        SETUP_LOG=$HOME_DIR/logs/${COMMAND#script/}.log
        : >"$SETUP_LOG"
        export SCIENCEMAP_HOME=$HOME_DIR
        wait_until 60 read_env || fail "script/run is setting up on $HOME_DIR; try again when it is ready"
        trap 'exit 130' INT TERM HUP
    fi
    PG_BIN=$(find_postgres || dirname "$(command -v pg_dump)")
    MEDIA=${MEDIA_ROOT:-$HOME_DIR/media}
    STAGE=$(mktemp -d "$HOME_DIR/archive.XXXXXX") # holds personal data: mktemp keeps it to its owner
}

# The servers of the running `script/run`: ready once its lock says where it serves.
read_env() {
    grep -q http "$HOME_DIR/lock" || return 1
    DATABASE_URL=$(sed -n 's/^DATABASE_URL=//p' "$HOME_DIR/env")
    REDIS_URL=$(sed -n 's/^REDIS_URL=//p' "$HOME_DIR/env")
    export DATABASE_URL REDIS_URL
}

# Media after the database: a file that the dump names is there, for nothing rewrites a media file in place.
copy_state() {
    "$PG_BIN/pg_dump" --format custom "${SIGNS_IN[@]/#/--exclude-table-data=}" --file "$STAGE/database.dump" "$DATABASE_URL"
    mkdir -p "$MEDIA"
    cp -al "$MEDIA" "$STAGE/media" 2>/dev/null || { rm -rf "${STAGE:?}/media" && cp -a "$MEDIA" "$STAGE/media"; }
}

checksums() { (cd "$STAGE" && find database.dump media -type f -print0 | sort -z | xargs -0 sha256sum); }

write_archive() {
    {
        echo "$ARCHIVE_FORM"
        echo "made $(date -u +%Y-%m-%dT%H:%M:%SZ)"
        fingerprints
        checksums
    } >"$STAGE/MANIFEST"
    echo "end $(sha256sum <"$STAGE/MANIFEST")" >>"$STAGE/MANIFEST"
    (
        umask 077
        tar -C "$STAGE" -cf "$1.part" MANIFEST database.dump media
    )
    sync "$1.part"
    mv "$1.part" "$1"
}

# Unpacks into STAGE; false for anything but a whole archive of this form. Touches nothing else.
unpack_archive() {
    local manifest=$STAGE/MANIFEST
    [[ $(tar -tvf "$1" | cut -c1 | sort -u | tr -d '\n') == "-d" ]] || return 1 # neither links nor devices
    tar -C "$STAGE" --no-same-owner --no-same-permissions -xf "$1" || return 1
    [[ $(head -n 1 "$manifest") == "$ARCHIVE_FORM" ]] || return 1
    [[ $(tail -n 1 "$manifest") == "end $(head -n -1 "$manifest" | sha256sum)" ]] || return 1
    [[ $(head -n -1 "$manifest" | tail -n +3 | grep -v '^key ') == "$(checksums)" ]] || return 1
    "$PG_BIN/pg_restore" --list "$STAGE/database.dump" >"$STAGE/contents"
}

# lacking_keys: the fingerprints of keys under which the backup was made and that are not here.
lacking_keys() { comm -23 <(grep '^key ' "$STAGE/MANIFEST" | sort) <(fingerprints); }

# One transaction: what the role owns goes, the dump comes, or nothing has changed.
restore_database() {
    # The extensions are there already; their comments and PostGIS's own table are not the role's to write.
    sed -i -e '/ COMMENT - EXTENSION /d' -e '/ TABLE DATA public spatial_ref_sys /d' "$STAGE/contents"
    # A dump empties the search path, but IS DISTINCT FROM between geometries, as in history triggers, needs it.
    local path="SELECT pg_catalog.set_config('search_path', '', false);"
    {
        echo 'SET lock_timeout = 60000; DROP OWNED BY CURRENT_USER CASCADE;'
        "$PG_BIN/pg_restore" --no-owner -L "$STAGE/contents" -f - "$STAGE/database.dump" |
            sed "0,/^$path\$/s//${path/\'\'/\'public\'}/"
        # Versions go on beyond every one that browsers and processes have seen of the state that is gone.
        echo "SELECT setval('core_dataversion_number', greatest(nextval('core_dataversion_number')," \
            "extract(epoch FROM clock_timestamp())::bigint * 1000)), core_touch('venues'), core_touch('search');"
    } >"$STAGE/restore.sql"
    "$PG_BIN/psql" -X -q --single-transaction -v ON_ERROR_STOP=1 -o /dev/null -f "$STAGE/restore.sql" "$DATABASE_URL"
    "$PG_BIN/psql" -X -q -c ANALYZE "$DATABASE_URL" 2>/dev/null
    forget_database
}

# In place, since the folder may be a mounted volume.
restore_media() {
    mkdir -p "$MEDIA"
    find "$MEDIA" -mindepth 1 -delete
    cp -a "$STAGE/media/." "$MEDIA/"
}

forget_cache() {
    "$PYTHON" -c 'import os, redis; redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()'
}
