#!/usr/bin/env bash
# Makes Sources/CGoRuntime/start-order.txt anew: the functions of the run time and of the C library
# that small programs enter, in the order in which they enter them. Programs are linked in that
# order, so that what they use lies on few pages. To be run when the run time has changed much; names
# that are no more do no harm. Linux x86-64.
# Usage: Scripts/start-order/make.sh
# TRICOLOR_TOOL names the tool; otherwise it is the one of the debug build.
set -euo pipefail
cd "$(dirname "$0")/../.."

tool=${TRICOLOR_TOOL:-.build/debug/tricolor}
order=Sources/CGoRuntime/start-order.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang -O1 -Wall -Wextra -o "$work/entries" Scripts/start-order/entries.c

# From the smallest program to one that does a little of everything; an argument makes them short.
for program in Benchmarks/Programs/{nbody,calls,pingpong,spawn,trees,maps,depth}.go \
  Examples/Programs/forest.go; do
  "$tool" build -o "$work/program" "$program"
  "$work/entries" "$work/program" short 2>"$work/out" >>"$work/all" ||
    { cat "$work/out" >&2; echo "make.sh: $program failed" >&2; exit 1; }
done

{
  echo "# What small programs enter, in this order; made by Scripts/start-order/make.sh."
  # Functions of a program's own are called go_….
  grep -v '^go_' "$work/all" | awk '!known[$0]++'
} >"$order"
echo "$(grep -vc '^#' "$order") functions in $order"
