#!/usr/bin/env bash
# Does the memory map of the NodeMCU refuse what does not fit? Programs of just data, with and without room for the stack. And is there
# no heap in the firmware?
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

link() {  # KIB of data
  echo "char data[$1 * 1024]; void _start(void) { data[0] = 1; }" |
    xtensa-lx106-elf-gcc -x c -c -o "$scratch/data.o" - &&
    xtensa-lx106-elf-ld -T "$root/firmware/nodemcu/nodemcu.ld" -o "$scratch/data.elf" "$scratch/data.o" >"$scratch/out" 2>&1
}
link 43 || { echo "FAILED: 43 KiB of data and 6 KiB of stack do not fit: $(cat "$scratch/out")"; exit 1; }
if link 44; then echo "FAILED: 44 KiB of data leave no room for the stack, and yet it links"; exit 1; fi
grep -q "no room for the stack" "$scratch/out" || { echo "FAILED: it says $(cat "$scratch/out")"; exit 1; }
if link 51; then echo "FAILED: 51 KiB of data fit into 50"; exit 1; fi

# Nor is there a heap: nothing that could ask for one is in an image. What is called so in lwIP are pools of fixed size.
heap() { grep -wE 'T (malloc|calloc|realloc|free|_?sbrk|_Zn[wa]j|_Zd[la]Pvj?)$'; }
echo '00000000 T malloc' | heap >/dev/null || { echo "FAILED: a heap would not be found"; exit 1; }
if xtensa-lx106-elf-nm "$root/build/nodemcu/nodemcu.elf" | heap; then
  echo "FAILED: the firmware has a heap"; exit 1
fi
