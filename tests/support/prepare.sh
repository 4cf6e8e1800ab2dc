# SPDX-License-Identifier: MIT
# Sourced by tests/run and tests/demo. They set root (the source tree) and me (their name for messages).
#   prepare_tools               install what is missing
#   prepare_build PRESET [ARGUMENTS...]   configure and build one preset; arguments go to the build tool
#   prepare_wine                a private Wine prefix with a persistent server, ended when the script ends
#   prepare_vtl                 the virtual tape library's driver, loaded

build=${NTMSAPI_BUILD:-$root/build}
NTMSAPI_WINEPREFIX=${NTMSAPI_WINEPREFIX:-$build/wine}
. "$root/tests/support/wine-prefix.sh"
started=$(date +%s)

say() {
    now=$(($(date +%s) - started))
    printf '[%3d:%02d] %s\n' $((now / 60)) $((now % 60)) "$*"
}

fail() {
    echo "$me: $*" >&2
    exit 1
}

prepare_tools() {
    mkdir -p "$build" || fail "cannot create the folder $build"
    free=$(df -Pk "$build" | awk 'NR == 2 { print int($4 / 1024) }')
    needed=200
    [ -f "$build/win32/build.ninja" ] || needed=$((needed + 400))
    [ -f "$NTMSAPI_WINEPREFIX/.ready" ] || needed=$((needed + 1400))
    [ "$free" -ge "$needed" ] || fail "no space: $free MiB are free for $build, $needed are needed"
    "$root/tests/support/setup" || exit 1
}

# no_space LOG: whether a step failed for want of space; then the log itself may have suffered.
no_space() {
    full=$(df -Pk "$build" | awk 'NR == 2 { print $4 < 4096 ? "full" : "" }')
    [ "$full" ] || [ ! -s "$1" ] || grep -q -i 'no space left' "$1"
}

# Why a configure run failed, on one line.
configure_reason() {
    if no_space "$1"; then
        echo "no space left on the disk (of $build, /tmp or the cache of sources)"
        return
    fi
    grep -m1 -E '^(sqlite|cmocka): .*(missing|could not|cannot|failed|no space|did not)' "$1" ||
        grep -A1 -m1 'CMake Error' "$1" | tr -s '\n ' '  ' || echo "see $1"
}

prepare_build() {
    preset=$1
    shift
    log=$build/$preset.log
    if [ ! -f "$build/$preset/build.ninja" ]; then
        say "configuring $preset (the first time SQLite and cmocka are fetched and compiled, about a minute)"
        cmake -S "$root" --preset "$preset" -B "$build/$preset" >"$log" 2>&1 </dev/null ||
            fail "configuring $preset failed: $(configure_reason "$log")"
    fi
    say "building $preset"
    {
        LC_ALL=C cmake --build "$build/$preset" "$@" 2>&1 </dev/null
        echo "status $?"
    } | awk -v log_file="$log" '
        { print >log_file }
        /^\[[0-9]+\/[0-9]+\]/ { if (++steps % 25 == 0) { print "        " $1; fflush() } }
        /^status / { status = $2 }
        END { exit status }' || {
        if no_space "$log"; then fail "building $preset failed: no space left on the disk of $build"; fi
        grep -E -m5 'error:|FAILED|No space left' "$log" >&2
        fail "building $preset failed, see $log"
    }
}

prepare_wine() {
    wine_prefix_open || {
        if no_space "$WINEPREFIX/.log"; then fail "no space left on the disk for the Wine prefix $WINEPREFIX"; fi
        fail "no Wine prefix in $WINEPREFIX"
    }
    NTMSAPI_WINE_IS_OPEN=1
    export NTMSAPI_WINE_IS_OPEN NTMSAPI_WINEPREFIX
    trap 'wine_prefix_close' EXIT
    trap 'exit 130' HUP INT TERM
}

prepare_vtl() {
    driver=$(find "$build/win64" -name ntmsvtl.sys -newer "$root/CMakeLists.txt" 2>/dev/null | head -n 1)
    [ -n "$driver" ] || driver=$(find "$build/win64" -name ntmsvtl.sys 2>/dev/null | head -n 1)
    [ -n "$driver" ] || fail "the virtual tape library's driver was not built"
    say "loading the virtual tape library"
    "$root/tests/support/vtl-load" "$driver" || fail "the virtual tape library could not be loaded"
}
