#!/usr/bin/env bash
# The tests, first as an everyday build has them, then with loom's searches.
set -euo pipefail
cd "$(dirname "$0")/.."

# Without the doc tests, which are the same ones below.
cargo test --lib --bins --tests
cargo test --features loom
