#!/usr/bin/env bash
# What every build has no time for: the exhaustive engine held against itself, by the
# tests that `ci/test.sh` ignores, and the laws of the primitives searched deeper.
# Takes minutes; not part of `.ci/run`.
set -euo pipefail
cd "$(dirname "$0")/.."

# deep WHAT TESTS ARGUMENTS: runs these tests with these arguments, and says how many
# passed and in how long.
deep() {
    local what=$1 start passed sum
    read -ra tests <<<"$2"
    read -ra arguments <<<"$3"
    # Built before the clock starts; in the profile that has debug assertions.
    cargo test --features loom "${tests[@]}" --no-run
    start=$SECONDS
    # Not `tee /dev/stderr`: where that is a file, it would be emptied.
    passed=$(cargo test --features loom "${tests[@]}" -- "${arguments[@]}" |
        tee >(cat >&2) | sed -nE 's/.* ([0-9]+) passed.*/\1/p')
    sum=$((${passed//$'\n'/+}))
    # None: the tests were renamed, or are ignored no more.
    [ "$sum" -gt 0 ] || { echo "$what: no test was run" >&2; exit 1; }
    echo "$what: $sum deep tests passed in $((SECONDS - start)) s"
}

deep 'the exhaustive engine' '--lib --test exhaustive' --ignored
deep 'all small programs on the primitives, and drawn ones' '--test kit' \
    '--ignored --nocapture --test-threads=2'
# See `depth` in tests/common/mod.rs. The state tables are no laws, and no deeper.
export SELVEDGE_DEEP=1
deep 'the laws' '--test laws' '--skip tables::'
