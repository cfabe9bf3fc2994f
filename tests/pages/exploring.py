"""The Explore page, opened and read by its tests."""

import base64
import json
import random

import numpy as np

SECTIONS = ["Overview", "Could it be trivial?", "Positions", "Words", "Map", "Sequences", "Reading frames"]


def look(app, section="Overview"):
    """Open a section of the page."""
    if app.title[0].value != "Explore":
        app.switch_page("pages/explore.py").run()
    return fine(app.segmented_control(key="show").set_value(section).run())


def fine(app):
    assert not app.exception, [error.value for error in app.exception]
    return app


def table(app, column):
    """Return the first table with such a column."""
    return next(frame.value for frame in app.dataframe if column in frame.value)


def traces(app, key):
    """Return the traces of a chart, with their numbers as lists."""
    [found] = [chart for chart in app.get("plotly_chart") if chart.key == key]
    return [{name: _numbers(value) for name, value in trace.items()} for trace in json.loads(found.proto.spec)["data"]]


def _numbers(value):
    packed = isinstance(value, dict) and "bdata" in value
    return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).tolist() if packed else value


def by_key(elements, start):
    return next(one for one in elements if one.key and one.key.startswith(start))


def said(app, *kinds):
    return "\n".join(one.value for kind in kinds for one in app.get(kind))


def dna(n, seed=0, weights=(1, 1, 1, 1)):
    return "".join(random.Random(seed).choices("ACGT", weights, k=n))


def fasta(rows):
    return "".join(f">s{number} {label}\n{letters}\n" for number, (letters, label) in enumerate(rows))


def rows_of(rows):
    return "id,dna,label\n" + "".join(f'"{name}",{letters},"{label}"\n' for name, letters, label in rows)
