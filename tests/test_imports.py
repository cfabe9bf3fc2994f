"""What the web process loads stays light."""

import subprocess
import sys

HEAVY = ("tensorflow", "keras", "sklearn", "scipy.stats", "statsmodels", "skops", "distributed")


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sorted(m for m in {HEAVY!r} if m in sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


def test_the_package_and_its_registries_load_nothing_heavy():
    found = loaded_by(
        "from genocore.features import ENCODERS; from genocore.models import MODELS; list(ENCODERS); list(MODELS)\n"
        "import genocore.sequences, genocore.evaluation, genocore.training.train, genocore.workspace, genocore.jobs\n"
        "import genocore.plots.curves, genocore.cli"
    )
    assert found == set()
