# The Django project's own steps between running servers and serving: `script/run` and the container share them.
# shellcheck shell=bash

manage() { "$PYTHON" "$ROOT/manage.py" "$@"; }

# once NAME INPUTS LABEL COMMAND…: skips a step that has been done for these inputs on this home.
once() {
    local stamp=$HOME_DIR/stamps/$1 inputs="$2 ${DATABASE_URL:-}" label=$3
    shift 3
    [[ $(cat "$stamp" 2>/dev/null) != "$inputs" ]] || return 0
    step "$label" "$@"
    (umask 077 && echo "$inputs" >"$stamp")
}

# What has been done to the database says nothing of another one.
forget_database() { rm -f "$HOME_DIR/stamps/reference" "$HOME_DIR/stamps/demonstration-begun"; }

compile_translations() {
    local po
    for po in "$ROOT"/locale/*/LC_MESSAGES/*.po; do
        [[ -e $po && ! ${po%.po}.mo -nt $po ]] || continue
        "$PYTHON" -m babel.messages.frontend --quiet compile -i "$po" -o "$po.new.$$"
        mv "$po.new.$$" "${po%.po}.mo"
    done
}

prepare_translations() {
    local po
    for po in "$ROOT"/locale/*/LC_MESSAGES/*.po; do
        if [[ -e $po && ! ${po%.po}.mo -nt $po ]]; then
            step "Compiling translations" compile_translations
            return
        fi
    done
}

prepare_static() {
    local inputs
    inputs=$(hash_of static ./*/static ./*/web/staticfiles.py sciencemap/settings package-lock.json requirements.txt)
    [[ -e $HOME_DIR/static ]] || rm -f "$HOME_DIR/stamps/static"
    once static "$inputs" "Collecting static files" manage collectstatic --noinput -v 0
}

# prepare_reference [OPTION]: the city's own data, again only when it or the code has changed.
prepare_reference() {
    local code
    code=$(hash_of reference accounts core venues activities volunteers)
    once reference "$code ${SCIENCEMAP_CITY:-} $*" "Loading reference data" manage load_reference "$@"
}

has_accounts() {
    "$PYTHON" -c '
import os, sys, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    sys.exit(connection.execute("SELECT FROM accounts_user LIMIT 1").fetchone() is None)'
}

# The demonstration in a database without accounts; one that was cut off is begun again.
prepare_demonstration() {
    local begun=$HOME_DIR/stamps/demonstration-begun
    if [[ ! -e $begun ]] && has_accounts; then return; fi
    touch "$begun"
    step "Loading the demonstration" manage load_demo
    step "Loading the demonstration year" manage simulate_year
    rm -f "$begun"
}

# The first administrator of a database without accounts: from the environment, or asked for on a terminal.
prepare_administrator() {
    if has_accounts; then return; fi
    if [[ -n ${SCIENCEMAP_ADMIN_USERNAME:-} && -n ${SCIENCEMAP_ADMIN_EMAIL:-} && -n ${SCIENCEMAP_ADMIN_PASSWORD:-} ]]; then
        step "Creating the administrator $SCIENCEMAP_ADMIN_USERNAME" manage create_administrator
    elif [[ -t 0 ]]; then
        manage create_administrator 9>&- || fail "no administrator was created; start again to try once more"
    else
        fail "please set SCIENCEMAP_ADMIN_USERNAME, SCIENCEMAP_ADMIN_EMAIL and SCIENCEMAP_ADMIN_PASSWORD"
    fi
}
