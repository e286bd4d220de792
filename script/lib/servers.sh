# The private PostgreSQL and Redis of a home: reached by sockets in a folder that nobody else can enter.
# shellcheck shell=bash

AS_SERVER=() # the prefix of a command that runs as the servers' user

# Sets SERVERS, the folder of the servers' data, and AS_SERVER. PostgreSQL refuses to run as root.
locate_servers() {
    local link=$HOME_DIR/servers owner
    if ! is_root; then
        [[ -e $link || -L $link ]] || mkdir -m 700 "$link"
    else
        owner=$(servers_owner "$link")
        AS_SERVER=(setpriv "--reuid=${owner%:*}" "--regid=${owner#*:}" --clear-groups)
        [[ -e $link || -L $link ]] || install -d -m 700 -o "${owner%:*}" -g "${owner#*:}" "$link"
        as_server test -w "$link/." || move_servers "$link" "$owner"
    fi
    [[ -d $link ]] || fail "$link leads to $(readlink "$link"), which is gone; remove the link to begin with an empty database"
    SERVERS=$(cd "$link" && pwd -P)
    locate_sockets
}

# The user and group numbers: whose the data already is, or an unprivileged user of the machine.
servers_owner() {
    local name
    if [[ -e $1 ]] && (($(stat -Lc %u "$1") > 0)); then
        stat -Lc %u:%g "$1"
        return
    fi
    for name in postgres redis nobody; do
        id -u "$name" >/dev/null 2>&1 || continue
        echo "$(id -u "$name"):$(id -g "$name")"
        return
    done
}

# Where the servers' user can't enter the home (a checkout below root's own folder), their part lies outside it.
move_servers() {
    local link=$1 owner=$2 outside
    [[ ! -L $link ]] || return 0
    rmdir "$link" 2>/dev/null || fail "the user ${owner%:*} can't enter $link any more; give the folders above it back their rights"
    install -d -m 755 /var/lib/sciencemap
    outside=$(mktemp -d /var/lib/sciencemap/XXXXXXXX)
    echo "$HOME_DIR" >"$outside/home"
    install -d -m 700 -o "${owner%:*}" -g "${owner#*:}" "$outside/servers"
    chmod 711 "$outside"
    ln -s "$outside/servers" "$link"
}

# Sets SOCKETS. A path over 107 bytes or with unusual characters can't be a socket's address: a short one serves then.
locate_sockets() {
    local plain=$SERVERS/run owner target
    owner=$(stat -c %u "$SERVERS")
    if [[ $plain =~ ^[A-Za-z0-9/._-]{1,90}$ ]]; then
        [[ -d $plain ]] || install -d -m 700 -o "$owner" "$plain"
        SOCKETS=$plain
        return
    fi
    target=$(readlink "$plain" || true)
    if [[ -z $target || $(stat -c '%u %a %F' "$target" 2>/dev/null) != "$owner 700 directory" ]]; then
        target=$(mktemp -d /tmp/sciencemap.XXXXXXXX)
        chown "$owner" "$target"
        ln -sfn "$target" "$plain"
    fi
    SOCKETS=$target
}

exec_as_server() {
    cd / # the servers' user may not be able to enter the folder we are in
    exec "${AS_SERVER[@]}" "$@"
}

as_server() { (exec_as_server "$@"); }

make_cluster() {
    local new=$SERVERS/cluster.new
    as_server rm -rf "$new"
    as_server "$PG_BIN/initdb" -D "$new" -U postgres -E UTF8 --locale=C.UTF-8 -A trust
    forget_database
    as_server mv "$new" "$SERVERS/cluster" # whole or not at all
}

# After a crash the number in the lock files may be another process's by now, which PostgreSQL would take for itself.
forget_dead_postmaster() {
    local pid
    pid=$(head -n 1 "$SERVERS/cluster/postmaster.pid" 2>/dev/null || true)
    if [[ -n $pid ]] && ! grep -qzF "$SERVERS/cluster" "/proc/$pid/cmdline" 2>/dev/null; then
        if [[ -e /proc/$pid ]]; then rm -f "$SERVERS/cluster/postmaster.pid"; fi
        rm -f "$SOCKETS"/.s.PGSQL.*
    fi
}

run_postgres() {
    forget_dead_postmaster
    exec_as_server "$PG_BIN/postgres" -D "$SERVERS/cluster" -k "$SOCKETS" -c listen_addresses= \
        -c shared_buffers=256MB -c max_wal_size=2GB -c random_page_cost=1.1 -c log_timezone=Asia/Shanghai
}

run_redis() {
    exec_as_server redis-server --port 0 --unixsocket "$SOCKETS/redis.sock" --unixsocketperm 700 \
        --dir "$SERVERS/redis" --appendonly yes --save '' --daemonize no --set-proc-title no
}

as_superuser() { as_server "$PG_BIN/psql" -X -q -h "$SOCKETS" -U postgres -d postgres "$@"; }

postgres_answers() { "$PG_BIN/pg_isready" -q -h "$SOCKETS" -U postgres || gone postgres; }
redis_answers() { [[ $(redis-cli -s "$SOCKETS/redis.sock" ping 2>/dev/null) == PONG ]] || gone redis; }

start_postgres() {
    local version
    unset "${!PG@}" # PGHOST and the like are meant for another server
    PG_BIN=$(find_postgres)
    version=$(cat "$SERVERS/cluster/PG_VERSION" 2>/dev/null || true)
    if [[ -z $version ]]; then
        step "Making the database cluster" make_cluster
    else
        PG_BIN=/usr/lib/postgresql/$version/bin
        [[ -x $PG_BIN/postgres ]] || fail "the home's database is of PostgreSQL $version, which is not installed"
    fi
    start postgres
    wait_moving postgres postgres_answers && alive postgres ||
        fail "PostgreSQL does not start: $(last_line "$HOME_DIR/logs/postgres.log"); see $HOME_DIR/logs/postgres.log"
    step "Checking the database" make_database
    export DATABASE_URL="postgresql://sciencemap@/sciencemap?host=${SOCKETS//\//%2F}"
}

make_database() {
    as_superuser <"$ROOT/script/lib/database.sql"
    local version
    version=$(as_superuser -d sciencemap -Atc "SELECT extversion FROM pg_extension WHERE extname = 'postgis'")
    if [[ $(printf '%s\n' "$version" 3.3 | sort -V | head -n 1) != 3.3 ]]; then
        echo "PostGIS 3.3 or newer is needed, not ${version:-none}"
        return 1
    fi
}

start_redis() {
    install -d -m 700 -o "$(stat -c %u "$SERVERS")" "$SERVERS/redis"
    start redis
    wait_moving redis redis_answers && alive redis ||
        fail "Redis does not start: $(last_line "$HOME_DIR/logs/redis.log"); see $HOME_DIR/logs/redis.log"
    export REDIS_URL="unix://$SOCKETS/redis.sock?db=0"
}

# Starts those servers that the environment does not name, and says to everybody else where they are.
start_servers() {
    if [[ -z ${DATABASE_URL:-} || -z ${REDIS_URL:-} ]]; then locate_servers; fi
    if [[ -z ${REDIS_URL:-} ]]; then start_redis; fi
    if [[ -z ${DATABASE_URL:-} ]]; then start_postgres; fi
    write_env
}

server_packages() {
    if [[ -z ${DATABASE_URL:-} ]]; then echo postgres; fi
    if [[ -z ${REDIS_URL:-} ]]; then echo redis; fi
}

# secret NAME PREFIX BYTES: makes a secret of the home at its first start; without its keys, personal data is lost.
secret() {
    grep -q "^$1=" "$HOME_DIR/env" 2>/dev/null ||
        echo "$1=$2$(head -c "$3" /dev/urandom | base64 -w 0)" >>"$HOME_DIR/env"
}

# write_env: what is needed to reach the servers, for `manage.py` in another terminal. Lines added by hand stay.
write_env() {
    local file=$HOME_DIR/env
    local managed='^(DATABASE_URL|REDIS_URL|PORT|MEDIA_ROOT|STATIC_ROOT|DEMONSTRATION_ACCOUNTS)='
    (
        umask 077
        secret SECRET_KEY "" 48
        secret PERSONAL_DATA_KEYS 1: 32
        secret LOOKUP_KEY "" 32
        secret TICKET_KEY "" 32
        {
            grep -vE "$managed" "$file" || true
            printf '%s\n' "DATABASE_URL=$DATABASE_URL" "REDIS_URL=$REDIS_URL" "PORT=${PORT:-8000}" \
                "MEDIA_ROOT=$HOME_DIR/media" "STATIC_ROOT=$HOME_DIR/static"
            [[ ! -e $HOME_DIR/empty ]] || echo "DEMONSTRATION_ACCOUNTS=0"
        } >"$file.new"
        mv "$file.new" "$file"
    )
}
