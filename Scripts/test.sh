#!/usr/bin/env bash
# Everything that must pass, on a machine that has Swift and nothing else of ours: installs what the
# tests compare with, builds with warnings as errors, runs all tests, builds the run time for Embedded
# Swift, runs a choice of Go's own tests, builds and runs the examples, compiles C clients with the
# system's compiler, and builds the benchmarks and compares what they print.
# Options: --no-install leaves the machine alone; what is missing then is said and its tests end.
set -euo pipefail
cd "$(dirname "$0")/.."

. Scripts/install.sh

[ "${1:-}" = --no-install ] || { install_go; install_go_tests; install_benchmark_peers; }

say "building"
swift build --build-tests -Xswiftc -warnings-as-errors

say "testing"
swift test --skip-build -Xswiftc -warnings-as-errors

if [ -x Scripts/embedded.sh ]; then
  say "building the run time for Embedded Swift"
  Scripts/embedded.sh
fi

say "running a fixed choice of Go's own tests"
Scripts/conformance_run.py --tricolor .build/debug/tricolor --list Scripts/conformance_ci.txt \
  --timeout 300

say "building and running the examples"
Scripts/examples.sh

say "compiling C clients of the heap with the system's compiler"
for client in Benchmarks/Sources/CollectorWork/*.c; do
  cc -std=gnu17 -O2 -Wall -Wextra -Werror -fsyntax-only -ISources/CTricolor/include \
    -IBenchmarks/Sources/CollectorWork/include "$client"
done

say "building the benchmarks and comparing what they print"
for suite in small managed managed-embedded; do
  TRICOLOR_PART=runtime Benchmarks/compare.py $suite --check --peer glibc --peer mmap --peer malloc
done
