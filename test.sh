#!/usr/bin/env bash
# Installs what is missing, builds everything and runs all tests and checks. Works on a fresh Debian 12.
set -euo pipefail
cd "$(dirname "$0")"
scripts/install.sh
scripts/install-hardware.sh || (($? == 77))  # without KiCad the tests of the board are skipped

# Unit tests run once, with the sanitizers; the tests that cross components run optimised as well.
presets=(release asan lx106 cortex-m nodemcu mps2)
scripts/slowest.sh mark "${presets[@]}"
options=(-DSIGNET_UNIT_TESTS=OFF)
for preset in "${presets[@]}"; do
  cmake --preset "$preset" "${options[@]}" >/dev/null
  scripts/build.sh "$preset"
  options=()
done

scripts/size-change.sh

# One run over the tests of all builds, so that the last lines say how all of them ended. One more at a time than there
# are processors, because many of them wait for something.
printf 'subdirs("%s")\n' release asan >build/CTestTestfile.cmake
ctest --test-dir build -j $(($(nproc) + 1)) --output-on-failure --no-tests=error 2>&1 | scripts/slowest.sh report "${presets[@]}"
