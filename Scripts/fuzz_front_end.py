#!/usr/bin/env python3
# Fuzzes the front end for ten minutes, restarting behind every input that ends the process.
"""Usage: Scripts/fuzz_front_end.py [--seconds 600] [--seed N] [--keep DIR] [--tricolor PATH]

The corpus is read where Go is installed. An input that ends the process (a trap, a signal, more
than a minute) is kept by its hash in the directory that --keep names, and counted as failed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

from conformance_lib import Tally, arguments, find_goroot

CORPUS = ["internal/types/testdata", "sort", "strings", "fmt", "errors", "container", "text",
          "encoding/json", "slices", "maps", "iter", "sync", "go/ast", "reflect"]


def main():
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the seed")
    parser.add_argument("--keep", default="fuzz-failures", help="where failing inputs go")
    options = parser.parse_args()
    goroot = find_goroot(options)
    corpus = [os.path.join(goroot, "src", place) for place in CORPUS]
    print(f"seed {options.seed}")
    tally = Tally()
    end = time.time() + options.seconds
    first = 0
    while time.time() < end:
        with tempfile.TemporaryDirectory() as work:
            command = [
                options.tricolor, "fuzz-front-end", "--seed", str(options.seed), "--from",
                str(first), "--seconds", f"{max(1, end - time.time()):.0f}", "--keep", work,
                "--goroot", goroot, *corpus]
            done = subprocess.run(command, capture_output=True, text=True)
            number = read_number(work)
            tally.passed += number - first
            if done.returncode == 0:
                tally.passed += 1
                print(done.stdout.strip())
                break
            tally.failed += 1
            path = keep(options.keep, os.path.join(work, "input.go"))
            reason = (done.stderr.strip().splitlines() or ["?"])[0]
            print(f"input {number} (exit {done.returncode}): {path}: {reason}")
            first = number + 1
    return tally.close()


def read_number(work):
    """The number of the input that was tried last."""
    try:
        with open(os.path.join(work, "number"), encoding="utf-8") as file:
            return int(file.read())
    except (OSError, ValueError):
        sys.exit("the fuzzer did not start")


def keep(directory, source):
    """Keeps an input under the hash of its text."""
    os.makedirs(directory, exist_ok=True)
    with open(source, "rb") as file:
        name = hashlib.sha256(file.read()).hexdigest()[:16] + ".go"
    path = os.path.join(directory, name)
    shutil.copyfile(source, path)
    return path


if __name__ == "__main__":
    sys.exit(main())
