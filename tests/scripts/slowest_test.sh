#!/usr/bin/env bash
# Does scripts/slowest.sh name what took long in this run, and leave CTest's closing summary the last that is printed?
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SIGNET_ROOT=$scratch
mkdir -p "$scratch/build/release" "$scratch/build/asan"
log=$scratch/build/release/.ninja_log
slowest() { "$root/scripts/slowest.sh" "$@"; }
fail() { echo "slowest_test: $1:"$'\n'"${output-}"; exit 1; }
holds() { grep -qF -- "$1" <<<"$output" || fail "it does not say '$1'"; }
lacks() { ! grep -qF -- "$1" <<<"$output" || fail "it says '$1'"; }

cat >"$scratch/ctest.txt" <<'TEXT'
Test project /build
        Start   1: Chip.Wakes
    1/3 Test   #1: Chip.Wakes .......................   Passed    2.50 sec
    2/3 Test   #2: asan.Chip.Sleeps/0 ...............***Failed   11.25 sec
what the test printed
    3/3 Test   #3: check.shield .....................***Skipped   0.02 sec

50% tests passed, 1 tests failed out of 2

Total Test time (real) =  13.75 sec

The following tests FAILED:
	  2 - asan.Chip.Sleeps/0 (Failed)
Errors while running CTest
TEXT

# Built before, and built in this run; the latter with two outputs of one step, and a quick one.
printf '# ninja log v5\n0\t90000\t1\told.o\taa\n' >"$log"
slowest mark release asan
output=$(slowest report release asan <"$scratch/ctest.txt")
holds 'none: everything was built before'
printf '5\t4005\t2\tnew.o\tbb\n5\t2505\t3\tlib.a\tcc\n5\t2505\t3\tlib.txt\tcc\n5\t6\t2\tquick.o\tdd\n' >>"$log"
for i in {1..12}; do printf '%d\t%d\t4\tmany%d.o\te%d\n' "$i" $((i + 1000)) "$i" "$i" >>"$log"; done
printf '# ninja log v5\n0\t7000\t1\tchecked.o\tff\n' >"$scratch/build/asan/.ninja_log"
output=$(slowest report release asan <"$scratch/ctest.txt")
holds '     7.0 s  asan      checked.o'
holds '     4.0 s  release   new.o'
holds '     2.5 s  release   lib.a'
lacks 'lib.txt'
lacks 'old.o'
lacks 'quick.o'
(($(grep -c '\.[oa]$' <<<"$output") == 10)) || fail "not ten steps are listed"

# The slowest test first, all of CTest's lines, and its summary last.
holds '    11.2 s  asan.Chip.Sleeps/0'
holds '     2.5 s  Chip.Wakes'
[[ $(grep -n 'asan.Chip.Sleeps/0$' <<<"$output" | cut -d: -f1) -lt $(grep -n ' s  Chip.Wakes$' <<<"$output" | cut -d: -f1) ]] || fail 'the slowest test is not the first'
while IFS= read -r line; do holds "$line"; done <"$scratch/ctest.txt"
[[ $(tail -n 7 <<<"$output") == "$(tail -n 7 "$scratch/ctest.txt")" ]] || fail "CTest's summary is not the last"

# ./test.sh ends as CTest ends: whoever pipes it sees the exit status of CTest.
grep -qx 'set -euo pipefail' "$root/test.sh" || fail "a failure of CTest would be lost in the pipe of test.sh"

slowest mark release asan
output=$(slowest report release asan <"$scratch/ctest.txt")
lacks 'new.o'

if output=$(slowest everything 2>&1); then fail "an unknown word was accepted"; fi
holds 'there is no everything'
