# Shared by every command: folders, messages, steps. Sourced first; needs $0 to lie in script/.
# shellcheck shell=bash
# shellcheck disable=SC2034
set -Eeuo pipefail
set -m # each background job gets a process group: Ctrl-C reaches the command alone, which ends the others in order

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
COMMAND=script/$(basename "$0")
PYTHON=$ROOT/.venv/bin/python
STEP_PID=

# A machine without LANG would make Python and PostgreSQL fall back to ASCII.
export LC_ALL=C.UTF-8
unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_REQUIRE_VIRTUALENV

say() { printf '· %s\n' "$*"; }

fail() {
    printf '%s: %s\n' "$COMMAND" "$*" >&2
    exit 1
}

trap 'fail "stopped at ${BASH_SOURCE[0]##*/} line $LINENO: $BASH_COMMAND"' ERR

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { ((EUID == 0)); }

# One hash of the contents and names of files and folders; what doesn't exist counts as absent.
hash_of() {
    (
        cd "$ROOT"
        { find "$@" -type f ! -name '*.pyc' -print0 2>/dev/null || true; } | sort -z | xargs -0r sha256sum
    ) | sha256sum | cut -d' ' -f1
}

# What the last step in a log died of, for a failure that must fit in one line: its last error, or else its last words.
last_line() {
    awk '/^== / { error = "" } NF { words = $0 } /error:/ || /ERROR:/ || /Error:/ { error = $0 }
        END { print substr(error ? error : words, 1, 300) }' "$1" 2>/dev/null
}

# step LABEL COMMAND…: says the label, keeps the output in the log, fails in one line. A signal ends the wait at once.
# Without a home (in a container) there is no log and the output is shown.
step() {
    local label=$1 status=0
    shift
    say "$label"
    if [[ -z ${SETUP_LOG:-} ]]; then
        "$@" || fail "$label: failed with status $?"
        return
    fi
    printf '== %s\n' "$label" >>"$SETUP_LOG"
    {
        trap - ERR # the log's last line must be the command's own
        "$@"
    } </dev/null >>"$SETUP_LOG" 2>&1 9>&- &
    STEP_PID=$!
    wait "$STEP_PID" || status=$?
    STEP_PID=
    ((status == 0)) || fail "$label: failed with: $(last_line "$SETUP_LOG"); all of it is in $SETUP_LOG"
}

# foreground COMMAND…: shows the output; on a terminal the command owns it, otherwise a signal ends the wait at once.
foreground() {
    local status=0
    if [[ -t 0 ]]; then
        "$@" 9>&- || status=$?
    else
        "$@" 9>&- &
        STEP_PID=$!
        wait "$STEP_PID" || status=$?
        STEP_PID=
    fi
    return "$status"
}

# answers PATH: whether the web server on PORT replies 200. Bash alone, for curl may not be there.
answers() {
    local line
    (
        trap - ERR
        exec 3<>"/dev/tcp/127.0.0.1/${PORT:-8000}"
        printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$1" "${HEALTH_HOST:-127.0.0.1}" >&3
        read -r -t 10 line <&3
        [[ $line == "HTTP/1.1 200"* ]]
    ) 2>/dev/null
}
