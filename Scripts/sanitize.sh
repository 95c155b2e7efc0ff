#!/usr/bin/env bash
# Runs the run time's tests under AddressSanitizer and ThreadSanitizer, each with build products of
# its own, and fails if either finds anything. Both slow the tests down some five times.
# Usage: Scripts/sanitize.sh [address|thread|all] [pattern of tests, HeapTests without]
set -euo pipefail
cd "$(dirname "$0")/.."

which=${1:-all}
pattern=${2:-HeapTests}
# Only the run time touches raw memory; the front end would double the build.
export TRICOLOR_PART=runtime
# A finding ends the run, with an exit code that no test has. LeakSanitizer needs ptrace, which
# containers refuse; that a heap leaves nothing behind is checked by the heap itself (destroy).
export ASAN_OPTIONS="detect_leaks=0:halt_on_error=1:exitcode=66:${ASAN_OPTIONS:-}"
export TSAN_OPTIONS="halt_on_error=1:exitcode=66:second_deadlock_stack=1:${TSAN_OPTIONS:-}"

# ThreadSanitizer takes every address that Swift code hands on (&heap.pointee.lock) for a write to the
# whole structure. Ours go to locks and atomic instructions; what is really read and written, here and
# in C, stays watched.
atomics=(-Xswiftc -Xfrontend -Xswiftc -disable-tsan-inout-instrumentation)

run() {
  printf '\n== %s sanitizer\n' "$1"
  swift test --sanitize "$1" --scratch-path ".build-$1" --filter "$pattern" "${@:2}"
}

case $which in
  address) run address ;;
  thread) run thread "${atomics[@]}" ;;
  all)
    run address
    run thread "${atomics[@]}"
    ;;
  *)
    echo "usage: Scripts/sanitize.sh [address|thread|all] [pattern]" >&2
    exit 2
    ;;
esac
