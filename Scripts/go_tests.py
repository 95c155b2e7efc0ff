# Go's own test directory: which tests there are, what the first line of each asks for, what it
# expects, and whether this machine is meant.
"""Shared by the scripts that run Go's tests. The tests are read where they are installed."""

import os
import re
import shlex

TARGET = {"linux", "amd64", "unix", "gc"}
REFERENCE = 27
ACTIONS = {
    "run", "runoutput", "rundir", "runindir", "buildrun", "buildrundir", "build", "builddir",
    "compile", "compiledir", "errorcheck", "errorcheckdir", "errorcheckwithauto",
    "errorcheckoutput", "errorcheckandrundir", "asmcheck", "skip",
}
QUOTED = re.compile(r'"([^"]*)"')
IMPORT = re.compile(r'^\s*(?:import\s+)?(?:[\w.]+\s+)?["`]([^"`]+)["`]', re.M)


class Recipe:
    """What the head of a test asks for."""

    def __init__(self, path, name):
        self.path = path
        self.name = name
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            self.text = file.read()
        self.action = ""
        self.flags = []
        self.arguments = []
        # Why the test is not for this machine, or makes no sense.
        self.reason = ""
        self.wants_errors = True
        self.is_single = False
        self._read()

    def _read(self):
        head = self.text.lstrip("\n").split("\n\n", 1)[0].split("\npackage", 1)[0]
        lines = head.split("\n")
        if not constraints_hold(self.text):
            self.reason = "build constraints"
        while lines and ("+build" in lines[0] or "go:build" in lines[0] or not lines[0].strip()):
            lines.pop(0)
        first = lines[0] if lines else ""
        if not first.startswith("//"):
            self.reason = self.reason or "no directive"
            return
        try:
            words = shlex.split(first[2:])
        except ValueError:
            words = []
        if not words or words[0] not in ACTIONS:
            self.reason = self.reason or "no directive"
            return
        self.action = words.pop(0)
        while words and words[0].startswith("-"):
            word = words.pop(0)
            if word == "-0":
                self.wants_errors = False
            elif word == "-1":
                self.wants_errors = True
            elif word == "-s":
                self.is_single = True
            elif word in ("-t", "-goexperiment") and words:
                value = words.pop(0)
                if word == "-goexperiment":
                    self.flags.append(f"-goexperiment={value}")
            else:
                self.flags.append(word)
        self.arguments = words
        if self.action == "skip":
            self.reason = self.reason or "skipped by its own directive"

    @property
    def directory(self):
        """Where the files of a test of several files are."""
        return self.path[:-3] + ".dir"

    @property
    def expected(self):
        """What a run is to print; nothing where no file says so."""
        try:
            with open(self.path[:-3] + ".out", "rb") as file:
                return file.read().replace(b"\r\n", b"\n")
        except OSError:
            return b""

    def imports(self):
        """The packages that the test's own text imports."""
        head = self.text
        found = set()
        for match in re.finditer(r"^import\s*(\([^)]*\)|[^\n]*)", head, re.M):
            body = match.group(1)
            found |= set(re.findall(r'["`]([^"`]+)["`]', body))
        return found


def constraints_hold(text):
    """Whether the constraints in front of the package clause let this machine have the file."""
    for line in text.split("\npackage", 1)[0].split("\n"):
        line = line.strip()
        if line.startswith("//go:build "):
            return bool(evaluate(line[len("//go:build "):]))
    for line in text.split("\npackage", 1)[0].split("\n"):
        match = re.match(r"//\s*\+build\s+(.*)", line.strip())
        if match and not any(
                all(tag_holds(tag) for tag in option.split(","))
                for option in match.group(1).split()):
            return False
    return True


def tag_holds(tag):
    """Whether a tag, or its negation, holds."""
    if tag.startswith("!"):
        return not tag_holds(tag[1:])
    match = re.fullmatch(r"go1\.(\d+)", tag)
    if match:
        return int(match.group(1)) <= REFERENCE
    return tag in TARGET


def evaluate(expression):
    """The value of a `//go:build` expression."""
    tokens = re.findall(r"&&|\|\||[!()]|[\w.]+", expression)
    words = {"&&": " and ", "||": " or ", "!": " not "}
    text = "".join(
        token if token in "()" else words.get(token, str(tag_holds(token))) for token in tokens)
    # Nothing but True, False, and, or, not and parentheses is left.
    return eval(text, {"__builtins__": {}})  # pylint: disable=eval-used


def all_tests(root, only=""):
    """The recipes of a test directory, in the order of their names."""
    for directory, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.endswith(".dir"))
        for name in sorted(files):
            path = os.path.join(directory, name)
            short = os.path.relpath(path, root)
            if name.endswith(".go") and only in short:
                yield Recipe(path, short)


class Expectation:
    """The comments ERROR "…" of one file: which messages must be there, and on which lines."""

    def __init__(self, path, with_auto=False):
        self.name = os.path.basename(path)
        self.wanted = []
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            for number, line in enumerate(file.read().split("\n"), 1):
                self._read(line, number, with_auto)

    def _read(self, line, number, with_auto):
        if "////" in line:
            return
        kinds = r"// (?:GC_)?ERROR (.*)" if not with_auto else r"// (?:GC_)?ERROR(?:AUTO)? (.*)"
        match = re.search(kinds, line)
        if not match:
            return
        for pattern in QUOTED.findall(match.group(1)):
            place = number
            shift = re.match(r"LINE([+-]\d+)", pattern)
            if shift:
                place += int(shift.group(1))
            pattern = re.sub(
                r"LINE([+-]\d+)?",
                lambda found: f"{self.name}:{number + int(found.group(1) or 0)}", pattern)
            self.wanted.append((place, pattern))

    def complaints(self, messages):
        """What is missing and what is too much in a list of (line, text)."""
        left = list(messages)
        result = []
        for place, pattern in self.wanted:
            try:
                matcher = re.compile(pattern.replace("[[:space:]]", r"\s"))
            except re.error:
                matcher = re.compile(re.escape(pattern))
            here = [entry for entry in left if entry[0] == place]
            hits = [entry for entry in here if matcher.search(entry[1])]
            if not hits:
                result.append(f"line {place}: missing \"{pattern}\"")
            left = [entry for entry in left if entry not in hits]
        result += [f"line {line}: unexpected {text}" for line, text in left]
        return result


def module_of(directory, is_single):
    """The packages of a `.dir` test as a module: {file: text} by path, and the units in order.

    A test's packages import each other as `./name`, the name being that of one of their files.
    """
    groups = []
    for file in sorted(os.listdir(directory)):
        if not file.endswith(".go"):
            continue
        with open(os.path.join(directory, file), encoding="utf-8", errors="surrogateescape") as source:
            text = source.read()
        clause = re.search(r"^\s*package\s+(\w+)", text, re.M).group(1)
        known = next((group for group in groups if group[0] == clause and not is_single), None)
        if known is None:
            known = (clause, {})
            groups.append(known)
        known[1][file] = text
    places = {}
    for _, files in groups:
        for file in files:
            places[file[:-3]] = sorted(files)[0][:-3]
    module = {"go.mod": f"module test\n\ngo 1.{REFERENCE}\n"}
    units = []
    for _, files in groups:
        stem = sorted(files)[0][:-3]
        units.append("./" + stem)
        for file, text in files.items():
            module[f"{stem}/{file}"] = re.sub(
                r'"\./([\w.]+)"', lambda m: f'"test/{places.get(m.group(1), m.group(1))}"', text)
    return module, units
