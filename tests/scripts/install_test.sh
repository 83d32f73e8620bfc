#!/usr/bin/env bash
# Does scripts/install.sh install what a demo needs, and no more, when asked for a demo? Programs of the same names stand
# in for dpkg-query and apt-get: nothing is installed.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
export PATH=$scratch/bin:$PATH ASKED=$scratch/asked INSTALLED=$scratch/installed
printf '#!/bin/sh\nexec "$@"\n' >"$scratch/bin/sudo"
printf '#!/bin/sh\nsed "s/^/installed /" "$INSTALLED"\n' >"$scratch/bin/dpkg-query"
printf '#!/bin/sh\ncase "$*" in *" install "*) printf "%%s\\n" "$@" | sed "1,/--no-install-recommends/d" >"$ASKED" ;; esac\n' >"$scratch/bin/apt-get"
chmod +x "$scratch"/bin/*
: >"$INSTALLED"
fail() { echo "install_test: $1"; exit 1; }
install() { : >"$ASKED"; "$root/scripts/install.sh" "$@" >"$scratch/output" 2>&1; }
list() { "$root/scripts/install.sh" "$@" --list; }
demo=$(list demo) all=$(list)

# A demo has all it runs and nothing that only tests and checks run.
for package in g++ cmake libssl-dev mosquitto openssl gcc-xtensa-lx106 qemu-system-misc; do
  grep -qxF "$package" <<<"$demo" || fail "a demo lacks $package"
done
for package in rabbitmq-server clang clang-tidy clang-format shellcheck gcc-arm-none-eabi qemu-system-arm i2c-tools libgtest-dev; do
  ! grep -qxF "$package" <<<"$demo" || fail "a demo installs $package"
  grep -qxF "$package" <<<"$all" || fail "the tests lack $package"
done
lacking=$(grep -vxF "$all" <<<"$demo" || true)
[[ -z $lacking ]] || fail "the tests lack what a demo has: $lacking"

install demo || fail "installing for a demo fails: $(<"$scratch/output")"
[[ $(<"$ASKED") == "$demo" ]] || fail "for a demo it installs: $(<"$ASKED")"
install || fail "installing for the tests fails: $(<"$scratch/output")"
[[ $(<"$ASKED") == "$all" ]] || fail "for the tests it installs: $(<"$ASKED")"

# What is there is not installed again, and nothing is said when all is there.
grep -vxF mosquitto <<<"$demo" >"$INSTALLED"
install demo
[[ $(<"$ASKED") == mosquitto ]] || fail "it installs more than what is missing: $(<"$ASKED")"
echo "$demo" >"$INSTALLED"
install demo
[[ ! -s $ASKED && ! -s $scratch/output ]] || fail "with nothing missing it is not silent: $(<"$scratch/output")"

if install tests; then fail "an unknown word was accepted"; fi
grep -qF 'there is no tests' "$scratch/output" || fail "of an unknown word it says: $(<"$scratch/output")"
grep -qx 'scripts/install.sh demo' "$root/demo.sh" || fail "demo.sh installs more than a demo needs"
