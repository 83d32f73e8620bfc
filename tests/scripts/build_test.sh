#!/usr/bin/env bash
# Does scripts/build.sh tell how far a build is, and pass on its messages and its failure? A program stands in for CMake.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SIGNET_ROOT=$scratch
mkdir "$scratch/bin"
cat >"$scratch/bin/cmake" <<'STUB'
#!/bin/bash
echo "$*" >>"$CALLS"
[[ -z ${IDLE-} ]] || { echo 'ninja: no work to do.'; exit; }
for step in {1..200}; do echo "[release $(printf '%3d' $((step / 2)))%] Building $step"; done
echo 'part.cpp:3: error: expected a semicolon'
exit "${STATUS-0}"
STUB
chmod +x "$scratch/bin/cmake"
export PATH=$scratch/bin:$PATH CALLS=$scratch/calls
fail() { echo "build_test: $1:"$'\n'"${output-}"; exit 1; }

output=$("$root/scripts/build.sh" release signet other)
[[ $(<"$CALLS") == '--build --preset release --target signet other' ]] || fail "CMake was called with $(<"$CALLS")"
lines=$(grep -c '^\[release' <<<"$output")
((lines == 11)) || fail "there are $lines lines of progress, not one for each tenth"
for tenth in 0 10 50 100; do grep -q "^\[release  *$tenth%\]" <<<"$output" || fail "nothing is said at $tenth %"; done
grep -qF 'expected a semicolon' <<<"$output" || fail "the compiler's message is lost"

if output=$(STATUS=3 "$root/scripts/build.sh" release); then fail "a failed build passed"; fi
output=$(IDLE=1 "$root/scripts/build.sh" release)
[[ -z $output ]] || fail "with nothing to do it is not silent"
if output=$("$root/scripts/build.sh" 2>&1); then fail "it builds without a preset"; fi
