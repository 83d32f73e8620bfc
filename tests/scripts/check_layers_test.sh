#!/usr/bin/env bash
# Is scripts/check-layers.sh awake? It must pass the tree as it is and refuse each spoiled copy with the right sentence.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fresh() {
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree"/{src/signet/{core,i2c,atecc},host/{base,emulator/chip,cli},firmware/nodemcu}
  echo '#include "signet/core/bytes.h"' >"$scratch/tree/src/signet/atecc/device.h"
  echo '#include "signet/i2c/bus.h"' >"$scratch/tree/host/emulator/chip/chip.h"
  echo '#include "host/emulator/chip/chip.h"' >"$scratch/tree/host/cli/main.cpp"
  printf 'namespace signet {\nclass Twin {\n};\n}\n' >"$scratch/tree/host/base/twin.h"
}
expect_refusal() {  # file, line to add, words of the message
  fresh
  echo "$2" >>"$scratch/tree/$1"
  if output=$("$root/scripts/check-layers.sh" "$scratch/tree" 2>&1); then
    echo "FAILED: passed although $1 has: $2"
    exit 1
  fi
  grep -qF -- "$3" <<<"$output" || { echo "FAILED: $1 with $2 says: $output"; exit 1; }
}

"$root/scripts/check-layers.sh"
fresh
"$root/scripts/check-layers.sh" "$scratch/tree"

expect_refusal src/signet/core/a.h '#include "signet/i2c/bus.h"' 'src/signet/core may not include src/signet/i2c'
expect_refusal src/signet/atecc/a.cpp '  #  include "host/emulator/chip/chip.h"' 'it runs on a device'
expect_refusal src/signet/atecc/a.cpp '#include <host/emulator/chip/chip.h>' 'it runs on a device'
expect_refusal host/cli/main.cpp $'namespace signet {\nclass Twin {\n};\n}' 'host/cli/main.cpp:3: signet::Twin is defined in host/base/twin.h too'
expect_refusal host/cli/main.cpp $'namespace signet {\nnamespace uses {\n}  // namespace uses\nclass Twin {\n};\n}  // namespace signet' 'signet::Twin is defined in host/base/twin.h too'
expect_refusal host/emulator/chip/a.cpp '#include "signet/atecc/packet.h"' 'must not share a reading'
expect_refusal host/emulator/chip/a.cpp '#include "host/cli/command.h"' 'host/emulator may not include host/cli'
expect_refusal host/base/a.cpp '#include "host/emulator/chip/chip.h"' 'host/base may not include host/emulator'
expect_refusal src/signet/core/a.h '#include "bytes.h"' 'from the root'
expect_refusal host/cli/a.cpp '#include "../emulator/chip/chip.h"' 'from the root'
expect_refusal host/cli/a.cpp '#include "firmware/nodemcu/start.h"' 'only firmware/ may include'
expect_refusal firmware/nodemcu/a.cpp '#include "host/cli/command.h"' 'firmware/ may not include host/cli'
expect_refusal host/cli/a.cpp '#include "host/surprise/a.h"' 'has no place in the order'
expect_refusal host/cli/a.cpp "// see ../""shared/facts" 'outside of the repository'

# Folders: each has its line in docs/architecture.md, and none is too full.
listed() {
  mkdir -p "$scratch/tree/docs"
  printf '    src/signet/   the library\n      atecc/      the driver\n    host/         programs\n      base/       what all need\n      emulator/chip/  the chip\n      cli/        the command\n    docs/         pages\n' >"$scratch/tree/docs/architecture.md"
}
expect_folders() {  # words of the message
  if output=$("$root/scripts/check-layers.sh" "$scratch/tree" 2>&1); then
    echo "FAILED: passed, and should have said: $1"
    exit 1
  fi
  grep -qF -- "$1" <<<"$output" || { echo "FAILED: says: $output"; exit 1; }
}
fresh
listed
"$root/scripts/check-layers.sh" "$scratch/tree"
mkdir "$scratch/tree/host/chip"
echo '// nothing' >"$scratch/tree/host/chip/a.h"
expect_folders 'host/chip: has no line in docs/architecture.md'
fresh
listed
echo '      broker/     is gone' >>"$scratch/tree/docs/architecture.md"
expect_folders 'docs/broker: is listed in docs/architecture.md and is not there'
fresh
for ((n = 0; n < 40; n++)); do echo >"$scratch/tree/host/base/$n.h"; done
expect_folders 'host/base: 41 files'
