#!/usr/bin/env bash
# Builds and tests the package of macros, which needs swift-syntax and stands apart for that reason.
set -euo pipefail
cd "$(dirname "$0")/../Macros"
export TRICOLOR_PART=runtime
exec swift test
