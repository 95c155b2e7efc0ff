#!/usr/bin/env python3
"""Writes Sources/CGoRuntime/include/imports.h: the run time's functions that compiled programs call.

They are those that the headers for compiled code declare and those that the overlay packages bind to.
With --check nothing is written; the exit code is 1 if the file is not what it should be.
"""
import glob
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
INCLUDE = os.path.join(ROOT, "Sources", "CGoRuntime", "include")
HEADERS = ["go_calls.h", "language_calls.h", "scheduler_calls.h", "heap_calls.h",
    "system_calls.h"]
# Of the heap's own calls, those that inline code makes.
HEAP = """tc_slow_small tc_slow_tiny tc_allocate tc_allocate_raw tc_flush_barrier tc_bulk_barrier
    tc_bulk_barrier_typed tc_shade tc_before_store_slowly""".split()
# Called by whoever loads a program.
HOST_ONLY = {"tc_go_register", "tc_go_set_arguments", "tc_go_set_launcher",
    "tc_go_reset_signals", "tc_go_block_signals", "tc_go_unblock_signals"}
TEXT = """// The functions of the run time that a compiled program calls, by name. A program that is loaded
// into the tool's process has stubs for them, which jump through slots that are filled when it is
// loaded: executables do not export their symbols. A program that is linked with the run time has
// none. Whoever includes this defines TC_IMPORT(name). Made by Scripts/imports.py.
"""


def names():
    found = list(HEAP)
    for header in HEADERS:
        with open(os.path.join(INCLUDE, header)) as file:
            text = re.sub(r"//.*", "", file.read())
        found += re.findall(r"\b(tc_go_\w+)\s*\(", text)
    for path in sorted(glob.glob(os.path.join(ROOT, "Sources/Overlays/*/**/*.go"), recursive=True)):
        with open(path) as file:
            found += re.findall(r"^//tricolor:call (tc_go_\w+)", file.read(), re.M)
    return [name for name in dict.fromkeys(found) if name not in HOST_ONLY]


def main():
    text = TEXT + "".join(f"TC_IMPORT({name})\n" for name in names())
    path = os.path.join(INCLUDE, "imports.h")
    if "--check" in sys.argv:
        with open(path) as file:
            sys.exit(0 if file.read() == text else f"{path} is out of date: run Scripts/imports.py")
    with open(path, "w") as file:
        file.write(text)


main()
