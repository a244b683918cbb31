#!/usr/bin/env bash
# The package has all that its tests and its documentation need.
set -euo pipefail
cd "$(dirname "$0")/.."

# --allow-dirty: this is about which files there are, not about a release.
packed=$(cargo package --list --allow-dirty)
missing=$(git ls-files src models schema snapshots tests benches '*.md' 'LICENSE-*' | while read -r file; do
    grep -Fxq "$file" <<<"$packed" || echo "$file"
done)
if [ -n "$missing" ]; then
    printf 'not in the package; see `include` in Cargo.toml:\n%s\n' "$missing" >&2
    exit 1
fi
for folder in src models schema snapshots; do
    grep -q "^$folder/" <<<"$packed" || { echo "the package has no $folder" >&2; exit 1; }
done
