#!/usr/bin/env bash
# Measures how memory behaves under a limit and after a drop, here and with the Go that is installed:
# the numbers of docs/performance.md. Two minutes.
# Usage: Scripts/memory-curves.sh [SECONDS for each run, 12 without]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-12}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

export TRICOLOR_PART=runtime
(cd Benchmarks && swift build -c release --static-swift-stdlib --product MemoryCurves) >&2
programs=("ours $PWD/Benchmarks/.build/release/MemoryCurves")
if command -v go >/dev/null; then
  go build -o "$out/curves" Benchmarks/Peers/go/curves.go
  programs+=("go $out/curves")
fi

# fact FILE NAME: a figure that the program noted.
fact() { awk -v name="$2" '$1 == "#" && $2 == name { print $3 }' "$1"; }
# peak FILE: the most resident MiB.
peak() { awk '$1 != "#" && $2 > most { most = $2 } END { printf "%.1f", most / 1024 }' "$1"; }
# fall FILE: seconds from the drop until no more is resident than what was before, and a tenth above
# the goal that is retained, itself a tenth above what is in use at the end.
fall() {
  awk '$1 == "#" { fact[$2] = $3; next } { time[++n] = $1 / 1000; size[n] = $2 }
    END {
      goal = fact["baseline-kib"] + 1.1 * 1.1 * fact["heap-in-use-kib"]
      dropped = fact["dropped-at"]
      for (i = n; i > 0; i--) if (time[i] >= dropped && size[i] > most) most = size[i]
      if (fact["heap-in-use-kib"] > 0.9 * most) { printf "nothing was collected (%.0f MiB)", size[n] / 1024; exit }
      if (size[n] > goal) { printf "not within %.0f s (%.0f MiB)", time[n] - dropped, size[n] / 1024; exit }
      for (i = n; i > 0 && size[i] <= goal; i--) last = time[i]
      printf "%.2f s", last - dropped
    }' "$1"
}

for entry in "${programs[@]}"; do
  read -r name program <<<"$entry"
  for work in limit over drop-light drop-idle; do
    "$program" "$work" "$seconds" >"$out/$name.$work"
  done
  GOMEMLIMIT=off "$program" over "$seconds" >"$out/$name.free"
  limited=$(fact "$out/$name.over" replaced-per-second)
  free=$(fact "$out/$name.free" replaced-per-second)
  echo "$name: 64 MiB limit, 40 MB live: peak $(peak "$out/$name.limit") MiB"
  echo "$name: 64 MiB limit, 80 MB live: $limited blocks a second, $free without a limit;" \
    "peak $(peak "$out/$name.over") MiB; program's share of CPU $(fact "$out/$name.over" program-share)"
  echo "$name: 500 MB dropped, light load: $(fall "$out/$name.drop-light")," \
    "CPU share $(fact "$out/$name.drop-light" cpu-share)"
  echo "$name: 500 MB dropped, idle: $(fall "$out/$name.drop-idle")," \
    "CPU share $(fact "$out/$name.drop-idle" cpu-share)"
done
