#!/usr/bin/env bash
# The uncontended lock on real threads is the machine code that one would write by
# hand: as many instructions up to the return, and as many of them locked.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
# One unit, so that both functions are in one file; no features: the lock and no more.
CARGO_TARGET_DIR=$target cargo rustc --quiet --release --bench fast_path --no-default-features -- \
    --emit asm -C codegen-units=1 -C lto=off
asm=$(echo "$target"/release/deps/fast_path-*.s)

# From a function's label to its first return, without labels and directives.
path() {
    awk -v f="$1:" '$1 == f { on = 1; next } on && $1 !~ /^\./ && $1 !~ /:$/ { print $1 } on && /^\tret/ { exit }' "$asm"
}
ours=$(path add_with_the_lock) hand=$(path add_by_hand)
[ -n "$ours" ] && [ -n "$hand" ] || { echo "the functions are not in $asm" >&2; exit 1; }
locked() { grep -cE '^(lock|xchg)' <<<"$1" || true; }
echo "with the lock: $(wc -l <<<"$ours") instructions, $(locked "$ours") locked"
echo "by hand:       $(wc -l <<<"$hand") instructions, $(locked "$hand") locked"
[ "$(wc -l <<<"$ours")" -le "$(wc -l <<<"$hand")" ] && [ "$(locked "$ours")" -le "$(locked "$hand")" ] ||
    { diff <(echo "$ours") <(echo "$hand"); exit 1; }
