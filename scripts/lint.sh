#!/usr/bin/env bash
# Checks how the sources look and what the static analysers find.
#
#   scripts/lint.sh [format] [comments] [citations] [headers] [shell] [tidy]     all without an argument
#
#   format     clang-format agrees with every source        (mend with: scripts/lint.sh fix)
#   comments   no comment ends in a line of one or two words that a formatter broke off, and every header names its
#              subject in its first line
#   citations  the sections of the datasheet's commands are in one table and nowhere else
#   headers    every header compiles by itself
#   shell      shellcheck has nothing to say about the scripts
#   tidy       clang-tidy with .clang-tidy over src/ and host/ but host/cli/, as the release preset compiles them;
#              with SIGNET_TIDY=src over src/ only, as the tests do, with SIGNET_TIDY=all over host/cli/ too, which takes
#              longer than all the others together. A file is analysed again only when its object file is newer than
#              the last clean run.
set -euo pipefail
cd "${SIGNET_ROOT:-$(dirname "$0")/..}"
jobs=$(nproc)

sources() {  # NAME-PATTERN...: files below the source folders
  local folders=() patterns=() folder pattern
  for folder in src host tests examples firmware; do [[ -d $folder ]] && folders+=("$folder"); done
  for pattern in "$@"; do patterns+=(-o -name "$pattern"); done
  find "${folders[@]}" -type f \( "${patterns[@]:1}" \) -print0 | sort -z
}

in_parallel() {  # FUNCTION: calls it with each of the NUL-separated words of the input
  export -f "${1?}"
  xargs -0 -r -P "$jobs" -n 1 bash -c "$1 \"\$1\"" _
}

check_format() { sources '*.h' '*.cpp' | xargs -0 -r -n 16 -P "$jobs" clang-format --dry-run --Werror; }

# A line of a comment is broken off if it holds one or two words and follows a line that is full. In a table or a piece
# of code, which are indented, that line may be long, and the word too long for it; a diagram has no words.
check_comments() {
  sources '*.h' '*.cpp' | xargs -0 -r awk '
    function complain(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; bad = 1 }
    FNR == 1 { mark = "" }
    FNR == 1 && FILENAME ~ /^(src|host|firmware)\/.*\.h$/ && !/^\/\/ .*[^ ][.:]\)?( |$)/ {
      complain("a header begins with a // comment whose first line names its subject: \"// Name: what it is.\"")
    }
    {
      above = mark
      mark = match($0, /^ *\/\/+<?/) ? substr($0, 1, RLENGTH) : ""
      text = substr($0, length(mark) + 1)
      words = split(text, word, " ")
    }
    mark != "" && (words == 1 || words == 2) && text ~ /[A-Za-z0-9]/ && text !~ /NOLINT/ {
      full = text ~ /^  / ? before > 94 : before + 1 + length(word[1]) > 100
      if (mark ~ /<$/ || (mark == above && full))
        complain("orphaned words in a comment: write the paragraph narrower")
    }
    { before = length($0) }
    END { exit bad }' >&2
}

# Sections 9.2 and on of the datasheet are a command each. A number looks right whatever it is, so there is one table,
# which must be in the datasheet's own order, and everything else names the command.
check_citations() {
  local table=docs/driver.md documents=() status=0 file
  for file in ./*.md docs/*.md; do [[ $file == "$table" || ! -f $file ]] || documents+=("${file#./}"); done
  awk '
    function complain(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; bad = 1 }
    /^\| [A-Za-z]+ \| 9\.[0-9]+ \|$/ {
      if ($4 != "9." (2 + rows) || toupper($2) <= last)
        complain($2 " is not section " $4 ": the sections are alphabetical and begin with 9.2")
      last = toupper($2)
      rows++
    }
    END {
      if (rows != 20) complain("the table of sections has " rows + 0 " of 20 commands")
      exit bad
    }' "$table" >&2 || status=1
  { sources '*.h' '*.cpp'; ((${#documents[@]} == 0)) || printf '%s\0' "${documents[@]}"; } | xargs -0 -r awk '
    FNR == 1 { document = FILENAME ~ /\.md$/ }
    !document && !/\/\// { next }
    {
      before = ""
      text = $0
      if (!document) sub(/^.*\/\//, "", text)
      while (match(text, /(^|[ (])9\.[0-9]+(\.[0-9]+)?/)) {
        before = before substr(text, 1, RSTART)
        number = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        sub(/^[ (]/, "", number)
        if (number == "9.1" || text ~ /^ ?(%|ms|us|s|V|mA|KB|MB|kΩ)/) continue
        if (document && before !~ /([Ss]ections? |, |and |\()$/) continue
        printf "%s:%d: section %s: name the command, docs/driver.md has its section\n", FILENAME, FNR, number
        bad = 1
      }
    }
    END { exit bad }' >&2 || status=1
  return $status
}

# NAME.cpp includes NAME.h first (clang-format keeps it there), so only the other headers need a compiler; and of those
# ccache knows which have not changed, with all that they include.
check_headers() {
  sources '*.h' | while IFS= read -r -d '' header; do
    [[ $header == firmware/* ]] && continue  # for one board's compiler and libraries only
    source=${header%.h}.cpp
    if [[ -f $source ]] && grep -m1 '^#include' "$source" | grep -qF "\"${header#src/}\""; then continue; fi
    printf '%s\0' "$header"
  done | in_parallel compile_alone
}

compile_alone() {
  local standard=gnu++20 launcher=() alone=build/headers/${1%.h}.cpp
  [[ $1 == src/* ]] && standard=gnu++17
  ! command -v ccache >/dev/null || launcher=(env CCACHE_DEPEND=1 ccache)
  mkdir -p "${alone%/*}"
  echo "#include \"$1\"" >"$alone"
  "${launcher[@]}" g++ -std=$standard -O0 -Wall -Wextra -DSIGNET_VERSION='""' -DSIGNET_BIN='""' -DSIGNET_SOURCE='""' -I. -Isrc \
    -MD -MF "$alone.d" -c "$alone" -o "$alone.o" && return
  echo "$1: does not compile by itself" >&2
  return 1
}

check_shell() {
  find . \( -path ./build -o -path ./.git \) -prune -o -type f \( -name '*.sh' -o -path './.ci/*' \) -print0 |
    xargs -0 shellcheck -x -e SC2016  # single quotes here are meant to keep $ as it is
}

# One line a source of the release build: its path, a tab, its object file.
compiled_sources() {
  awk -F'"' '
    /"command":/ { object = $0; sub(/.* -o /, "", object); sub(/ .*/, "", object) }
    /"file":/ && $4 ~ /\/(src|host)\// && $4 !~ /_(test|fuzz)\.cpp$|_test\.dir\/|\/cmake_pch/ { print $4 "\tbuild/release/" object }
  ' build/release/compile_commands.json | sort -u
}

check_tidy() {
  [[ -f build/release/compile_commands.json ]] || cmake --preset release >/dev/null
  # Not for clang-tidy: GCC's precompiled headers, and its warning that clang does not know.
  mkdir -p build/release/tidy
  sed -E 's/-Winvalid-pch -include [^ ]*//; s/ -Wno-subobject-linkage//' build/release/compile_commands.json >build/release/tidy/compile_commands.json
  compiled_sources | case ${SIGNET_TIDY:-} in all) cat ;; src) grep '/src/signet/' ;; *) grep -v '/host/cli/' ;; esac |
    tr '\n' '\0' | in_parallel tidy_one
}

tidy_one() {
  local file=${1%$'\t'*} object=${1#*$'\t'} output
  local stamp=$object.tidy
  [[ -e $object && $stamp -nt $object && $stamp -nt .clang-tidy ]] && return
  if output=$(clang-tidy --quiet -p build/release/tidy "$file" 2>&1); then
    [[ ! -e $object ]] || touch "$stamp"
    return
  fi
  grep -v 'warnings generated\.$' <<<"$output" >&2
  return 1
}

fix_format() { sources '*.h' '*.cpp' | xargs -0 -r clang-format -i; }

(($#)) || set -- format comments citations headers shell tidy
failed=()
for check in "$@"; do
  case $check in
    format | comments | citations | headers | shell | tidy) "check_$check" || failed+=("$check") ;;
    fix) fix_format ;;
    *) echo "lint.sh: there is no check $check, but format, comments, citations, headers, shell, tidy and fix" >&2; exit 2 ;;
  esac
done
if ((${#failed[@]})); then
  echo "lint.sh: failed: ${failed[*]}" >&2
  exit 1
fi
