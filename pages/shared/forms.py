"""Settings drawn from the registry: one widget for each `Param`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from math import floor, log10
from typing import Any

import streamlit as st

from genocore.registry import Param, Spec


def choose(label: str, specs: Sequence[Spec], *, key: str, default: str) -> Spec:
    """Draw a choice among registry entries and return the chosen one, with its help below."""
    by_key = {spec.key: spec for spec in specs}
    index = list(by_key).index(default) if default in by_key else 0
    chosen = st.selectbox(
        label, list(by_key), index, format_func=lambda name: by_key[name].label, key=key, persist_state="session"
    )
    st.caption(by_key[chosen].help)
    return by_key[chosen]


def fill_in(
    params: Sequence[Param], *, key: str, start: dict[str, Any] | None = None, columns: int = 0
) -> dict[str, Any]:
    """Draw a widget for each parameter and return the values; `start` overrides the defaults.

    With `columns`, as many stand beside each other, where the page is wide enough.

    Values are checked again where they are used: limits of a widget are not a border.
    """
    start = start or {}
    places = st.grid(columns, min_column_width=160) if columns else nullcontext()
    with places:
        return {p.name: _widget(p, f"{key}_{p.name}", start.get(p.name, p.default)) for p in params}


def _widget(param: Param, key: str, value: Any) -> Any:
    shared: dict[str, Any] = {"help": param.help or None, "key": key, "persist_state": "session"}
    match param.kind:
        case "bool":
            return st.checkbox(param.label, value, **shared)
        case "choice":
            return st.selectbox(param.label, param.choices, param.choices.index(value), **shared)
        case "range":
            return st.slider(param.label, int(param.low or 0), int(param.high or 0), value, **shared)
        case "int":
            return int(st.number_input(param.label, _int(param.low), _int(param.high), int(value), step=1, **shared))
    low, high = (None if limit is None else float(limit) for limit in (param.low, param.high))
    return float(st.number_input(param.label, low, high, float(value), step=_step(value), format="%g", **shared))


def _step(value: float) -> float:
    """Return what a click adds: one in the first digit."""
    return 10.0 ** floor(log10(abs(value))) if value else 0.1


def _int(limit: float | None) -> int | None:
    return None if limit is None else int(limit)
