#!/usr/bin/env bash
# scripts/release.sh in a small history of its own: does it refuse what must not be released, and make the same bytes twice?
# Then the list of what is linked in, off the build that is tested. The long run over everything is `release.sh --twice`.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "FAILED: $1"; exit 1; }

mkdir "$scratch/tree"
cd "$scratch/tree"
cp -r "$root/scripts" "$root/CHANGELOG.md" "$root/.gitignore" .
echo 'project(signet VERSION 0.1.0 LANGUAGES CXX)' >CMakeLists.txt
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
git init -q . && git add . && git commit -q -m "Release"
release() { scripts/release.sh --only source,notes "$@" >../output 2>&1; }
refuses() {  # WORDS, arguments
  ! release "${@:2}" || fail "released, expected: $1"
  grep -qF -- "$1" ../output || fail "expected: $1, it says: $(cat ../output)"
}

release 0.1.0 || fail "refuses a clean tree: $(cat ../output)"
made=build/release-0.1.0
(cd $made && sha256sum --quiet -c SHA256SUMS) || fail "wrong checksums"
[[ $(head -n 1 $made/NOTES.md) == 'The first release'* ]] || fail "the notes start with: $(head -n 1 $made/NOTES.md)"
! grep -qE '^## |^\[0\.1\.0\]' $made/NOTES.md || fail "the notes hold more than their version"
tar -tzf $made/signet-0.1.0.tar.gz | grep -x signet-0.1.0/scripts/release.sh >/dev/null || fail "the source archive has not the sources"
! tar -tvzf $made/signet-0.1.0.tar.gz | grep '^.....w' || fail "a group may write into the unpacked sources, see above"
cp $made/SHA256SUMS ../first
(umask 077; TZ=Asia/Tokyo release 0.1.0)
cmp -s $made/SHA256SUMS ../first || fail "made twice, it differs"
grep -q 'says that 0.1.0 is unreleased' ../output || fail "it does not say that the version has no date yet: $(cat ../output)"
for order in '--without-shield --only source,shield' '--only source,shield --without-shield'; do
  # shellcheck disable=SC2086  # two words each
  scripts/release.sh $order >../output 2>&1 || fail "$order: $(cat ../output)"
done
release --twice || fail "--twice fails: $(cat ../output)"

refuses 'version 0.2.0 is asked for' 0.2.0
refuses 'there is no option --nonsense' --nonsense
refuses 'there is no part nonsense' --only nonsense
echo change >stray
refuses 'changes that are in no commit'
rm stray
echo >>CHANGELOG.md
refuses 'changes that are in no commit'
git checkout -q CHANGELOG.md
sed -i 's/^## \[0.1.0\].*/## [0.0.9]/' CHANGELOG.md && git commit -q -a -m "Forget the version"
refuses 'no section ## [0.1.0]'
git tag v0.1.0 HEAD~1
git revert --no-edit HEAD >/dev/null
refuses 'the tag v0.1.0 is another commit'
git tag -f v0.1.0 >/dev/null
release || fail "refuses a version with its tag: $(cat ../output)"
sed -i 's/^## \[0.1.0\].*/## [0.1.0] - 2026-01-02/' CHANGELOG.md && git commit -q -a -m "Give the version its date" && git tag -f v0.1.0 >/dev/null
release || fail "refuses a version with a date: $(cat ../output)"
! grep -q unreleased ../output || fail "calls a version with a date unreleased: $(cat ../output)"

# --- what is linked in
export SOURCE_DATE_EPOCH=1767323045
"$root/scripts/sbom.sh" 0.1.0 "$root/build" >"$scratch/sbom.json" || fail "no list of what is linked in"
cat >"$scratch/check.cmake" <<'CMAKE'
file(READ ${FILE} text)
string(JSON form GET "${text}" spdxVersion)
string(JSON created GET "${text}" creationInfo created)
string(JSON packages LENGTH "${text}" packages)
string(JSON relations LENGTH "${text}" relationships)
if(NOT form STREQUAL "SPDX-2.3" OR NOT created STREQUAL "2026-01-02T03:04:05Z" OR packages LESS 10 OR relations LESS packages)
  message(FATAL_ERROR "${form} ${created}: ${packages} packages, ${relations} relationships")
endif()
CMAKE
cmake -DFILE="$scratch/sbom.json" -P "$scratch/check.cmake" || fail "that is no SPDX document"
for package in libssl3 libfmt9 libbearssl0 libcli11-dev nlohmann-json3-dev libtomlplusplus-dev 'libstdc[+][+]6' bearssl lwip; do
  grep -qE "\"name\": \"$package\", \"versionInfo\": \"[0-9]" "$scratch/sbom.json" || fail "$package is not in the list of what is linked in"
done
! grep -qE '"name": "(libgtest-dev|cmake|g\+\+)' "$scratch/sbom.json" || fail "what only builds or tests is in the list"
! "$root/scripts/sbom.sh" 0.1.0 "$scratch" >/dev/null 2>&1 || fail "makes a list without a build"
