#!/usr/bin/env bash
# The same check and the same fuzz say the same thing every time, optimised or not:
# rows of `check` differ in `seconds` only. Those of `stress` are as the machine likes,
# and not compared.
set -euo pipefail
cd "$(dirname "$0")/.."

rows=$(mktemp -d)
trap 'rm -r "$rows"' EXIT

# `test` has debug assertions, and is what `ci/test.sh` has built already.
for run in 'release 1' 'release 2' 'release 3' 'test 1'; do
    # A run's number only names its file.
    cargo run --quiet --features loom --profile "${run% *}" -- check --json >"$rows/raw" ||
        { grep '"as_expected":false' "$rows/raw" >&2; exit 1; }
    sed -E '/"engine":"stress"/d; s/"seconds":[^,}]*,?//' "$rows/raw" >"$rows/$run"
    [ -s "$rows/$run" ] || { echo "check --json printed nothing" >&2; exit 1; }
    diff "$rows/release 1" "$rows/$run" || { echo "'$run' differs from 'release 1'" >&2; exit 1; }
    # Generated programs too: which, what they come to, and in how many executions.
    cargo run --quiet --features loom --profile "${run% *}" -- fuzz semaphore --programs 50 --json >"$rows/fuzz $run"
    diff "$rows/fuzz release 1" "$rows/fuzz $run" || { echo "fuzz '$run' differs" >&2; exit 1; }
done
