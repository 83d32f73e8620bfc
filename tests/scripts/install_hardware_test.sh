#!/usr/bin/env bash
# Does scripts/install-hardware.sh say why it cannot, and ask for backports of this machine's own source, nothing else?
# Programs of the same names stand in for KiCad and apt-get: nothing is installed.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
export PATH=$scratch/bin:$PATH

program() {  # NAME, what it does
  printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}
expect() {  # exit status, words of the output, arguments of the script
  local status=0 output
  output=$("$root/scripts/install-hardware.sh" "${@:3}" 2>&1) || status=$?
  if ((status != $1)) || ! grep -qF -- "$2" <<<"$output"; then
    echo "FAILED: install-hardware.sh ${*:3} ends with $status, not $1 and '$2':"$'\n'"$output"
    exit 1
  fi
}

program kicad-cli 'echo 9.0.8'
program ngspice ''
program sudo 'exec "$@"'
program apt-get 'echo "E: nobody should have asked" >&2; exit 1'
expect 0 ''
expect 0 '' --have

program kicad-cli 'echo 6.0.11'
expect 77 'kicad must be version 9' --have
expect 77 'cannot fetch the list of'
program apt-get 'case "$*" in *update*) ;; *) echo "E: Unable to locate package kicad" >&2; exit 1 ;; esac'
expect 77 'cannot install kicad: E: Unable to locate package kicad'
program apt-get 'exit 0'
expect 77 'apt-get installed KiCad 6.0.11, not version 9'

# What apt-get is given: its own folder of sources, with the suite of the backports at a server of this machine's sources.
program apt-get 'for word; do case $word in Dir::Etc::SourceParts=*) cp -r "${word#*=}" "'"$scratch"'/given.$$" ;; esac; done'
expect 77 'not version 9'
suite=$(. /etc/os-release && echo "$VERSION_CODENAME-backports")
given=$(cat "$scratch"/given.*/backports.*)
grep -qE "(^Suites: | )$suite( |$)" <<<"$given" || { echo "FAILED: no $suite in: $given"; exit 1; }
servers() { grep -ohE '[a-z+]+://[^ /]+' "$@" | sort -u; }
known=$(servers /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true)
while IFS= read -r server; do
  grep -qxF -- "$server" <<<"$known" || { echo "FAILED: $server is none of this machine's sources"; exit 1; }
done < <(servers <<<"$given")
