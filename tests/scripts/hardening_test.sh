#!/usr/bin/env bash
# Are the programs on a PC built as cmake/Hardening.cmake says? It is read off the binaries; and a program that lacks one of
# the protections is seen to be found.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "FAILED: $1"; exit 1; }

lacks() {  # FILE: prints each protection that it does not have
  readelf -hdlW "$1" >"$scratch/headers"
  readelf --dyn-syms -W "$1" >"$scratch/symbols"
  grep -q GNU_RELRO "$scratch/headers" || echo RELRO
  grep -qE 'BIND_NOW|FLAGS_1.* NOW' "$scratch/headers" || echo BIND_NOW
  grep -qE 'Type: +DYN ' "$scratch/headers" || echo PIE
  grep -qE ' __stack_chk_fail(@|$)' "$scratch/symbols" || echo "stack protector"
  # The preloaded library stands itself where FORTIFY's calls would be.
  [[ $1 == *.so ]] || grep -qE ' __[a-z]+_chk(@|$)' "$scratch/symbols" || echo FORTIFY
}

for program in "$root/build/bin/signet" "$root/build/bin/libsignet-i2c.so" "$root/build/release/test/i2c_probe" \
  "${SIZE_REPORT:-$root/build/release/bench/size_report}"; do
  [[ -e $program ]] || fail "$program is missing"
  missing=$(lacks "$program")
  [[ -z $missing ]] || fail "$program is built without ${missing//$'\n'/, }"
done

echo '#include <cstdio>
#include <cstring>
int main(int, char** arguments) { char name[16]; std::strcpy(name, arguments[0]); std::puts(name); }' >"$scratch/program.cpp"
all=(-O2 -fPIE -pie -fstack-protector-strong -D_FORTIFY_SOURCE=2 "-Wl,-z,relro,-z,now")
spoiled() {  # PROTECTION, the compiler's option that takes it away
  g++ "${all[@]}" "${@:2}" -o "$scratch/program" "$scratch/program.cpp" 2>/dev/null
  [[ $(lacks "$scratch/program") == "$1" ]] || fail "built with ${*:2} it lacks: $(lacks "$scratch/program")"
}
spoiled ''
spoiled RELRO -Wl,-z,norelro
spoiled BIND_NOW -Wl,-z,lazy
spoiled PIE -fno-pie -no-pie
spoiled 'stack protector' -fno-stack-protector
spoiled FORTIFY -U_FORTIFY_SOURCE
