"""What the subjects share: alternating measurement, rows of the table, and data from a fixed seed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

SEED = 20


@dataclass(frozen=True)
class Row:
    """One line of the table: what was done, by us and by the peer, and whether the bar is met (None: there is none)."""

    work: str
    ours: str
    peer: str
    ratio: str
    bar: str
    met: bool | None


def rows_of(subject: str) -> list[Row]:
    """Return the rows of a subject: ``rows()`` of the module of that name."""
    return import_module(f"benchmarks.{subject}").rows()


def alternate(ours: Callable[[], Any], peer: Callable[[], Any], rounds: int) -> list[tuple[float, float]]:
    """Return seconds of `ours` and `peer`, taken in turns, so that what else the machine does meets both.

    Parameters
    ----------
    ours, peer : callable
        Called once each before the clock runs.
    rounds : int
        Pairs to measure.
    """
    ours(), peer()
    return [(seconds(ours), seconds(peer)) for _ in range(rounds)]


def seconds(work: Callable[[], Any]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def faster(work: str, pairs: list[tuple[float, float]], bar: float, wording: str = "") -> Row:
    """Return the row for "at least `bar` times as fast as the peer": the median of the ratios of the pairs decides."""
    ours, peer = ([pair[index] for pair in pairs] for index in (0, 1))
    ratios = [b / a for a, b in pairs]
    met = median(ratios) >= bar if bar else None
    return Row(work, clock(median(ours)), clock(median(peer)), spread(ratios), wording or f"≥ {bar:g}×", met)


def within(work: str, times: list[float], bar: float | None) -> Row:
    """Return the row for "in at most `bar` seconds", which has no peer: the median decides."""
    shown = f"{clock(median(times))} ({clock(min(times))} – {clock(max(times))})"
    if bar is None:
        return Row(work, shown, "–", "–", "–", None)
    return Row(work, shown, "–", "–", f"≤ {clock(bar)}", median(times) <= bar)


def spread(values: list[float]) -> str:
    """Return the median with minimum and maximum."""
    return f"{_short(median(values))}× ({_short(min(values))} – {_short(max(values))})"


def clock(value: float) -> str:
    """Return seconds with a unit that suits them.

    Examples
    --------
    >>> clock(0.0123), clock(2.5)
    ('12.3 ms', '2.50 s')
    """
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.2f} s"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def random_sequences(n: int, length: int) -> Iterator[str]:
    """Yield `n` random sequences of `length` bp, the same ones each time."""
    generator = random.Random(SEED)
    return ("".join(generator.choices("ACGT", k=length)) for _ in range(n))
