"""Workspaces with models that were trained before the tests of a file begin."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from genocore.sequences import Source, read
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.training.train import train
from genocore.workspace import Store
from genocore.workspace.work import do, key_of
from tests.explanation.small import fitted

TINY = {"members": 2, "epochs": 1, "units": 4}
"""A network that learns nothing, quickly."""


@contextmanager
def new_space(folder):
    """Yield an empty workspace in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        store = Store(folder)
        yield store.create()
        store.close()


def add(space, text, name="sites.fa", label="header:2"):
    """Keep a file; return the name of its dataset."""
    return space.add_dataset(*read([Source.from_text(text, name)]), name, label=label).id


def learn(space, dataset, model, encoder, values=None):
    """Train on a dataset, without a locked part; return the key of the run."""
    data, _ = space.open_dataset(dataset)
    chosen = {"model": model, "encoder": encoder, "values": values or {}}
    settings = Settings.checked(**chosen, split="random", folds=2, test_share=0)
    run, fitted_model = train(data, settings, name="sites.fa")
    space.add_run(run, fitted_model, dataset)
    return run.key


def learn_network(space, dataset, like, model, encoder, values=None):
    """Keep a network that was fitted once, under the scores of run `like`; return its key."""
    data, _ = space.open_dataset(dataset)
    found = fitted(data.take(data.labelled), model, encoder, TINY | (values or {}))
    key = found.settings.key(like)
    run = replace(Run.load(space.run_folder(like)), key=key, settings=found.settings)
    space.add_run(run, replace(found, key=key), dataset)
    return key


class Told:
    """A report of progress that keeps what it is told, and can break off."""

    def __init__(self, stop=None):
        self.shares, self.stop = [], stop

    def __call__(self, fraction, note="", **details):
        assert 0 <= fraction <= 1
        assert isinstance(note, str)
        self.shares.append(fraction)
        if self.stop is not None:
            raise self.stop


def ask(space, kind, arguments, on_progress=None):
    """Do work as a worker does; return what it returns and the table that is kept."""
    done = do(kind, str(space.store.folder), space.id, arguments, on_progress=on_progress or Told())
    return done, kept(space, kind, arguments)


def kept(space, kind, arguments, part=""):
    """Return the table that a page would find."""
    return space.load_table(f"{key_of(kind, space.id, arguments)}{part}")
