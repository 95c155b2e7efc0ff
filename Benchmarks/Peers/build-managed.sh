#!/bin/sh
# Builds the peers of the managed programs into a folder: with malloc and free, with Boehm's
# collector, and with reference counting.
# Usage: Peers/build-managed.sh FOLDER, from Benchmarks/.
set -eu
for name in trees lru graph lists; do
  cc -O2 -o "$1/$name-malloc" Peers/c/$name.c
  cc -O2 -DBOEHM -o "$1/$name-boehm" Peers/c/$name.c -lgc
  swiftc -O -static-stdlib -o "$1/$name-arc" Peers/swift/$name.swift
done
