#!/usr/bin/env bash
# Each feature alone builds without a warning, and so does none; the primitives work on
# real threads with either way to sleep, and the kit without the command. All features
# together are `check.sh`.
set -euo pipefail
cd "$(dirname "$0")/.."

for features in '' check shuttle stateful generate loom cli portable; do
    echo "-- features: ${features:-none}"
    # clippy in place of a build: it takes `-D warnings` for this package alone,
    # and reports what the compiler does as well.
    cargo clippy --quiet --all-targets --no-default-features --features "$features" -- -D warnings
done

cargo test --no-default-features
# In place of the Linux futex, parking_lot's queues: what other systems use.
cargo test --no-default-features --features portable
# What a user of the kit has in a build without the command.
cargo test --no-default-features --features generate --test kit --test programs --test trace_document
