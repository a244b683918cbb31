#!/usr/bin/env bash
# All tests, with loom's searches: the command of README.md. What other features
# leave of them is `features.sh`'s business.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo test --features loom
