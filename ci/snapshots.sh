#!/usr/bin/env bash
# Every model has its snapshot, every snapshot its model, or is a report of the kit; none
# waits to be read,
# and all fit a terminal and a page.
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."

bad=0
complain() { echo "$1" >&2; bad=1; }

models=$(sed -nE 's/^    ([a-z0-9_]+),$/\1/p' models/mod.rs)
for model in $models; do
    [ -f "snapshots/$model.snap" ] || complain "models/$model.rs has no snapshots/$model.snap"
done
for file in snapshots/*; do
    name=$(basename "$file" .snap)
    # The two tables of verdicts are of all models, without and with loom.
    grep -Fxq "$name" <<<"$models"$'\nverdicts\nverdicts@loom' ||
        grep -Fqs "\"$name\"" tests/kit/reports.rs ||
        complain "$file is of no model, and no report of the kit"
    # From the second `---` on: the lines before it are insta's, not ours.
    long=$(sed '1,/^---$/d' "$file" | LC_ALL=C.UTF-8 grep -nE '^.{81}' || true)
    [ -z "$long" ] || complain "$file is wider than 80 columns: $long"
    lines=$(sed '1,/^---$/d' "$file" | wc -l)
    [[ $name == verdicts* ]] || [ "$lines" -le 40 ] || complain "$file has $lines lines"
done
for file in $(git ls-files -co -- '*.snap.new' '*.pending-snap'); do
    complain "$file waits to be read"
done
exit $bad
