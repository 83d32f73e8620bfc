#!/usr/bin/env bash
# Installs what is missing, builds signet and shows its main job, from a blank chip to three attacks that fail. No
# hardware needed and nothing asked. The device that publishes is a virtual NodeMCU, its firmware running on the ESP8266's
# own instructions; with --device linux it is a process on this computer. With --chip i2c:/dev/i2c-1 it does the same on a
# real chip, and asks before each lock.
set -euo pipefail
cd "$(dirname "$0")"
scripts/install.sh
cmake --preset release >/dev/null
cmake --build --preset release --target signet
if [[ " $* " != *" linux "* && " $* " != *"=linux "* && " $* " != *" --chip"* ]]; then
  cmake --preset nodemcu >/dev/null
  cmake --build --preset nodemcu
fi
exec build/bin/signet demo "$@"
