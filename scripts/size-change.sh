#!/usr/bin/env bash
# Prints what the library and the firmware take of an ESP8266's memory, by component, beside what they took in the commit
# before: code, constants, static RAM, worst stack, lwIP's share.
#
#   scripts/size-change.sh             against the commit before the last one
#   scripts/size-change.sh COMMIT      against that
#
# Compares what build/ holds (presets lx106, nodemcu, release: ./test.sh builds them) with a build of the other commit in
# build/before, which is kept for the next time. Without a history, as in a shallow clone, it says so and succeeds.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! commit=$(git rev-parse --verify --quiet "${1:-HEAD~1}^{commit}" 2>/dev/null); then
  [[ -z ${1-} ]] || { echo "size-change.sh: there is no commit $1" >&2; exit 1; }
  echo "Sizes are compared with nothing: the commit before this one is not here."
  exit
fi

before=$PWD/build/before
if [[ $(cat "$before/commit" 2>/dev/null) != "$commit" ]]; then
  rm -rf "$before"
  mkdir -p "$before/build"
  git archive "$commit" | tar -x -C "$before"
  ln -s "$PWD/build/sources" "$before/build/sources"
  log=$before/log
  for preset in lx106 nodemcu; do
    if ! (cd "$before" && cmake --preset "$preset" && cmake --build --preset "$preset") >"$log" 2>&1; then
      echo "Sizes are compared with nothing: $(git log -1 --format='%h (%s)' "$commit") does not build here ($log)."
      exit
    fi
  done
  echo "$commit" >"$before/commit"
fi

echo "Sizes on the ESP8266, beside those of $(git log -1 --format='%h (%s)' "$commit"):"
build/release/bench/size_report --change "$before/build" build
