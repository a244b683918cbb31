#!/usr/bin/env bash
# The primitives on real threads under Miri and ThreadSanitizer, which see undefined
# behaviour and data races. Both need a nightly toolchain; without it, says so.
set -euo pipefail
cd "$(dirname "$0")/.."

tests=(--no-default-features --features portable --tests)
if cargo +nightly miri --version >/dev/null 2>&1; then
    # Waits with a deadline need the clock.
    MIRIFLAGS=-Zmiri-disable-isolation cargo +nightly miri test "${tests[@]}"
else
    echo "skipped: no Miri here (rustup +nightly component add miri)"
fi

host=$(rustc -vV | sed -n 's/^host: //p')
source=$(rustc +nightly --print sysroot 2>/dev/null || true)/lib/rustlib/src/rust/library
if [ -d "$source" ] && [[ $host == *-linux-gnu ]]; then
    RUSTFLAGS=-Zsanitizer=thread cargo +nightly test -Zbuild-std --target "$host" "${tests[@]}"
else
    echo "skipped: no ThreadSanitizer here (rustup +nightly component add rust-src)"
fi
