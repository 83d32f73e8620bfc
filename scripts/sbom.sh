#!/usr/bin/env bash
# Prints what is linked into the programs of a build, as an SPDX 2.3 document (JSON), the same for the same build.
#
#   scripts/sbom.sh VERSION FOLDER        FOLDER holds the builds release and, where they were made, nodemcu and mps2
#
# It is read off the build, not kept by hand: shared libraries off the program (ldd), libraries that are all headers off
# what the compiler included (ninja -t deps), the firmware's off its linker map. Debian's dpkg says which package a file is of;
# BearSSL and lwIP of the firmware are Debian's source packages (scripts/fetch-sources.sh).
# SOURCE_DATE_EPOCH is the time of the document; without it the last commit's.
set -euo pipefail
(($# == 2)) || { echo "sbom.sh: give it the version and the folder of the builds" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
version=$1
builds=$(cd "$2" && pwd)
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 0)}
program=$builds/release/bin/signet
[[ -e $program ]] || program=$builds/bin/signet
[[ -e $program && -e $builds/release/build.ninja ]] || { echo "sbom.sh: there is no signet built in $builds" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Files on the input -> lines "package version architecture", each once.
packages_of() {
  local owners
  # A package may know a file below /lib that is found below /usr/lib. What belongs to no package is not Debian's.
  owners=$(xargs -r -d '\n' realpath -e 2>/dev/null | sort -u | sed -E 's/^\/usr(\/lib.*)/&\n\1/' | xargs -r -d '\n' dpkg-query -S 2>/dev/null || true)
  sed -E 's/: \/.*//; s/, /\n/g' <<<"$owners" | sort -u | xargs -r -d '\n' dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' |
    grep -E " (all|$(dpkg --print-architecture))\$" | sort -u || true
}
shared() { ldd "$program" | sed -nE 's/.* => (\/[^ ]+) .*/\1/p' | packages_of; }
# Objects of tests are left out, and so are the C library's and the kernel's headers: they are interfaces without code.
included() {
  ninja -C "$builds/release" -t deps | awk '/^[^ ]/ { wanted = !/_test|\/tests\/|_fuzz/ } wanted && /^ +\/usr\// { print $1 }' |
    sort -u | packages_of | grep -vE '^(libc6-dev|linux-libc-dev|libssl-dev|libbearssl-dev|libfmt-dev) ' || true
}
linked() {  # BOARD: Debian's archives in its image, and what was built from sources
  local map=$builds/$1/$1.map
  [[ -e $map ]] || return 0
  sed -nE 's/^LOAD (\/usr\/[^ ]+\.a)$/\1/p' "$map" | packages_of
  for source in bearssl lwip; do
    grep -q "lib$source\.a" "$map" || continue
    sed -nE "1s/^([^ ]+) \(([^)]+)\).*/\1 \2 source/p" "$root/build/sources/$source/debian/changelog"
  done
}

package_json() {  # SPDX-ID NAME VERSION PURL [LICENCE]
  printf '    { "SPDXID": "%s", "name": "%s", "versionInfo": "%s", "downloadLocation": "NOASSERTION", "filesAnalyzed": false,\n' "$1" "$2" "$3"
  printf '      "licenseConcluded": "NOASSERTION", "licenseDeclared": "%s", "copyrightText": "NOASSERTION"' "${5:-NOASSERTION}"
  [[ -z $4 ]] || printf ',\n      "supplier": "Organization: Debian", "externalRefs": [ { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "%s" } ]' "$4"
  printf ' }'
}
identifier() { printf 'SPDXRef-%s' "${1//[^A-Za-z0-9.-]/-}"; }
link() { printf '    { "spdxElementId": "%s", "relationshipType": "%s", "relatedSpdxElement": "%s" }' "$1" "$2" "$3"; }

declare -A known=()
packages=() relations=()
add() {  # SPDX-ID OF THE PROGRAM, RELATION; packages on the input
  local name number architecture id
  while read -r name number architecture; do
    id=$(identifier "$name-$architecture")
    if [[ -z ${known[$id]-} ]]; then
      known[$id]=1
      packages+=("$(package_json "$id" "$name" "$number" "pkg:deb/debian/$name@${number//+/%2B}?arch=$architecture")")
    fi
    relations+=("$(link "$1" "$2" "$id")")
  done
}
subject() {  # NAME: something that is released
  packages+=("$(package_json "$(identifier "$1")" "$1" "$version" "" MIT)")
  relations+=("$(link SPDXRef-DOCUMENT DESCRIBES "$(identifier "$1")")")
}

subject signet
shared >"$scratch/shared"
included >"$scratch/included"
add SPDXRef-signet DYNAMIC_LINK <"$scratch/shared"
add SPDXRef-signet STATIC_LINK <"$scratch/included"
for board in nodemcu mps2; do
  linked "$board" >"$scratch/linked"
  [[ -s $scratch/linked ]] || continue
  subject "signet-$board"
  add "SPDXRef-signet-$board" STATIC_LINK <"$scratch/linked"
done

joined() { local text; text=$(printf ',\n%s' "$@"); printf '%s\n' "${text:2}"; }
content=$(joined "${packages[@]}" "${relations[@]}" | sha256sum | cut -c 1-32)
cat <<JSON
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "signet-$version",
  "documentNamespace": "https://spdx.org/spdxdocs/signet-$version-$content",
  "creationInfo": { "created": "$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)", "creators": [ "Tool: signet-scripts-sbom.sh" ] },
  "packages": [
$(joined "${packages[@]}")
  ],
  "relationships": [
$(joined "${relations[@]}")
  ]
}
JSON
