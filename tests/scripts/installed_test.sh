#!/usr/bin/env bash
# `cmake --install`: is everything where the system looks for it, does the installed command find its library, and can a
# program of one's own be built against the installed device library?
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "FAILED: $1"; exit 1; }

cmake --install "$root/build/release" --prefix "$scratch/usr" >"$scratch/log" || fail "cmake --install: $(tail "$scratch/log")"
cd "$scratch"
for file in bin/signet 'lib*/signet/libsignet-i2c.so' share/man/man1/signet.1 share/bash-completion/completions/signet \
  share/zsh/vendor-completions/_signet share/fish/vendor_completions.d/signet.fish lib/udev/rules.d/70-signet.rules \
  share/doc/signet/README.md share/doc/signet/CHANGELOG.md share/doc/signet/docs/guide.md share/doc/signet/copyright \
  share/doc/libsignet-dev/examples/linux/CMakeLists.txt \
  'lib*/cmake/signet/signet-config.cmake' 'lib*/libsignet_core.a' include/signet/core/status.h \
  include/signet/port/linux/i2c_dev.h; do
  compgen -G "usr/$file" >/dev/null || compgen -G "usr/${file/lib\*/lib/*}" >/dev/null || fail "$file is not installed"
done
[[ -z $(find usr/include -name '*_test.h' -o -name 'test_*.h' -o -path '*/port/mps2/*') ]] || fail "headers of tests are installed"
mapfile -t pages < <(grep -oE '\]\([^):#]+' usr/share/doc/signet/README.md | cut -c 3-)
((${#pages[@]} > 20)) || fail "README.md names no pages"
for page in "${pages[@]}"; do
  [[ -e usr/share/doc/signet/$page ]] || fail "README.md names $page, which is not installed beside it"
done
! grep -rlF "$root" usr/lib*/cmake usr/lib/*/cmake 2>/dev/null || fail "the package names the folder it was built in"

# With a chip of its own behind /dev/i2c-1, which needs the library that `signet run` preloads.
signet=$scratch/usr/bin/signet
[[ $("$signet" version) == "signet $(sed -nE 's/^project\(signet VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")" ]] ||
  fail "it says it is $("$signet" version)"
"$signet" chip new my.chip >/dev/null
serial=$("$signet" info --chip sim:my.chip --json | sed -nE 's/.*"serialNumber": *"([0-9a-f]+)".*/\1/p')

build() {  # FOLDER of the sources, options: a newcomer's project
  rm -rf build
  cmake -S "$1" -B build -G Ninja -DCMAKE_PREFIX_PATH="$scratch/usr" "${@:2}" >output 2>&1 && cmake --build build >>output 2>&1
}
build usr/share/doc/libsignet-dev/examples/linux || fail "the example does not build: $(tail -n 20 output)"
printed=$("$signet" run --chip my.chip -- build/chip_info /dev/i2c-1) || fail "the example says: $printed"
[[ -n $serial && $printed == "$serial" ]] || fail "the example prints $printed, the chip is $serial"
! build/chip_info /dev/nothing 2>/dev/null || fail "the example finds a chip where there is no bus"

# What is not there is asked for in vain.
cp -r "$root/examples/linux" consumer
sed -i 's/port_linux)/port_linux port_toaster)/' consumer/CMakeLists.txt
! build consumer || fail "a part that does not exist is found"
grep -q port_toaster output || fail "it is not said which part is missing: $(cat output)"
sed -i 's/port_linux port_toaster)/port_linux)/; s/signet 0\.1 /signet 99 /' consumer/CMakeLists.txt
! build consumer || fail "a version that does not exist is found"
rm "$(dirname "$(find usr -name libsignet-i2c.so)")/libsignet-i2c.so"
! "$signet" run --chip my.chip -- true 2>output || fail "runs without the library to preload"
grep -q 'libsignet-i2c.so is missing' output || fail "says: $(cat output)"
