#!/usr/bin/env bash
# Installs what the checks of hardware/ run: KiCad 9 (from Debian's backports) and ngspice. Silent when both are there.
#
#   scripts/install-hardware.sh          install them (as root, or through sudo)
#   scripts/install-hardware.sh --have   install nothing: succeeds when both are there, else says what is missing
#
# Exit status 77 with a sentence when this machine cannot have them; those checks are then skipped, the rest is not touched.
#
# The backports source is the machine's own Debian source under another suite. It lives in a configuration of its own that
# is removed at the end, so nothing else on the machine ever comes from backports.
set -euo pipefail

skip() { echo "install-hardware.sh: $*" >&2; exit 77; }

missing=()
[[ $(kicad-cli version 2>/dev/null) == 9.* ]] || missing+=(kicad)
command -v ngspice >/dev/null || missing+=(ngspice)
((${#missing[@]})) || exit 0
[[ ${1-} != --have ]] || skip "there is no ${missing[*]} (kicad must be version 9); scripts/install-hardware.sh installs them"

as_root=()
if ((EUID)); then
  command -v sudo >/dev/null || skip "needs root or sudo to install ${missing[*]}"
  as_root=(sudo)
fi
command -v apt-get >/dev/null || skip "knows only Debian; install ${missing[*]} (KiCad 9) yourself"
codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"  # apt downloads as another user

# Prints the sources of this machine that carry the release itself, with the suite turned into its backports.
backports() {
  local suite=$codename-backports file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $file in
      *.list) sed -nE "s/^(deb[[:space:]].*[[:space:]])$codename([[:space:]].*)$/\1$suite\2/p" "$file" >>"$scratch/sources/backports.list" ;;
      *.sources)
        awk -v RS= -v codename="$codename" -v suite="$suite" '
          $0 ~ "(^|\n)Suites:([^\n]* )?" codename "( |\n|$)" && $0 !~ /(^|\n)Enabled: *no/ {
            gsub(/(^|\n)#[^\n]*/, ""); sub(/Suites:[^\n]*/, "Suites: " suite); print $0 "\n" }' "$file" >>"$scratch/sources/backports.sources" ;;
    esac
  done 2>/dev/null
  [[ -s $scratch/sources/backports.list || -s $scratch/sources/backports.sources ]]
}
mkdir "$scratch/sources" "$scratch/only"
backports || skip "this machine's apt sources have no $codename to find the backports of"
cp "$scratch"/sources/* "$scratch/only"
find /etc/apt/sources.list.d /etc/apt/sources.list -type f -exec cp -t "$scratch/sources" {} + 2>/dev/null || true

apt() {  # FOLDER OF SOURCES, arguments of apt-get
  local sources=$1
  shift
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$sources" "$@" >>"$scratch/log" 2>&1
}
log_end() { grep -E '^(E|W):' "$scratch/log" | tail -n 5; }

echo "Installing: ${missing[*]} (from $codename-backports)"
# Only the lists of the backports are fetched; those of the release are there since scripts/install.sh.
apt "$scratch/only" -o APT::Get::List-Cleanup=0 update || skip "cannot fetch the list of $codename-backports: $(log_end)"
apt "$scratch/sources" install -y --no-install-recommends -t "$codename-backports" "${missing[@]}" ||
  { apt "$scratch/sources" update && apt "$scratch/sources" install -y --no-install-recommends -t "$codename-backports" "${missing[@]}"; } ||
  skip "apt-get cannot install ${missing[*]}: $(log_end)"
[[ $(kicad-cli version 2>/dev/null) == 9.* ]] || skip "apt-get installed KiCad $(kicad-cli version 2>/dev/null), not version 9"
