"""The letters A, C, G and T as outlines, to be stretched: what a sequence logo is made of."""

from __future__ import annotations

from math import cos, pi, sin

Point = tuple[float, float]


def _arc(start: int, stop: int, wide: float, high: float) -> list[Point]:
    """Return points on an ellipse around the middle, from one angle to another, in degrees."""
    steps = 14
    angles = [pi / 180 * (start + (stop - start) * step / steps) for step in range(steps + 1)]
    return [(0.51 + wide * cos(angle), 0.5 + high * sin(angle)) for angle in angles]


GLYPHS: dict[str, list[Point]] = {
    # the hole is reached by a seam and goes round the other way, so that it stays empty by every rule of filling
    "A": [(0.0, 0.0), (0.38, 1.0), (0.62, 1.0), (1.0, 0.0), (0.79, 0.0), (0.71, 0.24), (0.5, 0.24),
          (0.5, 0.41), (0.65, 0.41), (0.5, 0.82), (0.35, 0.41), (0.5, 0.41), (0.5, 0.24), (0.29, 0.24), (0.21, 0.0)],
    "C": [*_arc(42, 318, 0.5, 0.5), *_arc(318, 42, 0.29, 0.34)],
    "G": [*_arc(42, 322, 0.5, 0.5), (0.97, 0.19), (0.97, 0.53), (0.55, 0.53), (0.55, 0.38), (0.77, 0.38), (0.77, 0.3),
          *_arc(322, 42, 0.29, 0.34)],
    "T": [(0.4, 0.0), (0.4, 0.84), (0.02, 0.84), (0.02, 1.0), (0.98, 1.0), (0.98, 0.84), (0.6, 0.84), (0.6, 0.0)],
}  # fmt: skip
"""Corners of each letter in the unit square, anticlockwise or clockwise, not closed."""


def placed(letter: str, left: float, bottom: float, wide: float, high: float) -> tuple[list[float], list[float]]:
    """Return x and y of a letter stretched to fill a box.

    Examples
    --------
    >>> x, y = placed("T", 2, 0, 1, 10)
    >>> (min(x), max(x)), (min(y), max(y))
    ((2.02, 2.98), (0.0, 10.0))
    """
    outline = [*GLYPHS[letter], GLYPHS[letter][0]]
    return [left + wide * x for x, _ in outline], [bottom + high * y for _, y in outline]
