#!/usr/bin/env bash
# Formatting, lints and documentation. A warning is an error here and nowhere
# else: new compilers warn of new things, and must not break a user's build.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --check
# The models are named by a macro, which cargo fmt does not look into.
rustfmt --check --edition 2024 models/*.rs
# After `--`, so that the flag reaches this package only: in RUSTFLAGS it would
# rebuild every dependency.
cargo clippy --all-targets --all-features -- -D warnings
# --no-deps: the documentation of others is theirs to check.
RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --all-features
