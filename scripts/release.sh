#!/usr/bin/env bash
# Makes everything a user downloads of a version, from the last commit, into build/release-VERSION.
#
#   scripts/release.sh [VERSION]              VERSION is checked against CMakeLists.txt
#     --without-shield                        no fabrication files (they need KiCad, see scripts/install-hardware.sh)
#     --only PART[,PART...]                   some of: source notes packages firmware shield sbom
#     --arch ARCHITECTURE                     the packages of arm64 or armhf too (scripts/install-cross.sh); may be repeated
#     --twice                                 everything built twice in different folders and without the compiler's cache,
#                                             and compared: takes long
#
#   signet-VERSION.tar.gz                     the sources
#   signet_VERSION_ARCH.deb  libsignet-dev_VERSION_ARCH.deb
#   signet-VERSION-nodemcu.elf  -mps2.elf     firmware of the virtual boards
#   signet-VERSION-firmware-licences.txt      of the libraries in it
#   signet-VERSION-shield.tar.gz              gerbers, drill files, parts, placement, schematic
#   signet-VERSION-shield-top.png, -bottom.png   renderings, which differ from run to run
#   signet-VERSION.spdx.json                  what is linked in
#   NOTES.md  SHA256SUMS
#
# What is built is the source archive, unpacked: so nothing of the working tree gets in. Times in the files are the commit's.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
fail() { echo "release.sh: $*" >&2; exit 1; }

parts=source,notes,packages,firmware,shield,sbom
version='' twice='' shield=1 architectures=()
while (($#)); do
  case $1 in
    --without-shield) shield='' ;;
    --only) parts=${2?--only needs a part}; shift ;;
    --arch) architectures+=("${2?--arch needs an architecture}"); shift ;;
    --twice) twice=1 ;;
    -*) fail "there is no option $1" ;;
    *) version=$1 ;;
  esac
  shift
done
wants() { [[ ,$parts, == *,"$1",* && ($1 != shield || -n $shield) ]]; }
for part in ${parts//,/ }; do
  [[ " source notes packages firmware shield sbom " == *" $part "* ]] || fail "there is no part $part, but source, notes, packages, firmware, shield and sbom"
done

# --- may this be released?
notes_of() {  # VERSION: its section of CHANGELOG.md
  awk -v start="## [$1]" 'index($0, "## [") == 1 { inside = index($0, start) == 1; next } /^\[[^]]+\]: / { inside = 0 } inside' CHANGELOG.md |
    sed -e '/./,$!d' | tac | sed -e '/./,$!d' | tac
}
[[ -z $(git status --porcelain) ]] || fail "the tree has changes that are in no commit: git status shows them"
stated=$(sed -nE 's/^project\(signet VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
version=${version:-$stated}
[[ $version == "$stated" ]] || fail "version $version is asked for, but CMakeLists.txt states $stated"
[[ -n $(notes_of "$version") ]] || fail "CHANGELOG.md has no section ## [$version]"
! grep -qiF "## [$version] - unreleased" CHANGELOG.md ||
  echo "release.sh: CHANGELOG.md says that $version is unreleased: give it its date before you tag and publish it" >&2
commit=$(git rev-parse HEAD)
if tagged=$(git rev-parse -q --verify "refs/tags/v$version^{commit}") && [[ $tagged != "$commit" ]]; then
  fail "the tag v$version is another commit than this one: $tagged"
fi
if wants shield; then
  scripts/install-hardware.sh --have || fail "the shield's files need KiCad (scripts/install-hardware.sh); or leave them out: --without-shield"
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
umask 022

# --- its parts
archive() { git -c tar.umask=022 archive --format=tar --prefix="signet-$version/" HEAD; }
pack() {  # FOLDER NAME: its files as a tar archive of a folder NAME that is the same each time
  tar -C "$1" --transform "s,^\\.,$2," --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=go=rX,u+rw,a-s -cf - . | gzip -n -9
}

unpack() {  # FOLDER: the sources, with those of the firmware's libraries, which are fetched once
  rm -rf "$1"
  mkdir -p "$1"
  archive | tar -x -C "$1" --strip-components=1
  mkdir "$1/build"
  if wants firmware || wants sbom; then
    scripts/fetch-sources.sh
    ln -s "$root/build/sources" "$1/build/sources"
  fi
}

make_packages() {  # SOURCES OUT
  local preset
  for preset in release "${architectures[@]}"; do
    (cd "$1" && cmake --preset "$preset" -DCMAKE_INSTALL_PREFIX=/usr -DSIGNET_TESTS=OFF -DSIGNET_UNIT_TESTS=OFF &&
      cmake --build --preset "$preset" --target signet_packaged && cpack --config "build/$preset/CPackConfig.cmake" -B build/packages) >&2
  done
  mv "$1"/build/packages/*.deb "$2"
}

make_firmware() {  # SOURCES OUT
  local board
  for board in nodemcu mps2; do
    (cd "$1" && cmake --preset "$board" && cmake --build --preset "$board" --target "$board") >&2
    install -m 644 "$1/build/$board/$board.elf" "$2/signet-$version-$board.elf"
  done
  firmware_licences "$1" >"$2/signet-$version-firmware-licences.txt"
}

# They ask for their text beside the program. Which libraries of Debian are in it the linker says.
firmware_licences() {  # SOURCES
  local package
  tail -n +1 LICENSE build/sources/bearssl/LICENSE.txt build/sources/lwip/COPYING
  sed -nE 's/^LOAD (\/usr\/[^ ]+\.a)$/\1/p' "$1"/build/{nodemcu,mps2}/*.map | xargs realpath | sort -u | xargs dpkg-query -S |
    cut -d : -f 1 | sort -u | while read -r package; do
    printf '\n'
    tail -v -n +1 "/usr/share/doc/$package/copyright"
  done
}

# KiCad writes the time of the run into what it makes, and so does who packs the gerbers: all of it becomes the commit's.
set_times() {  # FOLDER with the shield's files
  local time compact
  time=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%S)
  compact=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S)
  mkdir "$1/gerbers"
  (cd "$1/gerbers" && cmake -E tar xf ../gerbers.zip)
  find "$1" -type f ! -name '*.png' ! -name '*.zip' -exec sed -i -E \
    "s/\b20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}\b/$time/g; s/\(D:20[0-9]{12}\)/(D:$compact)/g" {} +
  rm "$1/gerbers.zip"
  (cd "$1/gerbers" && /usr/bin/python3 - ../gerbers.zip shield* <<'PYTHON'
import os, sys, time, zipfile
stamp = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    for name in sys.argv[2:]:
        with open(name, "rb") as file:
            archive.writestr(zipfile.ZipInfo(name, stamp), file.read(), zipfile.ZIP_DEFLATED)
PYTHON
  )
  rm -r "$1/gerbers"
}

make_shield() {  # SOURCES OUT
  local made=$1/build/shield
  "$1/hardware/shield/fab.sh" "$made" >&2
  for side in top bottom; do mv "$made/$side.png" "$2/signet-$version-shield-$side.png"; done
  set_times "$made"
  cp "$1/hardware/LICENSE.md" "$made"
  pack "$made" "signet-$version-shield" >"$2/signet-$version-shield.tar.gz"
}

make_all() {  # SOURCES OUT
  rm -rf "$2"
  mkdir -p "$2"
  ! wants source || archive | gzip -n -9 >"$2/signet-$version.tar.gz"
  ! wants notes || notes_of "$version" >"$2/NOTES.md"
  if wants packages || wants firmware || wants shield || wants sbom; then unpack "$1"; fi
  ! wants packages || make_packages "$1" "$2"
  ! wants firmware || make_firmware "$1" "$2"
  ! wants shield || make_shield "$1" "$2"
  ! wants sbom || "$1/scripts/sbom.sh" "$version" "$1/build" >"$2/signet-$version.spdx.json"
  (cd "$2" && sha256sum -- * >"$root/build/SHA256SUMS" && mv "$root/build/SHA256SUMS" .)
}

mkdir -p build
out=$root/build/release-$version
if [[ -z $twice ]]; then
  make_all "$root/build/release-work" "$out"
else
  export CCACHE_DISABLE=1
  make_all "$root/build/release-work" "$out"
  make_all "$root/build/release-work-the-second-time" "$out.again"
  different=$(cd "$out" && for file in *; do
    case $file in *.png | SHA256SUMS) ;; *) cmp -s "$file" "$out.again/$file" || echo "$file" ;; esac
  done)
  [[ -z $different ]] || fail "built twice, these differ:"$'\n'"$different"$'\n'"compare $out with $out.again"
  echo "Built twice, with the same bytes."
fi
echo "Made in $out:"
ls "$out"
