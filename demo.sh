#!/usr/bin/env bash
# Installs what is missing, builds signet and shows its main job with a virtual chip: no hardware needed, nothing asked.
set -euo pipefail
cd "$(dirname "$0")"
scripts/install.sh
cmake --preset release >/dev/null
cmake --build --preset release --target signet

PATH=$PWD/build/bin:$PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

title() { printf '\n\e[1m%s\e[0m\n' "$*"; }
show() { printf '\e[2m$ %s\e[0m\n' "$*"; bash -o pipefail -c "$*"; }

title "1. A virtual ATECC508A in a file, blank as from the factory"
show signet chip new my.chip
export SIGNET_CHIP=sim:my.chip
show signet detect
show signet info

title "2. What its configuration means, and what is unsafe in it"
show signet config explain --slot 0
show "signet config lint || true"

title "3. Locking is for ever, so nothing happens without saying so twice"
show "signet lock config || true"

title "4. A chip that is set up: its private key is born inside and never leaves it"
show signet chip new ready.chip --locked
export SIGNET_CHIP=sim:ready.chip
show signet key gen 0 --out device.pub
show "cat device.pub"
show "echo 'first light' >message"
show signet sign 0 message --out message.sig
show openssl dgst -sha256 -verify device.pub -signature message.sig message
show signet verify message --signature message.sig --slot 0

title "5. Any Linux program meets the chip at /dev/i2c-1, unmodified: i2c-tools, then the chip's own wake answer"
show signet run --chip sim:ready.chip -- i2cdetect -y 1
show "signet run --chip sim:ready.chip -- sh -c 'i2cdetect -y 1 >/dev/null; i2ctransfer -y 1 r4@0x60'"

title "6. Every byte on the bus, in words"
show "signet trace --chip ready.chip -- signet random 8 2>&1 | awk 'NR <= 20' | cut -c 1-150"

title "7. How fast the driver is, against the limit of chip and wire"
unset SIGNET_CHIP
show signet bench bus

printf '\nThe chip files were temporary. Make your own: build/bin/signet chip new my.chip\n'
