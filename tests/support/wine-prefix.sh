# SPDX-License-Identifier: MIT
# Sourced: where Wine keeps its files for the tests, and a server that stays for the whole run.
# NTMSAPI_WINEPREFIX names the prefix; without it there is one in the user's cache.
# wine_prefix_open   make the prefix when it is new (about 25 s) and start its persistent server
# wine_prefix_close  end that server and with it services and drivers
WINEPREFIX=${NTMSAPI_WINEPREFIX:-${NTMSAPI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ntmsapi}/wine}
WINEDEBUG=${WINEDEBUG:--all}
WINEDLLOVERRIDES="mscoree,mshtml=${WINEDLLOVERRIDES:+;$WINEDLLOVERRIDES}"
DISPLAY=
export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES DISPLAY
unset WINEARCH

wineserver_program() {
    command -v wineserver || find /usr/lib/wine -name 'wineserver*' -perm -u+x 2>/dev/null | head -n 1
}

# The server is started in a session of its own and without our files, so that nobody waits for it.
wine_server_start() {
    (setsid "$(wineserver_program)" -p >/dev/null 2>&1 </dev/null 9>&- &)
}

wine_prefix_open() {
    command -v wine >/dev/null 2>&1 || {
        echo "wine is not installed: run tests/support/setup" >&2
        return 1
    }
    mkdir -p "$WINEPREFIX" || return 1
    exec 9>"$WINEPREFIX/.lock" || return 1
    flock 9
    if [ ! -f "$WINEPREFIX/.ready" ]; then
        [ "${WINE_PREFIX_QUIET:-}" ] || echo "making a Wine prefix in $WINEPREFIX (about 25 s)"
        wine_prefix_make || return 1
        # A prefix that is just being made ends up with two service managers; drivers start only after a restart.
        wine_prefix_close
        touch "$WINEPREFIX/.ready"
    fi
    wine_server_start
    exec 9>&-
}

# Wine would go on with a half-made prefix, so one that we began and did not finish is made anew. On a busy machine
# wineboot itself now and then ends half-way, hence the second and third try.
wine_prefix_make() {
    for try in 1 2 3; do
        [ ! -f "$WINEPREFIX/.making" ] ||
            rm -rf "$WINEPREFIX/drive_c" "$WINEPREFIX/dosdevices" "$WINEPREFIX"/*.reg "$WINEPREFIX/.update-timestamp"
        [ -e "$WINEPREFIX/drive_c" ] || touch "$WINEPREFIX/.making" || return 1
        if timeout 300 $wine_fixed wineboot -i </dev/null >"$WINEPREFIX/.log" 2>&1 9>&-; then
            rm -f "$WINEPREFIX/.making"
            return 0
        fi
        wine_prefix_close
        [ -f "$WINEPREFIX/.making" ] || break
    done
    echo "wineboot failed, see $WINEPREFIX/.log" >&2
    return 1
}

wine_prefix_close() {
    timeout 60 "$(wineserver_program)" -k </dev/null >/dev/null 2>&1
}

# What to put before `wine`. The kernel chooses the place of the heap at random, and one 64-bit program in some
# thousands gets it where Wine must have its shared page (7FFE0000h) and does not start. Some sandboxes do not allow
# to switch that off; then it stays as it is.
wine_fixed=
if setarch -R true 2>/dev/null; then wine_fixed='setarch -R'; fi

# wine_path PATH: the name of a file of this machine for a program under Wine.
wine_path() {
    printf 'Z:%s' "$1" | tr / '\\'
}
