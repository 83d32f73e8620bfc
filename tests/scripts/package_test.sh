#!/usr/bin/env bash
# The .deb packages: what is in them, whose it is, what they depend on, and that dpkg installs them into a system of their
# own. Rules of udev are checked line by line, since only newer versions of udev can do it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "FAILED: $1"; exit 1; }

(umask 022 && cpack --config "$root/build/release/CPackConfig.cmake" -B "$scratch/packages" >log 2>&1) || fail "cpack: $(tail log)"
version=$(sed -nE 's/^project\(signet VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")
architecture=$(dpkg --print-architecture)
command=$scratch/packages/signet_${version}_$architecture.deb
library=$scratch/packages/libsignet-dev_${version}_$architecture.deb
[[ -e $command && -e $library ]] || fail "there is only: $(ls packages)"

# --- what they say of themselves
field() { dpkg-deb --field "$1" "$2"; }
[[ $(field "$command" Package) == signet && $(field "$command" Version) == "$version" ]] || fail "wrong name or version"
for package in libc6 libssl3 libfmt9 libbearssl0 'libstdc++6' passwd; do
  grep -qE "(^|, )${package//+/\\+}( |,|$)" <<<"$(field "$command" Depends)" || fail "no dependency on $package: $(field "$command" Depends)"
done
# What the program does not need it does not ask for: libraries of the tests, headers, compilers.
! grep -qE 'gtest|-dev|cmake|g\+\+' <<<"$(field "$command" Depends)" || fail "depends on: $(field "$command" Depends)"
[[ $(field "$library" Depends) == *libbearssl-dev* ]] || fail "libsignet-dev depends on: $(field "$library" Depends)"

# --- what is in them
dpkg-deb --contents "$command" >contents
for path in ./usr/bin/signet 'signet/libsignet-i2c\.so' ./usr/share/man/man1/signet.1 ./usr/lib/udev/rules.d/70-signet.rules \
  ./usr/share/bash-completion/completions/signet ./usr/share/doc/signet/copyright ./usr/share/doc/signet/docs/guide.md; do
  grep -qE "$path\$" contents || fail "$path is not in the package"
done
! grep -qE '\.(a|h|cmake)$' contents || fail "files for developers are in the package of the command"
! dpkg-deb --contents "$library" | grep 'usr/bin' || fail "programs are in the package of the library"
! grep -vE '^(d|-)rwxr-xr-x root/root|^-rw-r--r-- root/root' contents || fail "other owners or rights than usual, see above"
dpkg-deb --extract "$command" extracted
for contained in libcli11-dev nlohmann-json3-dev; do
  [[ ! -e /usr/share/doc/$contained/copyright ]] || grep -qx "== Contained in signet: $contained" extracted/usr/share/doc/signet/copyright ||
    fail "the licence of $contained is missing, which is in the program"
done
! grep -qF "$root" extracted/usr/bin/signet || fail "the program names the folder it was built in"
[[ $(extracted/usr/bin/signet version) == "signet $version" ]] || fail "it does not run from where it was extracted"
extracted/usr/bin/signet chip new my.chip >/dev/null
extracted/usr/bin/signet run --chip my.chip -- true || fail "the extracted command does not find its library"

# --- installed by dpkg into an empty system. Its dependencies are this system's, and the script of the package, which would
# run here, knows that it is not meant.
if ((EUID == 0)); then
  groups=$(getent group | sort)
  mkdir -p system/var/lib/dpkg/{updates,info}
  touch system/var/lib/dpkg/status
  dpkg --root="$scratch/system" --force-depends --force-script-chrootless --install "$command" "$library" >log 2>&1 ||
    fail "dpkg: $(cat log)"
  dpkg-query --admindir=system/var/lib/dpkg -W -f '${db:Status-Status}' signet | grep -x installed >/dev/null || fail "dpkg does not know it"
  [[ $(system/usr/bin/signet version) == "signet $version" ]] || fail "it does not run where dpkg put it"
  [[ $(getent group | sort) == "$groups" ]] || fail "installing into another system changes this one's groups"
  dpkg --root="$scratch/system" --force-script-chrootless --purge signet libsignet-dev >log 2>&1 || fail "dpkg --purge: $(cat log)"
  [[ -z $(find system -path '*signet*' -not -path '*/dpkg/*' -print -quit) ]] || fail "something is left: $(find system -path '*signet*')"
fi

# --- rules of udev
wrong_rules() {  # FILE: lines that are no list of KEY OPERATOR "value"
  local term='[A-Z]+(\{[A-Za-z0-9_/]+\})?(==|!=|=|\+=|:=)"[^"]*"'
  grep -vE '^(#.*)?$' "$1" | grep -vE "^$term(, $term)*\$" || true
}
rules=$root/packaging/70-signet.rules
[[ -z $(wrong_rules "$rules") ]] || fail "udev would not understand: $(wrong_rules "$rules")"
for ids in 10c4/ea60 1a86/7523 1a86/55d4 0403/6001 0403/6015; do
  grep -qE "idVendor\}==\"${ids%/*}\", ATTRS\{idProduct\}==\"${ids#*/}\", GROUP=\"dialout\".*uaccess" "$rules" || fail "no rule for the adapter $ids"
done
grep -qE 'i2c-\[0-9\]\*", GROUP="i2c", MODE="0660"' "$rules" || fail "no rule for I2C buses"
printf 'SUBSYSTEM=="tty", GROUP="dialout"  # a remark\nSUBSYSTEM=="tty" GROUP="dialout"\n' >spoiled
[[ $(wrong_rules spoiled | wc -l) == 2 ]] || fail "wrong rules are not found"
