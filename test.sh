#!/usr/bin/env bash
# Installs what is missing, builds everything and runs all tests and checks. Works on a fresh Debian 12.
set -euo pipefail
cd "$(dirname "$0")"
scripts/install.sh
scripts/install-hardware.sh || (($? == 77))  # without KiCad the tests of the board are skipped

# Unit tests run once, with the sanitizers; the tests that cross components run optimised as well.
options=(-DSIGNET_UNIT_TESTS=OFF)
for preset in release asan fuzz lx106 cortex-m nodemcu; do
  cmake --preset "$preset" "${options[@]}" >/dev/null
  target=all
  [[ $preset == fuzz ]] && target=fuzzers
  cmake --build --preset "$preset" --target "$target"
  options=()
done

# One run over the tests of all builds, so that the last lines say how all of them ended.
printf 'subdirs("%s")\n' release asan fuzz >build/CTestTestfile.cmake
exec ctest --test-dir build -j "$(nproc)" --output-on-failure --no-tests=error
