#!/usr/bin/env python3
"""Runs our programs and their peers in turn on the same work and prints ratios.

  compare.py                     lists the suites
  compare.py SUITE [WORK ...]    builds what the suite needs, then measures it
  compare.py SUITE --check       builds it, and only compares what the programs print: one run each

A suite is a file suites/NAME.toml: commands to build, and a list of works, each with one command
for us and one for every peer. For each peer the two commands run in alternating pairs, A B B A, and
each ratio is taken inside its pair, so that a slow spell of the machine hits both. Figures are the
kernel's accounting of the finished process: CPU is user + system seconds, memory is peak
resident size. Printed: median of the pairs' ratios, with the lowest and the highest in brackets;
below 1 we are better. Programs whose output must be equal print it; the first run checks it.
With `go_programs = true` both sides are Go programs: what they print to standard error is compared
too, and their longest pause is taken from three more runs of each under GODEBUG=gctrace=1.

Exit status: 0 all ran and agreed; 1 some did not; 2 bad arguments.
"""
import argparse
import json
import math
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))


def fail(text, status=2):
    print(f"compare.py: {text}", file=sys.stderr)
    sys.exit(status)


def load(name):
    path = os.path.join(HERE, "suites", name + ".toml")
    if not os.path.exists(path):
        known = sorted(f[:-5] for f in os.listdir(os.path.join(HERE, "suites")) if f.endswith(".toml"))
        fail(f"no suite '{name}'; there are: {', '.join(known)}")
    with open(path, "rb") as file:
        return tomllib.load(file)


class Runner:
    """Builds the launcher and runs commands under it."""

    def __init__(self, go_programs=False):
        self.folder = tempfile.mkdtemp(prefix="tricolor-benchmarks-")
        self.launcher = os.path.join(self.folder, "measure")
        source = os.path.join(HERE, "measure.c")
        subprocess.run(["cc", "-O1", "-o", self.launcher, source], check=True)
        self.values = {"out": self.folder, "here": HERE}
        self.go_programs = go_programs

    def expand(self, text):
        return text.format(**self.values)

    def build(self, commands):
        for command in commands:
            text = self.expand(command)
            done = subprocess.run(text, shell=True, cwd=HERE, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                fail(f"cannot build: {text}\n{done.stdout}", 1)

    def run(self, command):
        """One run: (CPU seconds, wall seconds, peak KiB, output)."""
        environment = dict(os.environ)
        words = shlex.split(self.expand(command))
        while words and "=" in words[0] and not words[0].startswith("/"):
            key, value = words.pop(0).split("=", 1)
            environment[key] = value
        report = os.path.join(self.folder, "report")
        done = subprocess.run([self.launcher, report, *words], env=environment, cwd=HERE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0 or not os.path.exists(report):
            fail(f"cannot run: {' '.join(words)}\n{done.stderr}", 1)
        with open(report) as file:
            cpu, wall, memory, status = file.read().split()
        if int(status) != 0:
            fail(f"status {status} from: {' '.join(words)}\n{done.stderr[-2000:]}", 1)
        return float(cpu), float(wall), int(memory), done.stdout + done.stderr * self.go_programs

    def longest_pause(self, command):
        """The longest stop of the world in a run of a Go program, in ms; None: it did not collect."""
        longest = []
        for _ in range(3):
            lines = self.run("GODEBUG=gctrace=1 " + command)[3].splitlines()
            clocks = [re.search(r" ([\d.+]+) ms clock", line) for line in lines]
            phases = [clock[1].split("+") for clock in clocks if clock]
            if phases:
                longest.append(max(max(float(p[0]), float(p[-1])) for p in phases))
        return statistics.median(longest) if longest else None

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def spread(ratios):
    return {"median": statistics.median(ratios), "low": min(ratios), "high": max(ratios)}


def show(figure):
    return f"{figure['median']:5.2f} [{figure['low']:.2f}–{figure['high']:.2f}]"


def compare(runner, work, peer, command, pairs):
    """The ratios ours / peer of CPU, wall and memory over alternating pairs."""
    ours = work["ours"]
    first, second = runner.run(ours), runner.run(command)
    if work.get("same_output", True) and first[3] != second[3]:
        print(f"  {work['name']}: output differs from {peer}'s", file=sys.stderr)
        return None
    ratios = [[], [], []]
    for pair in range(pairs):
        order = [ours, command] if pair % 2 == 0 else [command, ours]
        results = [runner.run(text) for text in order]
        mine, theirs = results if pair % 2 == 0 else reversed(results)
        for index in range(3):
            ratios[index].append(mine[index] / max(theirs[index], 1e-9))
    figures = {"cpu": spread(ratios[0]), "wall": spread(ratios[1]), "memory": spread(ratios[2])}
    figures["peer_cpu"], figures["peer_memory"] = second[0], second[2] / 1024
    if runner.go_programs:
        figures["pauses"] = [runner.longest_pause(text) for text in (ours, command)]
    return figures


def check(runner, work, peer, command):
    """Whether one run each prints the same, where that is to be."""
    mine, theirs = runner.run(work["ours"]), runner.run(command)
    same = not work.get("same_output", True) or mine[3] == theirs[3]
    print(f"  {work['name']}: {'as' if same else 'not as'} {peer}", flush=True)
    return same


def seconds_and_pauses(figures):
    """What the peer's ratios are to: its CPU seconds and MiB; and the longest pauses in ms."""
    text = f"{figures['peer_cpu']:6.2f} s {figures['peer_memory']:5.0f} MiB"
    if "pauses" in figures:
        ours, theirs = ("–" if p is None else f"{p:.2f}" for p in figures["pauses"])
        text += f"   {ours:>5} / {theirs}"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("suite", nargs="?")
    parser.add_argument("work", nargs="*")
    parser.add_argument("--pairs", type=int, default=5, help="counted pairs a peer (5)")
    parser.add_argument("--peer", action="append", help="only this peer; may be repeated")
    parser.add_argument("--check", action="store_true", help="only compare what is printed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON lines")
    options = parser.parse_intermixed_args()
    if options.pairs < 1:
        fail("--pairs takes a whole number from 1")
    if options.suite is None:
        for file in sorted(os.listdir(os.path.join(HERE, "suites"))):
            print(f"{file[:-5]:12} {load(file[:-5])['title']}")
        return 0
    suite = load(options.suite)
    works = [w for w in suite["work"] if not options.work or w["name"] in options.work]
    if not works:
        fail(f"no such work in suite {options.suite}")
    runner = Runner(suite.get("go_programs", False))
    agreed = True
    means = {}
    try:
        runner.build(suite.get("build", []))
        if not options.json and not options.check:
            pauses = "   pauses in ms, ours / peer" if runner.go_programs else ""
            print(f"{'work':24}{'peer':12}{'CPU':22}{'wall':22}{'peak memory':22}the peer{pauses}")
        for work in works:
            for peer, command in work["peers"].items():
                if options.peer and peer not in options.peer:
                    continue
                if options.check:
                    agreed = check(runner, work, peer, command) and agreed
                    continue
                result = compare(runner, work, peer, command, options.pairs)
                if result is None:
                    agreed = False
                    continue
                means.setdefault(peer, []).append(result["cpu"]["median"])
                if options.json:
                    print(json.dumps({"work": work["name"], "peer": peer, **result}), flush=True)
                else:
                    columns = "".join(f"{show(result[k]):22}" for k in ("cpu", "wall", "memory"))
                    columns += seconds_and_pauses(result)
                    print(f"{work['name']:24}{peer:12}{columns}", flush=True)
        if not options.json:
            for peer, values in means.items():
                mean = math.exp(sum(map(math.log, values)) / len(values))
                print(f"geometric mean of CPU against {peer}: {mean:.2f} ({len(values)} works)")
    finally:
        runner.close()
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
