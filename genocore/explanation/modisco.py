"""TF-MoDISco, which need not be installed: run in silence, on one core, and so that it cannot harm its process."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from genocore.errors import InputError

FDR, LEAST_SHARE, MOST_SHARE, WEAK = 0.2, 0.03, 0.2, 0.8
"""TF-MoDISco's own: false stretches accepted, and the share of windows that pass at least and at most."""
RUNS = 5
"""Random starts of a clustering (TF-MoDISco's own: 50, which takes ten times as long for the same motifs)."""
ALIKE, AGREE = 20, 4.0
"""Stretches that make a group, and bits of information their letters have over 6 positions. TF-MoDISco asks for 0.6,
which 20 random stretches have by chance: it made 8 groups of noise, of 0.7 to 3.2 bits."""
_CORE = 0.3
"""A pattern is cut to what lies between letters that contribute at least this share of what its strongest does."""
_BREAKS = (IndexError, ValueError, ZeroDivisionError, FloatingPointError)
"""What the library raises for contributions that it cannot tell apart."""


@dataclass(frozen=True, eq=False)
class Group:
    """Stretches that are alike, aligned.

    Parameters
    ----------
    sign : {"for", "against"}
    share : ndarray of float, shape (length, 4)
        Of the stretches that have A, C, G, T at each position.
    contribution : ndarray of float, shape (length, 4)
        Mean over the stretches.
    example, start : ndarray of int64, shape (n,)
        Sequence, and the leftmost letter there (0-based).
    minus : ndarray of bool, shape (n,)
        True where it is read along the opposite strand.
    """

    sign: str
    share: np.ndarray
    contribution: np.ndarray
    example: np.ndarray
    start: np.ndarray
    minus: np.ndarray


def tool(name: str, title: str) -> ModuleType:
    """Return an optional library.

    Raises
    ------
    InputError
        PA001 if it is not installed, with what to install.
    """
    try:
        with _silence():
            return importlib.import_module(name)
    except ImportError:
        hint = "Install it: pip install modisco-lite memelite pyjaspar"
        raise InputError(f"{title} is not installed.", hint=hint, code="PA001") from None


@contextmanager
def one_core() -> Iterator[None]:
    """Run compiled code on one thread, and swallow warnings meant for developers.

    Notes
    -----
    With more threads the library forks processes, which may hang where TensorFlow runs threads of its own.
    """
    numba: Any = tool("numba", "Numba")
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        with _silence():
            yield
    finally:
        numba.set_num_threads(threads)


def count_stretches(track: np.ndarray, window: int, flank: int) -> tuple[int, int] | None:
    """Return how many stretches stand out for and against the class; None if there is no telling.

    Parameters
    ----------
    track : ndarray of float64, shape (n, length)
        Contribution of each letter.
    window, flank : int
        Letters whose contributions are summed, and letters looked at on either side.
    """
    extract: Any = tool("modiscolite.extract_seqlets", "TF-MoDISco")
    try:
        with one_core():
            found, threshold = extract.extract_seqlets(
                track, window_size=window, flank=flank, suppress=window // 2 + flank, target_fdr=FDR,
                min_passing_windows_frac=LEAST_SHARE, max_passing_windows_frac=MOST_SHARE,
                weak_threshold_for_counting_sign=WEAK,
            )  # fmt: skip
    except _BREAKS:
        return None
    totals = np.array([track[one.example_idx, one.start + flank : one.end - flank].sum() for one in found])
    return int((totals > threshold).sum()), int((totals < -threshold).sum())


def group(one_hot: np.ndarray, hypothetical: np.ndarray, window: int, flank: int, least: int) -> list[Group] | None:
    """Return the groups for and then those against, each largest first; None if the library broke off.

    Parameters
    ----------
    one_hot, hypothetical : ndarray of float32, shape (n, length, 4)
    window, flank, least : int
        See `genocore.explanation.patterns.find_patterns`.
    """
    modisco: Any = tool("modiscolite.tfmodisco", "TF-MoDISco")
    _remember_compiled()
    try:
        with one_core():
            both = modisco.TFMoDISco(
                one_hot=one_hot, hypothetical_contribs=hypothetical, sliding_window_size=window, flank_size=flank,
                trim_to_window_size=window, initial_flank_to_add=flank, min_metacluster_size=least,
                target_seqlet_fdr=FDR, min_passing_windows_frac=LEAST_SHARE, max_passing_windows_frac=MOST_SHARE,
                weak_threshold_for_counting_sign=WEAK, n_leiden_runs=RUNS, final_min_cluster_size=ALIKE,
                min_ic_in_window=AGREE, min_ic_windowsize=6,
            )  # fmt: skip
    except BaseException as error:  # the clustering raises just that for affinities that are no number
        if type(error) is not BaseException and not isinstance(error, _BREAKS):
            raise
        return None
    return [_core(sign, one) for sign, found in zip(("for", "against"), both, strict=True) for one in found or []]


def _core(sign: str, pattern: Any) -> Group:
    """Return a pattern of the library, cut to what lies between its strong letters."""
    total = np.abs(pattern.contrib_scores.sum(axis=1))
    strong = np.flatnonzero(total >= _CORE * total.max())
    first, last = int(strong[0]), int(strong[-1]) + 1
    starts = [one.end - last if one.is_revcomp else one.start + first for one in pattern.seqlets]
    return Group(
        sign,
        pattern.sequence[first:last],
        pattern.contrib_scores[first:last],
        np.array([one.example_idx for one in pattern.seqlets], dtype=np.int64),
        np.array(starts, dtype=np.int64),
        np.array([bool(one.is_revcomp) for one in pattern.seqlets]),
    )


def _remember_compiled() -> None:
    """Keep what is compiled on disk: without forked processes the library would compile for 20 s in each process."""
    dispatcher = tool("numba.core.dispatcher", "Numba").Dispatcher
    for name in ("affinitymat", "aggregator", "gapped_kmer", "util"):
        for value in vars(tool(f"modiscolite.{name}", "TF-MoDISco")).values():
            if isinstance(value, dispatcher):
                try:
                    value.enable_caching()
                except RuntimeError:  # nowhere to write
                    return


@contextmanager
def _silence() -> Iterator[None]:
    # not by filters: those belong to the process, and other threads change them meanwhile
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        yield
