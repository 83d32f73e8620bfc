#!/usr/bin/env bash
# Fetches the sources that the firmware is built from, as Debian packages them, into build/sources.
#
#   scripts/fetch-sources.sh            fetch what is missing; quick and silent when nothing is
#   scripts/fetch-sources.sh --print    print the folder of each, one a line
#
#   build/sources/bearssl    BearSSL, TLS
#   build/sources/lwip       lwIP, TCP/IP
#   build/sources/c++        the C++ headers that firmware is compiled with, unless they are installed: they come in the
#                            package of the Arm compiler, half a gigabyte that the ESP8266 does not need
#
# Nothing of them is ever committed. They come from wherever this machine's own packages come from: the same sources and
# keys, asked for source packages, in a configuration of apt that lives in a folder of its own. What the machine knows of
# packages stays as it is, and no root is needed.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(bearssl lwip)
target=$PWD/build/sources
headers=libstdc++-arm-none-eabi-dev
installed_headers=${SIGNET_CXX_HEADERS-/usr/include/newlib/c++}  # a test looks elsewhere
if [[ ${1-} == --print ]]; then
  printf "$target/%s\n" "${packages[@]}"
  exit
fi

mkdir -p "$target"
exec 9>"$target/.lock"
flock 9  # two builds may come here at once
missing=()
for package in "${packages[@]}"; do [[ -d $target/$package ]] || missing+=("$package"); done
[[ -d $installed_headers || -d $target/c++ ]] || missing+=("$headers")
((${#missing[@]})) || exit 0

scratch=$(mktemp -d "$target/.fetch-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{parts,lists/partial,cache/archives/partial,download}

# The machine's package sources, each asked for packages of these types: deb-src has sources, deb programs.
ask_for() {  # TYPE...
  local file type
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] && sed "s/^Types:.*/Types: $*/" "$file" >"$scratch/parts/$(basename "$file")"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -e $file ]] || continue
    for type in "$@"; do sed -n "s/^deb /$type /p" "$file"; done >"$scratch/parts/$(basename "$file" .list).list"
  done
}

apt() {
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$scratch/parts" \
    -o Dir::State::lists="$scratch/lists" -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Retries=3 "$@"
}

# Both unpack beside the place first, so that an interruption leaves nothing that looks complete.
fetch() {  # SOURCE PACKAGE
  (cd "$scratch/download" && apt source --download-only "$1" && dpkg-source --extract "$1"_*.dsc "$scratch/$1") \
    >>"$scratch/log" 2>&1 && mv "$scratch/$1" "$target/$1"
}

fetch_headers() {  # PACKAGE
  (cd "$scratch/download" && apt download "$1" && dpkg-deb --extract "$1"_*.deb "$scratch/$1") >>"$scratch/log" 2>&1 &&
    mv "$scratch/$1/usr/include/newlib/c++" "$target/c++"
}

types=(deb-src)
fetch=fetch what='source package'
[[ " ${missing[*]} " != *" $headers "* ]] || types+=(deb)
ask_for "${types[@]}"
# One unreachable third-party source must not stop us: what counts is whether the packages can be had.
apt update >"$scratch/log" 2>&1 || true
for package in "${missing[@]}"; do
  [[ $package != "$headers" ]] || fetch=fetch_headers what=package
  echo "Fetching the $what $package" >&2
  if ! "$fetch" "$package"; then
    cat "$scratch/log" >&2
    echo "fetch-sources.sh: the $what $package could not be fetched. Its messages are above; check the network" \
      "and the apt sources, and run scripts/install.sh for dpkg-dev." >&2
    exit 1
  fi
done
