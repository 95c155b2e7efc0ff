#!/usr/bin/env python3
# Runs the annotated sources of Go's own type checker, GOROOT/src/internal/types/testdata.
"""Usage: Scripts/conformance_types.py [--tricolor PATH] [--goroot DIR] [--only NAME] [--verbose]

A case is a file, or a directory whose files are one package. A comment ERROR "text" or
ERRORx "regexp" stands behind the token at which an error is expected. A case passes when there is
an error on each expected line and on no other. How many of the passed cases also have the expected
words is printed beside. The sources are read where Go is installed.
"""

import os
import re
import sys

from conformance_lib import Tally, arguments, check_each, find_goroot, go_regexp

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<space>[ \t\r\n]+)|(?P<raw>`[^`]*`)|"""
    r"""(?P<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)|"""
    r"""(?P<word>\w+|\d[\w.]*)|(?P<operator><<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|"""
    r""":=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^|.)""", re.S)
EXPECTED = re.compile(r"^ ERROR(x?) (.*)$", re.S)


def expectations(text):
    """The expected errors by line: (is a regexp, pattern)."""
    found = {}
    line = 1
    previous = 1
    for match in TOKEN.finditer(text):
        token = match.group()
        if match.lastgroup == "comment":
            body = token[2:-2] if token.startswith("/*") else token[2:]
            wanted = EXPECTED.match(body)
            if wanted:
                pattern = unquote(wanted.group(2).strip())
                found.setdefault(previous, []).append((wanted.group(1) == "x", pattern))
        elif match.lastgroup != "space":
            previous = line
        line += token.count("\n")
    return found


def unquote(literal):
    """The value of a Go string literal."""
    if literal.startswith("`"):
        return literal.strip("`")
    body = literal.strip().strip('"')
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), body)


def flags_of(text):
    """The flags in the first line."""
    first = text.split("\n", 1)[0]
    match = re.match(r"//\s*(-.*)$", first)
    return match.group(1).split() if match else []


def cases(root):
    """(name, path, files) of all cases."""
    for group in ("check", "examples", "fixedbugs", "spec"):
        directory = os.path.join(root, group)
        for name in sorted(os.listdir(directory)):
            path = os.path.join(directory, name)
            if os.path.isdir(path):
                files = sorted(
                    os.path.join(path, f) for f in os.listdir(path) if f.endswith(".go"))
                yield f"{group}/{name}", path, files
            elif name.endswith(".go"):
                yield f"{group}/{name}", path, [path]


def words_agree(expected, found):
    """Whether every error has its own expectation with its words, and the other way round."""
    left = {place: list(patterns) for place, patterns in expected.items()}
    for place, messages in found.items():
        for message in messages:
            patterns = left.get(place, [])
            hit = None
            for pattern in patterns:
                is_regexp, text = pattern
                if is_regexp:
                    compiled = go_regexp(text)
                    if compiled is None or compiled.search(message):
                        hit = pattern
                elif text in message:
                    hit = pattern
                if hit:
                    break
            if not hit:
                return False
            patterns.remove(hit)
    return all(not patterns for patterns in left.values())


def main():
    options = arguments(__doc__).parse_args()
    root = os.path.join(find_goroot(options), "src", "internal", "types", "testdata")
    tally = Tally()
    groups = {}
    for name, path, files in cases(root):
        if options.only not in name:
            continue
        texts = {f: open(f, encoding="utf-8", errors="surrogateescape").read() for f in files}
        flags = []
        for flag in flags_of(texts[files[0]]):
            match = re.match(r"-lang=(.*)", flag)
            if match:
                flags = ["--lang", match.group(1)]
        groups.setdefault(tuple(flags), []).append((name, path, texts))
    exact = 0
    for flags, members in sorted(groups.items()):
        results = check_each(
            options, [path for _, path, _ in members], ["--checker-tests", *flags])
        for name, path, texts in members:
            expected = {}
            for file, text in texts.items():
                for line, patterns in expectations(text).items():
                    expected[(os.path.basename(file), line)] = patterns
            found = results[path]
            if found == "crash":
                tally.failed += 1
                print(f"{name}: CRASH")
                continue
            places = {}
            for error in found:
                place = (os.path.basename(error.get("file") or ""), error.get("line"))
                places.setdefault(place, []).append(error["message"])
            missing = sorted(set(expected) - set(places))
            surplus = sorted(set(places) - set(expected), key=str)
            if not missing and not surplus:
                tally.passed += 1
                if words_agree(expected, places):
                    exact += 1
                elif options.verbose:
                    print(f"{name}: lines agree, words do not")
                    for place in sorted(places):
                        if not words_agree({place: expected[place]}, {place: places[place]}):
                            print(f"  {place[0]}:{place[1]}: {places[place]}, "
                                  f"expected {expected[place]}")
                continue
            tally.failed += 1
            print(f"{name}: {len(missing)} missing, {len(surplus)} unexpected")
            if options.verbose:
                for file, line in missing:
                    print(f"  {file}:{line}: missing: {expected[(file, line)]}")
                for file, line in surplus:
                    print(f"  {file}:{line}: unexpected: {places[(file, line)]}")
    print(f"{exact} of the passed cases agree in every word too")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
