#!/usr/bin/env bash
# Makes Sources/CGoRuntime/start-order.txt anew: the functions of the run time, of the C library and
# of Go's packages that small programs enter: what most of them enter comes first, and among equals
# what is entered first. Programs are linked in that
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
for program in Benchmarks/Programs/{nbody,pingpong,spawn,trees,maps,depth}.go \
  Examples/Programs/{hello,forest,lifetimes,garbage,pipeline,rays,json}.go; do
  "$tool" build -o "$work/program" "$program"
  "$work/entries" "$work/program" short 2>"$work/out" >>"$work/all" ||
    { cat "$work/out" >&2; echo "make.sh: $program failed" >&2; exit 1; }
done

{
  echo "# What small programs enter, the most frequent first; made by Scripts/start-order/make.sh."
  # Functions of a program's own are called go_main_….
  grep -v '^go_main_' "$work/all" |
    awk '{ if (!count[$0]++) first[$0] = NR } END { for (name in count) print count[name], first[name], name }' |
    sort -k1,1nr -k2,2n | cut -d" " -f3
} >"$order"
echo "$(grep -vc '^#' "$order") functions in $order"
