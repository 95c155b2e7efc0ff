#!/bin/sh
# Explores 100,000 seeded interleavings of mutators and collector (or as many as the first argument
# says), beginning at a random seed or at the second argument. A failure names its seed:
#   Scripts/explore.sh 1 SEED
# runs that schedule alone.
set -eu
cd "$(dirname "$0")/.."
export TRICOLOR_SCHEDULES="${1:-100000}"
if [ $# -gt 1 ]; then export TRICOLOR_TEST_SEED="$2"; fi
export TRICOLOR_PART=runtime
exec swift test --filter ExplorerTests
