#!/usr/bin/env bash
# The heap's randomised tests for long: heap-torture.sh [OPERATIONS] [address|thread].
# 4,000,000 operations in an optimised build by default; a sanitizer's run is shorter. Prints each
# seed; TRICOLOR_TEST_SEED repeats one.
set -euo pipefail
cd "$(dirname "$0")/.."
operations=${1:-4000000}
sanitizer=${2:-}
options=(-c release -Xswiftc -enable-testing --scratch-path .build-torture${sanitizer:+-$sanitizer})
if [ -n "$sanitizer" ]; then options+=(--sanitize "$sanitizer"); fi
export TRICOLOR_TEST_OPERATIONS=$operations TRICOLOR_PART=runtime
swift test "${options[@]}" --filter 'ShadowHeapTests|SpanSetTests'
