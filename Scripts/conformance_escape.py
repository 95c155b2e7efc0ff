#!/usr/bin/env python3
# Compares `tricolor escape -m` with `go build -gcflags=-m`, line by line.
"""Usage: Scripts/conformance_escape.py [--inline] [--tricolor PATH] [--goroot DIR] [PACKAGE...]
       Scripts/conformance_escape.py [--inline] [--flows] --list FILE --test-dir DIR
       Scripts/conformance_escape.py --write-golden Tests/EscapeTests/Golden

Without --list: the packages that are named, or `go list std`. Agreement is the number of lines
that both sides print, divided by the number of lines that at least one side prints (a line that
is printed twice counts twice). `-m -l` is compared, with --inline `-m`; --order also wants the
lines of a package in the same order. With --list: the files that FILE names, one a line, below
DIR, each as a package of its own with `-m -l`; a file passes when all lines agree. --flows
compares -m=2. --write-golden writes what Go prints for each program of a directory beside it: the
expectations of the tests.

Closes with the totals; exits with 1 when agreement is below --floor, or a listed file fails.
"""

import collections
import difflib
import os
import subprocess
import sys
import tempfile

from conformance_lib import arguments, find_goroot


def main():
    parser = arguments(__doc__)
    parser.add_argument("--inline", action="store_true", help="compare -m instead of -m -l")
    parser.add_argument("--list", default="", help="a file that names Go files, one a line")
    parser.add_argument("--test-dir", default="", help="where the listed files are")
    parser.add_argument("--show", type=int, default=5, help="differing lines to print a package")
    parser.add_argument("--order", action="store_true", help="lines must come in the same order")
    parser.add_argument("--floor", type=float, default=0.0, help="least agreement, in percent")
    parser.add_argument("--go-output", default="", help="keep Go's lines in this file, or use them")
    parser.add_argument("--flows", action="store_true", help="compare -m=2 -l (or -m=2)")
    parser.add_argument("--write-golden", default="", help="write expectations for this directory")
    parser.add_argument("packages", nargs="*")
    options = parser.parse_args()
    options.tricolor = os.path.abspath(options.tricolor)
    options.goroot = find_goroot(options)
    options.test_dir = os.path.abspath(options.test_dir)
    if options.write_golden:
        return write_golden(options)
    return compare_files(options) if options.list else compare_packages(options)


def environment():
    return dict(os.environ, CGO_ENABLED="0", GOOS="linux", GOARCH="amd64", GOFLAGS="")


def go_command(options):
    own = os.path.join(options.goroot, "bin", "go")
    return own if os.path.exists(own) else "go"


def lines_of(text):
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def sections(text):
    return [line for line in text.splitlines() if line]


# ---- packages ----

def compare_packages(options):
    source = os.path.join(options.goroot, "src")
    theirs = by_package(go_lines(options, source), source)
    flags = ["-m"] if options.inline else ["-m", "-l"]
    done = subprocess.run(
        [options.tricolor, "escape", *flags, "--statistics", "--goroot", options.goroot,
         *(options.packages or ["std"])],
        capture_output=True, text=True, cwd=source, env=environment())
    ours = by_package(sections(done.stdout), source)
    both = either = 0
    worst = []
    for package in sorted(set(ours) | set(theirs)):
        mine, his = ours.get(package, []), theirs.get(package, [])
        shared, union = count(mine, his)
        both += shared
        either += union
        if options.only and options.only not in package:
            continue
        if shared != union or (options.order and mine != his):
            worst.append((union - shared, package, mine, his))
    worst.sort(key=lambda item: -item[0])
    for missing, package, mine, his in worst:
        print(f"{package}: {missing} of {max(len(mine), len(his))} lines differ")
        show(options, mine, his)
    print(done.stderr.strip())
    percent = 100.0 * both / either if either else 100.0
    print(f"{both} of {either} lines agree: {percent:.3f}%")
    return 0 if percent >= options.floor else 1


def go_lines(options, source):
    """What Go prints, from its cache if it built this before."""
    if options.go_output and os.path.exists(options.go_output):
        with open(options.go_output, encoding="utf-8") as file:
            return sections(file.read())
    flags = "-m" if options.inline else "-m -l"
    done = subprocess.run(
        [go_command(options), "build", f"-gcflags={flags}", *(options.packages or ["std"])],
        capture_output=True, text=True, cwd=source, env=environment())
    if options.go_output:
        with open(options.go_output, "w", encoding="utf-8") as file:
            file.write(done.stderr)
    return sections(done.stderr)


def by_package(given, source):
    """Lines by the heading in front of them; one package alone has none."""
    result = collections.defaultdict(list)
    package = ""
    for line in given:
        line = line.replace(source + "/", "")
        if line.startswith("# "):
            package = line[2:]
        else:
            result[package].append(line)
    if set(result) == {package}:
        return {"": result[package]}
    return result


def count(mine, his):
    """How many lines both have, and how many at least one has."""
    left, right = collections.Counter(mine), collections.Counter(his)
    return sum((left & right).values()), sum((left | right).values())


def show(options, mine, his):
    left, right = collections.Counter(mine), collections.Counter(his)
    shown = 0
    differences = [("+", line) for line in (left - right).elements()]
    differences += [("-", line) for line in (right - left).elements()]
    differences.sort(key=lambda item: place(item[1]))
    if not differences and options.order:
        differences = [(line[0], line[2:]) for line in difflib.ndiff(his, mine)
                       if line[0] in "+-"]
    for sign, line in differences:
        if shown == options.show and not options.verbose:
            break
        print(f"  {sign} {line}")
        shown += 1


def place(line):
    parts = line.split(":")
    numbers = [int(part) for part in parts[1:3] if part.isdigit()]
    return parts[0], numbers


# ---- listed files ----

def compare_files(options):
    with open(options.list, encoding="utf-8") as file:
        names = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    passed = 0
    failed = []
    for name in names:
        if options.only and options.only not in name:
            continue
        path = os.path.join(options.test_dir, name)
        mine, his = file_lines(options, path)
        if count(mine, his)[0] == count(mine, his)[1] and (not options.order or mine == his):
            passed += 1
            continue
        failed.append(name)
        print(f"{name}:")
        show(options, mine, his)
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


def flags_of(options):
    return ["-m=2" if options.flows else "-m"] + ([] if options.inline else ["-l"])


def file_lines(options, path):
    """What both sides print for one file, paths cut to the file's name."""
    with tempfile.TemporaryDirectory() as scratch:
        mine = subprocess.run(
            [options.tricolor, "escape", *flags_of(options), "--goroot", options.goroot, path],
            capture_output=True, text=True, cwd=scratch, env=environment())
    return bare(lines_of(mine.stdout + mine.stderr), path), go_file_lines(
        options, path, flags_of(options))


def go_file_lines(options, path, flags):
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [go_command(options), "tool", "compile", "-p", compiler_path(path), "-importcfg",
             import_configuration(options, path, scratch), *flags, "-o", os.path.join(scratch, "a.o"), path],
            capture_output=True, text=True, cwd=scratch, env=environment())
    return bare(lines_of(done.stdout + done.stderr), path)


def compiler_path(path):
    """How `go build` calls the package of a file."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return "main" if "\npackage main" in "\n" + file.read() else "command-line-arguments"


def bare(lines, path):
    """Lines with the file's name instead of its path, and its directory's path cut out."""
    directory = os.path.dirname(path) + "/"
    result = []
    for line in lines:
        head, _, tail = line.partition(":")
        relative = [part for part in tail.split(" at ")]
        tail = " at ".join(
            part if index == 0 or not part.split(":")[0].endswith(".go")
            else os.path.basename(part.split(":")[0]) + ":" + part.split(":", 1)[1]
            for index, part in enumerate(relative))
        result.append(os.path.basename(head) + ":" + tail.replace(directory, ""))
    return result


def write_golden(options):
    """Beside X.go: X.ml.txt for -m -l, X.m.txt for -m, X.m2.txt for -m=2 -l."""
    root = os.path.abspath(options.write_golden)
    for directory, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if not name.endswith(".go"):
                continue
            path = os.path.join(directory, name)
            for suffix, flags in (("ml", ["-m", "-l"]), ("m", ["-m"]), ("m2", ["-m=2", "-l"])):
                lines = go_file_lines(options, path, flags)
                with open(f"{path[:-3]}.{suffix}.txt", "w", encoding="utf-8") as file:
                    file.writelines(line + "\n" for line in lines)
    return 0


def import_configuration(options, path, scratch):
    """A file that tells the compiler where the packages that a file imports are."""
    listed = subprocess.run(
        [go_command(options), "list", "-export", "-deps", "-f",
         "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", path],
        capture_output=True, text=True, cwd=scratch, env=environment())
    name = os.path.join(scratch, "importcfg")
    with open(name, "w", encoding="utf-8") as file:
        for line in listed.stdout.splitlines():
            if line.startswith("packagefile ") and "command-line-arguments" not in line:
                file.write(line + "\n")
    return name


if __name__ == "__main__":
    sys.exit(main())
