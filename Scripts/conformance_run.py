#!/usr/bin/env python3
# Runs Go's own test directory: every kind of test that it has, judged as Go's own runner does.
"""Usage: Scripts/conformance_run.py [--tests DIR] [--tricolor PATH] [--only NAME] …

Reads the tests where they are installed (Debian: golang-1.19-src) and honours their first lines:
run, runoutput, rundir, runindir and buildrun print what the file `.out` beside them holds, or
nothing; errorcheck and errorcheckdir report what their comments say, with -m the escape analysis
does; compile, compiledir, build and builddir have no errors. Build constraints count. What is left
out is said with --verbose, and why. Prints every test that failed, and closes with
'N passed, N failed, N skipped'.

  --kinds run,compile   only tests with these directives
  --list FILE           only the tests that the file names, one a line
  --imports ours        only tests that import nothing but what Tricolor has itself
  --canary [SEED]       each main of a run test is made to print a word that nobody can know, so
                        that a tool that runs nothing fails; the seed repeats the words
  --gogc N              GOGC for the programs; 1 collects all the time
  --write FILE          the names of the tests that passed, for --list
"""

import concurrent.futures
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

from conformance_lib import Tally, arguments, find_goroot
from go_tests import Expectation, all_tests, module_of

MESSAGE = re.compile(r"^(\S.*?\.go):(\d+)(?::\d+)?: (.*)$")
MAIN = re.compile(r"^func\s+main\(\)\s*\{", re.M)
RUNS = ("run", "buildrun", "runoutput", "rundir", "buildrundir", "runindir", "errorcheckandrundir")


def beside(path, directory, word):
    """An argument of a program: if it is a Go file of `directory`, it itself or its copy beside
    `path`, named as `path` is: the files of one program must be in one directory."""
    original = os.path.join(directory, word)
    if not word.endswith(".go") or not os.path.isfile(original):
        return word
    copy = os.path.join(os.path.dirname(path), word)
    if copy != original:
        shutil.copy(original, copy)
    return copy


class Skip(Exception):
    """A test that is left out, and why."""


class Failure(Exception):
    """Why a test failed."""


class Runner:
    """Runs tests; one for all threads."""

    def __init__(self, options):
        self.options = options
        self.tool = os.path.abspath(options.tricolor)
        self.goroot = find_goroot(options)
        self.environment = dict(os.environ, GOROOT=self.goroot)
        # As `go run` sets them for a program.
        for name in ("GOOS", "GOARCH"):
            self.environment[name] = subprocess.run(
                [os.path.join(self.goroot, "bin", "go"), "env", name],
                stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        if options.gogc:
            self.environment["GOGC"] = options.gogc
        self.ours = overlay_packages()

    def judge(self, recipe):
        """('passed' | 'failed' | 'skipped', why)."""
        try:
            self.run(recipe)
        except Skip as skip:
            return "skipped", str(skip)
        except Failure as failure:
            return "failed", str(failure)
        except subprocess.TimeoutExpired:
            return "failed", f"not done after {self.options.timeout} s"
        return "passed", ""

    def run(self, recipe):
        """Runs one test; raises unless it passes."""
        if recipe.reason:
            raise Skip(recipe.reason)
        if self.options.imports == "ours" and not self.is_ours(recipe):
            raise Skip("imports Go's library")
        action = getattr(self, "do_" + recipe.action, None)
        if action is None:
            raise Skip(f"{recipe.action} reads what Go's own compiler writes")
        with tempfile.TemporaryDirectory(prefix="tricolor-conformance-") as scratch:
            action(recipe, scratch)

    def is_ours(self, recipe):
        """Whether a test needs no package of a GOROOT."""
        names = recipe.imports()
        if recipe.action.endswith("dir"):
            return False
        return all(name in self.ours for name in names)

    # ---- what tests ask for ----

    def do_run(self, recipe, scratch):
        flags = run_flags(recipe)
        path, word = self.with_canary(recipe, scratch)
        directory = os.path.dirname(recipe.path)
        words = [beside(path, directory, name) for name in recipe.arguments]
        output = self.program(flags + [path, "--"] + words, directory)
        try:
            compare(output, recipe.expected, word)
        except Failure:
            # The file beside a test is as old as the test.
            if output != self.go_output(path, words, directory):
                raise

    do_buildrun = do_run

    def do_runoutput(self, recipe, scratch):
        if self.options.canary is not None:
            raise Skip("prints a program")
        text = self.program(run_flags(recipe) + [recipe.path, "--"] + recipe.arguments,
                            os.path.dirname(recipe.path))
        path = os.path.join(scratch, "tmp__.go")
        with open(path, "wb") as file:
            file.write(text)
        compare(self.program(run_flags(recipe) + [path], scratch), recipe.expected, None)

    def do_rundir(self, recipe, scratch):
        if not os.path.isdir(recipe.directory):
            raise Skip("no directory")
        if any(name.endswith(".s") for name in os.listdir(recipe.directory)):
            raise Skip("assembly of Go's own assembler")
        module, units = module_of(recipe.directory, recipe.is_single)
        word = None
        if self.options.canary is not None:
            word = self.word(recipe)
            for name, text in module.items():
                if name.startswith(units[-1][2:] + "/"):
                    module[name] = MAIN.sub(lambda m: f'{m.group(0)} println("{word}");', text, count=1)
        write(module, scratch)
        output = self.program(run_flags(recipe) + [units[-1], "--"] + recipe.arguments, scratch)
        compare(output, recipe.expected, word)

    do_buildrundir = do_rundir

    def do_errorcheckandrundir(self, recipe, scratch):
        if any("-m" in flag or "-d=" in flag for flag in recipe.flags):
            raise Skip("flags of Go's own compiler")
        self.do_rundir(recipe, scratch)

    def do_runindir(self, recipe, scratch):
        if self.options.canary is not None:
            raise Skip("a module of its own")
        place = os.path.join(scratch, "test")
        shutil.copytree(recipe.directory, place)
        if not os.path.exists(os.path.join(place, "go.mod")):
            with open(os.path.join(place, "go.mod"), "w", encoding="utf-8") as file:
                file.write("module test\n\ngo 1.14\n")
        compare(self.program(run_flags(recipe) + ["."], place), recipe.expected, None)

    def do_compile(self, recipe, scratch):
        self.has_no_errors([recipe.path], language_flags(recipe.flags), scratch)

    def do_build(self, recipe, scratch):
        self.has_no_errors([recipe.path], language_flags(recipe.flags), scratch)

    def do_compiledir(self, recipe, scratch):
        module, units = module_of(recipe.directory, recipe.is_single)
        write(module, scratch)
        self.has_no_errors(units, language_flags(recipe.flags), scratch)

    def do_builddir(self, recipe, scratch):
        raise Skip("assembly of Go's own assembler")

    def do_errorcheck(self, recipe, scratch):
        expectation = Expectation(recipe.path)
        if any(flag.startswith("-m") or flag == "-l" for flag in recipe.flags):
            command = ["escape"] + escape_flags(recipe.flags) + [recipe.path]
        else:
            command = ["check", "--all-errors"] + language_flags(recipe.flags) + [recipe.path]
        text = self.tool_output(command, scratch)
        complaints = expectation.complaints(messages(text, recipe.path))
        if complaints and not self.agrees_with_go(recipe, text, scratch):
            raise Failure("; ".join(complaints[:3]))

    do_errorcheckwithauto = do_errorcheck

    def do_errorcheckdir(self, recipe, scratch):
        module, units = module_of(recipe.directory, recipe.is_single)
        write(module, scratch)
        if any(flag.startswith("-m") for flag in recipe.flags):
            command = ["escape"] + escape_flags(recipe.flags)
        else:
            command = ["check", "--all-errors"] + language_flags(recipe.flags)
        text = self.tool_output(command + units, scratch)
        complaints = []
        for name in module:
            if name.endswith(".go"):
                original = os.path.join(recipe.directory, os.path.basename(name))
                complaints += Expectation(original).complaints(
                    messages(text, os.path.join(scratch, name)))
        if complaints:
            raise Failure("; ".join(complaints[:3]))

    def do_errorcheckoutput(self, recipe, scratch):
        if self.options.canary is not None:
            raise Skip("prints a program")
        text = self.program([recipe.path, "--"] + recipe.arguments, os.path.dirname(recipe.path))
        path = os.path.join(scratch, "tmp__.go")
        with open(path, "wb") as file:
            file.write(text)
        output = self.tool_output(["check", "--all-errors", path], scratch)
        complaints = Expectation(path).complaints(messages(output, path))
        if complaints:
            raise Failure("; ".join(complaints[:3]))

    # ---- how ----

    def word(self, recipe):
        """A word that belongs to a test and a seed."""
        return f"{random.Random(f'{self.options.canary}/{recipe.name}').getrandbits(64):016x}"

    def with_canary(self, recipe, scratch):
        """The program to run, and the word that it prints first in main; None without one."""
        if self.options.canary is None:
            return recipe.path, None
        word = self.word(recipe)
        # Some programs have a println of their own.
        call = f'print("{word}\\n");' if "func println(" in recipe.text else f'println("{word}");'
        text, count = MAIN.subn(lambda m: f"{m.group(0)} {call}", recipe.text, count=1)
        if count == 0:
            raise Skip("main is not where it is looked for")
        path = os.path.join(scratch, os.path.basename(recipe.path))
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
        return path, word

    def program(self, words, directory):
        """What `tricolor run` prints, both streams together; its exit code must be 0."""
        done = subprocess.run(
            [self.tool, "run", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd=directory, env=self.environment,
            timeout=self.options.timeout, check=False)
        if done.returncode != 0:
            raise Failure(f"exit code {done.returncode}: {first_line(done.stdout)}")
        return done.stdout.replace(b"\r\n", b"\n")

    def tool_output(self, words, directory):
        """What the tool prints; an exit code beyond 1 is a failure."""
        done = subprocess.run(
            [self.tool, words[0], "--goroot", self.goroot, *words[1:]], capture_output=True,
            text=True, errors="surrogateescape", cwd=directory, timeout=self.options.timeout,
            check=False)
        if done.returncode not in (0, 1):
            raise Failure(f"exit code {done.returncode}: {done.stderr.strip()[:200]}")
        return done.stdout + done.stderr

    @property
    def go(self):
        """The real Go; None where there is none."""
        go = os.path.join(self.goroot, "bin", "go")
        return go if os.path.exists(go) else shutil.which("go")

    def go_output(self, path, words, directory):
        """What the program prints when the real Go runs it; None where there is none."""
        if not self.go:
            return None
        done = subprocess.run(
            [self.go, "run", path, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd=directory, timeout=self.options.timeout, check=False)
        return done.stdout if done.returncode == 0 else None

    def has_no_errors(self, units, flags, directory):
        text = self.tool_output(["check", *flags, *units], directory)
        # Go's runner compiles these without -complete: a body may be missing.
        complaints = [
            line for line in text.splitlines()
            if MESSAGE.match(line) and not line.endswith(": missing function body")]
        if complaints:
            raise Failure(complaints[-1][:200])

    def agrees_with_go(self, recipe, text, scratch):
        """Whether Go's compiler, where there is one, reports the same lines: then it has changed
        since the test was written."""
        if not self.go:
            return False
        # -0 is the test runner's own.
        flags = [
            flag for flag in recipe.flags if flag != "-0" and not flag.startswith("-goexperiment")]
        done = subprocess.run(
            [self.go, "build", "-gcflags=" + " ".join(flags + ["-e"]), "-o",
             os.path.join(scratch, "out"), recipe.path],
            capture_output=True, text=True, cwd=scratch, timeout=self.options.timeout, check=False)
        theirs = messages(done.stdout + done.stderr, recipe.path)
        return sorted(line for line, _ in theirs) == sorted(
            line for line, _ in messages(text, recipe.path))


def run_flags(recipe):
    """The flags of `tricolor run` for those of `go run`."""
    flags = []
    for flag in recipe.flags:
        if flag.startswith("-gcflags="):
            rest = flag[len("-gcflags="):].split()
            if rest not in (["-l"], ["-l=4"], ["-l", "-l", "-l", "-l"], ["-N", "-l"]):
                raise Skip(f"flag {flag}")
            if rest != ["-l=4"]:
                flags.append("-l")
        elif flag.startswith("-lang=") or flag in ("-race", "-msan") or "=" in flag:
            raise Skip(f"flag {flag}")
        else:
            raise Skip(f"flag {flag}")
    return flags


def language_flags(flags):
    """The flags of `tricolor check` for those of the compiler."""
    result = []
    for flag in flags:
        if flag.startswith("-lang="):
            result += ["--lang", flag[6:]]
        elif flag not in ("-complete", "-C", "-e", "-N", "-l", "-d=panic", "-c=4", "-c=2"):
            raise Skip(f"flag {flag}")
    return result


def escape_flags(flags):
    """The flags of `tricolor escape` for those of the compiler."""
    result = []
    for flag in flags:
        if flag in ("-m", "-m=2", "-l"):
            result.append(flag)
        elif flag.startswith("-lang="):
            result += ["--lang", flag[6:]]
        else:
            raise Skip(f"flag {flag}")
    return result


def messages(text, path):
    """(line, text) of the messages about one file; a line that is indented belongs to the last."""
    found = []
    name = os.path.basename(path)
    for line in text.splitlines():
        if line.startswith("\t") and found:
            found[-1] = (found[-1][0], found[-1][1] + "\n" + line)
            continue
        match = MESSAGE.match(line)
        if match and os.path.basename(match.group(1)) == name:
            entry = (int(match.group(2)), line)
            if entry not in found:
                found.append(entry)
    return found


def compare(output, expected, word):
    """The output is what is expected, with the word once in it."""
    if word is not None:
        line = word.encode() + b"\n"
        if output.count(line) != 1:
            raise Failure("main did not run: its word is missing")
        output = output.replace(line, b"")
    if output != expected:
        raise Failure(f"printed {first_difference(output, expected)}")


def first_difference(output, expected):
    """Where two texts differ first."""
    mine, theirs = output.split(b"\n"), expected.split(b"\n")
    for number, (left, right) in enumerate(zip(mine, theirs), 1):
        if left != right:
            return f"in line {number} {left[:80]!r} for {right[:80]!r}"
    return f"{len(mine) - 1} lines for {len(theirs) - 1}"


def first_line(output):
    """The first line with a text, shortened."""
    for line in output.decode("utf-8", "replace").splitlines():
        if line.strip() and not line.startswith("#"):
            return line.strip()[:200]
    return "no output"


def write(module, directory):
    """Writes files, given by path and text."""
    for name, text in module.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)


def overlay_packages():
    """The packages that are Tricolor's own, so that a program needs no GOROOT for them."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "Overlays", "Go")
    return {"unsafe", "runtime", "runtime/debug", "sync", "sync/atomic"} & (
        {"unsafe"} | {os.path.relpath(folder, root) for folder, _, _ in os.walk(root)})


def chosen(options):
    """The tests to run."""
    names = None
    if options.list:
        with open(options.list, encoding="utf-8") as file:
            names = {line.strip() for line in file if line.strip() and not line.startswith("#")}
    kinds = set(filter(None, options.kinds.split(",")))
    if options.canary is not None:
        kinds = kinds & set(RUNS) if kinds else set(RUNS)
    for recipe in all_tests(options.tests, options.only):
        if names is not None and recipe.name not in names:
            continue
        if kinds and recipe.action not in kinds:
            continue
        if recipe.action:
            yield recipe


def main():
    parser = arguments(__doc__)
    parser.add_argument("--tests", default="/usr/share/go-1.19/test", help="the test directory")
    parser.add_argument("--kinds", default="", help="only these directives")
    parser.add_argument("--list", default="", help="a file with the names of the tests to run")
    parser.add_argument("--imports", choices=["any", "ours"], default="any")
    parser.add_argument("--canary", nargs="?", const="", default=None, metavar="SEED")
    parser.add_argument("--gogc", default="", help="GOGC for the programs")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one test")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", default="", help="where the names of what passed go")
    parser.add_argument("--json", default="", help="where the result of each test goes")
    options = parser.parse_args()
    tally = Tally()
    if not os.path.isdir(options.tests):
        print(f"no tests in {options.tests} (apt-get install golang-1.19-src)")
        tally.skipped = 1
        return tally.close()
    if options.canary == "":
        options.canary = str(random.SystemRandom().getrandbits(32))
        print(f"canary {options.canary}")
    runner = Runner(options)
    results = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        recipes = list(chosen(options))
        for recipe, (verdict, why) in zip(recipes, pool.map(runner.judge, recipes)):
            results[recipe.name] = (verdict, why)
            setattr(tally, verdict, getattr(tally, verdict) + 1)
            if verdict == "failed" or (options.verbose and verdict == "skipped"):
                print(f"{verdict} {recipe.name}: {why}", flush=True)
    if options.write:
        with open(options.write, "w", encoding="utf-8") as file:
            file.writelines(name + "\n" for name in results if results[name][0] == "passed")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
