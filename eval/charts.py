"""Charts as inline SVG. Colours and fonts come from the page's style sheet, so dark pages work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

from eval.intervals import Estimate

WIDTH, HEIGHT = 520, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 34, 46
_BAR, _LABEL = 24, 132
_TICKS = 5

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart; ``dots`` marks its points."""

    name: str
    points: Points
    dots: bool = False
    faint: bool = False
    """A guide, not data: dashed and without a place in the legend."""


def lines(title: str, series: Sequence[Line], x: str, ticks: Sequence[float] = ()) -> str:
    """Lines of shares; x from 0 to 1, or over ``ticks`` when given."""
    low, high = (min(ticks), max(ticks)) if ticks else (0.0, 1.0)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        across = (point[0] - low) / ((high - low) or 1)
        return _right(across), _up(point[1])

    parts = [_grid(1), _x_axis(ticks or [0, 0.2, 0.4, 0.6, 0.8, 1], low, high), _x_name(x)]
    drawn = [line for line in series if not line.faint]
    for line in series:
        kind = "guide" if line.faint else f"c{drawn.index(line) + 1}"
        parts.append(_polyline([at(point) for point in line.points], kind, dots=line.dots))
    parts.append(_legend([line.name for line in drawn]))
    return _svg(title, WIDTH, HEIGHT, parts)


def bars(title: str, items: Sequence[tuple[str, Estimate]]) -> str:
    """A horizontal bar a share, with its interval as a whisker and n behind it."""
    height = TOP + len(items) * (_BAR + 6) + 8
    scale = WIDTH - _LABEL - 110
    parts = [_bar(i, label, estimate, scale) for i, (label, estimate) in enumerate(items)]
    return _svg(title, WIDTH, height, parts)


def histogram(title: str, values: Sequence[float], x: str, bins: int = 24) -> str:
    """How many values fall into each of ``bins`` equal steps from 0 to the largest."""
    top = nice(max(values, default=0.0))
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most = nice(max(counts))
    step = (WIDTH - LEFT - RIGHT) / bins
    parts = [_grid(most, whole=True), _x_axis([top * i / 4 for i in range(5)], 0, top)]
    parts += [
        f'<rect class="c1 fill" x="{LEFT + i * step + 1:.1f}" y="{_up(count / most):.1f}" '
        f'width="{step - 2:.1f}" height="{_up(0) - _up(count / most):.1f}"/>'
        for i, count in enumerate(counts)
        if count
    ]
    return _svg(title, WIDTH, HEIGHT, [*parts, _x_name(x)])


def nice(value: float) -> float:
    """The next 1, 2, 2.5, 4, 5 or 10 times a power of ten: an axis end that reads well."""
    if value <= 0:
        return 1.0
    power: float = 10 ** ceil(log10(value) - 1)
    return next(step * power for step in (1, 2, 2.5, 4, 5, 10) if step * power >= value * 0.9999)


def _right(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _up(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    name = escape(title)
    return (
        f'<svg role="img" aria-label="{name}" viewBox="0 0 {width} {height}">'
        f'<text class="title" x="8" y="18">{name}</text>{"".join(parts)}</svg>'
    )


def _grid(top: float, *, whole: bool = False) -> str:
    parts = []
    for i in range(_TICKS + 1):
        y, value = _up(i / _TICKS), top * i / _TICKS
        label = f"{value:g}" if whole else f"{value:.0%}"
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="tick end" x="{LEFT - 6}" y="{y + 4}">{label}</text>')
    return "".join(parts)


def _x_axis(ticks: Sequence[float], low: float, high: float) -> str:
    return "".join(
        f'<text class="tick middle" x="{_right((tick - low) / ((high - low) or 1)):.1f}" '
        f'y="{HEIGHT - BOTTOM + 16}">{tick:g}</text>'
        for tick in ticks
    )


def _x_name(name: str) -> str:
    middle = (LEFT + WIDTH - RIGHT) / 2
    return f'<text class="axis middle" x="{middle}" y="{HEIGHT - 8}">{escape(name)}</text>'


def _polyline(points: Points, kind: str, *, dots: bool) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    line = f'<polyline class="{kind} line" points="{path}"/>'
    marks = (f'<circle class="{kind} fill" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)
    return line + ("".join(marks) if dots else "")


def _legend(names: Sequence[str]) -> str:
    parts, x = [], float(WIDTH - RIGHT)
    for i, name in reversed(list(enumerate(names, start=1))):
        x -= 13 * sum(1 if ord(c) > 255 else 0.6 for c in name) + 26
        parts.append(f'<rect class="c{i} fill" x="{x:.0f}" y="9" width="10" height="10"/>')
        parts.append(f'<text class="tick" x="{x + 14:.0f}" y="18">{escape(name)}</text>')
    return "".join(parts)


def _bar(index: int, label: str, estimate: Estimate, scale: float) -> str:
    y = TOP + index * (_BAR + 6)
    middle = y + _BAR / 2
    low, mean, high = (_LABEL + v * scale for v in (estimate.low, estimate.mean, estimate.high))
    return (
        f'<text class="tick end" x="{_LABEL - 8}" y="{middle + 4}">{escape(label)}</text>'
        f'<rect class="track" x="{_LABEL}" y="{y}" width="{scale}" height="{_BAR}"/>'
        f'<rect class="c1 fill" x="{_LABEL}" y="{y}" width="{mean - _LABEL:.1f}" height="{_BAR}"/>'
        f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
        f'<text class="tick" x="{_LABEL + scale + 8}" y="{middle + 4}">'
        f"{estimate.mean:.0%}（n={estimate.n}）</text>"
    )
