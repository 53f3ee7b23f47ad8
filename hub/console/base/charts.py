"""Small charts as plain SVG: no script and no style in it, so that the page's policy lets them stand.

What belongs together is told by pattern, dash and mark as well as by colour, and each chart stands above a table with
the same numbers. Colours are classes of site.scss (`chart__1` ... `chart__8`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET

from markupsafe import Markup

from hub.core.texts import Pair, say

WIDTH: Final = 640
HEIGHT: Final = 240
_LEFT: Final = 46
_TOP: Final = 12
_RIGHT: Final = 12
_BELOW: Final = 28
_TICKS: Final = 4
_MOST_LABELS: Final = 8
_KINDS: Final = 8


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing: its words, and a number for each label; None where it is not told."""

    words: Pair
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Key:
    """How a kind of thing looks, for the legend: a drawing without words, and its words."""

    drawing: Markup
    words: Pair


def stacked(name: str, about: Pair, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Bars in which the kinds stand on each other; one kind alone makes plain bars."""
    totals = [sum(one.values[i] or 0 for one in series) for i in range(len(labels))]
    plot = _Plot(name, about, labels, max(totals, default=0))
    width = plot.step * 0.7
    for i in range(len(labels)):
        below = 0.0
        for kind, one in enumerate(series):
            value = one.values[i] or 0
            if value:
                top, bottom = plot.y(below + value), plot.y(below)
                plot.block(kind, plot.middle(i) - width / 2, top, width, bottom - top)
            below += value
    return plot.drawn()


def lines(name: str, about: Pair, labels: Sequence[str], series: Sequence[Series], most: float = 0) -> Markup:
    """A line for each kind, broken where nothing is told."""
    told = [value for one in series for value in one.values if value is not None]
    plot = _Plot(name, about, labels, max([*told, most]))
    for kind, one in enumerate(series):
        points = [None if v is None else (plot.middle(i), plot.y(v)) for i, v in enumerate(one.values)]
        for run in _runs(points):
            way = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            ET.SubElement(plot.svg, "polyline", {"points": way, "class": f"chart__line chart__{_kind(kind)}"})
        for point in points:
            if point is not None:
                _mark(plot.svg, kind, *point)
    return plot.drawn()


def across(name: str, about: Pair, bars: Sequence[tuple[str, float]], most: float = 0) -> Markup:
    """Bars that lie, each with its words above it: for names that are long."""
    row, left = 40, 4
    svg = _svg(name, about, max(len(bars), 1) * row + 8)
    full = max([value for _, value in bars] + [most, 1])
    for i, (words, value) in enumerate(bars):
        _text(svg, f"{words}: {number(value)}", left, i * row + 16, "start")
        size = {"x": f"{left}", "y": f"{i * row + 22}", "height": "14"}
        ET.SubElement(svg, "rect", {**size, "width": f"{WIDTH - 2 * left}", "class": "chart__rest"})
        length = (WIDTH - 2 * left) * value / full
        ET.SubElement(svg, "rect", {**size, "width": f"{length:.1f}", "class": "chart__bar chart__1"})
    return _markup(svg)


def keys(name: str, words: Sequence[Pair], *, as_lines: bool = False) -> list[Key]:
    """The legend of a chart."""
    return [Key(_key(f"{name}-key", kind, as_lines=as_lines), one) for kind, one in enumerate(words)]


class _Plot:
    """Axes with numbers to the left and labels below, and what is drawn between them."""

    def __init__(self, name: str, about: Pair, labels: Sequence[str], most: float) -> None:
        self.svg = _svg(name, about, HEIGHT)
        self.name = name
        self.step = (WIDTH - _LEFT - _RIGHT) / max(len(labels), 1)
        self._most = _nice(most)
        for tick in range(_TICKS + 1):
            value = self._most * tick / _TICKS
            at = f"{self.y(value):.1f}"
            line = {"x1": f"{_LEFT}", "x2": f"{WIDTH - _RIGHT}", "y1": at, "y2": at, "class": "chart__grid"}
            ET.SubElement(self.svg, "line", line)
            _text(self.svg, number(value), _LEFT - 6, self.y(value) + 4, "end")
        every = max(1, math.ceil(len(labels) / _MOST_LABELS))
        for i in range(0, len(labels), every):
            _text(self.svg, labels[i], self.middle(i), HEIGHT - 8, "middle")

    def y(self, value: float) -> float:
        return _TOP + (HEIGHT - _TOP - _BELOW) * (1 - value / self._most)

    def middle(self, i: int) -> float:
        return _LEFT + self.step * (i + 0.5)

    def block(self, kind: int, x: float, y: float, width: float, height: float) -> None:
        _block(self.svg, self.name, kind, (x, y, width, height))

    def drawn(self) -> Markup:
        return _markup(self.svg)


def _svg(name: str, about: Pair, height: int) -> ET.Element:
    told = {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "class": "chart"}
    svg = ET.Element("svg", {"viewBox": f"0 0 {WIDTH} {height}", "width": str(WIDTH), "height": str(height), **told})
    ET.SubElement(svg, "title", {"id": f"{name}-title"}).text = about[0]
    ET.SubElement(svg, "desc", {"id": f"{name}-desc", "lang": "en"}).text = say(
        "{what}. Angkanya ada di tabel.", what=about
    )[1]
    _patterns(svg, name)
    return svg


def _patterns(svg: ET.Element, name: str) -> None:
    """Stripes, dots and crosses over the colours; the first kind is plain."""
    ways = ("M0 4h8", "M4 0v8", "M0 8L8 0", "M0 0L8 8", "M0 4h8M4 0v8", "M2 2h2v2h-2z", "M0 8L8 0M0 0L8 8")
    defs = ET.SubElement(svg, "defs")
    for number, way in enumerate(ways, start=2):
        size = {"width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
        pattern = ET.SubElement(defs, "pattern", {"id": f"{name}-p{number}", **size})
        ET.SubElement(pattern, "path", {"d": way, "class": "chart__stroke"})


def _block(svg: ET.Element, name: str, kind: int, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = (f"{value:.1f}" for value in box)
    place = {"x": x, "y": y, "width": width, "height": height}
    number = _kind(kind)
    ET.SubElement(svg, "rect", {**place, "class": f"chart__bar chart__{number}"})
    if number > 1:
        ET.SubElement(svg, "rect", {**place, "fill": f"url(#{name}-p{number})"})


def _mark(svg: ET.Element, kind: int, x: float, y: float) -> None:
    """A dot, a square, a triangle or a diamond."""
    drawn = (
        "M{l} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "M{l} {t}h8v8h-8z",
        "M{x} {t}l5 9h-10z",
        "M{x} {t}l5 5l-5 5l-5 -5z",
    )[kind % 4]
    way = drawn.format(x=f"{x:.1f}", y=f"{y:.1f}", l=f"{x - 4:.1f}", t=f"{y - 4:.1f}")
    ET.SubElement(svg, "path", {"d": way, "class": f"chart__mark chart__{_kind(kind)}"})


@lru_cache(maxsize=256)
def _key(name: str, kind: int, *, as_lines: bool) -> Markup:
    svg = ET.Element("svg", {"viewBox": "0 0 28 16", "width": "28", "height": "16", "aria-hidden": "true"})
    svg.set("class", "chart__key")
    if as_lines:
        ET.SubElement(svg, "polyline", {"points": "0,8 28,8", "class": f"chart__line chart__{_kind(kind)}"})
        _mark(svg, kind, 14, 8)
    else:
        _patterns(svg, f"{name}{kind}")
        _block(svg, f"{name}{kind}", kind, (0, 0, 28, 16))
    return _markup(svg)


def _text(svg: ET.Element, words: str, x: float, y: float, anchor: str) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    ET.SubElement(svg, "text", {**place, "class": "chart__text"}).text = words


def _markup(svg: ET.Element) -> Markup:
    # Everything in it went through ElementTree, which escapes.
    return Markup(ET.tostring(svg, encoding="unicode"))  # noqa: S704  made by ElementTree, which escapes


def _kind(kind: int) -> int:
    return kind % _KINDS + 1


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The points that follow on each other."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _nice(most: float) -> float:
    """The end of an axis: whole quarters, a little above the highest."""
    if most <= _TICKS:
        return _TICKS
    size = float(10 ** math.floor(math.log10(most / _TICKS)))
    return next(step * size * _TICKS for step in (1, 2, 2.5, 5, 10) if step * size * _TICKS >= most)


def number(value: float) -> str:
    """As people write it in Indonesia: points between thousands, a comma before decimals."""
    whole = f"{value:,.2f}".rstrip("0").rstrip(".")
    return whole.translate(str.maketrans(",.", ".,"))
