#!/usr/bin/env bash
# Installs what is missing, builds everything and runs all tests and checks. Works on a fresh Debian 12.
set -euo pipefail
cd "$(dirname "$0")"
scripts/install.sh

presets=(release asan fuzz lx106 cortex-m)
for preset in "${presets[@]}"; do
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
done

# One run over the tests of all builds, so that the last lines say how all of them ended.
printf 'subdirs("%s")\n' release asan fuzz >build/CTestTestfile.cmake
exec ctest --test-dir build -j "$(nproc)" --output-on-failure --no-tests=error
