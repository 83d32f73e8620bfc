#!/usr/bin/env bash
# Runs the fuzz targets for as long as asked.
#
#   scripts/fuzz.sh                     lists the targets
#   scripts/fuzz.sh TARGET [SECONDS]    runs one of them (60 seconds if not said)
#   scripts/fuzz.sh all [SECONDS]       runs every one for that long, as many at a time as there are cores
#
# What was found interesting stays in build/corpus/TARGET and is where the next run goes on. An input that breaks a
# target is kept as build/corpus/TARGET.crash-*; run build/asan/bin/fuzz_TARGET on that file to see it again.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset asan >/dev/null
mapfile -t targets < <(find src host -name '*_fuzz.cpp' -printf '%f\n' | sed 's/_fuzz\.cpp$//' | sort)
if ((!$#)); then
  echo "Fuzz targets (scripts/fuzz.sh TARGET|all [SECONDS]):"
  printf '  %s\n' "${targets[@]}"
  exit
fi
if [[ $1 != all ]]; then
  if ! printf '%s\n' "${targets[@]}" | grep -qxF -- "$1"; then
    echo "fuzz.sh: there is no target $1; there are: ${targets[*]}" >&2
    exit 2
  fi
  targets=("$1")
fi
export SECONDS_EACH=${2:-60}
[[ $SECONDS_EACH =~ ^[1-9][0-9]*$ ]] || { echo "fuzz.sh: $SECONDS_EACH is no number of seconds" >&2; exit 2; }

cmake --build --preset asan --target "${targets[@]/#/fuzz_}"

run_one() {
  mkdir -p "build/corpus/$1"
  echo "fuzz_$1: $SECONDS_EACH seconds"
  "build/asan/bin/fuzz_$1" -max_total_time="$SECONDS_EACH" -len_control=0 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/corpus/$1." "build/corpus/$1" >"build/corpus/$1.log" 2>&1 &&
    echo "fuzz_$1: $(grep -a stat::number_of_executed_units "build/corpus/$1.log" | grep -o '[0-9]*$') runs, nothing found" && return
  tail -n 60 "build/corpus/$1.log" >&2
  echo "fuzz_$1: FOUND SOMETHING, see above and build/corpus/$1.log" >&2
  return 1
}
export -f run_one
mkdir -p build/corpus
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -n 1 bash -c 'run_one "$1"' _
