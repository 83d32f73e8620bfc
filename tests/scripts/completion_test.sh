#!/usr/bin/env bash
# Do the shells complete signet's commands, and does man show its page? Bash is driven as it drives the completion itself;
# zsh, fish and man are asked where they are installed (scripts/install.sh does).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
PATH=${SIGNET_BIN:-$root/build/bin}:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "FAILED: $1"; exit 1; }

for shell in bash zsh fish; do signet completion "$shell" >"signet.$shell"; done
signet man >signet.1
touch my.chip other.txt
mkdir folder

# --- bash
complete_in_bash() {  # WORDS as bash splits them, the last one being completed: prints what it offers, sorted
  bash -c '
    source ./signet.bash
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _signet
    printf "%s\n" "${COMPREPLY[@]}" | sort | tr "\n" " "' _ "$@"
}
offers() {  # WHAT, WORDS...
  local offered
  offered=$(complete_in_bash "${@:2}")
  [[ $offered == "$1 " ]] || fail "bash offers \"$offered\" behind: ${*:2} (expected: $1)"
}
bash -n signet.bash
bash -c 'source ./signet.bash && complete -p signet' >/dev/null
offers 'demo detect device' signet de
offers 'gen show' signet key ''
offers 'gen show' signet --chip sim : my.chip key ''
offers 'my.chip' signet chip inspect my
offers 'my.chip' signet info --chip sim : m
offers 'my.chip' signet info --chip = sim : m
offers 'i2c: sim: tcp: unix:' signet info --chip ''
offers 'my.chip' signet key gen 2 --out my
offers 'folder my.chip other.txt signet.1 signet.bash signet.fish signet.zsh' signet key gen 2 --out ''
offers 'folder' signet connect --home ''
offers 'der' signet key gen --format d
offers 'der' signet key gen --format = d
offers '--replace' signet key gen --re
offers '--json' signet key gen --js
offers 'bash fish zsh' signet completion ''
offers '' signet key nonsense
offers '' signet --chip key gen # --chip takes "key", and no command starts with gen
offers '' signet lock slot 1 --irreversible no

# --- fish and zsh
if command -v fish >/dev/null; then
  fish --no-execute signet.fish
  for partial in 'signet k=key' 'signet key =gen show' 'signet key gen --form=--format' 'signet key gen --format d=der' \
    'signet chip inspect my=my.chip' 'signet nonsense --form='; do
    offered=$(HOME=$scratch fish --no-config -c 'source signet.fish; complete -C $argv[1]' "${partial%%=*}" | cut -f 1 | tr '\n' ' ')
    [[ ${offered% } == "${partial#*=}" ]] || fail "fish offers \"$offered\" behind: ${partial%%=*}"
  done
fi
if command -v zsh >/dev/null; then
  zsh -f -n signet.zsh
  zsh -f -c 'autoload -U compinit; compinit -D; source ./signet.zsh; [[ $_comps[signet] == _signet ]]' || fail "zsh does not take the completion"
fi

# --- the manual page: no warning, and every command in it
shown=$(MANWIDTH=100 MANPAGER=cat man --warnings -l ./signet.1 2>warnings) || fail "man: $(cat warnings)"
[[ ! -s warnings ]] || fail "man warns: $(cat warnings)"
for text in 'signet key gen' 'signet config explain' '--irreversible yes' SIGNET_HOME; do
  grep -qF -- "$text" <<<"$shown" || fail "the manual page has no \"$text\""
done
{ cat signet.1; echo '.nonsense here'; } >spoiled.1
man --warnings -l ./spoiled.1 >/dev/null 2>warnings || true
[[ -s warnings ]] || fail "man does not warn of a macro that does not exist"
