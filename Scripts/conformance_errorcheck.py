#!/usr/bin/env python3
# Runs the `errorcheck` tests of a Go source tree's test directory.
"""Usage: Scripts/conformance_errorcheck.py [--tests DIR] [--tricolor PATH] [--only NAME]

Takes the tests whose first line is `// errorcheck` (or `errorcheckdir`) without flags, or with
-lang. A test passes when there is an error on each line with a comment ERROR "regexp" and on no
other. A test that disagrees is put to the Go compiler, where there is one: if that reports exactly
the lines that we report, Go itself has changed since the test was written, and the test passes
("as Go 1.27"). The tests are read where they are installed (Debian: golang-1.19-src).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from conformance_lib import Tally, arguments, check_each, find_goroot

ERROR = re.compile(r"// (?:GC_)?ERROR (.*)")
QUOTED = re.compile(r'"([^"]*)"')
LINE = re.compile(r"LINE(?:([+-])([0-9]+))?")
MESSAGE = re.compile(r"^(\S.*?\.go):(\d+)(?::\d+)?: (.*)$")


def expected_lines(path):
    """Lines on which errors are expected, by the rule of Go's test runner."""
    lines = set()
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        for number, line in enumerate(file.read().split("\n"), 1):
            if "////" in line:
                continue
            match = ERROR.search(line)
            if not match:
                continue
            for pattern in QUOTED.findall(match.group(1)):
                # A pattern may name another line for the error to be on.
                place = number
                shift = re.match(r"LINE([+-])([0-9]+)", pattern)
                if shift:
                    place += int(shift.group(1) + shift.group(2))
                lines.add(place)
    return lines


def first_line(path):
    """The line that says what kind of test a file is."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            line = line.strip()
            if line and not line.startswith("//go:build") and not line.startswith("// +build"):
                return line
    return ""


class Compiler:
    """The Go compiler as a judge."""

    def __init__(self, goroot):
        self.go = shutil.which("go") or os.path.join(goroot, "bin", "go")
        self.config = None
        self.directory = tempfile.mkdtemp(prefix="tricolor-errorcheck-")

    def lines(self, path, language):
        """The lines with errors; None if the compiler cannot be asked."""
        config = self.import_config()
        if not config:
            return None
        command = [
            self.go, "tool", "compile", "-p=p", "-e", "-C", f"-importcfg={config}",
            "-o", os.path.join(self.directory, "a.o")]
        if language:
            command.append(f"-lang={language}")
        done = subprocess.run(command + [path], capture_output=True, text=True)
        return lines_in(done.stdout + done.stderr, os.path.basename(path))

    def import_config(self):
        """Where the compiler finds the standard library."""
        if self.config is None:
            template = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}"
            try:
                done = subprocess.run(
                    [self.go, "list", "-export", "-f", template, "std"],
                    capture_output=True, text=True, check=True)
                self.config = os.path.join(self.directory, "importcfg")
                with open(self.config, "w", encoding="utf-8") as file:
                    file.write(done.stdout)
            except (OSError, subprocess.CalledProcessError):
                self.config = ""
        return self.config

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)


def lines_in(output, name):
    """The lines of a file that a compiler's output names."""
    found = set()
    for line in output.splitlines():
        match = MESSAGE.match(line)
        if match and os.path.basename(match.group(1)) == name:
            found.add(int(match.group(2)))
    return found


def single_files(root, options):
    """(name, path, language) of the tests that are one file."""
    for directory, _, files in sorted(os.walk(root)):
        for name in sorted(files):
            path = os.path.join(directory, name)
            short = os.path.relpath(path, root)
            if not name.endswith(".go") or options.only not in short:
                continue
            words = first_line(path).split()
            if words[:2] != ["//", "errorcheck"]:
                continue
            flags = words[2:]
            language = ""
            if len(flags) == 1 and flags[0].startswith("-lang="):
                language = flags[0][6:]
            elif flags:
                continue
            yield short, path, language


def judge_file(name, path, language, found, compiler, tally, options):
    """Compares one file's errors with its comments."""
    if found == "crash":
        tally.failed += 1
        print(f"{name}: CRASH")
        return
    lines = {error.get("line") for error in found
             if os.path.basename(error.get("file") or "") == os.path.basename(path)}
    others = [error for error in found
              if os.path.basename(error.get("file") or "") != os.path.basename(path)]
    expected = expected_lines(path)
    if lines == expected and not others:
        tally.passed += 1
        return
    real = compiler.lines(path, language)
    if real is not None and lines == real:
        tally.passed += 1
        tally.as_go += 1
        if options.verbose:
            print(f"{name}: as Go 1.27")
        return
    tally.failed += 1
    judge = expected if real is None else real
    print(f"{name}: missing {sorted(judge - lines)}, unexpected {sorted(lines - judge, key=str)}")
    if options.verbose:
        for error in found:
            if error.get("line") not in judge:
                print(f"  {error.get('line')}:{error.get('column')}: {error['message']}")


def directories(root, options):
    """The `errorcheckdir` tests without flags: (name, directory)."""
    for directory, _, files in sorted(os.walk(root)):
        for name in sorted(files):
            path = os.path.join(directory, name)
            short = os.path.relpath(path, root)
            if name.endswith(".go") and options.only in short:
                if first_line(path).split() == ["//", "errorcheckdir"]:
                    yield short, path[:-3] + ".dir"


def judge_directory(name, directory, tally, options):
    """Lays the packages of a test out as a module and checks them in order."""
    packages = {}
    for file in sorted(os.listdir(directory)):
        if not file.endswith(".go"):
            continue
        with open(os.path.join(directory, file), encoding="utf-8") as source:
            text = source.read()
        clause = re.search(r"^\s*package\s+(\w+)", text, re.M).group(1)
        packages.setdefault(clause, {})[file] = text
    with tempfile.TemporaryDirectory() as module:
        with open(os.path.join(module, "go.mod"), "w", encoding="utf-8") as file:
            file.write("module test\n\ngo 1.27\n")
        places = {}
        for files in packages.values():
            # A test imports a package by the name of one of its files.
            stem = sorted(files)[0][:-3]
            for file in files:
                places[file[:-3]] = stem
        for files in packages.values():
            stem = sorted(files)[0][:-3]
            os.makedirs(os.path.join(module, stem))
            for file, text in files.items():
                text = re.sub(
                    r'"\./(\w+)"', lambda m: f'"test/{places.get(m.group(1), m.group(1))}"', text)
                with open(os.path.join(module, stem, file), "w", encoding="utf-8") as out:
                    out.write(text)
        units = ["./" + sorted(files)[0][:-3] for files in packages.values()]
        results = check_each(options, units, directory=module)
        bad = []
        for unit, files in zip(units, packages.values()):
            if results[unit] == "crash":
                bad.append("CRASH")
                continue
            for file in files:
                expected = expected_lines(os.path.join(directory, file))
                lines = {error.get("line") for error in results[unit]
                         if os.path.basename(error.get("file") or "") == file}
                if expected != lines:
                    bad.append(f"{file}: missing {sorted(expected - lines)}, "
                               f"unexpected {sorted(lines - expected)}")
    if bad:
        tally.failed += 1
        print(f"{name}: {'; '.join(bad)}")
    else:
        tally.passed += 1


def main():
    parser = arguments(__doc__)
    parser.add_argument(
        "--tests", default="/usr/share/go-1.19/test", help="the test directory")
    options = parser.parse_args()
    tally = Tally()
    tally.as_go = 0
    if not os.path.isdir(options.tests):
        print(f"no tests in {options.tests} (apt-get install golang-1.19-src)")
        tally.skipped = 1
        return tally.close()
    compiler = Compiler(find_goroot(options))
    groups = {}
    for name, path, language in single_files(options.tests, options):
        groups.setdefault(language, []).append((name, path))
    for language, members in sorted(groups.items()):
        flags = ["--lang", language] if language else []
        results = check_each(options, [path for _, path in members], flags)
        for name, path in members:
            judge_file(name, path, language, results[path], compiler, tally, options)
    for name, directory in directories(options.tests, options):
        judge_directory(name, directory, tally, options)
    compiler.close()
    print(f"{tally.as_go} passed as Go 1.27, against the comments of the tests")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
