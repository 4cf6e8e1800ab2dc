#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: fetch-sqlite.sh COMPILER ARCHIVER TRIPLE [FLAGS...]
# Makes sure that the cache holds SQLite's amalgamation and a static library of it built by COMPILER
# with FLAGS. Prints two lines: the folder of sqlite3.h, the library.
set -u
here=$(cd "$(dirname "$0")" && pwd)
fetch_name=sqlite fetch_package=sqlite3
. "$here/fetch-common.sh"
[ $# -ge 3 ] || fail "usage: fetch-sqlite.sh COMPILER ARCHIVER TRIPLE [FLAGS...]"
compiler=$1 archiver=$2 triple=$3
shift 3

make_amalgamation() {
    need tclsh tcl
    need make make
    need gcc gcc
    fetch_source
    say "making the amalgamation of SQLite $version (about 15 s)"
    mkdir "$work/make" || fail "no space in $cache"
    (cd "$work/make" && "$tree/configure" --disable-shared --disable-readline &&
        make sqlite3.c) >"$work/log" 2>&1 </dev/null || {
        tail -n 5 "$work/log" >&2
        fail "the amalgamation could not be made (space? tcl?)"
    }
    target=$cache/sqlite-$version
    mkdir -p "$target/source.new" && cp "$work/make/sqlite3.c" "$work/make/sqlite3.h" \
        "$target/source.new/" && touch "$target/source.new/.complete" &&
        rm -rf "$target/source" && mv "$target/source.new" "$target/source" ||
        fail "no space in $cache"
    rm -rf "$work"
}

make_library() {
    say "compiling SQLite for $triple (about 35 s)"
    rm -rf "$library.new"
    mkdir -p "$library.new" || fail "no space in $cache"
    "$compiler" "$@" -I"$root/source" -c -o "$library.new/sqlite3.o" "$root/source/sqlite3.c" >&2 &&
        "$archiver" rcs "$library.new/libsqlite3.a" "$library.new/sqlite3.o" >&2 ||
        fail "SQLite did not compile for $triple"
    rm -rf "$library"
    mv "$library.new" "$library" || fail "no space in $cache"
}

need "$compiler" "a compiler for $triple"
fetch_lock
root=$(fetch_cached)
if [ -z "$root" ]; then
    make_amalgamation
    root=$target
fi
library=$root/$triple-$(fetch_key "$("$compiler" --version | head -n 1) $*")
[ -f "$library/libsqlite3.a" ] || make_library "$@"
echo "$root/source"
echo "$library/libsqlite3.a"
