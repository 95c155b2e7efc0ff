#!/usr/bin/env bash
# Runs the run time's tests under AddressSanitizer and ThreadSanitizer, each with build products of
# its own, and fails if either finds anything. Both slow the tests down some five times.
# Usage: Scripts/sanitize.sh [address|thread|all] [pattern of tests]
# Without a pattern: HeapTests and TricolorTests, but for those that compare resident memory, of which
# a sanitizer has its own.
set -euo pipefail
cd "$(dirname "$0")/.."

which=${1:-all}
pattern=${2:-HeapTests|TricolorTests}
# Only the run time touches raw memory; the front end would double the build.
export TRICOLOR_PART=runtime

run() {
  printf '\n== %s sanitizer\n' "$1"
  swift test --sanitize "$1" --scratch-path ".build-$1" --filter "$pattern" \
    --skip 'heapsThatEndGiveEverythingBack|theMemoryReportAddsUp|theMemoryReportSees'
}

# A finding ends the run. LeakSanitizer needs ptrace, which containers refuse; that a heap leaves
# nothing behind is checked by the heap itself when it is destroyed.
address() {
  ASAN_OPTIONS="detect_leaks=0:halt_on_error=1:${ASAN_OPTIONS:-}" run address
}

# ThreadSanitizer takes every address that Swift code hands on (&heap.pointee.lock) for a write to
# the whole structure, and calls two of them a "Swift access race". Ours go to locks and atomic
# instructions, so reports of that name are left out; what is really read and written, in Swift and
# in C, is watched and reported as a data race. Reports of the processes that tests start count too.
thread() {
  local log=.build-thread/report
  mkdir -p .build-thread
  rm -f "$log".*
  TSAN_OPTIONS="halt_on_error=0:exitcode=0:log_path=$PWD/$log:${TSAN_OPTIONS:-}" run thread
  local found
  found=$(cat "$log".* 2>/dev/null | grep '^WARNING: ThreadSanitizer' | grep -cv 'Swift access race' || true)
  if [ "$found" != 0 ]; then
    # Each report reaches from one line of equals signs to the next.
    cat "$log".* | awk -v RS='==================\n' '/^WARNING/ && !/Swift access race/'
    echo "thread sanitizer: $found findings" >&2
    return 1
  fi
  echo "thread sanitizer: no finding"
}

case $which in
  address) address ;;
  thread) thread ;;
  all)
    address
    thread
    ;;
  *)
    echo "usage: Scripts/sanitize.sh [address|thread|all] [pattern]" >&2
    exit 2
    ;;
esac
