#!/usr/bin/env bash
# Installs what signet is built with for another computer: Debian's cross compiler, the libraries of that architecture, and
# QEMU, which runs what was built. Not needed for anything else, and not part of ./test.sh.
#
#   scripts/install-cross.sh arm64|armhf     then: cmake --preset arm64 && cmake --build --preset arm64
#
# It makes this machine's dpkg know the architecture (dpkg --add-architecture); take it out again, once its packages are
# removed, with dpkg --remove-architecture.
set -euo pipefail

case ${1-} in
  arm64) compiler=g++-aarch64-linux-gnu ;;
  armhf) compiler=g++-arm-linux-gnueabihf ;;
  *) echo "install-cross.sh: give it arm64 (Raspberry Pi with a 64-bit system) or armhf (32 bits)" >&2; exit 2 ;;
esac
architecture=$1
packages=("$compiler" qemu-user libcli11-dev nlohmann-json3-dev)
for library in libssl-dev libbearssl-dev libfmt-dev libtomlplusplus-dev; do packages+=("$library:$architecture"); done

as_root=()
if ((EUID)); then
  command -v sudo >/dev/null || { echo "install-cross.sh: run it as root: there is no sudo" >&2; exit 1; }
  as_root=(sudo)
fi
apt() {  # sudo drops the environment, so it is set behind sudo.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@"
}

if ! dpkg --print-foreign-architectures | grep -x "$architecture" >/dev/null; then
  "${as_root[@]}" dpkg --add-architecture "$architecture"
  apt update || true  # what counts is whether the packages can be installed
fi
apt install -y --no-install-recommends "${packages[@]}"
