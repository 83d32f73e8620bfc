#!/usr/bin/env bash
# Where the time of ./test.sh goes: the ten slowest steps of its builds and the ten slowest tests.
#
#   scripts/slowest.sh mark PRESET...      before the builds: what is built until then does not count
#   ctest ... | scripts/slowest.sh report PRESET...
#                                          CTest's output as it is, with the two lists put before its closing summary
set -euo pipefail
cd "${SIGNET_ROOT:-$(dirname "$0")/..}"
most=10

mark() {  # Ninja's log outlives the run, and may be written anew; so it is compared with a copy of it.
  local preset
  for preset in "$@"; do
    mkdir -p "build/$preset"
    cat "build/$preset/.ninja_log" >"build/$preset/ninja_log.before" 2>/dev/null || : >"build/$preset/ninja_log.before"
  done
}

# One line a step: seconds, preset, what it made. A step with several outputs stands in the log once for each.
steps() {
  local preset
  for preset in "$@"; do
    [[ -s build/$preset/.ninja_log && -e build/$preset/ninja_log.before ]] || continue
    awk -F'\t' -v preset="$preset" '
      FNR == NR { before[$0] = 1; next }
      /^#/ || $0 in before || ($1, $2, $5) in seen { next }
      { seen[$1, $2, $5] = 1; printf "%8.1f s  %-9s %s\n", ($2 - $1) / 1000, preset, $4 }' \
      <(printf '#\n'; cat "build/$preset/ninja_log.before") "build/$preset/.ninja_log"
  done | sort -rn | awk -v most="$most" 'NR <= most'
}

report() {
  local scratch
  scratch=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$scratch'" EXIT
  : >"$scratch/tests"
  awk -v tests="$scratch/tests" -v summary="$scratch/summary" '
    /^[0-9]+% tests passed/ { held = 1 }
    held { print >summary; next }
    { print; fflush() }
    /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: .* sec *$/ {
      seconds = $(NF - 1)
      sub(/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /, ""); sub(/ .*/, "")
      printf "%8.1f s  %s\n", seconds, $0 >tests
    }'
  printf '\nThe slowest steps of the builds:\n'
  steps "$@" | grep . || echo '      none: everything was built before'
  printf '\nThe slowest tests:\n'
  sort -rn "$scratch/tests" | awk -v most="$most" 'NR <= most'
  echo
  [[ ! -e $scratch/summary ]] || cat "$scratch/summary"
}

case ${1-} in
  mark | report) "$@" ;;
  *) echo "slowest.sh: there is no ${1-nothing}, but mark and report" >&2; exit 2 ;;
esac
