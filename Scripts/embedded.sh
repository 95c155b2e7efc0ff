#!/bin/sh
# Compiles each run-time module in the Embedded Swift subset, in the order of the layers, and fails
# on the first that leaves it; then builds and runs the programs of Tests/EmbeddedPrograms. A module
# is named by its folder; add one here when it lands.
# Usage: Scripts/embedded.sh [folder of build products]
set -eu
cd "$(dirname "$0")/.."
out=${1:-.build/embedded}
mkdir -p "$out/include"
# The C half as a module, as the package manager makes one.
cat >"$out/include/module.modulemap" <<MAP
module CTricolor {
  umbrella header "$PWD/Sources/CTricolor/include/tricolor.h"
  export *
}
MAP

compile() {
  module=$1
  folder=$2
  find "Sources/$folder" -name '*.swift' | LC_ALL=C sort >"$out/$module.files"
  # Unused code is compiled too: an Embedded library keeps what is not generic.
  swiftc -enable-experimental-feature Embedded -wmo -parse-as-library -swift-version 6 \
    -warnings-as-errors -Osize -module-name "$module" -I "$out" -I "$out/include" \
    -I Sources/CGoRuntime/include -Xcc -ISources/CTricolor/include \
    -Xcc "-fmodule-map-file=$out/include/module.modulemap" \
    -emit-module -emit-module-path "$out/$module.swiftmodule" \
    -c -o "$out/$module.o" "@$out/$module.files"
  echo "embedded: $module"
}

compile TricolorPacing Pacing
compile TricolorTelemetry Telemetry
compile TricolorHeap Heap
compile Tricolor Tricolor
compile TricolorScheduler Scheduler
compile TricolorGoRuntime GoRuntime

# Programs in the subset: one that asks everything of `import Tricolor`, and one that misuses it.
cd Tests/EmbeddedPrograms
export TRICOLOR_PART=runtime
swift build -c release -Xswiftc -Xfrontend -Xswiftc -function-sections
bin=$(swift build -c release --show-bin-path)
answers=$("$bin/Interface")
echo "$answers"
if [ "$(echo "$answers" | grep -c ': yes$')" != 18 ] || echo "$answers" | grep -qv ': yes$'; then
  echo "embedded: not all 18 answers are yes" >&2
  exit 1
fi
status=0
words=$("$bin/ComputedProperty" 2>&1) || status=$?
case "$status $words" in
"2 "*"computed or observed"*) echo "embedded: a computed property is refused with words" ;;
*)
  echo "embedded: a computed property: status $status, $words" >&2
  exit 1
  ;;
esac
