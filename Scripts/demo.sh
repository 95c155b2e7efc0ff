#!/usr/bin/env bash
# The main job on a machine that has Swift and nothing of ours: installs a Go library if there is none,
# builds the tool, and runs a Go program on our heap, with the collector's own lines between.
# Arguments: a Go program and its arguments; without any, Examples/Programs/forest.go.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/install.sh

install_go
say "building tricolor"
swift build -c release --product tricolor
tool=$(swift build -c release --show-bin-path)/tricolor
[ $# -gt 0 ] || set -- Examples/Programs/forest.go
program=$1
shift
say "GODEBUG=gctrace=1 tricolor run $program"
GODEBUG=gctrace=1 exec "$tool" run "$program" -- "$@"
