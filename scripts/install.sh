#!/usr/bin/env bash
# Installs the Debian packages that signet is built and tested with. Quick and silent when nothing is missing.
#
#   scripts/install.sh                   install what is missing (as root, or through sudo)
#   scripts/install.sh demo              only what building `signet` and its demo needs
#   scripts/install.sh [demo] --list     print the packages, one a line
#
# Packages come from wherever this machine's own apt configuration says.
set -euo pipefail

packages=(
  cmake ninja-build g++ ccache                                  # build
  libssl-dev libbearssl-dev libfmt-dev libcli11-dev nlohmann-json3-dev libtomlplusplus-dev        # libraries of the PC programs
  openssl mosquitto mosquitto-clients                           # real programs that the demo shows signet with
  gcc-xtensa-lx106 picolibc-xtensa-lx106-elf dpkg-dev qemu-system-misc    # ESP8266: compiler, sources, machine
)
test_packages=(
  clang clang-format clang-tidy libclang-rt-14-dev shellcheck   # checks and fuzzing
  libgtest-dev libgmock-dev librapidcheck-dev                   # tests
  zsh fish man-db                                               # what takes completions and the manual page
  i2c-tools rabbitmq-server xxd                                 # real programs the tests run against
  gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm  # Cortex-M
)
case ${1-} in
  demo) shift ;;
  '' | --list) packages+=("${test_packages[@]}") ;;
  *) echo "install.sh: there is no $1, but demo and --list" >&2; exit 2 ;;
esac
if [[ ${1-} == --list ]]; then
  printf '%s\n' "${packages[@]}"
  exit
fi

# One call for all: dpkg-query lists what it knows and complains about the rest.
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID)); then
  if ! command -v sudo >/dev/null; then
    echo "install.sh: packages are missing and there is no sudo. As root, run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {  # sudo drops the environment, so it is set behind sudo.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >>"$log" 2>&1
}

echo "Installing: ${missing[*]}"
# One unreachable third-party source must not stop us: what counts is whether the packages can be installed.
apt update || true
if ! apt install -y --no-install-recommends "${missing[@]}"; then
  cat "$log" >&2
  echo "install.sh: apt-get could not install: ${missing[*]}. Its messages are above; check the network and the apt sources." >&2
  exit 1
fi
