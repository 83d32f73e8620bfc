#!/usr/bin/env bash
# Is scripts/check-docs.sh awake? A true document passes; a document that is wrong in one place is refused, with the place.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

documents=(doc.md)
document() { sed 's/^|//' >"${1-doc.md}"; }
passes() {
  "$root/scripts/check-docs.sh" "${documents[@]}" || {
    echo "FAILED: refused although it is true:"; cat "${documents[@]}"; exit 1
  }
}
refuses() {  # words of the message
  if output=$("$root/scripts/check-docs.sh" "${documents[@]}" 2>&1); then
    echo "FAILED: passed (expected: $1):"; cat "${documents[@]}"; exit 1
  fi
  grep -qF -- "$1" <<<"$output" || { echo "FAILED: says: $output (expected: $1)"; exit 1; }
}

document <<'DOC'
|# A title, with a comma
|
|See [the title](#a-title-with-a-comma), [this](doc.md) and [the net](https://example.org/none).
|
|```sh
|value=3
|printf '%s\n' it\'s "$value" >made-before
|```
|
|```sh norun
|false
|```
|
|- in a list:
|
|  ```console
|  $ cat made-before
|  it's
|  3
|  $ remembered=yes; cd .
|  $ echo "remembered: $remembered" \
|      and more
|  remembered: yes and more
|  $ seq 1 9; echo key 0123456789abcdef
|  1
|  ...
|  9
|  key FEDCBA9876543210ff
|  $ echo serial 12 of 34; false
|  serial ... of 34
|  ```
|
|```
|any text: $ false
|```
DOC
passes

document <<<$'|```sh\n|echo before\n|false\n|echo after\n|```'
refuses 'doc.md:1: ended with exit status 1'
document <<<$'|```console\n|$ echo fine\n|$ false\n|```'
refuses 'doc.md:3: ended with exit status 1: false'
document <<<$'|```console\n|$ echo yes\n|no\n|```'
refuses 'doc.md:2: prints something else'
document <<<$'|```console\n|$ echo yes; echo more\n|yes\n|```'
refuses 'doc.md:2: prints something else'
document <<<$'|```console\n|$ echo yes\n|yes\n|...\n|more\n|```'
refuses 'doc.md:2: prints something else'
document <<<$'|```console\n|$ echo slot 2\n|slot 3\n|```'
refuses 'doc.md:2: prints something else'
document <<<$'|```sh\n|true'
refuses 'doc.md:1: this block is never closed'
document <<<'|See [this](missing.md).'
refuses 'the link to missing.md leads nowhere'
document <<<$'|# Title\n|See [this](#titel).'
refuses 'the link to #titel leads to no heading'
rm doc.md
refuses 'no such document'

# Two documents that run at the same time: each waits for what the other one writes.
meeting=$scratch/meeting
documents=(one.md two.md)
export SIGNET_JOBS=2
meet() {  # OWN-NAME OTHER'S-NAME
  document "$1.md" <<DOC
|\`\`\`sh
|mkdir "\$XDG_DATA_HOME"  # fails if it is the other one's
|touch $meeting.$1
|for _ in {1..300}; do test ! -e $meeting.$2 || exit 0; sleep 0.1; done
|false
|\`\`\`
DOC
}
meet one two
meet two one
passes

# What is wrong is told in the order of the documents, whichever ends first, and a failure of the first one counts too.
document one.md <<<$'|```sh\n|sleep 1; echo from one; false\n|```'
document two.md <<<$'|```sh\n|echo from two; false\n|```'
refuses 'one.md:1: ended with exit status 1'
grep -A1 'one.md:1:' <<<"$output" | grep -qx 'from one' || { echo "FAILED: not apart: $output"; exit 1; }
[[ $(grep -oE '(one|two)\.md:1:' <<<"$output" | tr '\n' ' ') == 'one.md:1: two.md:1: ' ]] ||
  { echo "FAILED: not in order: $output"; exit 1; }
document two.md <<<$'|```sh\n|true\n|```'
refuses 'one.md:1: ended with exit status 1'

document one.md <<<$'|```sh\n|echo --port 28001\n|```'
document two.md <<<$'|```sh\n|echo --port 28002\n|```'
passes
document two.md <<<$'|```sh\n|echo --port 28001\n|```'
refuses 'two.md: one.md has --port 28001 too'
