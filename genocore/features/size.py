"""How many columns an encoder makes, without making them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FIXED = {"composition": 9, "counts": 5, "orf": 70}


def count_columns(encoder: str, params: Mapping[str, Any], length: int) -> int:
    """Return about how many columns `encoder` makes.

    Parameters
    ----------
    encoder : str
        Key of an encoder.
    params : mapping
        Its checked settings.
    length : int
        Of the longest sequence, in bp.

    Examples
    --------
    >>> count_columns("kmers", {"k": (1, 4), "strand": "given"}, 60), count_columns("onehot", {"length": 0}, 60)
    (340, 240)
    """
    match encoder:
        case "onehot":
            return 4 * (params["length"] or length)
        case "letters":
            return int(params["length"] or length)
        case "kmers":
            columns = sum(4**k for k in range(params["k"][0], params["k"][1] + 1))
            return columns // 2 if params["strand"] == "both" else columns
        case "gapped_kmers":
            gaps = params["gap"][1] - params["gap"][0] + 1
            columns = gaps * 4 ** (params["left"] + params["right"])
            return columns if params["strand"] == "as read" else columns // 2
        case "physicochemical":
            return 6 * (params["lag"] + 2)
    return _FIXED.get(encoder, 10)
