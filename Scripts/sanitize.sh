#!/usr/bin/env bash
# Runs the run time's tests under AddressSanitizer and ThreadSanitizer, each with build products of
# its own, and fails if either finds anything. Both slow the tests down some five times.
# Usage: Scripts/sanitize.sh [address|thread|all] [pattern of tests]
# Without a pattern: everything of the run time, but for those tests that compare resident memory,
# of which a sanitizer has its own, those that want address space in one piece, where it may have
# some, too, and under ThreadSanitizer the explorer's, which have one thread.
set -euo pipefail
cd "$(dirname "$0")/.."

which=${1:-all}
pattern=${2:-HeapTests|TricolorTests|SchedulerTests|GoRuntimeTests|PacingTests|TelemetryTests}
skipped='heapsThatEndGiveEverythingBack|theMemoryReportAddsUp|theMemoryReportSees'
skipped+='|aHeapGrowsInOnePiece|theTableGrowsWithTheHeap'
# Only the run time touches raw memory; the front end would double the build.
export TRICOLOR_PART=runtime

run() {
  printf '\n== %s sanitizer\n' "$1"
  swift test --sanitize "$1" --scratch-path ".build-$1" --filter "$pattern" --skip "$2"
}

# A finding ends the run. LeakSanitizer needs ptrace, which containers refuse; that a heap leaves
# nothing behind is checked by the heap itself when it is destroyed. Frames stay on the stack, where
# the heap looks for references.
address() {
  local options="detect_leaks=0:halt_on_error=1:detect_stack_use_after_return=0"
  ASAN_OPTIONS="$options:${ASAN_OPTIONS:-}" run address "$skipped"
}

# ThreadSanitizer takes every address that Swift code hands on (&heap.pointee.lock) for a write to
# the whole structure, and calls two of them a "Swift access race". Ours go to locks and atomic
# instructions, so reports of that name are left out; what is really read and written, in Swift and
# in C, is watched and reported as a data race, but for what Scripts/thread-sanitizer.txt explains.
# Reports of the processes that tests start count too.
thread() {
  local log=.build-thread/report
  mkdir -p .build-thread
  rm -f "$log".*
  local options="halt_on_error=0:exitcode=0:log_path=$PWD/$log"
  options+=":suppressions=$PWD/Scripts/thread-sanitizer.txt"
  TSAN_OPTIONS="$options:${TSAN_OPTIONS:-}" run thread "$skipped|ExplorerTests"
  local found
  found=$(cat "$log".* 2>/dev/null | grep '^WARNING: ThreadSanitizer' |
    grep -cv 'Swift access race' || true)
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
