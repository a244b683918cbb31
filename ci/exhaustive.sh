#!/usr/bin/env bash
# The exhaustive engine held against itself, more deeply than every build has time
# for: the tests that `ci/test.sh` ignores. Takes minutes; not part of `.ci/run`.
set -euo pipefail
cd "$(dirname "$0")/.."

# Built before the clock starts; in the profile that has debug assertions.
tests=(cargo test --lib --test exhaustive)
"${tests[@]}" --no-run
start=$SECONDS
passed=$("${tests[@]}" -- --ignored | tee /dev/stderr | sed -nE 's/.* ([0-9]+) passed.*/\1/p')
sum=$((${passed//$'\n'/+}))
# None: the tests were renamed, or are ignored no more.
[ "$sum" -gt 0 ] || { echo "no test was run" >&2; exit 1; }
echo "the exhaustive engine: $sum deep tests passed in $((SECONDS - start)) s"
