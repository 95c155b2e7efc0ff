#!/usr/bin/env python3
"""Turns a record of Go's own pacer into the table that PacingTests compare with, or compares.

A record is a folder with `pacer_127.jsonl`: one JSON object a cycle, with the fields scenario,
cycle, gcPercent, memoryLimit, globalsBytes, nCores, in {allocRate, scanRate, growthRate,
scannableFrac, stackBytes} and out {trigger, peak, goal, gcUtilization, ...}.

  pacer_golden.py RECORD           compare the table in the repository with the record
  pacer_golden.py RECORD --write   write the table
"""
import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).parent.parent / "Tests/PacingTests/Golden/pacer_go1.27.tsv"
HEADER = (
    "# Go 1.27's pacer, cycle by cycle. Made by Scripts/pacer_golden.py; numbers only.\n"
    "# '@' opens a scenario: name percent limit globals processors. Then a line a cycle:\n"
    "# allocation rate, scan rate (KiB/CPU ms), growth, scannable, stack bytes;"
    " trigger, peak, goal, utilization.\n"
)


def table(record):
    lines, scenario = [HEADER], None
    for text in (pathlib.Path(record) / "pacer_127.jsonl").read_text().splitlines():
        row = json.loads(text)
        given, out = row["in"], row["out"]
        if row["scenario"] != scenario:
            scenario = row["scenario"]
            lines.append(
                f"@\t{scenario}\t{row['gcPercent']}\t{row['memoryLimit']}"
                f"\t{row['globalsBytes']}\t{row['nCores']}\n")
        fields = [given[k] for k in
                  ("allocRate", "scanRate", "growthRate", "scannableFrac", "stackBytes")]
        fields += [out[k] for k in ("trigger", "peak", "goal")]
        fields.append(round(out["gcUtilization"], 6))
        lines.append("\t".join(repr(f) for f in fields) + "\n")
    return "".join(lines)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    made = table(sys.argv[1])
    if sys.argv[2:] == ["--write"]:
        TABLE.write_text(made)
    elif made != TABLE.read_text():
        sys.exit(f"{TABLE.name} differs from the record")
    print(f"{TABLE.name}: {made.count(chr(10))} lines")


main()
