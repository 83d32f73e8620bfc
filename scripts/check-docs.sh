#!/usr/bin/env bash
# Checks that the documents are true: their commands run, what they print is what is shown, their links lead somewhere.
#
#   scripts/check-docs.sh [FILE...]     every *.md of the root, docs/ and tests/ without arguments
#
# As many documents at a time as there are processors, $SIGNET_JOBS if that is set; what is wrong is printed in the order
# of the documents. Every document gets its own empty folder and its own $XDG_DATA_HOME, with build/bin on the PATH, and
# its blocks run there in order:
#
#   ```sh           is run; the first command that fails fails the document
#   ```sh norun     is not run (it needs root, hardware, or is the set-up itself)
#   ```console      lines starting with "$ " are run (a line ending in \ goes on in the next one); the lines below are
#                   their output, and are compared: "..." stands for any text, a line of only "..." for any lines, and
#                   runs of 8 or more hexadecimal digits match each other, as does any amount of white space. A command
#                   without shown output must succeed; one with shown output may fail, the output tells.
#
# $SIGNET_SOURCE is the root of the sources. Relative links must lead to a file, and #anchors to a heading of it. A port
# (--port NUMBER) belongs to one document, because another one may have its broker there at the same time.
# shellcheck disable=SC2317  # some functions are called by the script that a document becomes
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export SIGNET_SOURCE=$root PATH="${SIGNET_BIN:-$root/build/bin}:$PATH" NO_COLOR=1 LC_ALL=C.UTF-8
scratch=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null || true; rm -rf "$scratch"' EXIT
export XDG_DATA_HOME=$scratch/data  # not the keys and records of whoever runs the tests, nor another document's
unset SIGNET_HOME SIGNET_CHIP

# Turns a document into a shell script. Each block becomes calls of `run_block` or `run_command`, which are below.
blocks_as_script() {
  awk '
    function quoted(text) { gsub(/\047/, "\047\\\047\047", text); return "\047" text "\047" }
    function flush() {
      if (command != "") print "run_command " start " " quoted(command) " " quoted(expected)
      command = expected = ""
    }
    function dedent(text) { return substr(text, 1, indent) ~ /^ *$/ ? substr(text, indent + 1) : text }
    !kind && /^ *```/ {
      indent = match($0, /`/) - 1
      kind = substr($0, indent + 4); start = NR; body = ""
      if (kind == "") kind = "text"
      next
    }
    kind && /^ *```[ ]*$/ {
      if (kind == "sh") print "run_block " start " " quoted(body)
      if (kind == "console") flush()
      kind = ""
      next
    }
    kind == "sh" { body = body dedent($0) "\n" }
    kind == "console" {
      text = dedent($0)
      if (continued) command = command "\n" text
      else if (text ~ /^\$ /) { flush(); start = NR; command = substr(text, 3) }
      else if (command != "") { expected = expected text "\n"; next }
      continued = text ~ /\\$/
    }
    END { if (kind) { print "fail " start " " quoted("this block is never closed") } }' "$1"
}

# Succeeds when the output of $1 fits what is shown in $2 (see above).
fits() {
  awk '
    function plain(text) {
      gsub(/[ \t\r]+/, " ", text); sub(/^ /, "", text); sub(/ $/, "", text)
      gsub(/[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]+/, "#", text)
      return text
    }
    function line_fits(shown, actual,   parts, n, i, at) {
      n = split(shown, parts, /\.\.\.|…/)
      if (n <= 1) return shown == actual
      if (index(actual, parts[1]) != 1) return 0
      actual = substr(actual, length(parts[1]) + 1)
      for (i = 2; i < n; i++) {
        if (!(at = index(actual, parts[i])) && parts[i] != "") return 0
        actual = substr(actual, at + length(parts[i]))
      }
      return length(actual) >= length(parts[n]) && substr(actual, length(actual) - length(parts[n]) + 1) == parts[n]
    }
    function lines_fit(s, a) {
      for (; s <= shown_count; s++) {
        if (shown[s] == "..." || shown[s] == "…") {
          for (; a <= actual_count + 1; a++) if (lines_fit(s + 1, a)) return 1
          return 0
        }
        if (a > actual_count || !line_fits(shown[s], actual[a++])) return 0
      }
      return a == actual_count + 1
    }
    { text = plain($0); if (text == "") next }
    FILENAME == ARGV[1] { actual[++actual_count] = text; next }
    { shown[++shown_count] = text }
    END { exit !lines_fit(1, 1) }' "$1" "$2"
}

# Called in a subshell for each document; cd, variables and background jobs of console blocks go on from one to the next.
run_document() {
  local document=$1 failed=0
  set +u  # a variable that a document forgot is empty, as for a reader
  trap 'jobs -p | xargs -r kill 2>/dev/null || true' EXIT  # what has ended meanwhile is no failure
  fail() { echo "$document:$1: $2" >&2; failed=1; }
  run_block() {
    local status=0
    bash -euo pipefail -c "$2" >"$scratch/output" 2>&1 </dev/null || status=$?
    ((status == 0)) || fail "$1" "ended with exit status $status, after printing:"$'\n'"$(cat "$scratch/output")"
  }
  run_command() {
    local status=0
    eval "$2" >"$scratch/output" 2>&1 </dev/null || status=$?
    printf '%s' "$3" >"$scratch/shown"
    if ! grep -q '[^[:space:]]' "$scratch/shown"; then
      ((status == 0)) || fail "$1" "ended with exit status $status: $2"$'\n'"$(cat "$scratch/output")"
    elif ! fits "$scratch/output" "$scratch/shown"; then
      fail "$1" "prints something else (exit status $status): $2"$'\n'"$(cat "$scratch/output")"
    fi
  }
  mkdir "$scratch/folder" && cd "$scratch/folder"
  eval "$(blocks_as_script "$document")"
  jobs -p | xargs -r kill 2>/dev/null || true
  wait
  cd / && rm -rf "$scratch/folder"
  return "$failed"
}

# The anchors that headings get on GitHub.
anchors() {
  awk '/^ *```/ { code = !code } !code && /^#+ / {
    text = tolower($0); sub(/^#+ +/, "", text); gsub(/[^a-z0-9 _-]/, "", text); gsub(/ /, "-", text); print text }' "$1"
}

check_links() {
  local document=$1 folder target path anchor failed=0
  folder=$(dirname "$document")
  while IFS= read -r target; do
    case $target in http://* | https://* | mailto:*) continue ;; esac
    path=${target%%#*} anchor=
    [[ $target == *#* ]] && anchor=${target#*#}
    if [[ -n $path && ! -e $folder/$path ]]; then
      echo "$document: the link to $target leads nowhere" >&2
      failed=1
    elif [[ -n $anchor ]] && ! anchors "${path:+$folder/}${path:-$document}" | grep -qxF -- "$anchor"; then
      echo "$document: the link to $target leads to no heading" >&2
      failed=1
    fi
  done < <(awk '/^ *```/ { code = !code; next } !code { gsub(/`[^`]*`/, ""); print }' "$document" |
    grep -oE '\]\([^) ]+' | cut -c3-)
  return "$failed"
}

if ((!$#)); then
  cd "$root"
  shopt -s nullglob
  set -- *.md docs/*.md tests/*.md
fi

check_ports() {
  { grep -oE -- '--port [0-9]+' /dev/null "$@" 2>/dev/null || true; } | sort -u | awk -F: '
    $2 in owner { print $1 ": " owner[$2] " has " $2 " too, and the two may run at the same time"; bad = 1 }
    { owner[$2] = $1 }
    END { exit bad }' >&2
}

failures=0
if (($# == 1)); then
  [[ -e $1 ]] || { echo "$1: no such document" >&2; exit 1; }
  document=$(realpath "$1")
  check_links "$document" || failures=1
  (run_document "$document") || failures=1
  exit "$failures"
fi

# Each document is a process of its own, which kills its own jobs at the end and no other document's.
check_ports "$@" || failures=1
count=0 running=0
for document in "$@"; do
  ((running < ${SIGNET_JOBS:-$(nproc)})) || { wait -n || true; running=$((running - 1)); }
  "$root/scripts/check-docs.sh" "$document" >"$scratch/$count.log" 2>&1 && touch "$scratch/$count.passed" &
  count=$((count + 1)) running=$((running + 1))
done
wait
for ((i = 0; i < count; i++)); do
  cat "$scratch/$i.log" >&2
  [[ -e $scratch/$i.passed ]] || failures=1
done
exit "$failures"
