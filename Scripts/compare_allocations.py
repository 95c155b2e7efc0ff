#!/usr/bin/env python3
# Compares what `tricolor explain` counts with what Go's memory profile counts, line by line.
"""Usage: Scripts/compare_allocations.py [--tricolor PATH] [--goroot DIR] [--within PERCENT] FILE.go...

Each file is a program of its own that ends by itself. Go runs it with MemProfileRate 1, by a main
that is put around its own, and what the profile has is counted at the innermost line of the program
that each stack has: what `tricolor explain` does. Compared are bytes: Go's profile leaves out
objects that share a block with others. A line agrees when the bytes differ by at most --within
percent or 64 bytes.

Prints the lines that do not agree, and how many lines and bytes of Go's do. Closes with the totals;
exits with 1 when the bytes that agree are below --floor percent.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

from conformance_lib import arguments, find_goroot

AROUND = """package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

var tricolorRate = func() int { runtime.MemProfileRate = 1; return 1 }()

func main() {
	tricolorMain()
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	n, ok := runtime.MemProfile(nil, true)
	var records []runtime.MemProfileRecord
	for !ok {
		records = make([]runtime.MemProfileRecord, n+1000)
		n, ok = runtime.MemProfile(records, true)
	}
	file, _ := os.Create(os.Getenv("TRICOLOR_PROFILE"))
	for _, r := range records[:n] {
		frames := runtime.CallersFrames(r.Stack())
		for {
			frame, more := frames.Next()
			if filepath.Base(frame.File) == "program.go" {
				fmt.Fprintln(file, frame.Line, r.AllocBytes)
				break
			}
			if !more {
				break
			}
		}
	}
	file.Close()
}
"""


def go_lines(go, path, environment):
    """Bytes by line of a program, as Go's memory profile has them; None if it does not run."""
    with open(path) as source:
        text = source.read()
    text, count = re.subn(r"^func main\(\)", "func tricolorMain()", text, flags=re.M)
    if count != 1:
        return None
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "program.go"), "w") as out:
            out.write(text)
        with open(os.path.join(folder, "around.go"), "w") as out:
            out.write(AROUND)
        profile = os.path.join(folder, "profile.txt")
        binary = os.path.join(folder, "program")
        files = [os.path.join(folder, name) for name in ("program.go", "around.go")]
        built = subprocess.run(
            [go, "build", "-o", binary] + files, capture_output=True, text=True, env=environment)
        if built.returncode != 0:
            print(built.stderr)
            return None
        subprocess.run(
            [binary], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600,
            env=dict(environment, TRICOLOR_PROFILE=profile))
        if not os.path.exists(profile):
            return None
        lines = {}
        with open(profile) as records:
            for record in records:
                line, size = map(int, record.split())
                lines[line] = lines.get(line, 0) + size
        return lines


def our_lines(tricolor, path):
    """The same as `tricolor explain` has them."""
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        subprocess.run(
            [tricolor, "explain", "--json", "--top", "0", "-o", report, path],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
        with open(report) as file:
            places = json.load(file)["places"]
    lines = {}
    for place in places:
        lines[place["line"]] = lines.get(place["line"], 0) + place["bytes"]
    return lines


def main():
    parser = arguments(__doc__)
    parser.add_argument("--within", type=float, default=5.0, help="percent that lines may differ")
    parser.add_argument("--floor", type=float, default=0.0, help="least agreement, in percent")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    goroot = find_goroot(options)
    go = os.path.join(goroot, "bin", "go")
    environment = dict(os.environ, GOROOT=goroot, GOFLAGS="", GO111MODULE="off")
    total = {"lines": 0, "same": 0, "bytes": 0, "agreed": 0}
    for path in options.files:
        theirs = go_lines(go, path, environment)
        if theirs is None:
            print(f"{path}: does not run in Go with a main around its own")
            continue
        ours = our_lines(options.tricolor, path)
        same = 0
        for line in sorted(set(ours) | set(theirs)):
            a, b = theirs.get(line, 0), ours.get(line, 0)
            agrees = abs(a - b) <= max(64, max(a, b) * options.within / 100)
            total["lines"] += 1
            total["bytes"] += a
            if agrees:
                same += 1
                total["same"] += 1
                total["agreed"] += a
            else:
                print(f"{path}:{line}: Go {a:,} bytes, tricolor {b:,}")
        print(f"{path}: {same} of {len(set(ours) | set(theirs))} lines agree")
    share = 100 * total["agreed"] / max(1, total["bytes"])
    print(f"{total['same']} of {total['lines']} lines agree, {share:.2f}% of Go's bytes")
    sys.exit(1 if share < options.floor else 0)


if __name__ == "__main__":
    main()
