# Who runs on a home: its lock, leftovers of a start that was killed, starting, watching and ending.
# shellcheck shell=bash

declare -A PIDS=()     # name → process id; each name has a function run_NAME that becomes the process
declare -A BORN=()     # name → when it was started last
declare -A RESTARTS=() # name → how often it was started again in quick succession
STOPPING=

# open_home FOLDER: makes the folder and takes its lock, which is free again as soon as this process is gone.
open_home() {
    HOME_DIR=$1
    umask 022
    mkdir -p "$HOME_DIR" 2>/dev/null && HOME_DIR=$(cd "$HOME_DIR" && pwd -P) && [[ -w $HOME_DIR ]] ||
        fail "the folder $1 can't be written; set SCIENCEMAP_HOME to another one"
    mkdir -p "$HOME_DIR/logs" "$HOME_DIR/media" "$HOME_DIR/stamps"
    exec 9>>"$HOME_DIR/lock"
    flock -w 2 9 || return 1 # a child of a killed start may hold it for a moment more
    echo "process $$" >"$HOME_DIR/lock"
    SETUP_LOG=$HOME_DIR/logs/${COMMAND#script/}.log
    : >"$SETUP_LOG"
    export SCIENCEMAP_HOME=$HOME_DIR
}

# Ends what an earlier start on this home left behind. Only with the home's lock held.
end_leftovers() {
    local pids signal
    for signal in TERM INT KILL; do # PostgreSQL takes INT as a fast shutdown, TERM as a slow one
        mapfile -t pids < <(leftovers)
        ((${#pids[@]})) || break
        [[ $signal != TERM ]] || say "Ending ${#pids[@]} processes that an earlier start left behind"
        kill -s "$signal" "${pids[@]}" 2>/dev/null || true
        wait_until 10 no_leftovers || true
    done
    export SCIENCEMAP_SERVING=$HOME_DIR
}

# Found by a mark in their environment, or (PostgreSQL overwrites its own) by their working folder or command line.
leftovers() {
    local file pid servers ancestors=" " parent=$$
    while ((parent > 1)); do
        ancestors+="$parent "
        parent=$(awk '$1 == "PPid:" { print $2 }' "/proc/$parent/status")
    done
    servers=$(readlink -f "$HOME_DIR/servers" || true)
    for file in /proc/[0-9]*; do
        pid=${file#/proc/}
        [[ $ancestors != *" $pid "* && $pid != "$BASHPID" ]] || continue
        if [[ $(readlink "$file/cwd" 2>/dev/null) == "$servers"/@(cluster|redis) ]] ||
            grep -qzxE "$servers/(cluster|redis)" "$file/cmdline" 2>/dev/null ||
            grep -qzxF "SCIENCEMAP_SERVING=$HOME_DIR" "$file/environ" 2>/dev/null; then
            echo "$pid"
        fi
    done
}

no_leftovers() { [[ -z $(leftovers) ]]; }

# wait_until SECONDS COMMAND…: false when the time is up.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# ticks NAME: the processor time that the process and its children have used, in clock ticks.
ticks() {
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | # processes end meanwhile
        sed 's/^.*) //' | awk -v group="${PIDS[$1]:-0}" '$3 == group { sum += $12 + $13 + $14 + $15 } END { print sum + 0 }'
}

# wait_moving NAME COMMAND…: waits as long as the process moves, however busy the machine is; false once it has used no
# processor for a minute.
wait_moving() {
    local name=$1 used=-1 now deadline=$((SECONDS + 60))
    shift
    until "$@"; do
        now=$(ticks "$name")
        ((now == used)) || deadline=$((SECONDS + 60))
        used=$now
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

# start NAME: run_NAME becomes a process of its own with its own log, which keeps one predecessor.
start() {
    local log=$HOME_DIR/logs/$1.log
    if [[ -e $log ]] && (($(stat -c %s "$log") > 5000000)); then mv "$log" "$log.1"; fi
    "run_$1" </dev/null >>"$log" 2>&1 9>&- &
    PIDS[$1]=$!
    BORN[$1]=$SECONDS
    disown "${PIDS[$1]}" # bash would print how it ended
}

alive() { [[ -n ${PIDS[$1]:-} ]] && kill -0 "${PIDS[$1]}" 2>/dev/null; }

# Starts again what ends; gives up on what ends six times without having lived for a minute.
watch_processes() {
    local name pause
    while true; do
        sleep 1 &
        pause=$!
        wait "$pause" || true # unlike sleep itself, a wait is interrupted by a signal
        for name in "${!PIDS[@]}"; do
            if gone "$name"; then restart "$name"; fi
        done
    done
}

restart() {
    local name=$1 log=$HOME_DIR/logs/$1.log
    ((SECONDS - BORN[$name] < 60)) || RESTARTS[$name]=0
    RESTARTS[$name]=$((${RESTARTS[$name]:-0} + 1))
    ((RESTARTS[$name] <= 5)) || fail "$name keeps ending: $(last_line "$log"); see $log"
    say "$name ended and is started again; see $log"
    kill -s KILL -- "-${PIDS[$name]}" 2>/dev/null || true # its children
    start "$name"
}

# end_processes SIGNAL SECONDS NAME…: all at once, then without mercy those that are still there.
end_processes() {
    local signal=$1 seconds=$2 name
    shift 2
    for name; do
        if alive "$name"; then kill -s "$signal" "${PIDS[$name]}" 2>/dev/null || true; fi
    done
    for name; do
        wait_until "$seconds" gone "$name" || true
        if [[ -n ${PIDS[$name]:-} ]]; then kill -s KILL -- "-${PIDS[$name]}" 2>/dev/null || true; fi
        unset "PIDS[$name]"
    done
}

gone() { ! alive "$1"; }

# The first thing to end is what writes, the last what is written to.
stop_everything() {
    [[ -z $STOPPING ]] || return 0
    STOPPING=yes
    trap '' INT TERM HUP PIPE
    trap - ERR
    if [[ -n $STEP_PID ]]; then kill -s TERM -- "-$STEP_PID" 2>/dev/null || true; fi
    end_processes TERM 10 beat worker web
    end_processes INT 60 postgres
    end_processes TERM 10 redis
}

# end_on_signals STATUS: the status of an end by Ctrl-C or a signal, once all is stopped.
end_on_signals() {
    trap stop_everything EXIT
    SIGNAL_STATUS=$1
    trap 'exit "$SIGNAL_STATUS"' INT TERM HUP PIPE
}
