# SPDX-License-Identifier: MIT
# Sourced by plain-sh scripts: a private apt state that leaves the machine's own source lists alone.
# apt_private_open DIR TYPE ARCHES SUITES   make DIR/sources.list (TYPE deb or deb-src) from the machine's
#                                           own Debian sources; ARCHES "" means the machine's; SUITES is
#                                           "base" (release and -updates) or "all"
# apt_private DIR TOOL ARGUMENTS...         run apt-get or apt-cache on that state
# apt_no_space LOG, apt_no_network LOG      whether a failed run's output tells of that
# apt_reason LOG                            why it failed, on one line

# The messages of apt are read, so they must not be translated.
LC_ALL=C
export LC_ALL

# One line per source of the machine: "URI SUITE COMPONENTS... |KEYRING"
apt_machine_sources() {
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -r "$file" ] || continue
        awk '$1 == "deb" {
                 key = ""; first = 2
                 if ($2 ~ /^\[/) {
                     while (first <= NF) {
                         word = $first; gsub(/[][]/, "", word)
                         if (word ~ /^signed-by=\//) key = substr(word, 11)
                         if ($first ~ /\]$/) { first++; break }
                         first++
                     }
                 }
                 line = $first
                 for (i = first + 1; i <= NF && $i !~ /^#/; i++) line = line " " $i
                 print line " |" key
             }' "$file"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -r "$file" ] || continue
        awk 'function flush(   u, s, i, j) {
                 if (types ~ /(^| )deb( |$)/ && enabled != "no") {
                     u = split(uris, U, " "); s = split(suites, S, " ")
                     for (i = 1; i <= u; i++)
                         for (j = 1; j <= s; j++) print U[i] " " S[j] " " components " |" key
                 }
                 types = uris = suites = components = key = enabled = ""
             }
             function value(line) { sub(/^[^:]*:[ \t]*/, "", line); return line }
             /^#/ { next }
             /^[ \t]*$/ { flush(); next }
             tolower($1) == "types:" { types = value($0) }
             tolower($1) == "uris:" { uris = value($0) }
             tolower($1) == "suites:" { suites = value($0) }
             tolower($1) == "components:" { components = value($0) }
             tolower($1) == "enabled:" { enabled = tolower(value($0)) }
             tolower($1) == "signed-by:" && $2 ~ /^\// { key = $2 }
             END { flush() }' "$file"
    done
}

apt_private_open() {
    private_dir=$1 private_type=$2 private_arches=$3 private_suites=$4
    mkdir -p "$private_dir/lists/partial" "$private_dir/archives/partial" || return 1
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    apt_machine_sources | while read -r uri suite rest; do
        key=${rest#*|} components=${rest%%|*}
        case " $components " in *" main "*) ;; *) continue ;; esac
        case $suite in
        "$codename" | "$codename-updates") ;;
        "$codename-security") [ "$private_suites" = all ] || continue ;;
        *) continue ;;
        esac
        options=
        [ -z "$private_arches" ] || options="arch=$private_arches"
        [ -z "$key" ] || options="$options signed-by=$key"
        [ -z "$options" ] || options="[ $options ] "
        echo "$private_type $options$uri $suite main"
    done | sort -u >"$private_dir/sources.list"
    # The packages of the chosen suites win over newer ones that are installed already.
    printf 'Package: *\nPin: release n=%s*\nPin-Priority: 1001\n' "$codename" \
        >"$private_dir/preferences"
    [ -s "$private_dir/sources.list" ]
}

apt_private() {
    private_dir=$1 private_tool=$2
    shift 2
    "$private_tool" -o Dir::Etc::sourcelist="$private_dir/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::Etc::preferences="$private_dir/preferences" \
        -o Dir::State::Lists="$private_dir/lists" -o Dir::Cache::archives="$private_dir/archives" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}

apt_no_space() {
    [ ! -s "$1" ] || grep -q -i -E 'no space left|not enough free space|don.t have enough' "$1"
}

apt_no_network() {
    grep -q -i -E '(could not|failure) resolv|connection (failed|timed out|refused)|(could not|unable to) connect|network is unreachable' "$1"
}

apt_reason() {
    if apt_no_space "$1"; then
        echo "no space left on the disk"
    elif apt_no_network "$1"; then
        echo "no network, or the package server does not answer"
    else
        grep -m1 '^E:' "$1" || grep -m1 '^W:' "$1" || tail -n 1 "$1"
    fi
}
