#!/usr/bin/env bash
# Is scripts/lint.sh awake? Each check must pass a clean small tree and refuse the same tree spoiled in its own way.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SIGNET_ROOT=$scratch/tree

fresh() {
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree"/{src/signet/core,host,bench,tests,scripts,.ci,docs,build/release}
  cp "$root"/.clang-format "$root"/.clang-tidy "$scratch/tree"
  cp "$root/docs/driver.md" "$scratch/tree/docs"
  printf '// half: a number, by two.\n#pragma once\n\nint half(int value);\n' >"$scratch/tree/src/signet/core/half.h"
  printf '#include "signet/core/half.h"\n\nint half(int value) {\n  return value / 2;\n}\n' >"$scratch/tree/src/signet/core/half.cpp"
  printf '#!/usr/bin/env bash\necho "$1"\n' | tee "$scratch/tree/scripts/say.sh" >"$scratch/tree/.ci/run"
  cat >"$scratch/tree/build/release/compile_commands.json" <<JSON
[
{
  "directory": "$scratch/tree/build/release",
  "command": "/usr/bin/c++ -I$scratch/tree/src -std=gnu++17 -o half.cpp.o -c $scratch/tree/src/signet/core/half.cpp",
  "file": "$scratch/tree/src/signet/core/half.cpp"
}
]
JSON
}
refuses() {  # check, words of the message
  if output=$("$root/scripts/lint.sh" "$1" 2>&1); then
    echo "FAILED: lint.sh $1 passed a spoiled tree ($2)"
    exit 1
  fi
  grep -qF -- "$2" <<<"$output" || { echo "FAILED: lint.sh $1 says: $output"; exit 1; }
}

fresh
"$root/scripts/lint.sh"

printf 'int  crooked( );\n' >"$scratch/tree/host/crooked.h"
refuses format 'crooked.h'
"$root/scripts/lint.sh" fix format

# A paragraph whose last word stands alone because the line above it is full, as a formatter leaves it.
full='by two, towards zero, as division of integers does it in this language, and nothing else is changed'
spoil_half() {  # the comment above the function
  fresh
  printf '// half: a number, by two.\n#pragma once\n\n%b\nint half(int value);\n' "$1" >"$scratch/tree/src/signet/core/half.h"
}
spoil_half "/// $full by\n/// it."
refuses comments 'src/signet/core/half.h:5: orphaned words'
spoil_half "/// $full by\n/// it. And\n/// so on, for ever, whatever comes."
refuses comments 'src/signet/core/half.h:5: orphaned words'
spoil_half "/// Half\n/// of it."
"$root/scripts/lint.sh" comments
spoil_half "/// $full\n/// by it, or so."
"$root/scripts/lint.sh" comments
spoil_half "//     $full  ─┐\n//     ─────────┘"
"$root/scripts/lint.sh" comments
fresh
printf '#pragma once\n\nint half(int value);\n' >"$scratch/tree/src/signet/core/half.h"
refuses comments 'src/signet/core/half.h:1: a header begins with a // comment'
printf '// What gives a half, as everybody would expect who knows what a half\n// is.\n#pragma once\n' >"$scratch/tree/src/signet/core/half.h"
refuses comments 'src/signet/core/half.h:1: a header begins with a // comment'

table=$scratch/tree/docs/driver.md
fresh
sed -i 's/^| Lock | 9.10 |$/| Lock | 9.12 |/' "$table"
refuses citations 'Lock is not section 9.12'
fresh
sed -i -e 's/^| MAC | 9.11 |$/| Nonce | 9.11 |/' -e 's/^| Nonce | 9.12 |$/| MAC | 9.12 |/' "$table"
refuses citations 'MAC is not section 9.12'
fresh
sed -i '/^| Write | 9.21 |$/d' "$table"
refuses citations 'has 19 of 20 commands'
for comment in '/// Locks (section 9.13).' '/// As with Lock (sections 9.1.2,\n/// 9.13 and 2.4).' '/// See 9.10.'; do
  spoil_half "$comment"
  refuses citations 'name the command'
done
spoil_half '/// Takes 9.4 ms (section 9.1, as of version 1.9.2), or 9.4 kΩ.'
"$root/scripts/lint.sh" citations
fresh
echo 'Read has a leftover (9.16).' >"$scratch/tree/docs/other.md"
refuses citations 'docs/other.md:1: section 9.16'
echo 'It takes 9.16 of them, | 9.16 | ms (1.02).' >"$scratch/tree/docs/other.md"
"$root/scripts/lint.sh" citations

fresh
printf '#pragma once\n\nstd::string name();\n' >"$scratch/tree/host/lonely.h"
refuses headers 'lonely.h: does not compile by itself'

fresh
printf '#!/usr/bin/env bash\nrm -r $1\n' >"$scratch/tree/scripts/careless.sh"
refuses shell 'SC2086'

fresh
{
  printf '#include "signet/core/half.h"\n\nint half(int value) {\n'
  for _ in {1..55}; do printf '  value += 2;\n'; done
  printf '  return value;\n}\n'
} >"$scratch/tree/src/signet/core/half.cpp"
refuses tidy 'readability-function-size'

fresh
printf 'int Half(int value) {\n  return value / 2;\n}\n' >"$scratch/tree/src/signet/core/half.cpp"
refuses tidy 'readability-identifier-naming'

refuses colour 'there is no check colour'
