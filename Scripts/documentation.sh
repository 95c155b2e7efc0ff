#!/usr/bin/env bash
# Builds the documentation of `import Tricolor` with the toolchain's own docc, warnings as errors.
# Usage: Scripts/documentation.sh [FOLDER of the archive, .build/documentation without]
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-.build/documentation}
graphs=.build/symbol-graphs
export TRICOLOR_PART=runtime

mkdir -p "$graphs"
rm -f "$graphs"/*
swift build --target Tricolor
built=$(swift build --show-bin-path)
swift-symbolgraph-extract -module-name Tricolor -I "$built/Modules" \
  -Xcc "-fmodule-map-file=$built/CTricolor.build/module.modulemap" \
  -target "$(swiftc -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -1)" \
  -minimum-access-level public -output-dir "$graphs"
find "$graphs" -type f ! -name 'Tricolor.symbols.json' -delete
docc convert Sources/Tricolor/Tricolor.docc --additional-symbol-graph-dir "$graphs" \
  --fallback-display-name Tricolor --fallback-bundle-identifier dev.tricolor.Tricolor \
  --output-path "$output" --warnings-as-errors
echo "documentation: $output"
