#!/usr/bin/env bash
# Builds the Go programs of Tests/Programs, Examples/Programs and of the command's tests, those that
# end by themselves, and runs each under stress: with a collection at every N-th allocation, whose
# marks are checked a second time and which overwrites what it frees; and with the stack moved at
# every call. What a run prints, and its exit code, must be those of a run without stress.
# Usage: Scripts/stress-programs.sh [PROGRAM.go …]
# TRICOLOR_TOOL names the tool; otherwise it is the one of the debug build. N: 200, or EVERY.
set -uo pipefail
cd "$(dirname "$0")/.."

tool=${TRICOLOR_TOOL:-.build/debug/tricolor}
every=${EVERY:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ $# = 0 ]; then
  # garbage.go runs for as long as it is let; api.go and knowledge.go print GOGC and what is
  # allocated; traces.go is one of two files.
  set -- $(find Tests/Programs Examples/Programs Tests/CommandsTests/Programs -name '*.go' \
    ! -name garbage.go ! -name api.go ! -name knowledge.go ! -name traces.go | LC_ALL=C sort)
fi

for program in "$@"; do
  [ -f "$program" ] || { echo "stress-programs.sh: $program: no such file" >&2; exit 2; }
done

# What a program printed, less what differs from run to run: addresses, traces, and the summary of
# time and collections that one of them closes with.
settle() {
  sed -e 's/0x[0-9a-f]*/0x…/g' -e '/^goroutine [0-9]/,$d' -e '/ collections, longest pause /d' "$1"
  echo "exit $2"
}

# Runs a program; the time that it has is ample for those that collect without end.
run() {
  local program=$1 out=$2
  shift 2
  (cd "$folder" && env "$@" timeout 300 "$program" >"$work/out" 2>&1)
  settle "$work/out" $? >"$out"
}

passed=0
failed=0
complain() {
  failed=$((failed + 1))
  echo "FAILED $1 with $2"
  [ -z "${3:-}" ] || diff "$work/wanted" "$3" | head -5
}

for program in "$@"; do
  folder=$(dirname "$program")
  "$tool" build -o "$work/plain" "$program" >"$work/told" 2>&1 \
    && TRICOLOR=movestacks=2 "$tool" build -o "$work/moving" "$program" >"$work/told" 2>&1 \
    || { complain "$program" "build"; head -3 "$work/told"; continue; }
  run "$work/plain" "$work/wanted" TRICOLOR=
  for mode in "plain TRICOLOR=collectevery=$every,verify=1" "plain GOGC=1 TRICOLOR=verify=1" \
    "moving TRICOLOR=movestacks=2" "moving TRICOLOR=movestacks=2,verify=1 GOGC=1"; do
    run "$work/${mode%% *}" "$work/got" ${mode#* }
    if cmp -s "$work/wanted" "$work/got"; then
      passed=$((passed + 1))
    else
      complain "$program" "${mode#* }" "$work/got"
    fi
  done
done
echo "$passed runs passed, $failed failed"
[ "$failed" = 0 ]
