# Debian packages, the Python environment and the npm packages. The Dockerfile runs the same functions.
# shellcheck shell=bash

# Debian's own Python is preferred: it is the version that the locked requirements were tried with.
find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# The folder of a PostgreSQL ≥ 15 that has PostGIS.
find_postgres() {
    local version
    for version in 15 16 17 18; do
        if [[ -x /usr/lib/postgresql/$version/bin/initdb &&
            -e /usr/share/postgresql/$version/extension/postgis.control ]]; then
            echo "/usr/lib/postgresql/$version/bin"
            return
        fi
    done
    return 1
}

has_chinese_font() { have fc-list && [[ -n $(fc-list :lang=zh-cn family) ]]; }

has_node() { have node && (($(node -p 'process.versions.node.split(".")[0]') >= 18)); }

# Names of the missing packages of the groups given. It looks for the files, since what was built by hand serves too.
missing_packages() {
    local group
    for group in "$@"; do
        case $group in
        python)
            find_python >/dev/null || echo python3-venv
            [[ -s /etc/ssl/certs/ca-certificates.crt ]] || echo ca-certificates
            ;;
        node)
            has_node || echo nodejs
            have npm || echo npm
            ;;
        postgres) find_postgres >/dev/null || printf '%s\n' postgresql-15 postgresql-15-postgis-3 ;;
        postgres-client) have pg_dump || echo postgresql-client-15 ;;
        redis) have redis-server || echo redis-server ;;
        font) [[ -s ${POSTER_FONT:-/usr/share/fonts/truetype/wqy/wqy-microhei.ttc} ]] || echo fonts-wqy-microhei ;;
        browser)
            have chromium || echo chromium
            has_chinese_font || printf '%s\n' fontconfig fonts-wqy-microhei
            have msgfmt || echo gettext
            ;;
        files) # what opens the exports in the tests
            have ogrinfo || echo gdal-bin
            have soffice || echo libreoffice-calc-nogui
            have pdftotext || echo poppler-utils
            have zbarimg || echo zbar-tools
            ;;
        *) fail "no package group is named $group" ;;
        esac
    done
}

run_apt() {
    unset SCIENCEMAP_SERVING # dpkg must not be ended by a later start, which waits for it instead
    export DEBIAN_FRONTEND=noninteractive
    if [[ " $* " == *" postgresql-15 "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    dpkg --configure -a # an earlier start may have been cut off
    apt-get -qq update
    apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold install "$@"
}

# install_packages GROUP…
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    have apt-get || fail "please install what Debian calls: ${missing[*]}"
    is_root || fail "packages are missing; as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    step "Installing Debian packages: ${missing[*]}" run_apt "${missing[@]}"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} == 0)) || fail "still missing after apt-get: ${missing[*]}"
}

# One set-up of this checkout at a time. A lock on the folder needs no file, and an apt-get that outlives us keeps it.
lock_checkout() {
    local waiting
    exec 8<"$ROOT/script"
    flock -n 8 && return
    say "Waiting for another set-up in this checkout"
    flock -w 1800 8 &
    waiting=$!
    wait "$waiting" || fail "another set-up in this checkout has not ended for half an hour"
}

unlock_checkout() { exec 8<&-; }

pip_install() { "$PYTHON" -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r "$1"; }

# install_python run|dev: the locked requirements in .venv; dev is a superset. The stamp is written last.
install_python() {
    local kind=$1 lock=$ROOT/requirements.txt python base stamp
    [[ ! -L $ROOT/.venv ]] || return 0 # a link leads to an environment that another checkout keeps
    [[ $kind == run ]] || lock=$ROOT/requirements-dev.txt
    python=$(find_python) || fail "Python 3.11 or newer with its venv module is needed"
    base="$("$python" -VV) at $ROOT"
    stamp="$base $(sha256sum <"$lock")"
    [[ $(cat "$ROOT/.venv/installed-$kind" 2>/dev/null) != "$stamp" ]] || return 0
    mkdir -p "$ROOT/.venv" 2>/dev/null && [[ -w $ROOT/.venv ]] ||
        fail "$ROOT/.venv can't be written; run this once as $(stat -c %U "$ROOT")"
    if [[ $(cat "$ROOT/.venv/made" 2>/dev/null) != "$base" ]]; then
        step "Making the Python environment" "$python" -m venv --clear "$ROOT/.venv"
        echo "$base" >"$ROOT/.venv/made"
    fi
    rm -f "$ROOT"/.venv/installed-*
    step "Installing $(grep -c == "$lock") Python packages" pip_install "$lock"
    [[ $kind == run ]] || echo "$base $(sha256sum <"$ROOT/requirements.txt")" >"$ROOT/.venv/installed-run"
    echo "$stamp" >"$ROOT/.venv/installed-$kind"
}

run_npm() { cd "$ROOT" && npm ci --ignore-scripts --no-audit --no-fund; }

install_node() {
    local stamp
    [[ ! -L $ROOT/node_modules ]] || return 0
    stamp=$(sha256sum <"$ROOT/package-lock.json")
    [[ $(cat "$ROOT/node_modules/.installed" 2>/dev/null) != "$stamp" ]] || return 0
    step "Installing npm packages" run_npm
    mkdir -p "$ROOT/node_modules"
    echo "$stamp" >"$ROOT/node_modules/.installed"
}
