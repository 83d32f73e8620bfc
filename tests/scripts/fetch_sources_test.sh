#!/usr/bin/env bash
# scripts/fetch-sources.sh with an apt-get that plays along, and with one that does not.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{scripts,bin}
cp "$root/scripts/fetch-sources.sh" "$scratch/scripts"

cat >"$scratch/bin/apt-get" <<'STUB'
#!/bin/sh
for last; do :; done
echo "$last" >>"$CALLS"
[ "$last" = "$BROKEN" ] && { echo "E: no $last"; exit 100; }
case " $* " in
  *" download "*) : >"${last}_1.deb" ;;
  *) : >"${last}_1.dsc" ;;
esac
STUB
cat >"$scratch/bin/dpkg-source" <<'STUB'
#!/bin/sh
mkdir "$3"
STUB
cat >"$scratch/bin/dpkg-deb" <<'STUB'
#!/bin/sh
mkdir -p "$3/usr/include/newlib/c++/12.2.1"
STUB
chmod +x "$scratch"/bin/*
export PATH=$scratch/bin:$PATH CALLS=$scratch/calls BROKEN=
export SIGNET_CXX_HEADERS=$scratch/bin  # installed, as far as the script can see

fail() { echo "fetch_sources_test: $1" >&2; exit 1; }
fetch() { (cd / && "$scratch/scripts/fetch-sources.sh" "$@") >"$scratch/out" 2>&1; }
sources=$scratch/build/sources

BROKEN=lwip fetch && fail "a package that cannot be fetched was accepted"
grep -q "source package lwip could not be fetched" "$scratch/out" || fail "the message does not name the package: $(cat "$scratch/out")"
grep -q "E: no lwip" "$scratch/out" || fail "what apt-get said is not shown"
[[ -d $sources/bearssl && ! -e $sources/lwip ]] || fail "not just bearssl is there"

: >"$CALLS"
fetch || fail "the second try failed: $(cat "$scratch/out")"
[[ -d $sources/bearssl && -d $sources/lwip ]] || fail "a source is missing"
grep -qx bearssl "$CALLS" && fail "what was there was fetched again"

: >"$CALLS"
fetch || fail "a run with nothing to do failed"
[[ ! -s $CALLS && ! -s $scratch/out ]] || fail "a run with nothing to do was not quick and silent"
compgen -G "$sources/.fetch-*" >/dev/null && fail "scratch folders are left"

# Where the C++ headers are not installed they are unpacked from their package, and only they.
export SIGNET_CXX_HEADERS=$scratch/none
BROKEN=libstdc++-arm-none-eabi-dev fetch && fail "headers that cannot be fetched were accepted"
grep -q "the package libstdc++-arm-none-eabi-dev could not be fetched" "$scratch/out" || fail "of the headers it says: $(cat "$scratch/out")"
[[ ! -e $sources/c++ ]] || fail "there are headers that could not be fetched"
: >"$CALLS"
fetch || fail "the headers were not fetched: $(cat "$scratch/out")"
[[ -d $sources/c++/12.2.1 ]] || fail "there are no headers"
grep -qx lwip "$CALLS" && fail "what was there was fetched again beside the headers"
: >"$CALLS"
fetch || fail "a run with the headers fetched failed"
[[ ! -s $CALLS ]] || fail "the headers were fetched again"

fetch --print
[[ $(cat "$scratch/out") == "$sources/bearssl"$'\n'"$sources/lwip" ]] || fail "--print shows other folders"
