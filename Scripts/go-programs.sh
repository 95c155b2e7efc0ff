#!/usr/bin/env bash
# Runs the Go programs of Tests/Programs with `tricolor run`, and compares what each prints and its
# exit code with the file beside it. Traces and addresses of code are left out. Closes with
# 'N passed, N failed'.
# Usage: Scripts/go-programs.sh [--record] [PROGRAM.go …]
#   --record  writes the files anew, from what the real Go prints.
# TRICOLOR names the tool; otherwise it is the one of the debug build.
set -uo pipefail
cd "$(dirname "$0")/.."

record=no
[ "${1:-}" = --record ] && { record=yes; shift; }
tool=${TRICOLOR:-.build/debug/tricolor}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- $(find Tests/Programs -name '*.go' | LC_ALL=C sort)

# What a program printed, less what differs from run to run; and how it ended.
settle() { sed -e 's/pc=0x[0-9a-f]*/pc=…/' -e '/^goroutine [0-9]/,$d' "$1"; echo "exit $2"; }

passed=0
failed=0
for program in "$@"; do
  expected=${program%.go}.expected
  if [ $record = yes ]; then
    go build -o "$work/program" "$program" || exit 1
    timeout 60 "$work/program" >"$work/out" 2>&1
    settle "$work/out" $? >"$expected"
    continue
  fi
  timeout 120 "$tool" run "$program" >"$work/out" 2>&1
  settle "$work/out" $? >"$work/settled"
  if diff "$expected" "$work/settled" >"$work/difference"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $program"
    head -5 "$work/difference"
  fi
done
[ $record = yes ] && exit 0
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
