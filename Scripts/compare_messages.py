#!/usr/bin/env python3
# Compares the front end's messages with those of the Go compiler: line, column and every word.
"""Usage: Scripts/compare_messages.py [--mutants N] [--seed N] [--tests DIR] [--keep DIR]
                                     [--only NAME] [--verbose] [--tricolor PATH]

Takes the annotated programs of Go's own type checker and the `errorcheck` programs of Go's test
directory (those that are one file, without flags but -lang), as they are; with --mutants instead N
programs made of them, most by putting names, literals and operators in the place of others, some by
doubling, swapping and leaving out tokens. Each goes through `go tool compile -e -complete` and
through `tricolor check`; both must say the same. How many of them Go's parser refuses is printed
beside. Wrong imports are told by `go list`, not by the compiler: programs that differ in nothing
else are skipped. The sources are read where they are installed. A program that disagrees is named
with what only one of the two says; --keep keeps the mutants among them.
"""

import collections
import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from conformance_errorcheck import Compiler, single_files
from conformance_lib import Tally, arguments, check_each, find_goroot
from conformance_types import TOKEN, cases, flags_of

KEYWORDS = set("""break case chan const continue default defer else fallthrough for func go goto if
import interface map package range return select struct switch type var""".split())
IMPORT = re.compile(r"could not import|import path|is not in std|no required module|cannot import")
MESSAGE = re.compile(r"^(\S+?\.go):(\d+)(?::(\d+))?: (.*)$")
SPICE = """[ ] ( ) { } * ~ | ... := = <- func type struct interface map chan any comparable iota nil _
0 "" 1<<100 'a' 1.5 2i T int string len append new error range switch select go defer goto return
break continue fallthrough const var import package true == < + - ! & . , ; :""".split()


def base_programs(options, goroot):
    """(name, text, language) of the programs that the comparison starts from."""
    root = os.path.join(goroot, "src", "internal", "types", "testdata")
    for name, _, files in cases(root):
        if len(files) == 1 and options.only in name:
            text = read(files[0])
            flags = flags_of(text)
            language = next((f[6:] for f in flags if f.startswith("-lang=")), "")
            # Other flags change what Go's checker does.
            if all(f.startswith("-lang=") for f in flags):
                yield f"testdata/{name}", text, language
    if os.path.isdir(options.tests):
        for name, path, language in single_files(options.tests, options):
            yield f"test/{name}", read(path), language
    else:
        print(f"no tests in {options.tests} (apt-get install golang-1.19-src)")


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def mutants(programs, count, seed):
    """Programs with one to three tokens changed."""
    rng = random.Random(seed)
    small = [program for program in programs if len(program[1]) < 20_000]
    for number in range(count):
        name, text, language = rng.choice(small)
        tokens = [m.group() for m in TOKEN.finditer(text)]
        places = [i for i, token in enumerate(tokens)
                  if token.strip() and not token.startswith(("//", "/*"))]
        alike = collections.defaultdict(list)
        for place in places:
            alike[sort_of(tokens[place])].append(tokens[place])
        for _ in range(rng.choice((1, 1, 2, 3))):
            if len(places) < 2:
                break
            at, other = rng.choice(places), rng.choice(places)
            kind = rng.randrange(5) if rng.random() < 0.15 else -1
            if kind == -1:
                tokens[at] = rng.choice(alike[sort_of(tokens[at])] or [tokens[at]])
            elif kind == 0:
                tokens[at] = ""
            elif kind == 1:
                tokens[at] += " " + tokens[at]
            elif kind == 2:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            elif kind == 3:
                tokens[at] = tokens[other]
            else:
                tokens[at] = rng.choice(SPICE)
        yield f"mutant {number} of {name}", "".join(tokens), language


def sort_of(token):
    """Tokens of one sort can stand for each other without an error of the grammar."""
    if token in KEYWORDS or not token:
        return token
    if re.match(r"[^\W\d]", token):
        return "name"
    if token[0] in "0123456789\"'`" and token not in ("'", '"'):
        return "literal"
    if token in "+ - * / % & | ^ << >> &^ == != < <= > >= && ||".split():
        return "operator"
    if token in "= += -= *= /= %= &= |= ^= <<= >>= &^=".split():
        return "assignment"
    return token


def compiled(tool, config, path, language, output):
    """What the Go compiler says of a program; None if it did not end."""
    command = [tool, "-p=command-line-arguments", "-e", "-complete", f"-importcfg={config}",
               "-o", output]
    if language:
        command.append(f"-lang={language}")
    try:
        done = subprocess.run(command + [path], capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return None
    found = []
    for line in done.stdout.decode("utf-8", "surrogateescape").splitlines():
        match = MESSAGE.match(line)
        if match:
            found.append((int(match.group(2)), int(match.group(3) or 0), match.group(4)))
        elif found and line.startswith("\t"):
            place = found[-1]
            found[-1] = (place[0], place[1], f"{place[2]}\n{line}")
    if done.returncode not in (0, 1, 2):
        return None
    return [(line, column, normal(text, path)) for line, column, text in found]


def checked(diagnostics, path):
    """The same of `tricolor check`."""
    return [(error.get("line"), error.get("column"), normal(error["message"], path))
            for error in diagnostics]


def normal(text, path):
    """A message without the directory of the program."""
    text = re.sub(r"(\./|\S*/)?" + re.escape(os.path.basename(path)), "program.go", text)
    return re.sub(r"(\$GOROOT|/\S*)/src/", "GOROOT/src/", text)


def compare(name, go, ours, tally, options):
    """Judges one program; false if the two disagree."""
    go, ours = collections.Counter(go), collections.Counter(ours)
    if go == ours:
        tally.passed += 1
        return True
    if all(IMPORT.search(text) for _, _, text in (go - ours) + (ours - go)):
        tally.skipped += 1
        print(f"{name}: skipped, differs in imports only")
        return True
    tally.failed += 1
    print(f"{name}:")
    shown = 99 if options.verbose else 3
    for title, more, less in (("go", go, ours), ("tricolor", ours, go)):
        for line, column, text in sorted(more - less, key=str)[:shown]:
            print(f"  only {title}: {line}:{column}: {text}")
    return False


def main():
    parser = arguments(__doc__)
    parser.add_argument(
        "--tests", default="/usr/share/go-1.19/test", help="the test directory")
    parser.add_argument("--mutants", type=int, default=0, help="how many mutants to compare")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="their seed")
    parser.add_argument("--keep", default="", help="where mutants that disagree are kept")
    options = parser.parse_args()
    goroot = find_goroot(options)
    compiler = Compiler(goroot)
    config = compiler.import_config()
    if not config:
        sys.exit("no go command to compare with")
    tool = subprocess.run([compiler.go, "tool", "-n", "compile"], capture_output=True, text=True,
                          check=True).stdout.strip()
    programs = list(base_programs(options, goroot))
    if options.mutants:
        print(f"seed {options.seed}")
        programs = list(mutants(programs, options.mutants, options.seed))
    tally = Tally()
    refused = 0
    with tempfile.TemporaryDirectory() as work:
        groups = collections.defaultdict(list)
        for number, (name, text, language) in enumerate(programs):
            path = os.path.join(work, f"p{number}.go")
            with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                file.write(text)
            groups[language].append((name, path))
        for language, members in sorted(groups.items()):
            flags = ["--lang", language] if language else []
            ours = check_each(options, [path for _, path in members], flags)
            with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
                answers = pool.map(
                    lambda member: compiled(tool, config, member[1], language,
                                            member[1] + ".o"), members)
                for (name, path), go in zip(members, answers):
                    if ours[path] == "crash":
                        tally.failed += 1
                        print(f"{name}: CRASH")
                        keep(options, path)
                        continue
                    if go is None:
                        tally.skipped += 1
                        print(f"{name}: Go's compiler did not end")
                        continue
                    if compare(name, go, checked(ours[path], path), tally, options):
                        refused += any("syntax error" in text for _, _, text in go)
                    else:
                        keep(options, path)
    compiler.close()
    print(f"{refused} of the compared programs have syntax errors")
    return tally.close()


def keep(options, path):
    """Keeps a mutant."""
    if options.keep and options.mutants:
        os.makedirs(options.keep, exist_ok=True)
        shutil.copy(path, options.keep)


if __name__ == "__main__":
    sys.exit(main())
