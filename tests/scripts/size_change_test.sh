#!/usr/bin/env bash
# scripts/size-change.sh where there is nothing to compare with: it says so, and a wrong name is an error.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "size_change_test: $*" >&2; exit 1; }

cp -r "$root/scripts" "$scratch/"
cd "$scratch"
export GIT_CEILING_DIRECTORIES=${scratch%/*}
scripts/size-change.sh >output || fail "fails without a history"
grep -q 'compared with nothing: the commit before this one is not here' output || fail "says: $(cat output)"
! scripts/size-change.sh no-such-commit >output 2>&1 || fail "takes a commit that does not exist"
grep -q 'there is no commit no-such-commit' output || fail "says: $(cat output)"

# A commit that does not build is no reason to stop: the one that is tested does.
git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m "Nothing" &&
  git -c user.name=a -c user.email=a@b commit -q --allow-empty -m "Still nothing"
scripts/size-change.sh >output || fail "fails when the commit before does not build"
grep -q '(Nothing) does not build here' output || fail "says: $(cat output)"
