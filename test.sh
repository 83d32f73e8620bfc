#!/usr/bin/env bash
# Installs what is missing, builds everything and runs all tests. Works on a fresh Debian 12.
set -euo pipefail
cd "$(dirname "$0")"
scripts/install.sh

for preset in release asan lx106 cortex-m fuzz; do
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
done
for preset in release asan fuzz; do
  ctest --preset "$preset" -j "$(nproc)"
done
