#!/usr/bin/env bash
# Do the memory maps of the boards refuse what does not fit? Programs of just data, with and without room for the stack. And is there
# no heap in the firmware?
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "FAILED: $1"; exit 1; }

link() {  # BOARD TOOLS KIB of data
  echo "char data[$3 * 1024]; void _start(void) { data[0] = 1; }" |
    "$2-gcc" -x c -c -o "$scratch/data.o" - &&
    "$2-ld" -T "$root/firmware/$1/$1.ld" -o "$scratch/data.elf" "$scratch/data.o" >"$scratch/out" 2>&1
}

# Nothing that could ask for a heap is in an image. What is called so in lwIP are pools of fixed size.
heap() { grep -wE 'T (malloc|calloc|realloc|free|_?sbrk|_Zn[wa]j|_Zd[la]Pvj?)$'; }
echo '00000000 T malloc' | heap >/dev/null || fail "a heap would not be found"

check() {  # BOARD TOOLS KIB of RAM, of which 6 are for the stack
  local most=$(($3 - 7))
  link "$1" "$2" $most || fail "$1: $most KiB of data and 6 KiB of stack do not fit: $(cat "$scratch/out")"
  if link "$1" "$2" $((most + 1)); then fail "$1: $((most + 1)) KiB of data leave no room for the stack, and yet it links"; fi
  grep -q "no room for the stack" "$scratch/out" || fail "$1: it says $(cat "$scratch/out")"
  if link "$1" "$2" $(($3 + 1)); then fail "$1: $(($3 + 1)) KiB of data fit into $3"; fi
  if "$2-nm" "$root/build/$1/$1.elf" | heap; then fail "$1: the firmware has a heap"; fi
}
check nodemcu xtensa-lx106-elf 50
check mps2 arm-none-eabi 64
