#!/usr/bin/env bash
# Fetches the sources that the firmware is built from, as Debian packages them, into build/sources.
#
#   scripts/fetch-sources.sh            fetch what is missing; quick and silent when nothing is
#   scripts/fetch-sources.sh --print    print the folder of each, one a line
#
#   build/sources/bearssl    BearSSL, TLS
#   build/sources/lwip       lwIP, TCP/IP
#
# Nothing of them is ever committed. They come from wherever this machine's own packages come from: the same sources and
# keys, asked for source packages, in a configuration of apt that lives in a folder of its own. What the machine knows of
# packages stays as it is, and no root is needed.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(bearssl lwip)
target=$PWD/build/sources
if [[ ${1-} == --print ]]; then
  printf "$target/%s\n" "${packages[@]}"
  exit
fi

mkdir -p "$target"
exec 9>"$target/.lock"
flock 9  # two builds may come here at once
missing=()
for package in "${packages[@]}"; do [[ -d $target/$package ]] || missing+=("$package"); done
((${#missing[@]})) || exit 0

scratch=$(mktemp -d "$target/.fetch-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"/{parts,lists/partial,cache/archives/partial,download}

# The machine's package sources, each asked for source packages instead of programs.
as_source_packages() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$scratch/parts/$(basename "$file")"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -e $file ]] && sed -n 's/^deb /deb-src /p' "$file" >"$scratch/parts/$(basename "$file" .list).list"
  done
  return 0
}

apt() {
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$scratch/parts" \
    -o Dir::State::lists="$scratch/lists" -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Retries=3 "$@"
}

fetch() {  # PACKAGE: unpacked beside its place first, so that an interruption leaves nothing that looks complete
  (cd "$scratch/download" && apt source --download-only "$1" && dpkg-source --extract "$1"_*.dsc "$scratch/$1") \
    >>"$scratch/log" 2>&1 && mv "$scratch/$1" "$target/$1"
}

as_source_packages
# One unreachable third-party source must not stop us: what counts is whether the packages can be had.
apt update >"$scratch/log" 2>&1 || true
for package in "${missing[@]}"; do
  echo "Fetching the source of $package" >&2
  if ! fetch "$package"; then
    cat "$scratch/log" >&2
    echo "fetch-sources.sh: the source package $package could not be fetched. Its messages are above; check the network" \
      "and the apt sources, and run scripts/install.sh for dpkg-dev." >&2
    exit 1
  fi
done
