"""What the filters of a network's first layer look for, and how much hangs on each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.aligned import consensus, information, shares
from genocore.explanation.first_layer import FirstLayer, count_letters
from genocore.explanation.score import Score
from genocore.explanation.twin import Twin
from genocore.models.fit import Progress, silent
from genocore.models.networks.feeding import reverse_complement
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

MOST = 500
"""Sequences looked at."""


@dataclass(frozen=True, eq=False)
class Filters:
    """The filters of the first layer of all members.

    Parameters
    ----------
    table : DataFrame
        One row a filter, most influential first: ``name``; ``member`` and ``filter`` (from 1); ``sites`` (stretches it
        responds to) and ``sequences`` (with at least one); ``strongest`` (its largest activation, of no unit);
        ``information`` (bits of all positions); ``influence`` (mean absolute change of the score without it) and
        ``effect`` (mean score less that without it: above 0 if it speaks for the class or a larger number);
        ``consensus`` (IUPAC) and ``note`` ("never fires" if no sequence activates it: then it has no sites, no
        information and no consensus).
    logos : DataFrame
        One row a position and base of each filter with sites: ``name, position`` (from 1), ``base, count, share`` (0 to
        1) and ``height`` (share times the bits of the position); NaN where all sites reach beyond the ends.
    sequences : int
        How many were looked at.
    """

    table: pd.DataFrame
    logos: pd.DataFrame
    sequences: int


def first_filters(
    score: Score, data: Dataset, *, most: int = MOST, seed: int = 42, on_progress: Progress = silent
) -> Filters:
    """Align the stretches that activate each filter of the first convolution, and silence each filter in turn.

    Parameters
    ----------
    score : Score
        A convolutional network (`cnn`), and the class whose log odds the influence is on.
    data : Dataset
        Sequences that the network knows the kind of; labels are not looked at.
    most : int, default 500
        With more sequences, so many are drawn at random.
    seed : int, default 42
        Of that draw.
    on_progress : callable, optional

    Raises
    ------
    InputError
        PA001 for a model without such a layer, or if there are no sequences to look at.
    Cancelled
        If `on_progress` does.

    Notes
    -----
    A site is every place where the activation is more than half of the filter's largest over these sequences, as in
    Basset (DeepBind takes one a sequence, the strongest): words that overlap themselves count several times. Where the
    filter reaches beyond the ends of a sequence, or over an ambiguous letter, nothing is counted. If the model reads
    both strands, so does the filter, and sites on either count, along their own strand.

    To silence a filter means that its activation is 0 everywhere; the network is not trained again, so that others do
    not take its place. The score is the log odds of the class, of each member before calibration, or the number on the
    learnt scale. No weight is changed on the way.

    One filter need not be one motif: a network may spread a motif over several filters and make it up from parts in
    later layers; the sites of a filter that answers to many words look like noise. Near-copies among the sequences look
    like a strong motif. Activations of different filters do not compare. Memory is some 100 MB, more for sequences of
    over 50,000 bp; time goes with filters times sequences: a second for 500 of 60 bp and 96 filters.

    References
    ----------
    Sites and their alignment: Kelley, Snoek & Rinn 2016, doi:10.1101/gr.200535.115; Alipanahi et al. 2015,
    doi:10.1038/nbt.3300.
    """
    if most < 1 or not len(data):
        raise InputError("At least one sequence is needed.", hint="Choose more sequences.", code="PA001")
    twin = Twin(score, "letters", "Filters")
    layer = FirstLayer(twin)
    if len(data) > most:
        data = data.take(np.sort(np.random.default_rng(seed).choice(len(data), most, replace=False)))
    codes, strands = twin.network.feeder.rows(score.model.encoder.transform(data), slice(None)), 1
    if twin.network.plan.both_strands:
        codes, strands = np.concatenate([codes, reverse_complement(codes)]), 2
    tables, logos = [], []
    for member in range(twin.members):
        twin.wear(member)
        strongest, changes = np.zeros(layer.filters), np.zeros((layer.filters, len(codes)))
        for rows, active in layer.batches(codes):
            strongest = np.maximum(strongest, active.max(axis=(0, 1)))
            for number, change in layer.silenced(codes[rows], active):
                changes[number, rows] = change
                share = (rows.start + (number + 1) / layer.filters * len(change)) / len(codes)
                note = f"network {member + 1} of {twin.members}, filter {number + 1} of {layer.filters} silenced"
                on_progress((member + share) / twin.members, note)
        counts = np.zeros((layer.filters, layer.width, 4), dtype=np.int64)
        sites, where = np.zeros(layer.filters, dtype=np.int64), np.zeros((len(codes), layer.filters), dtype=bool)
        for rows, active in layer.batches(codes):
            found = active > strongest / 2
            counts += count_letters(codes[rows], found, layer.width)
            sites += found.sum(axis=(0, 1))
            where[rows] = found.any(axis=1)
        tables.append(_table(member, strongest, changes, counts, sites, where, strands))
        logos.append(_logos(tables[-1], counts))
    table = pd.concat(tables).sort_values(["influence", "sites"], ascending=False, kind="stable", ignore_index=True)
    return Filters(table, pd.concat(logos, ignore_index=True), len(data))


def _table(
    member: int, strongest: np.ndarray, changes: np.ndarray, counts: np.ndarray, sites: np.ndarray, where: np.ndarray,
    strands: int,
) -> pd.DataFrame:  # fmt: skip
    filters, n = len(strongest), where.shape[0] // strands
    changes = changes.reshape(filters, strands, n).mean(axis=1)
    number = np.arange(filters) + 1
    return pd.DataFrame(
        {
            "name": [f"network {member + 1}, filter {one}" for one in number], "member": member + 1, "filter": number,
            "sites": sites, "sequences": where.reshape(strands, n, filters).any(axis=0).sum(axis=0),
            "strongest": strongest, "information": np.where(sites > 0, np.nansum(information(counts), axis=1), np.nan),
            "influence": np.abs(changes).mean(axis=1), "effect": changes.mean(axis=1),
            "consensus": [consensus(shares(one)) if some else "" for one, some in zip(counts, sites, strict=True)],
            "note": np.where(sites > 0, "", "never fires"),
        }
    )  # fmt: skip


def _logos(table: pd.DataFrame, counts: np.ndarray) -> pd.DataFrame:
    some = np.flatnonzero(table["sites"] > 0)
    counts = counts[some]
    share = shares(counts)
    index = pd.MultiIndex.from_product(
        [table["name"].to_numpy()[some], np.arange(counts.shape[1]) + 1, list(BASES)],
        names=["name", "position", "base"],
    )
    flat = {"count": counts, "share": share, "height": share * information(counts)[:, :, None]}
    return pd.DataFrame({name: values.ravel() for name, values in flat.items()}, index=index).reset_index()
