#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: fetch-cmocka.sh COMPILER TRIPLE [CMAKE ARGUMENTS...]
# Makes sure that the cache holds cmocka as a static library built by COMPILER. Prints two lines: the
# folder of cmocka.h, the library.
set -u
here=$(cd "$(dirname "$0")" && pwd)
fetch_name=cmocka fetch_package=cmocka
. "$here/fetch-common.sh"
[ $# -ge 2 ] || fail "usage: fetch-cmocka.sh COMPILER TRIPLE [CMAKE ARGUMENTS...]"
compiler=$1 triple=$2
shift 2

keep_source() {
    fetch_source
    target=$cache/cmocka-$version
    mkdir -p "$target" && rm -rf "$target/source" && mv "$tree" "$target/source" &&
        touch "$target/source/.complete" || fail "no space in $cache"
    rm -rf "$work"
}

make_library() {
    say "compiling cmocka for $triple"
    rm -rf "$library.new" "$library.build"
    mkdir -p "$library.new" || fail "no space in $cache"
    cmake -S "$root/source" -B "$library.build" -G "Unix Makefiles" -DCMAKE_BUILD_TYPE=Release \
        -DWITH_STATIC_LIB=ON -DUNIT_TESTING=OFF -DWITH_EXAMPLES=OFF \
        -DCMAKE_INSTALL_PREFIX="$library.new" "$@" >"$library.new/log" 2>&1 &&
        cmake --build "$library.build" --target install >>"$library.new/log" 2>&1 || {
        tail -n 5 "$library.new/log" >&2
        fail "cmocka did not compile for $triple"
    }
    rm -rf "$library" "$library.build"
    mv "$library.new" "$library" || fail "no space in $cache"
}

need "$compiler" "a compiler for $triple"
need make make
fetch_lock
root=$(fetch_cached)
if [ -z "$root" ]; then
    keep_source
    root=$target
fi
library=$root/$triple-$(fetch_key "$("$compiler" --version | head -n 1) $*")
archive() {
    find "$library" -name 'libcmocka-static.a' -o -name 'libcmocka.a' 2>/dev/null | head -n 1
}
[ -d "$library" ] && [ -n "$(archive)" ] || make_library "$@"
echo "$library/include"
archive
