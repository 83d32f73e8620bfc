#!/usr/bin/env bash
# Installs the Debian packages signet is built and tested with. Quick and silent when nothing is missing.
set -euo pipefail

packages=(
  cmake ninja-build g++ ccache                                  # build
  clang clang-format clang-tidy libclang-rt-14-dev shellcheck   # checks and fuzzing
  libssl-dev libfmt-dev libcli11-dev nlohmann-json3-dev         # libraries of the PC programs
  libgtest-dev libgmock-dev librapidcheck-dev                   # tests
  i2c-tools openssl xxd                                         # real programs the tests run against
  gcc-xtensa-lx106 picolibc-xtensa-lx106-elf                    # ESP8266
  gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib  # Cortex-M
)

missing=()
for package in "${packages[@]}"; do
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID)); then
  command -v sudo >/dev/null || { echo "install.sh: run as root, or install sudo: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
