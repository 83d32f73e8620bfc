#!/usr/bin/env bash
# Is scripts/check-docs.sh awake? A true document passes; a document that is wrong in one place is refused, with the place.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

document() { sed 's/^|//' >doc.md; }
passes() { "$root/scripts/check-docs.sh" doc.md || { echo "FAILED: refused although it is true:"; cat doc.md; exit 1; }; }
refuses() {  # words of the message
  if output=$("$root/scripts/check-docs.sh" doc.md 2>&1); then
    echo "FAILED: passed (expected: $1):"; cat doc.md; exit 1
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
