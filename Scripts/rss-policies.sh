#!/usr/bin/env bash
# Runs one program under each policy of giving memory back, all at once, and draws resident memory over
# time: docs/rss-policies.svg, and a table on standard output.
# Usage: Scripts/rss-policies.sh [SECONDS, 480 without] [OUTPUT.svg]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-480}
output=${2:-docs/rss-policies.svg}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

export TRICOLOR_PART=runtime
(cd Benchmarks && swift build -c release --static-swift-stdlib --product MemoryCurves) >&2
program=$PWD/Benchmarks/.build/release/MemoryCurves
policies=(go1.11 go1.12 go1.13 go1.14 go1.16 go1.19 steady)
for policy in "${policies[@]}"; do
  TRICOLOR=scavenger=$policy "$program" phases "$seconds" >"$out/$policy.txt" &
done
wait
files=()
for policy in "${policies[@]}"; do files+=("$out/$policy.txt"); done
Scripts/plot_rss.py "$output" "One program under seven policies of giving memory back" "${files[@]}"
