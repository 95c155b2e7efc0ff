#!/usr/bin/env python3
"""Draws the output of MemoryCurves as an SVG picture: resident memory over time, a line a file.

  plot_rss.py OUTPUT.svg TITLE FILE …

Each file is named after its line (go1.11.txt) and holds lines of 'milliseconds KiB CPU-ms', and facts
behind '#', of which 'phase-NAME seconds' are marked along the time axis. Prints a table as well:
resident MiB of every line at the end of each phase.
"""
import os
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 900, 420, 60, 40, 120, 60
COLOURS = ["#7f3b08", "#b35806", "#e08214", "#8073ac", "#35978f", "#1f78b4", "#d6006c"]


def read(path):
    points, phases = [], []
    with open(path) as file:
        for line in file:
            words = line.split()
            if line.startswith("#"):
                if words[1].startswith("phase-"):
                    phases.append((float(words[2]), words[1][len("phase-"):]))
            elif len(words) == 3:
                points.append((int(words[0]) / 1000, int(words[1]) / 1024))
    return points, phases


def at(points, moment):
    """Resident MiB at a moment."""
    value = points[0][1]
    for time, size in points:
        if time > moment:
            break
        value = size
    return value


def thinned(points, width):
    """One point a pixel: the largest, so that no peak is lost."""
    end = points[-1][0]
    best = {}
    for time, size in points:
        pixel = int(time / end * width)
        if pixel not in best or size > best[pixel][1]:
            best[pixel] = (time, size)
    return [best[pixel] for pixel in sorted(best)]


def main():
    if len(sys.argv) < 4:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    output, title, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    lines = {os.path.splitext(os.path.basename(f))[0]: read(f) for f in files}
    end = max(points[-1][0] for points, _ in lines.values())
    highest = max(size for points, _ in lines.values() for _, size in points)
    top = (int(highest / 50) + 1) * 50
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(time):
        return LEFT + time / end * wide

    def y(size):
        return TOP + high - size / top * high

    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           f'<text x="{LEFT}" y="22" font-size="15">{title}</text>']
    for size in range(0, top + 1, 50):
        svg.append(f'<line x1="{LEFT}" x2="{LEFT + wide}" y1="{y(size):.1f}" y2="{y(size):.1f}" '
                   'stroke="#ddd"/>')
        svg.append(f'<text x="{LEFT - 6}" y="{y(size) + 4:.1f}" text-anchor="end">{size}</text>')
    svg.append(f'<text x="14" y="{TOP + high / 2}" transform="rotate(-90 14 {TOP + high / 2})" '
               'text-anchor="middle">resident MiB</text>')
    step = 60 if end > 120 else 10
    for second in range(0, int(end) + 1, step):
        svg.append(f'<text x="{x(second):.1f}" y="{TOP + high + 16}" text-anchor="middle">'
                   f'{second}</text>')
    svg.append(f'<text x="{LEFT + wide / 2}" y="{HEIGHT - 6}" text-anchor="middle">seconds</text>')
    phases = next(iter(lines.values()))[1]
    for index, (time, name) in enumerate(phases):
        svg.append(f'<line x1="{x(time):.1f}" x2="{x(time):.1f}" y1="{TOP}" y2="{TOP + high}" '
                   'stroke="#999" stroke-dasharray="3 3"/>')
        svg.append(f'<text x="{x(time) + 3:.1f}" y="{TOP + high + 30 + 11 * (index % 2)}" '
                   f'fill="#555">{name}</text>')
    for index, (name, (points, _)) in enumerate(lines.items()):
        colour = COLOURS[index % len(COLOURS)]
        path = " ".join(f"{x(t):.1f},{y(s):.1f}" for t, s in thinned(points, wide))
        thick = 2.5 if name == "steady" else 1.3
        svg.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                   f'stroke-width="{thick}"/>')
        svg.append(f'<text x="{LEFT + wide + 10}" y="{TOP + 14 + 18 * index}" fill="{colour}">'
                   f'{name}</text>')
    svg.append("</svg>")
    with open(output, "w") as file:
        file.write("\n".join(svg) + "\n")
    names = [name for _, name in phases]
    print("| policy | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    for name, (points, own) in lines.items():
        ends = [time for time, _ in own[1:]] + [points[-1][0]]
        print(f"| {name} | " + " | ".join(f"{at(points, e - 0.3):.0f}" for e in ends) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
