#!/usr/bin/env python3
# Type-checks every package of `go list std` and counts those without an error.
"""Usage: Scripts/conformance_std.py [--tricolor PATH] [--goroot DIR]

Prints the packages with errors (the first error of each), then lines, time, speed and peak memory,
then the counts. The sources are read where Go is installed.
"""

import os
import subprocess
import sys

import json
from conformance_lib import Tally, arguments, find_goroot


def listed_packages(goroot):
    """What `go list std` names without cgo; None when there is no go command."""
    go = os.path.join(goroot, "bin", "go")
    environment = dict(os.environ, CGO_ENABLED="0", GOOS="linux", GOARCH="amd64")
    for command in (go, "go"):
        try:
            done = subprocess.run(
                [command, "list", "std"], capture_output=True, text=True, env=environment)
        except OSError:
            continue
        if done.returncode == 0:
            return done.stdout.split()
    return None


def main():
    options = arguments(__doc__).parse_args()
    goroot = find_goroot(options)
    environment = dict(os.environ, GOOS="linux", GOARCH="amd64")
    done = subprocess.run(
        [options.tricolor, "check", "--json", "--statistics", "--goroot", goroot, "std"],
        capture_output=True, text=True, env=environment)
    verdicts = {}
    for line in done.stdout.splitlines():
        verdict = json.loads(line)
        verdicts[verdict["package"]] = verdict
    tally = Tally()
    names = listed_packages(goroot)
    if names is None:
        names = sorted(verdicts)
        tally.notes.append("no go command: the packages are those that tricolor found")
    for name in names:
        verdict = verdicts.get(name)
        if verdict and verdict["status"] == "ok":
            tally.passed += 1
            continue
        tally.failed += 1
        if not verdict:
            print(f"{name}: not found")
        elif verdict["status"] == "skipped":
            print(f"{name}: skipped, an import has errors")
        else:
            first = verdict["diagnostics"][0]
            print(f"{name}: {first.get('file')}:{first.get('line')}:{first.get('column')}: "
                  f"{first['message']}")
    print(done.stderr.strip())
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
