#!/usr/bin/env bash
# Installs what is missing, builds signet and shows its main job, from a blank chip to three attacks that fail. No
# hardware needed and nothing asked. The device that publishes is a virtual NodeMCU, its firmware running on the ESP8266's
# own instructions; with --device linux it is a process on this computer. With --chip i2c:/dev/i2c-1 it does the same on a
# real chip, and asks before each lock.
set -euo pipefail
cd "$(dirname "$0")"
if [[ ! -e build/bin/signet ]]; then
  processors=$(nproc)
  cpu_seconds=240  # of one processor, measured
  minutes=$((cpu_seconds / 60 / (processors < 4 ? processors : 4)))
  echo "The first time, signet is built: about $((minutes ? minutes : 1)) minutes with $processors processors, and what is missing is installed before."
fi
scripts/install.sh demo
cmake --preset release -DSIGNET_TESTS=OFF >/dev/null
scripts/build.sh release signet
if [[ " $* " != *" linux "* && " $* " != *"=linux "* && " $* " != *" --chip"* ]]; then
  cmake --preset nodemcu >/dev/null
  scripts/build.sh nodemcu nodemcu
fi
exec build/bin/signet demo "$@"
