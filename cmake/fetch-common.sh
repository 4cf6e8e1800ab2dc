# SPDX-License-Identifier: MIT
# Sourced by the fetch scripts: the cache outside the tree, one process at a time in it, and a Debian
# source package unpacked into it.
# The caller sets fetch_name (directory prefix in the cache) and fetch_package (Debian source package).

here=${here:?}
. "$here/apt-private.sh"
cache=${NTMSAPI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ntmsapi}

fail() {
    echo "$fetch_name: $*" >&2
    exit 1
}

say() {
    echo "$fetch_name: $*" >&2
}

need() {
    command -v "$1" >/dev/null 2>&1 || fail "the program '$1' is missing (Debian package $2)"
}

# Serialises all fetches into this cache; the lock goes with the process.
fetch_lock() {
    mkdir -p "$cache" 2>/dev/null || fail "cannot create the cache folder $cache"
    need flock util-linux
    exec 9>"$cache/lock" || fail "cannot write to the cache folder $cache"
    flock 9
}

# Prints the newest finished folder "<name>-<version>" of the cache, or nothing.
fetch_cached() {
    find "$cache" -maxdepth 1 -type d -name "$fetch_name-[0-9]*" 2>/dev/null | sort -V | while read -r dir; do
        [ -f "$dir/source/.complete" ] && echo "$dir"
    done | tail -n 1
}

# Loads the lists of source packages of "all" or only the "base" suites; some mirrors fail for the others.
fetch_lists() {
    rm -rf "$work/apt"
    apt_private_open "$work/apt" deb-src "" "$1" || fail "no Debian source of main is configured in /etc/apt"
    apt_private "$work/apt" apt-get -qq --error-on=any update >"$work/log" 2>&1
}

# Leaves the unpacked source in $work/tree and its upstream version in $version.
fetch_source() {
    need apt-get apt
    need dpkg-source dpkg-dev
    work=$cache/work.$$
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir -p "$work/download" || fail "no space or no permission in $cache"
    say "downloading the Debian source package $fetch_package"
    fetch_lists all || fetch_lists base ||
        fail "the package lists could not be downloaded: $(apt_reason "$work/log")"
    (cd "$work/download" && apt_private "$work/apt" apt-get -qq source "$fetch_package") >"$work/log" 2>&1 ||
        fail "the source of $fetch_package could not be downloaded: $(apt_reason "$work/log")"
    tree=$(find "$work/download" -mindepth 1 -maxdepth 1 -type d -name "$fetch_package-*" | head -n 1)
    [ -n "$tree" ] || fail "the source package $fetch_package did not unpack"
    version=${tree##*/"$fetch_package"-}
}

# fetch_key TEXT: a short stable name for a set of flags.
fetch_key() {
    printf '%s' "$*" | sha256sum | cut -c1-12
}
