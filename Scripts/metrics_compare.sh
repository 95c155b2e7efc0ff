#!/bin/sh
# Compares the table of metrics with the Go that is installed: names, kinds, cumulative or not.
# Usage: Scripts/metrics_compare.sh
set -eu
cd "$(dirname "$0")/.."
table=$PWD/Tests/TelemetryTests/Golden/metrics_go1.27.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.go" <<'GO'
package main

import (
	"fmt"
	"runtime/metrics"
)

func main() {
	kinds := []string{"bad", "uint64", "float64", "histogram"}
	for _, d := range metrics.All() {
		fmt.Printf("%s\t%s\t%v\n", d.Name, kinds[d.Kind], d.Cumulative)
	}
}
GO
(cd "$work" && GO111MODULE=off go run main.go) | diff - "$table"
echo "metrics: $(wc -l <"$table") as in $(go env GOVERSION)"
