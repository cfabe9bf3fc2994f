"""What all controls stand on: the records of a run, their division and what the run said of them."""

from __future__ import annotations

from dataclasses import dataclass

from genocore.errors import InputError
from genocore.evaluation import with_intervals
from genocore.evaluation.paired import paired_difference
from genocore.models.fit import Progress
from genocore.sequences.dataset import Dataset
from genocore.splitting import Split, make_split
from genocore.training.cross_validate import cross_validate
from genocore.training.division import check_folds
from genocore.training.fold import Features
from genocore.training.run import Run
from genocore.training.scored import Answered, answered

OTHER, AS_RUN, DIFFERENCE = "other", "as run", "difference"
"""Arms of a control."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What a control stands on: the records, their split and what the run said of them."""

    run: Run
    data: Dataset
    split: Split
    known: Answered

    def answers(self, split: Split, data: Dataset, on_progress: Progress, **options: object) -> Answered:
        """Return what a cross-validation of one repeat says; each fit has the share of time it had in the run.

        Raises
        ------
        NotEnoughData
            ML005 if a fold would leave one class to learn from.
        """
        check_folds(data, split)
        settings = self.run.settings
        steps = settings.folds * settings.repeats + 1

        def report(fraction: float, note: str = "", **details: object) -> None:
            on_progress(min(1.0, fraction * steps / settings.folds), note, **details)

        found = cross_validate(
            Features(data, settings), split, settings, kind=self.run.scale, on_progress=report, steps=steps,
            **options,  # type: ignore[arg-type]
        )  # fmt: skip
        return answered(found.table, self.run.classes, "cv")

    def rows(self, arm: str, found: Answered, **more: object) -> list[dict[str, object]]:
        """Return the metrics of an arm, one a row."""
        scores = with_intervals(
            found.y, found.answers, self.split.unit[found.rows], baseline=found.baseline, seed=self.run.settings.seed
        )
        return [{"arm": arm, "metric": name, **ends, **more} for name, ends in scores.items()]

    def difference(self, first: Answered, second: Answered, **more: object) -> list[dict[str, object]]:
        """Return how much better the first is than the second, in the metrics that a verdict uses."""
        units, seed = self.split.unit[first.rows], self.run.settings.seed
        return [
            {"arm": DIFFERENCE, "metric": metric, **more}
            | paired_difference(
                metric, first.y, first.answers, second.answers, units, baseline=first.baseline, seed=seed
            )
            for metric in (("auroc", "balanced_accuracy") if self.run.classes else ("r2", "spearman"))
        ]  # fmt: skip


def stand(run: Run, data: Dataset) -> Ground:
    """Return the ground of a run's controls.

    Raises
    ------
    InputError
        ML008 if the data are not those of the run.
    """
    if data.fingerprint != run.fingerprint:
        raise InputError("The data were changed after this run (labels or fixes).", hint="Train again.", code="ML008")
    settings = run.settings
    share = 0.0 if run.split["test_file"] else settings.test_share
    split = make_split(
        data, settings.split, folds=settings.folds, repeats=settings.repeats, test_share=share, seed=settings.seed
    )
    return Ground(run, data, split, answered(run.predictions, run.classes, "cv"))
