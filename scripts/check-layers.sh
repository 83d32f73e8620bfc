#!/usr/bin/env bash
# Checks which folder includes which. The folder says where code runs, and that only stays true if it is enforced.
#
#   scripts/check-layers.sh [ROOT]
#
# - A folder below src/signet or host includes only itself and folders above it in the lists below.
# - src/ never includes host/ or tests/.
# - host/emulator never includes signet/atecc: driver and chip model are two independent readings of the datasheet, and
#   a mistake shared by both would be seen by no test.
# - Includes are written from the root of the include path, so that these rules can be read off the line.
# - No two files define a class of the same name in the same namespace: the linker would take one for the other.
# - No folder has more than 40 files, and docs/architecture.md has a line for each one.
# - Nothing names a path that exists on one developer's machine only.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

device_order="core i2c atecc x509 net tls mqtt time device json thing aws bridge port"
host_order="base crypto emulator chip profile home pki client broker provision identity bench cloud pkcs11 factory ui cli"

folders=()
for folder in src host tests examples firmware; do [[ -d $folder ]] && folders+=("$folder"); done

includes=$(find "${folders[@]}" -type f \( -name '*.h' -o -name '*.cpp' -o -name '*.c' -o -name '*.hpp' \) -print0 |
  xargs -0 grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null || true)

failures=$(awk -v device="$device_order" -v host="$host_order" '
  function fail(why) { printf "%s:%s: %s\n", file, line, why }
  function layer(path, prefix) {  # the folder right below the prefix, or ""
    if (index(path, prefix) != 1) return ""
    path = substr(path, length(prefix) + 1)
    return index(path, "/") ? substr(path, 1, index(path, "/") - 1) : ""
  }
  function check_order(ranks, own, other, prefix) {
    if (other == "" || own == "") return
    if (!(own in ranks)) fail("folder " prefix own " has no place in the order of scripts/check-layers.sh")
    else if (!(other in ranks)) fail("folder " prefix other " has no place in the order of scripts/check-layers.sh")
    else if (ranks[other] > ranks[own]) fail(prefix own " may not include " prefix other ", which stands below it")
  }
  BEGIN {
    n = split(device, names, " "); for (i = 1; i <= n; i++) device_rank[names[i]] = i
    n = split(host, names, " "); for (i = 1; i <= n; i++) host_rank[names[i]] = i
  }
  {
    split($0, field, ":"); file = field[1]; line = field[2]
    if (!match($0, /include[ \t]*["<][^">]*[">]/)) next
    target = substr($0, RSTART, RLENGTH); sub(/include[ \t]*/, "", target)
    quoted = substr(target, 1, 1) == "\""
    target = substr(target, 2, length(target) - 2)
    if (quoted && target !~ /^(signet|host|tests|firmware)\//)
      fail("include \"" target "\" from the root: \"signet/...\", \"host/...\", \"bench/...\", \"tests/...\" or \"firmware/...\"")
    if (file !~ /^firmware\// && target ~ /^firmware\//) fail("only firmware/ may include " target)
    if (file ~ /^firmware\// && target ~ /^(host|tests)\// && target != "host/emulator/board/link.h")
      fail("firmware/ may not include " target ": it runs on a device")
    if (file ~ /^src\// && target ~ /^(host|tests)\//) fail("src/ may not include " target ": it runs on a device")
    if (file ~ /^host\// && target ~ /^tests\//) fail("host/ may not include " target)
    if (file ~ /^host\/emulator\// && target ~ /^signet\/atecc\//)
      fail("host/emulator may not include " target ": the model must not share a reading with the driver")
    check_order(device_rank, layer(file, "src/signet/"), layer(target, "signet/"), "src/signet/")
    check_order(host_rank, layer(file, "host/"), layer(target, "host/"), "host/")
  }' <<<"$includes")

# Namespaces are followed in and out again, so that what comes after a nested one is seen too.
twins=$(find "${folders[@]}" -type f \( -name '*.h' -o -name '*.cpp' \) ! -name '*_test.cpp' ! -name '*_fuzz.cpp' ! -path '*/tests/*' \
  ! -path 'firmware/*' -print0 | sort -z | xargs -0 awk '
  FNR == 1 { depth = 0; path[0] = "" }
  /^namespace [a-z0-9_:]* ?\{/ {
    name = $2 == "{" ? "-" : $2
    depth++
    path[depth] = path[depth - 1] (path[depth - 1] == "" ? "" : "::") name
  }
  /^\}  \/\/ namespace/ && depth { depth-- }
  path[depth] !~ /(^|::)-/ && /^(class|struct) [A-Za-z0-9_]+( final)?( :.*)?( \{.*)?$/ && !/;$/ {
    name = path[depth] "::" $2
    sub(/[{].*/, "", name)
    if (name in seen && seen[name] != FILENAME) printf "%s:%d: %s is defined in %s too\n", FILENAME, FNR, name, seen[name]
    seen[name] = FILENAME
  }')

# A folder that is too full says nothing about what is in it.
full=$(find "${folders[@]}" -type f -printf '%h\n' | sort | uniq -c | awk '
  $1 > 40 { printf "%s: %d files, and no folder may have more than 40: lay it out by subject\n", $2, $1 }')

# Every folder with sources has its line in docs/architecture.md, and every line there has its folder. Lines are relative
# to the ones that begin in the first column of the list.
listed() {
  awk '/^Places that are coming/ { exit }
    /^    [a-z]/ { root = $1; if (NF > 1) print root; next }
    /^      [a-z]/ && NF > 1 { print root $1 }' docs/architecture.md | sed 's/\/$//' | sort
}
present() {
  find "${folders[@]}" \( -name '*.h' -o -name '*.cpp' -o -name '*.S' \) -printf '%h\n' | sort -u | grep -E '^(src/signet|host|firmware)/' || true
}
unlisted=
if [[ -e docs/architecture.md ]]; then
  unlisted=$(comm -23 <(present) <(listed) | sed 's/$/: has no line in docs\/architecture.md/'
    comm -13 <(find "${folders[@]}" hardware packaging docs -type d 2>/dev/null | sort) <(listed) | sed 's/$/: is listed in docs\/architecture.md and is not there/')
fi

# The bracket keeps this line from finding itself.
strays=$(grep -rnIE '\.\./[s]hared|(^|[^[:alnum:]_.-])/[w]ork/' --exclude-dir=build --exclude-dir=.git --exclude=.git --exclude-dir=.cache . |
  sed 's/^\.\///; s/$/   <- a path outside of the repository/' || true)

if [[ -n $failures$twins$full$unlisted$strays ]]; then
  printf '%s\n' "$failures" "$twins" "$full" "$unlisted" "$strays" | sed '/^$/d' >&2
  exit 1
fi
