"""Known motifs that a pattern resembles: TOMTOM against the profiles of JASPAR."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pandas as pd

from genocore.explanation.modisco import one_core, tool
from genocore.explanation.patterns import Patterns
from genocore.registry import unknown
from genocore.sequences.alphabet import BASES
from genocore.significance.correction import correct

TAXA = ("vertebrates", "plants", "insects", "fungi", "nematodes", "urochordates", "diatoms")
"""Groups of organisms that JASPAR has profiles of."""
_COLUMNS = ["pattern", "matrix", "factor", "taxon", "p", "q", "strand", "offset", "overlap", "release"]


def match_jaspar(patterns: Patterns, release: str = "latest", most: int = 3, taxon: str = "") -> pd.DataFrame:
    """Return the profiles of JASPAR CORE that each pattern resembles most.

    Parameters
    ----------
    patterns : Patterns
    release : str, default "latest"
        The newest of those that come with pyjaspar, or one of them, e.g. ``JASPAR2024``.
    most : int, default 3
        Profiles listed for each pattern, the nearest ones, however far.
    taxon : str, optional
        One group of organisms, see `TAXA`; all by default.

    Returns
    -------
    DataFrame
        ``pattern`` (its name), ``matrix`` (JASPAR's id), ``factor``, ``taxon``, ``p``, ``q`` (Benjamini-Hochberg over
        all profiles the pattern is compared with), ``strand`` of the profile that fits, ``offset`` (how many letters
        the pattern begins after that strand of the profile; below 0: before it), ``overlap`` (letters compared) and
        ``release``.

    Raises
    ------
    InputError
        PA001 if the libraries are not installed, PA002 for an unknown release or group.

    Notes
    -----
    Nothing is fetched: profiles come with pyjaspar, the latest version of each. A resemblance does not prove the
    factor: factors of a family have almost the same profile (a ``GATA`` motif resembles a dozen of them), short or
    plain patterns resemble many, the factor may not be there in these cells, and bacteria are not in JASPAR. ``q``
    looks at one pattern at a time. Reading the profiles takes about 5 s, once; the first run on a machine compiles for
    two minutes.

    References
    ----------
    TOMTOM: Gupta et al. 2007, doi:10.1186/gb-2007-8-2-r24; JASPAR: Rauluseviciute et al. 2024,
    doi:10.1093/nar/gkad1059.
    """
    tomtom: Any = tool("memelite", "memelite (TOMTOM)").tomtom
    if taxon and taxon not in TAXA:
        raise unknown("group of organisms in JASPAR", taxon, TAXA)
    release = _release(release)
    names = patterns.table["name"].tolist()
    if not names:
        return pd.DataFrame(columns=_COLUMNS)
    told, profiles = _profiles(release, taxon)
    frame = patterns.matrix.sort_values(["name", "position", "base"], kind="stable")
    shares = {str(name): part["share"].to_numpy().reshape(-1, 4).T for name, part in frame.groupby("name")}
    with one_core():
        found = tomtom([shares[name] for name in names], list(profiles), n_jobs=1)
    parts = []
    for name, p, offset, overlap, strand in zip(names, found[0], *found[2:5], strict=True):
        near = np.argsort(p, kind="stable")[:most]
        numbers = {
            "pattern": name, "p": p[near], "q": correct(p)[near], "strand": np.where(strand[near] > 0, "-", "+"),
            "offset": offset[near].astype(int), "overlap": overlap[near].astype(int), "release": release,
        }  # fmt: skip
        parts.append(told.iloc[near].assign(**numbers)[_COLUMNS])
    return pd.concat(parts, ignore_index=True)


def _release(asked: str) -> str:
    library: Any = tool("pyjaspar", "pyjaspar")
    if asked == "latest":
        return library.JASPAR_LATEST_RELEASE
    if asked not in library.jaspar_releases:
        raise unknown("release of JASPAR", asked, list(library.jaspar_releases))
    return asked


@functools.lru_cache(maxsize=4)
def _profiles(release: str, taxon: str) -> tuple[pd.DataFrame, tuple[np.ndarray, ...]]:
    """Return ``matrix``, ``factor`` and ``taxon`` of each profile, and its shares of A, C, G, T; shape (4, length)."""
    library: Any = tool("pyjaspar", "pyjaspar")
    with one_core():
        database = library.jaspardb(release=release)
        motifs = database.fetch_motifs(collection="CORE", tax_group=taxon or None)
        database.conn.close()
    counts = [np.array([motif.counts[base] for base in BASES], dtype=np.float64) for motif in motifs]
    told = [(motif.matrix_id, motif.name, getattr(motif, "tax_group", "")) for motif in motifs]
    return pd.DataFrame(told, columns=["matrix", "factor", "taxon"]), tuple(one / one.sum(axis=0) for one in counts)
