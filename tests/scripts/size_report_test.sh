#!/usr/bin/env bash
# Does size_report --check refuse what is beyond its limit? It is given small builds made up here.
set -euo pipefail
size_report=${SIZE_REPORT:-$(cd "$(dirname "$0")/../.." && pwd)/build/release/bench/size_report}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
firmware=$scratch/firmware/size
mkdir -p "$firmware"

build() {  # bytes of code, of RAM, of stack, of the MQTT client's code; all in hexadecimal but the stack
  for part in tls_part whole_driver mqtt_client; do
    printf 'Linker script and memory map\n .text._ZN6signet1fEv 0x40200000 0x%s x/libsignet_core.a(f.o)\n .bss.driver_state 0x3ffe8000 0x%s app.o\n' \
      "$1" "$2" >"$firmware/$part.map"
  done
  printf ' .text.br_f 0x40210000 0x%s x/libbearssl_device.a(f.o)\n' "${4:-1}" >>"$firmware/mqtt_client.map"
  cat >"$firmware/tls_part.cpp.ci" <<CI
graph: { title: "a.cpp"
node: { title: "app" label: "app\na.cpp:1:1\n999 bytes (static)" }
node: { title: "_ZN6signet1fEv" label: "signet::f\na.cpp:1:1\n$3 bytes (static)" }
edge: { sourcename: "app" targetname: "_ZN6signet1fEv" label: "a.cpp:2:2" }
}
CI
}
refuses() {  # words of the message
  if output=$("$size_report" --check "$scratch" 2>&1); then
    echo "FAILED: passed (expected: $1)"
    exit 1
  fi
  grep -qF -- "$1" <<<"$output" || { echo "FAILED: says: $output (expected: $1)"; exit 1; }
}

build 1800 12c 512
"$size_report" --check "$scratch" >/dev/null
build 1801 12c 512
refuses 'size/tls/code is 6145 bytes, 1 more than its limit'
build 1800 12d 512
refuses 'size/tls/RAM is 301 bytes, 1 more than its limit'
build 1800 12c 528
refuses 'size/tls/worst stack is 528 bytes, 16 more than its limit'
build 1800 12c 512 d800
"$size_report" --check "$scratch" >/dev/null
build 1800 12c 512 d801
refuses 'size/mqtt client/flash is 61441 bytes, 1 more than its limit'
build 1800 3e01 512
refuses 'size/mqtt client/RAM and stack is 16385 bytes, 1 more than its limit'
build 1800 3e00 512
output=$("$size_report" --check "$scratch" 2>&1 || true)  # so much is too much for tls/RAM
if grep -qF 'RAM and stack is' <<<"$output"; then
  echo "FAILED: refuses RAM and stack of 16384 bytes"
  exit 1
fi
build 1800 12c 512
rm "$firmware/mqtt_client.map"
refuses 'mqtt_client.map is missing'
build 1800 12c 512
rm "$firmware/tls_part.map"
refuses 'Build it: scripts/size-report.sh'
