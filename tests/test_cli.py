"""The command line as other tools rely on it: what goes to stdout, what to stderr, and the exit code."""

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from genocore import __version__, cli
from genocore.errors import Cancelled
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.sequences import Source, load
from genocore.sequences.demos import DEMOS
from genocore.training import train as training
from genocore.training.run import Run

CONTRACT = {
    "task", "n", "classes", "model", "encoder", "params", "split", "seed", "versions", "fingerprint", "metrics",
    "floors", "warnings", "seconds",
}  # fmt: skip
METRICS = ["accuracy", "balanced_accuracy", "mcc", "auroc", "auprc", "f1_macro", "brier", "ece", "log_loss"]
TINY = ["--set", "trees=10", "--set", "k=1-2", "--folds", "2"]


def dna(n, length=40, *, seed=0, shares=None):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length), p=shares)]


def fasta(counts, *, seed=0, length=40):
    """Records of classes that differ in composition; class None stands for no label."""
    shares = {0: [0.4, 0.1, 0.1, 0.4], 1: [0.1, 0.4, 0.4, 0.1], 2: [0.1, 0.1, 0.7, 0.1]}
    lines = []
    for code, (label, n) in enumerate(counts.items()):
        for row, sequence in enumerate(dna(n, length, seed=seed + code, shares=shares[code % 3])):
            lines += [f">s{seed}_{code}_{row} {label or ''}".rstrip(), sequence]
    return "\n".join(lines) + "\n"


DNA = "ACGTACGTAC"
FILES = {
    "good.fa": fasta({"acceptor": 30, "donor": 30}),
    "new.fa": fasta({"acceptor": 10, "donor": 10}, seed=50),
    "other.fa": fasta({"acceptor": 20, "gene": 20}, seed=60),
    "unlabelled.fa": fasta({None: 12}, seed=70),
    "one_class.fa": fasta({"donor": 30}),
    "two_records.fa": ">s1 a\nACGT\n>s2 b\nACGA\n",
    "few.fa": fasta({"acceptor": 12, "donor": 12}),
    "identical.fa": "".join(f">s{row} {'ab'[row % 2]}\n{DNA}\n" for row in range(40)),
    "copies.fa": "".join(f">s{row} {'ab'[row % 2]}\n{'AC' if row % 2 else 'AG'}\n" for row in range(40)),
    "empty.fa": "",
    "blank.fa": "\n\n \n",
    "protein.fa": ">p1 kinase\nMELQPEFILQ\n>p2 kinase\nMKLFIPEQQL\n",
    "notes.txt": "\nDear colleague\nplease find attached\n",
    "table.csv": "id,weight\ns1,5.5\ns2,6.5\n",
    "reads.sam": "@HD\tVN:1.6\nr1\t0\tchr1\t1\t60\t4M\t*\t0\t0\tACGT\tIIII\n",
    "alignment.fa": ">s1 a\nAC-T\n>s2 b\nACGT\n>s3 a\nACGG\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "cut.fa.gz").write_bytes(gzip.compress(FILES["good.fa"].encode())[:-20])
    return folder


@pytest.fixture(scope="module")
def trained(folder):
    """The folder of a run on good.fa."""
    out = folder / "runs" / "first"
    arguments = ["train", str(folder / "good.fa"), *TINY, "--out", str(out)]
    CliRunner().invoke(cli.app, arguments, catch_exceptions=False)
    return out


@pytest.fixture
def tampered(trained, tmp_path):
    """A run whose model was changed after it was saved."""
    shutil.copytree(trained, tmp_path / "tampered")
    with (tmp_path / "tampered" / "model" / "model.skops").open("ab") as handle:
        handle.write(b"more")
    return tmp_path / "tampered"


@pytest.fixture
def call(monkeypatch, capsys, folder, tmp_path):
    """Run the command line in this process and in a folder of its own; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def do(*arguments, stdin=None):
        monkeypatch.setattr(sys, "argv", ["genocore", *map(str, arguments)])
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, *capsys.readouterr()

    return do


@pytest.fixture
def done(call):
    """Run a command that has to succeed and to say nothing on stderr; return stdout."""

    def do(*arguments, **options):
        code, out, err = call(*arguments, **options)
        assert (code, err) == (0, "")
        return out

    return do


@pytest.fixture
def refused(call):
    """Run a command that has to fail as the contract says; return its one line."""

    def do(*arguments, printed=False, **options):
        code, out, err = call(*arguments, **options)
        assert code == 2
        assert bool(out) == printed
        return one_line(err)

    return do


def one_line(err):
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    assert re.match(r"[A-Z]{2}\d{3}( [^:]+(:\d+)?)?: ", err), err
    return err[:-1]


def one_object(out):
    """The JSON that stdout is, and nothing else."""
    found = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert isinstance(found, dict)
    return found


def timeless(run):
    return {name: value for name, value in run.items() if name not in ("seconds", "created")}


def shell(*arguments, cwd, stdin=None, **environment):
    """Run ``python -m genocore`` as a person would."""
    root = str(Path(cli.__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "genocore", *map(str, arguments)],
        cwd=cwd, input=stdin, capture_output=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": root, **environment},
    )  # fmt: skip


# In processes of their own


def test_from_a_demo_to_predictions(tmp_path):
    found = shell("demo", "ecoli-promoters", "--out", "demo", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, b"")
    assert "E. coli promoters" in found.stdout.decode()
    file = "demo/ecoli-promoters.fasta"

    arguments = ["train", file, *TINY, "--out", "run", "--json"]
    found = shell(*arguments, cwd=tmp_path, PYTHONHASHSEED="1")
    assert (found.returncode, found.stderr) == (0, b"")
    run = one_object(found.stdout)
    assert set(run) >= CONTRACT
    assert run == json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert (run["n"], run["task"], run["classes"]) == (106, "binary", ["non-promoter", "promoter"])

    again = shell(*arguments, cwd=tmp_path, PYTHONHASHSEED="2")
    assert timeless(one_object(again.stdout)) == timeless(run)

    found = shell("predict", "run", file, "--out", "out/predictions.csv", "--json", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, b"")
    assert one_object(found.stdout)["n"] == len(pd.read_csv(tmp_path / "out" / "predictions.csv")) == 106


def test_a_file_that_is_not_fasta_ends_with_two_and_one_line(folder):
    found = shell("train", "notes.txt", "--out", "run", cwd=folder)
    assert (found.returncode, found.stdout) == (2, b"")
    assert one_line(found.stderr.decode()) == (
        "FA002 notes.txt:2: Not FASTA, and no other file with sequences: it begins with "
        "'Dear colleague'. — A FASTA record begins with a line like "
        "'>name label'."
    )
    assert not (folder / "run").exists()


def test_a_bug_ends_with_one_and_a_traceback(folder):
    code = (
        "import sys\nfrom genocore import cli\ncli.data.console = None\nsys.argv = ['genocore', 'check', 'good.fa']\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code + "cli.main()"],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (1, "")
    assert "Traceback" in found.stderr
    assert "AttributeError" in found.stderr


@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["text", "json"])
def test_names_that_stdout_cannot_show_do_not_stop_it(tmp_path, flags):
    text = "".join(f">s{row} {('Δ', 'größe')[row % 2]}\nACG{'ACGT'[row % 4]}\n" for row in range(8))
    found = shell("check", "-", *flags, cwd=tmp_path, stdin=text.encode(), PYTHONIOENCODING="cp1252")
    assert (found.returncode, found.stderr) == (0, b"")
    out = found.stdout.decode("cp1252")
    if flags:
        assert one_object(out)["classes"] == {"größe": 4, "Δ": 4}
    else:
        assert r"größe 4, \u0394 4" in out


@pytest.mark.skipif(os.name == "nt", reason="there is no such pipe")
@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["text", "json"])
def test_a_reader_that_goes_away_is_no_bug(folder, flags):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = subprocess.run(
            [sys.executable, "-m", "genocore", "check", "good.fa", *flags],
            cwd=folder, stdout=writing, stderr=subprocess.PIPE, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (found.returncode, found.stderr) == (0, b"")


# What is wrong with the input is one line, and no traceback


def test_a_missing_file_is_named_as_it_was_given(refused, folder):
    line = refused("check", folder / "nowhere.fa")
    assert line == f"FA015 {folder / 'nowhere.fa'}: The file does not exist. — Check the path."
    assert refused("train", "nowhere.fa", "--out", "run") == (
        "FA015 nowhere.fa: The file does not exist. — Check the path."
    )


READING = {
    "a folder": (".", "FA015 {folder}: The file is a folder, not a file. — Check the path."),
    "empty": ("empty.fa", "FA001 empty.fa: The file is empty: 0 records. — "),
    "blank lines only": ("blank.fa", "FA001 blank.fa: The file is empty: 0 records. — "),
    "prose": (
        "notes.txt",
        "FA002 notes.txt:2: Not FASTA, and no other file with sequences: it begins with 'Dear colleague'. — ",
    ),
    "a table": ("table.csv", "FA018 table.csv: This is a table of values by name, 2 rows with the columns "),
    "aligned reads": ("reads.sam", "FA002 reads.sam: This is a SAM file of aligned reads. — "),
    "cut gzip": ("cut.fa.gz", "FA015 cut.fa.gz: The gzip file is damaged or incomplete. — "),
}


@pytest.mark.parametrize("command", ["check", "features", "train", "predict", "evaluate"])
@pytest.mark.parametrize("kind", list(READING))
def test_a_file_that_cannot_be_read_is_said_so_by_every_command(refused, folder, trained, kind, command):
    name, expected = READING[kind]
    before = {"predict": [trained], "evaluate": [trained]}.get(command, [])
    after = {"features": ["--out", "x.csv"], "train": ["--out", "x"]}.get(command, [])
    assert refused(command, *before, folder / name, *after).startswith(expected.format(folder=folder))
    assert not Path("x").exists()
    assert not Path("x.csv").exists()


@pytest.mark.parametrize("command", ["features", "train", "predict", "evaluate"])
def test_protein_is_refused_where_it_begins(refused, folder, trained, command):
    before = {"predict": [trained], "evaluate": [trained]}.get(command, [])
    after = {"features": ["--out", "x.csv"], "train": ["--out", "x"]}.get(command, [])
    line = refused(command, *before, folder / "protein.fa", *after)
    assert line.startswith("FA009 protein.fa:2: column 2: 'E' is not a DNA letter; the record looks like protein. — ")


def test_check_says_all_of_a_file_of_which_nothing_can_be_kept_and_fails(call, folder):
    code, out, err = call("check", folder / "protein.fa")
    assert code == 2
    assert out.startswith(
        "protein.fa is a FASTA file\n2 records read, 0 kept, 2 rejected\ntask: unlabelled (no labels)\n"
    )
    assert one_line(err).startswith("FA009 protein.fa:2: ")
    code, out, err = call("check", folder / "protein.fa", "--json")
    assert code == 2
    found = one_object(out)
    assert (found["read"], found["kept"], found["rejected_by_code"], found["length"]) == (2, 0, {"FA009": 2}, None)
    assert one_line(err).startswith("FA009 protein.fa:2: ")


WRONG = {
    "label rule": ("train good.fa --label second", "FA016: The label rule is not understood: 'second'. — "),
    "label number": ("train good.fa --label header:0", "FA016: "),
    "label pattern": ("train good.fa --label regex:(", "FA016: The pattern is not a regular expression"),
    "label column": ("train good.fa --label column:class", "FA016: There is no column 'class'"),
    "set without value": ("train good.fa --set trees", "PA001: --set needs key=value, not 'trees'. — For example: "),
    "set without name": ("train good.fa --set =5", "PA001: --set needs key=value, not '=5'. — "),
    "unknown parameter": (
        "train good.fa --set leaves=5", "PA002: Neither kmers nor random_forest has a parameter 'leaves'. — There is: ",
    ),
    "too few trees": ("train good.fa --set trees=0", "PA001: 'trees' must be a whole number from 1 to 5000. Got '0' "),
    "too long words": ("train good.fa --set k=1-9", "PA001: 'k' must be two whole numbers from 1 to 8"),
    "unknown preset": ("train good.fa --set preset=best", "PA002: There is no preset 'best'. There is: tutorial."),
    "unknown model": (
        "train good.fa --model random_forrest",
        "PA002: There is no model 'random_forrest'. There is: " + ", ".join(MODELS) + ". — Did you mean "
        "'random_forest'?",
    ),
    "unknown encoder": ("train good.fa --encoder kmer", "PA002: There is no encoder 'kmer'. There is: "),
    "unknown encoder of features": ("features good.fa --encoder kmer", "PA002: There is no encoder 'kmer'. There is: "),
    "unknown parameter of features": ("features good.fa --set trees=5", "PA002: There is no parameter of kmers 'tree"),
    "unknown demo": ("demo promoters", "PA002: There is no demo 'promoters'. There is: "),
    "hostile demo": ("demo ../../etc/passwd", "PA002: There is no demo '../../etc/passwd'. There is: "),
    "unknown fix": ("train good.fa --fix drop_all", "PA002: There is no fix 'drop_all'. There is: "),
    "unknown fix in check": ("check good.fa --fix drop_all", "PA002: There is no fix 'drop_all'. There is: "),
    "unknown split": ("train good.fa --split halves", "PA001: The split 'halves' is not known. — Use auto, "),
    "unknown group": ("train good.fa --split group:family", "PA002: There is no column 'family' to group by. — There "),
    "one fold": ("train good.fa --folds 1", "PA001: 'folds' must be a whole number from 2 to 20. Got 1 instead."),
    "no repeats": ("train good.fa --repeats 0", "PA001: 'repeats' must be "),
    "all locked away": ("train good.fa --test-share 1", "PA001: 'test_share' must be a number from 0 to 0.5. Got 1.0"),
    "negative seed": ("train good.fa --seed -1", "PA001: 'seed' must be "),
    "other task": ("train good.fa --task multiclass", "PA001: The data are binary, not multiclass. — Leave --task out"),
    "no labels": ("train unlabelled.fa", "FA006: None of the 12 records has a label. — "),
    "labels not wanted": ("train good.fa --label none", "FA006: None of the 60 records has a label. — "),
    "one class": ("train one_class.fa --label header:2", "ML006: All 30 labelled records are 'donor'. — "),
    "one class, no rule": ("train one_class.fa", "ML006: All 30 labelled records are 'donor'. — "),
    "two records": ("train two_records.fa", "ML001: Class 'a' has 1 record; at least 10 are needed. — "),
    "fewer records than folds": (
        "train few.fa --folds 13", "ML005: Class 'acceptor' has 12 records, fewer than the 13 folds. — Use 12 folds",
    ),
    "all identical": ("train identical.fa", "ML007: All 40 labelled records have the same sequence. — "),
    "copies of too few": ("train copies.fa", "ML005: A class has only 1 different sequences, fewer than the 5 folds."),
    "missing test file": ("train good.fa --test nowhere.fa", "FA015 {folder}/nowhere.fa: The file does not exist. — "),
    "protein as test file": ("train good.fa --test protein.fa", "FA009 protein.fa:2: column 2: "),
    "test file with other classes": (
        "train good.fa --test other.fa",
        "ML008: The test file has classes the training file has not: gene. — Choose a file with the same classes.",
    ),
    "test file without labels": ("train good.fa --test unlabelled.fa", "ML008: The test file has no classes. — "),
    "a suffix that says nothing": (
        "features good.fa --out features.txt", "PA001: 'features.txt' must end in .csv or .parquet.",
    ),
    "no suffix": ("features good.fa --out features", "PA001: 'features' must end in .csv or .parquet."),
    "no word for a number": ("train good.fa --folds two", "PA001: Invalid value for '--folds': "),
    "missing option": ("predict", "PA001: Missing argument '"),
    "unknown option": ("train good.fa --fold 5", "PA001: No such option: --fold"),
    "unknown command": ("trian good.fa", "PA001: No such command 'trian'."),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(WRONG))
def test_what_cannot_be_done_is_said_in_one_line(refused, folder, kind):
    asked, expected = WRONG[kind]
    words = [str(folder / word) if word in FILES or word == "nowhere.fa" else word for word in asked.split()]
    if words[0] in ("train", "features", "demo") and "--out" not in words:
        words += ["--out", "out.csv" if words[0] == "features" else "out"]
    assert refused(*words).startswith(expected.format(folder=folder))
    assert not Path("out.csv").exists()


def test_features_that_say_nothing_are_refused(refused):
    text = "".join(f">s{row} {'ab'[row % 2]}\nN{'RYSWKMBDHV'[row % 10]}{'NRYS'[row // 10]}\n" for row in range(40))
    line = refused("train", "-", "--out", "x", "--encoder", "composition", "--split", "random", stdin=text.encode())
    assert line == "ML007: All sequences have the same 'composition' features. — Choose another encoder."


@pytest.mark.parametrize("files", [[], ["good.fa"]], ids=["alone", "with a file"])
def test_a_folder_that_is_no_run_is_refused(refused, folder, files):
    paths = [folder / name for name in files]
    code = "SE001" if files else "ML008"
    assert refused("evaluate", folder, *paths).startswith(f"{code} {folder}: ")
    assert refused("evaluate", folder / "nowhere", *paths).startswith(f"{code} {folder / 'nowhere'}: ")
    assert refused("evaluate", folder / "good.fa", *paths).startswith(f"{code} {folder / 'good.fa'}: ")


def test_predicting_with_what_is_no_run_is_refused(refused, folder):
    for place in (folder, folder / "nowhere", folder / "good.fa"):
        assert refused("predict", place, folder / "new.fa").startswith(f"SE001 {place}: The model was not opened: ")


def test_a_model_that_was_changed_is_refused(refused, tampered, folder):
    expected = (
        f"SE001 {tampered}: The model was not opened: model/model.skops is missing or was changed after it was saved. "
        "— Use a folder that Genocore saved, unchanged."
    )
    assert refused("predict", tampered, folder / "new.fa", "--out", "x.csv") == expected
    assert refused("predict", tampered, folder / "new.fa", "--json") == expected
    assert refused("evaluate", tampered, folder / "new.fa") == expected
    assert not Path("x.csv").exists()


def test_a_run_whose_numbers_were_damaged_is_refused(refused, trained, tmp_path):
    shutil.copytree(trained, tmp_path / "damaged")
    (tmp_path / "damaged" / "run.json").write_text("{", encoding="utf-8")
    line = refused("evaluate", tmp_path / "damaged")
    assert line == f"ML008 {tmp_path / 'damaged'}: There is no run in this folder. — " + (
        "Give the folder that 'train --out' made."
    )


def test_evaluating_on_classes_the_model_does_not_know_is_refused(refused, trained, folder):
    line = refused("evaluate", trained, folder / "other.fa")
    assert line == "ML008: The model does not know the class 'gene'. — It knows: acceptor, donor."


def test_evaluating_without_labels_is_refused(refused, trained, folder):
    expected = "FA006: The file has no labels to compare with. — Say where they stand."
    assert refused("evaluate", trained, folder / "unlabelled.fa") == expected
    assert refused("evaluate", trained, folder / "new.fa", "--label", "none", "--json") == expected


def test_no_file_can_be_written_below_a_file(refused, folder, trained):
    Path("taken").write_text("", encoding="utf-8")
    good = folder / "good.fa"
    for words in (
        ["demo", "ecoli-promoters", "--out", "taken"],
        ["features", good, "--out", "taken/features.csv"],
        ["train", good, *TINY, "--out", "taken"],
        ["train", good, *TINY, "--out", "taken/run"],
        ["predict", trained, good, "--out", "taken/predictions.csv"],
    ):
        assert re.match(r"FA015 taken(/run)?: Cannot write there: \w+", refused(*words)), words
    assert Path("taken").read_text(encoding="utf-8") == ""


def test_no_file_can_be_written_where_a_folder_is(refused, folder, trained):
    good = folder / "good.fa"
    for words, place in (
        (["demo", "ecoli-promoters", "--out", "out"], "out/ecoli-promoters.fasta"),
        (["features", good, "--out", "x.csv"], "x.csv"),
        (["features", good, "--out", "x.parquet"], "x.parquet"),
        (["predict", trained, good, "--out", "predictions.csv"], "predictions.csv"),
        (["train", good, *TINY, "--out", "run"], "run/run.json"),
    ):
        Path(place).mkdir(parents=True)
        assert re.match(r"FA015 \S+: Cannot write there: Is a directory\.", refused(*words)), words


def test_where_a_run_is_to_go_is_tried_before_the_work_is_done(refused, folder, monkeypatch):
    Path("taken").write_text("", encoding="utf-8")
    monkeypatch.setattr(training, "train", lambda *args, **options: pytest.fail("trained for nothing"))
    assert refused("train", folder / "good.fa", "--out", "taken").startswith("FA015 taken: ")


def test_settings_are_checked_before_a_file_is_read(refused):
    assert refused("train", "nowhere.fa", "--model", "svm", "--out", "x").startswith("PA002: ")
    assert refused("features", "nowhere.fa", "--encoder", "svm", "--out", "x.csv").startswith("PA002: ")


def test_names_with_line_breaks_and_tabs_stay_on_one_line(refused):
    assert refused("train", "no\nsuch\tfile.fa", "--out", "x") == (
        "FA015 no such file.fa: The file does not exist. — Check the path."
    )


def test_a_bug_is_not_hidden(monkeypatch, folder):
    monkeypatch.setattr(cli.data.console, "summary", lambda *args: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["genocore", "check", str(folder / "good.fa")])
    with pytest.raises(ZeroDivisionError):
        cli.main()


# Help


def test_without_a_command_there_is_the_help_and_it_counts_as_wrong(call):
    code, out, err = call()
    assert code == 2
    assert "Usage" in out + err
    assert not re.search(r"[A-Z]{2}\d{3}", out + err)


@pytest.mark.parametrize("command", ["", "demo", "check", "features", "train", "predict", "evaluate"])
def test_every_command_has_help(done, command):
    assert "Usage" in done(*[command] * bool(command), "--help")


# demo


@pytest.mark.parametrize("name", list(DEMOS))
def test_a_demo_is_written_with_what_to_know_of_it(done, name):
    out = done("demo", name, "--out", "new/folder")
    files = [source.name for source in DEMOS[name].sources]
    assert out == f"{', '.join(str(Path('new/folder') / file) for file in files)}: {DEMOS[name].title}\n"
    assert sorted(path.name for path in Path("new/folder").iterdir()) == sorted([*files, f"{name}.txt"])
    for source in DEMOS[name].sources:
        assert Path("new/folder", source.name).read_bytes() == source.path.read_bytes()
    about = Path(f"new/folder/{name}.txt").read_text(encoding="utf-8")
    for text in (DEMOS[name].title, DEMOS[name].question, DEMOS[name].caution, DEMOS[name].attribution):
        assert text in about


# check


def test_check_says_what_was_understood(done, folder):
    assert done("check", folder / "good.fa") == (
        "good.fa is a FASTA file\n"
        "60 records read, 60 kept, 0 rejected, 40-40 bp\ntask: binary (acceptor 30, donor 30)\n"
    )


def test_check_gives_the_same_as_json(done, folder):
    found = one_object(done("check", folder / "good.fa", "--json"))
    data, _ = load([Source.from_path(folder / "good.fa")])
    assert found == {
        "files": ["good.fa"], "kinds": ["a FASTA file"], "matches": [], "read": 60,
        "kept": 60, "rejected": 0, "rejected_by_code": {}, "errors": 0,
        "warnings": 0, "notices": 0, "fixes": [], "changes": [], "task": "binary",
        "classes": {"acceptor": 30, "donor": 30}, "unlabelled": 0, "length": {"min": 40, "max": 40},
        "fingerprint": data.fingerprint, "messages": [],
    }  # fmt: skip


def test_check_gives_every_message_with_its_place(done, folder):
    found = one_object(done("check", folder / "alignment.fa", "--json"))
    assert (found["read"], found["kept"], found["rejected"], found["errors"]) == (3, 2, 1, 1)
    assert found["messages"][0] == {
        "severity": "error", "code": "FA004", "message": "'-' is a gap, not a DNA letter.", "file": "alignment.fa",
        "line": 2, "column": 3, "record": "s1", "value": "-",
        "suggestion": "This is an alignment: take the gaps out first.", "fix": "",
    }  # fmt: skip
    lines = done("check", folder / "alignment.fa").splitlines()
    assert lines[1] == "3 records read, 2 kept, 1 rejected, 4-4 bp"
    assert lines[3] == (
        "error   FA004 alignment.fa line 2, column 3: '-' is a gap, not a DNA letter. This is an alignment: take the "
        "gaps out first."
    )


def test_the_label_rule_and_the_fixes_are_used(done):
    text = "".join(
        f">s{row} x class={label}\nAC{'ACGT'[row % 4]}\n"
        for row, label in enumerate(["Donor", "donor", "acceptor", "donor", "acceptor"])
    )
    raw = one_object(done("check", "-", "--label", "key:class", "--json", stdin=text.encode()))
    assert raw["classes"] == {"Donor": 1, "acceptor": 2, "donor": 2}
    assert "merge_labels" in raw["fixes"]
    fixes = ["--fix", "merge_labels", "--fix", "drop_contradictions"]
    fixed = one_object(done("check", "-", "--label", "key:class", *fixes, "--json", stdin=text.encode()))
    assert fixed["classes"] == {"acceptor": 1, "donor": 2}
    assert (fixed["read"], fixed["kept"], fixed["rejected_by_code"]) == (5, 3, {"FA012": 2})
    assert [change.split()[0] for change in fixed["changes"]] == ["FA017", "FA017"]
    text_out = done("check", "-", "--label", "key:class", *fixes, stdin=text.encode())
    assert "FA017 label 'Donor' read as 'donor' (1 records)" in text_out.splitlines()


def test_standard_input_is_read_from_a_dash(done, refused):
    found = one_object(done("check", "-", "--json", stdin=FILES["good.fa"].encode()))
    assert (found["files"], found["kept"]) == (["stdin"], 60)
    assert refused("check", "-", stdin=b"") == "FA001 stdin: The file is empty: 0 records. — Choose another file."


def test_gzip_is_read_wherever_it_comes_from(done, folder):
    packed = gzip.compress(FILES["good.fa"].encode())
    Path("packed").write_bytes(packed)
    plain = one_object(done("check", folder / "good.fa", "--json"))
    assert one_object(done("check", "packed", "--json"))["fingerprint"] == plain["fingerprint"]
    assert one_object(done("check", "-", "--json", stdin=packed))["fingerprint"] == plain["fingerprint"]


def test_several_files_can_be_classes(done):
    for seed, name in enumerate(["donor.fa.gz", "acceptor.fasta"]):
        text = fasta({None: 15}, seed=seed).encode()
        Path(name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    found = one_object(done("check", "donor.fa.gz", "acceptor.fasta", "--label", "file", "--json"))
    assert found["files"] == ["donor.fa.gz", "acceptor.fasta"]
    assert found["classes"] == {"acceptor": 15, "donor": 15}
    out = done("train", "donor.fa.gz", "acceptor.fasta", "--label", "file", *TINY, "--out", "run", "--json")
    assert one_object(out)["classes"] == ["acceptor", "donor"]


# features


@pytest.mark.parametrize("encoder", list(ENCODERS))
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_features_are_written_with_name_and_label(done, folder, encoder, suffix):
    path = Path(f"deep/features.{suffix}")
    out = done("features", folder / "good.fa", "--encoder", encoder, "--out", path)
    data, _ = load([Source.from_path(folder / "good.fa")])
    fitted = ENCODERS[encoder].build(**ENCODERS[encoder].settings()).fit(data)
    frame = pd.read_csv(path) if suffix == "csv" else pd.read_parquet(path)
    names = fitted.features()["name"].tolist()
    assert frame.columns.tolist() == ["id", "label", *names]
    assert frame["id"].tolist() == data.ids.tolist()
    assert frame["label"].tolist() == [data.classes[code] for code in data.target]
    np.testing.assert_allclose(frame[names].to_numpy(), fitted.transform(data), rtol=1e-6)
    assert out == f"{path}: 60 sequences x {len(names):,} features\n"


def test_parameters_of_an_encoder_are_used_and_long_words_are_written_too(done, folder):
    both = ["--set", "strand=both"]
    assert "12 features" in done("features", folder / "few.fa", "--set", "k=1-2", *both, "--out", "a.csv")
    done("features", folder / "few.fa", "--set", "k=7", *both, "--out", "a.parquet")
    frame = pd.read_parquet("a.parquet")
    assert frame.shape == (24, 2 + 4**7 // 2)
    np.testing.assert_allclose(frame.iloc[:, 2:].sum(axis=1), 1, rtol=1e-5)


def test_features_of_unlabelled_sequences_have_no_label_column(done, folder):
    done("features", folder / "unlabelled.fa", "--encoder", "counts", "--out", "a.csv")
    assert pd.read_csv("a.csv").columns.tolist() == ["id", "length", "A", "C", "G", "T"]


# train


def test_a_run_is_printed_and_kept(done, folder):
    out = done("train", folder / "good.fa", *TINY, "--out", "run", "--json")
    found = one_object(out)
    assert set(found) >= CONTRACT
    assert found == json.loads(Path("run/run.json").read_text(encoding="utf-8"))
    assert found == Run.load(Path("run")).to_dict()
    names = {path.name for path in Path("run").iterdir()}
    assert names >= {"run.json", "predictions.parquet", "manifest.json", "model"}
    assert (found["task"], found["n"], found["classes"]) == ("binary", 60, ["acceptor", "donor"])
    assert (found["model"], found["encoder"], found["seed"]) == ("random_forest", "kmers", 42)
    assert found["params"]["trees"] == 10
    assert found["encoder_params"] == {"k": [1, 2], "strand": "as read"}
    assert set(found["split"]) >= {"kind", "families", "leakage_percent"}
    assert (found["split"]["folds"], found["split"]["n_cv"], found["split"]["n_test"]) == (2, 48, 12)
    assert found["versions"]["genocore"] == __version__
    assert found["seconds"] > 0
    for metrics in (*found["metrics"].values(), *found["floors"]["dummy"].values()):
        assert list(metrics) == METRICS
        assert all(set(metric) == {"value", "low", "high"} for metric in metrics.values())
    assert found["metrics"]["cv"]["auroc"]["value"] > 0.9


def test_a_person_is_told_the_scores_beside_those_of_no_model(done, folder):
    out = done("train", folder / "good.fa", *TINY, "--out", "run")
    lines = out.splitlines()
    assert re.fullmatch(
        r"The random forest separates acceptor from donor with AUROC [\d.]+.* on 48 records left out in turn\b.*\.",
        lines[0],
    )  # the locked part has six records of a class
    assert lines[3] == "good.fa: 60 records, random_forest on kmers, split random"
    assert re.fullmatch(r" +cross-validation \(48\) +no model +locked test \(12\) +no model there", lines[5])
    run = Run.load(Path("run"))
    for name, label in (("auroc", "AUROC"), ("mcc", "Matthews correlation")):
        value = run.metrics["cv"][name]["value"]
        assert re.search(rf"^{label} +{value:.3f}\b", out, re.MULTILINE)
    assert re.search(r"^Matthews correlation .* undefined$", out, re.MULTILINE)
    assert re.search(r"class +precision +recall +f1 +support", out)
    assert re.search(r"^ +donor .* 6$", out, re.MULTILINE)
    assert lines[-1] == "Saved in run"


def test_without_a_locked_part_the_scores_are_of_cross_validation(done, folder):
    out = done("train", folder / "few.fa", *TINY, "--out", "run")
    assert re.search(r"^ +cross-validation \(24\) +no model$", out, re.MULTILINE)
    assert re.search(r"^caution: ML001 Class 'acceptor' has only 12 records", out, re.MULTILINE)
    assert re.search(r"^caution: ML001 .* the scores are from cross-validation alone\.$", out, re.MULTILINE)
    assert one_object(done("evaluate", "run", "--json"))["metrics"]["test"] is None


def test_the_same_seed_gives_the_same_run_and_another_seed_another(done, folder):
    first, second, other = (
        one_object(done("train", folder / "good.fa", *TINY, "--seed", seed, "--out", f"run{number}", "--json"))
        for number, seed in enumerate([7, 7, 8])
    )
    assert timeless(first) == timeless(second)
    assert first["metrics"] != other["metrics"]
    assert (first["key"] == second["key"], first["key"] == other["key"]) == (True, False)
    new = folder / "new.fa"
    assert done("predict", "run0", new) == done("predict", "run1", new)


def test_every_option_is_used(done):
    text = "".join(f">s{row} {'abc'[row % 3]}\n{sequence}\n" for row, sequence in enumerate(dna(60, seed=3)))
    words = (
        "train - --label header:last --task multiclass --model logistic --encoder onehot --set c=0.5 --set align=end "
        "--set balanced=no --split identical --folds 3 --repeats 2 --test-share 0.25 --seed 5 --out run --json"
    )
    found = one_object(done(*words.split(), stdin=text.encode()))
    assert (found["task"], found["model"], found["encoder"], found["seed"]) == ("multiclass", "logistic", "onehot", 5)
    assert found["params"] == {"c": 0.5, "balanced": False}
    assert found["encoder_params"] == {"length": 0, "align": "end"}
    split = found["split"]
    assert (split["kind"], split["folds"], split["repeats"], split["n_test"]) == ("identical", 3, 2, 15)
    assert (split["asked"], split["test_share"]) == ("identical", 0.25)


def test_a_preset_sets_what_is_not_set_by_hand(done, folder):
    words = ["--model", "random_forest", "--set", "preset=tutorial", *TINY]
    found = one_object(done("train", folder / "good.fa", *words, "--out", "run", "--json"))
    assert found["params"] == {"trees": 10, "min_leaf": 1, "max_features": "sqrt", "balanced": False}


def test_files_can_be_kept_apart_as_groups(done):
    names = []
    for seed in range(4):
        names.append(f"plate{seed}.fa")
        Path(names[-1]).write_text(fasta({"a": 8, "b": 8}, seed=10 * seed), encoding="utf-8")
    found = one_object(done("train", *names, *TINY, "--split", "group:file", "--out", "run", "--json"))
    assert (found["split"]["kind"], found["split"]["families"]) == ("group:file", 4)


def test_a_test_file_is_scored_instead_of_a_locked_part(done, folder):
    words = ["--test", folder / "new.fa", *TINY, "--out", "run", "--json"]
    found = one_object(done("train", folder / "good.fa", *words))
    assert (found["split"]["n_cv"], found["split"]["n_test"], found["split"]["test_file"]) == (60, 20, True)
    again = one_object(done("evaluate", "run", folder / "new.fa", "--json"))
    for name in METRICS:
        assert again["metrics"][name]["value"] == pytest.approx(found["metrics"]["test"][name]["value"], abs=1e-9)


def test_fixes_are_applied_before_training(done):
    text = fasta({"donor": 20, "acceptor": 20}) + ">more Donor\nACGTTTTTAACC\n"
    words = ["train", "-", *TINY, "--out", "run", "--json"]
    found = one_object(done(*words, "--fix", "merge_labels", stdin=text.encode()))
    assert (found["n"], found["classes"]) == (41, ["acceptor", "donor"])


def test_progress_is_drawn_on_stderr_and_only_for_a_person(call, folder, monkeypatch):
    words = ["train", folder / "few.fa", *TINY, "--out", "run"]
    assert call(*words)[2] == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    _, out, err = call(*words)
    assert "100%" in err
    assert out.endswith("Saved in run\n")
    _, out, err = call(*words, "--json")
    assert err == ""
    one_object(out)


def test_a_run_in_the_same_folder_replaces_the_one_before(done, folder):
    done("train", folder / "good.fa", *TINY, "--out", "run")
    words = ["--model", "logistic", "--encoder", "composition", "--folds", "2"]
    done("train", folder / "few.fa", *words, "--out", "run")
    assert one_object(done("evaluate", "run", "--json"))["model"] == "logistic"
    assert one_object(done("predict", "run", folder / "new.fa", "--json"))["n"] == 20


# predict


def test_predictions_are_printed_written_and_given_as_json(done, trained, folder):
    new = folder / "new.fa"
    printed = done("predict", trained, new)
    assert done("predict", trained, new, "--out", "deep/predictions.csv") == "deep/predictions.csv: 20 sequences\n"
    assert Path("deep/predictions.csv").read_text(encoding="utf-8") == printed
    frame = pd.read_csv(io.StringIO(printed))
    assert frame.columns.tolist() == [
        "id", "length", "n_frac", "p_acceptor", "p_donor", "pred", "p_sd", "conformal_set", "abstain", "rc_discordance",
        "ood_flags", "model_id",
    ]  # fmt: skip
    found = one_object(done("predict", trained, new, "--json"))
    assert (found["n"], found["rejected"]) == (20, [])
    assert [row["id"] for row in found["predictions"]] == frame["id"].tolist()
    np.testing.assert_allclose([row["p_donor"] for row in found["predictions"]], frame["p_donor"], atol=1e-12)
    assert one_object(done("predict", trained, new, "--json", "--out", "p.csv")) == found
    assert Path("p.csv").read_text(encoding="utf-8") == printed
    assert (frame["pred"] == ["acceptor"] * 10 + ["donor"] * 10).mean() > 0.8


def test_predictions_are_written_piece_by_piece_and_replace_what_was_there_only_when_complete(
    done, trained, folder, monkeypatch
):
    from genocore.training import predict as predicting

    new, whole, original = folder / "new.fa", done("predict", trained, folder / "new.fa"), predicting.predict_batches
    sizes = []

    def small(model, data):
        for frame in original(model, data, 7):
            sizes.append(len(frame))
            yield frame

    monkeypatch.setattr(predicting, "predict_batches", small)
    Path("p.csv").write_text("earlier", encoding="utf-8")
    Path("link.csv").symlink_to("p.csv")
    done("predict", trained, new, "--out", "link.csv")
    assert sizes == [7, 7, 6]
    assert Path("link.csv").is_symlink()
    assert Path("p.csv").read_text(encoding="utf-8") == whole == done("predict", trained, new)

    def broken(model, data):
        yield next(original(model, data, 7))
        raise ZeroDivisionError

    monkeypatch.setattr(predicting, "predict_batches", broken)
    with pytest.raises(ZeroDivisionError):
        done("predict", trained, new, "--out", "p.csv")
    assert Path("p.csv").read_text(encoding="utf-8") == whole
    assert not list(Path().glob(".*.part"))


def test_labels_are_not_looked_at(done, trained, folder):
    text = re.sub(r" \w+$", "", FILES["new.fa"], flags=re.MULTILINE)
    assert done("predict", trained, "-", stdin=text.encode()) == done("predict", trained, folder / "new.fa")


def test_records_without_a_prediction_are_named(call, trained, folder):
    code, out, err = call("predict", trained, folder / "alignment.fa")
    assert code == 0
    assert err == "left out s1: FA004 '-' is a gap, not a DNA letter.\n"
    assert pd.read_csv(io.StringIO(out))["id"].tolist() == ["s2", "s3"]
    code, out, err = call("predict", trained, folder / "alignment.fa", "--json")
    found = one_object(out)
    assert found["n"] == 2
    assert found["rejected"] == [
        {
            "file": "alignment.fa",
            "line": 2,
            "record": "s1",
            "code": "FA004",
            "reason": "'-' is a gap, not a DNA letter.",
        }
    ]


HOSTILE = ["=cmd()", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "'quoted'", "a,b", '"']


def test_a_name_from_a_header_cannot_start_a_formula(done, trained):
    text = "".join(f">{name}\nACGTACGTAC\n" for name in HOSTILE)
    done("predict", trained, "-", "--out", "predictions.csv", stdin=text.encode())
    found = pd.read_csv("predictions.csv")["id"].tolist()
    assert found == ["'" + name if name[0] in "=+-@" else name for name in HOSTILE]
    for line in Path("predictions.csv").read_text(encoding="utf-8").splitlines():
        assert not re.match(r"\"?[=+\-@\t\r]", line)
    assert [
        row["id"] for row in one_object(done("predict", trained, "-", "--json", stdin=text.encode()))["predictions"]
    ] == (HOSTILE)


def test_a_class_name_cannot_start_a_formula_either(done):
    text = fasta({"=1+1": 12, "-neg": 12})
    done("train", "-", *TINY, "--out", "run", stdin=text.encode())
    frame = pd.read_csv(io.StringIO(done("predict", "run", "-", stdin=text.encode())))
    assert set(frame["pred"]) == {"'=1+1", "'-neg"}
    done("features", "-", "--encoder", "counts", "--out", "f.csv", stdin=text.encode())
    assert set(pd.read_csv("f.csv")["label"]) == {"'=1+1", "'-neg"}


# evaluate


def test_a_run_shows_its_own_scores_again(done, folder):
    trained = done("train", folder / "good.fa", *TINY, "--out", "run")
    assert done("evaluate", "run") == trained.removesuffix("\nSaved in run\n")
    assert one_object(done("evaluate", "run", "--json")) == Run.load(Path("run")).to_dict()


def test_a_model_is_scored_on_another_file(done, trained, folder):
    found = one_object(done("evaluate", trained, folder / "new.fa", "--json"))
    assert set(found) == {"model_id", "n", "classes", "metrics", "messages"}
    assert (found["n"], found["classes"], found["messages"]) == (20, ["acceptor", "donor"], [])
    assert found["model_id"] == Run.load(trained).key
    assert list(found["metrics"]) == METRICS
    frame = pd.read_csv(io.StringIO(done("predict", trained, folder / "new.fa")))
    right = (frame["pred"] == ["acceptor"] * 10 + ["donor"] * 10).mean()
    assert found["metrics"]["accuracy"]["value"] == pytest.approx(right)
    out = done("evaluate", trained, folder / "new.fa")
    assert re.search(r"^ +20 records$", out, re.MULTILINE)
    assert re.search(rf"^Accuracy +{right:.3f}", out, re.MULTILINE)
    assert re.search(r"^ +donor .* 10$", out, re.MULTILINE)


def test_a_file_with_some_of_the_classes_is_enough(done, trained, folder):
    found = one_object(done("evaluate", trained, folder / "one_class.fa", "--label", "header:2", "--json"))
    assert found["classes"] == ["acceptor", "donor"]
    assert found["metrics"]["auroc"] == {"value": None, "low": None, "high": None}
    assert found["metrics"]["accuracy"]["value"] is not None
    assert "undefined" in done("evaluate", trained, folder / "one_class.fa", "--label", "header:2")


def test_work_that_is_stopped_is_not_taken_for_wrong_input(monkeypatch, folder, tmp_path):
    def stop(*args, **options):
        raise Cancelled

    monkeypatch.setattr(training, "train", stop)
    monkeypatch.setattr(sys, "argv", ["genocore", "train", str(folder / "good.fa"), "--out", str(tmp_path / "run")])
    with pytest.raises(Cancelled):
        cli.main()


def test_a_control_of_a_run_says_what_it_found(done, refused, call, tmp_path):
    Path("x.fa").write_text(fasta({"a": 70, "b": 70}))
    done("train", "x.fa", "--model", "logistic", "--encoder", "composition", "--out", "run", "--json")
    found = one_object(done("evaluate", "run", "x.fa", "--control", "shuffled", "--json"))
    assert found["sentence"].startswith("With shuffled labels the same work reaches 0.")
    assert {row["arm"] for row in found["rows"]} == {"as run", "other"}
    code, out, _ = call("evaluate", "run", "x.fa", "--control", "fewer")
    assert code == 0
    assert "records learnt from, AUROC changed by" in out
    assert "PA002" in refused("evaluate", "run", "x.fa", "--control", "nothing")


def test_genes_whose_expression_goes_with_mutations_are_written_with_their_numbers(done, refused):
    golden = Path(__file__).parent / "significance" / "golden"
    found = one_object(done("significance", golden / "p53_expression.csv", "--out", "sig", "--json"))
    assert (found["genes"], found["tested"], found["significant"], found["scale"]) == (200, 200, 5, "none")
    frame = pd.read_csv("sig/gene_significance.csv")
    assert set(frame[frame["significant"]]["gene"]) == {"BAX", "MDM2", "DDB2", "CDKN1A", "BTG2"}
    assert json.loads(Path("sig/significance.json").read_text())["test"] == "welch"
    said = done("significance", golden / "p53_expression.csv", "--out", "sig", "--test", "mann_whitney")
    assert re.search(r"of 200 tested genes differ between mutated and other samples \(mann_whitney, bh, 0.05", said)
    assert "ST005" in refused("significance", golden / "p53_expression.csv", "--out", "x", "--test", "paired_t")
    assert "PA002" in refused("significance", golden / "p53_expression.csv", "--out", "x", "--test", "welsh")


def test_a_matrix_needs_to_know_who_is_mutated(done, refused):
    samples = [f"s{number}" for number in range(8)]
    rows = [f"G{gene}," + ",".join(str(gene + (number < 4) * (gene == 3) * 9 + number % 3) for number in range(8))
            for gene in range(9)]  # fmt: skip
    Path("m.csv").write_text("Gene," + ",".join(samples) + "\n" + "\n".join(rows) + "\n")
    assert "EX001" in refused("significance", "m.csv", "--out", "o")
    sheet = "\n".join(f"{name},{'MUT' if number < 4 else 'WT'},p{number % 4}" for number, name in enumerate(samples))
    Path("s.csv").write_text("sample,status,patient\n" + sheet + "\n")
    assert "--group" in refused("significance", "m.csv", "--samples", "s.csv", "--out", "o")
    arguments = ["significance", "m.csv", "--samples", "s.csv", "--group", "status", "--out", "o", "--json"]
    found = one_object(done(*arguments))
    assert [row["gene"] for row in found["rows"] if row["significant"]] == ["G3"]
    paired = one_object(done(*arguments, "--pair", "patient", "--test", "paired_t"))
    assert {row["df"] for row in paired["rows"] if row["testable"]} == {3.0}


def test_mutations_are_checked_named_and_joined_to_expression_in_one_folder(done):
    done("demo", "simulated-cohort", "--out", "d")
    arguments = [
        "mutations", "d/sequences.fasta", "d/mutations.csv", "--expression", "d/expression.csv",
        "--regions", "d/regions.csv", "--samples", "d/profiled.csv", "--out", "o",
    ]  # fmt: skip
    found = one_object(done(*arguments, "--json"))
    assert found["status"]["matched"] == found["uploaded"] == len(found["rows"]) == sum(found["status"].values())
    assert (found["tested"], found["significant"], found["scale"]) == (38, 8, "log2")
    assert {path.name for path in Path("o").iterdir()} == {
        "mutations.csv", "rejected.csv", "mutated.fasta", "spectrum.csv", "recurrence.csv", "gene_significance.csv",
        "significant_mutations.csv", "mutations.json",
    }  # fmt: skip
    genes = pd.read_csv("o/gene_significance.csv")
    assert {"n_mutations", "classes", "mde", "reason"} <= set(genes)
    significant = pd.read_csv("o/significant_mutations.csv")
    assert set(significant["Gene"]) == set(genes.loc[genes["significant"], "gene"])
    assert "synonymous" not in set(significant["consequence"])
    said = done(*arguments, "--test", "mann_whitney")
    assert re.search(r"\d+ of 39 tested genes differ .*mann_whitney, bh, 0.05; scale log2", said)


def test_a_table_that_counts_from_0_is_pointed_out_and_read_so_on_request(done):
    letters = "CCATGGCTAAATTTGGGTAACC"
    Path("s.fa").write_text(f">g1\n{letters}\n")
    Path("m.csv").write_text(
        "Gene,Position,Type\n"
        + "".join(f"g1,{n},{base}>{'A' if base != 'A' else 'C'}\n" for n, base in enumerate(letters))
    )
    said = done("mutations", "s.fa", "m.csv", "--out", "o")
    assert "MU005 100 % of the references match if positions count from 0" in said
    assert "22 matched" in done("mutations", "s.fa", "m.csv", "--out", "o", "--offset", "1")


def test_sequences_can_be_compared_and_a_column_named(done, refused):
    Path("n.fa").write_text(">a\nACGTACGTAC\n")
    Path("m.fa").write_text(">a\nACGTTCGTAC\n")
    found = one_object(done("mutations", "n.fa", "m.fa", "--out", "o", "--json"))
    assert [row["hgvs_c"] for row in found["rows"]] == ["n.5A>T"]
    Path("t.csv").write_text("locus,where,what\na,5,A>T\n")
    columns = ["--column", "gene=locus", "--column", "position=where", "--column", "mutation=what"]
    found = one_object(done("mutations", "n.fa", "t.csv", *columns, "--out", "o", "--json"))
    assert found["status"]["matched"] == 1
    assert "PA002" in refused("mutations", "n.fa", "t.csv", *columns, "--out", "o", "--consequence", "bad")
    assert "EX001" in refused("mutations", "n.fa", "t.csv", "--column", "position=nowhere", "--out", "o")


# effects


GENES = [f"g{number}" for number in range(6)]
IN_GENES = "".join(f">{name}\n{letters}\n" for name, letters in zip(GENES, dna(6, seed=90), strict=True))
ANSWERS = {
    "score_ref", "score_alt", "delta_score_mean", "delta_score_sd", "percentile", "n_compared", "rc_discordance",
    "ood_flags", "model_note", "read_within", "read_position", "window_from", "window_to", "model_status",
}  # fmt: skip


def changed(sequences, samples=1):
    """Return a table of mutations, one a sample and sequence, each at another place."""
    rows = ["Gene,Position,Ref,Alt,Sample,Found in"]
    for at, record in enumerate(sequences.split(">")[1:]):
        name, letters = record.split()
        for sample in range(samples):
            place = 5 + 3 * at + 7 * sample
            alt = "C" if letters[place - 1] == "G" else "G"
            rows.append(f"{name},{place},{letters[place - 1]},{alt},s{sample},lane {sample}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def asked(tmp_path):
    """Arguments for the files of a study; they are in the folder where the command line runs."""
    (tmp_path / "genes.fa").write_text(IN_GENES)
    (tmp_path / "m.csv").write_text(changed(IN_GENES) + "g0,1,N,A,s9,\ng1,,,,s9,a word\n")
    return ["genes.fa", "m.csv", "--out", "effects.csv"]


def test_each_change_has_its_check_and_what_the_model_says_beside_the_upload(done, trained, asked):
    said = done("effects", trained, *asked)
    assert said.startswith("8 changes; effects are differences of the probability of donor\n")
    assert re.search(r"^ +6 scored\n +2 not in place$", said, re.MULTILINE)
    assert said.endswith("\nWritten to effects.csv\n")
    frame = pd.read_csv("effects.csv")
    assert frame["line"].tolist() == list(range(2, 10))
    assert set(frame) >= {"gene", "position", "ref", "alt", "ref_check", "status", "consequence", "hgvs_c", "counts"}
    assert set(frame) >= ANSWERS
    assert frame["input_Found in"].tolist()[0] == "lane 0"
    assert list(frame)[-6:] == [f"input_{name}" for name in ("Gene", "Position", "Ref", "Alt", "Sample", "Found in")]
    assert "p" not in frame
    before = dict(zip(GENES, (record.split()[1] for record in IN_GENES.split(">")[1:]), strict=True))
    texts = "".join(
        f">{row.gene}\n{before[row.gene]}\n>{row.gene}\n"
        f"{before[row.gene][: int(row.position) - 1]}{row.alt}{before[row.gene][int(row.position) :]}\n"
        for row in frame.head(6).itertuples()
    )
    answers = one_object(done("predict", trained, "-", "--json", stdin=texts.encode()))["predictions"]
    chance = np.array([row["p_donor"] for row in answers]).reshape(-1, 2)
    np.testing.assert_allclose(frame["delta_score_mean"].head(6), chance[:, 1] - chance[:, 0], atol=1e-9)
    assert frame["delta_score_mean"].tail(2).isna().all()


def test_the_same_effects_are_given_as_one_object(done, trained, asked):
    found = one_object(done("effects", trained, *asked, "--of", "acceptor", "--measure", "log_odds", "--json"))
    frame = pd.read_csv("effects.csv")
    assert list(found) == [
        "run", "score", "rows", "status", "flagged", "proposal", "messages", "effects",
    ]  # fmt: skip
    assert (found["run"], found["score"]) == (Run.load(trained).key, "log odds of acceptor")
    assert found["rows"] == len(found["effects"]) == len(frame) == sum(found["status"].values()) == 8
    assert found["flagged"] == int(frame["ood_flags"].notna().sum())
    given = [row["delta_score_mean"] for row in found["effects"]]
    np.testing.assert_allclose(given[:6], frame["delta_score_mean"].head(6))
    assert given[6:] == [None, None]


def test_effects_stand_beside_expression_and_are_correlated_over_genes(done, trained, asked):
    Path("m.csv").write_text(changed(IN_GENES, samples=3))
    values = np.random.default_rng(3).normal(8, 1, (6, 9)) + np.repeat([[0], [1], [2], [0], [-1], [3]], 9, axis=1)
    values[:, :3] += np.array([[-2], [-1], [0], [1], [2], [3]])
    header = "Gene," + ",".join(f"s{number}" for number in range(9))
    rows = [f"{gene}," + ",".join(f"{value:.3f}" for value in row) for gene, row in zip(GENES, values, strict=True)]
    Path("e.csv").write_text("\n".join([header, *rows]) + "\n")
    arguments = ["effects", trained, *asked, "--expression", "e.csv", "--everyone"]
    found = one_object(done(*arguments, "--json"))
    frame = pd.read_csv("effects.csv")
    assert set(frame) >= {"n_mut", "n_wt", "log2fc", "ci_low", "ci_high", "test", "p", "q", "testable", "reason"}
    assert set(zip(frame["n_mut"], frame["n_wt"], strict=True)) == {(3, 6)}
    assert (frame.groupby("gene")["p"].nunique() == 1).all()
    genes = frame.groupby("gene").agg(delta=("delta_score_mean", "mean"), log2fc=("log2fc", "first"))
    ranks = genes.rank().corr().loc["delta", "log2fc"]
    assert found["genes"]["value"] == pytest.approx(ranks)
    assert found["genes"]["n"] == 6
    assert found["genes"]["low"] < ranks < found["genes"]["high"]
    said = done(*arguments)
    assert f"\nRank correlation with expression over 6 genes: {ranks:.2f} (95 % " in said


def test_short_sequences_are_read_within_longer_ones(done, trained, asked):
    Path("parts.fa").write_text("".join(line[:20] + "\n" for line in IN_GENES.splitlines()))
    Path("m.csv").write_text(changed(Path("parts.fa").read_text()).split("\ng1")[0] + "\n")
    alone = one_object(done("effects", trained, "parts.fa", *asked[1:], "--json"))
    assert alone["flagged"] == 1
    assert "shorter than the training sequences" in alone["effects"][0]["ood_flags"]
    whole = IN_GENES.replace(">g", ">whole_g")
    Path("whole.fa").write_text(whole)
    found = one_object(done("effects", trained, "parts.fa", *asked[1:], "--within", "whole.fa", "--json"))
    row = found["effects"][0]
    assert found["flagged"] == 0
    assert (row["read_within"], row["window_from"], row["window_to"]) == ("whole_g0", 1, 40)
    assert row["model_note"].startswith("Read within whole_g0, 1 to 20.")
    expected = one_object(done("effects", trained, "genes.fa", *asked[1:], "--json"))["effects"][0]
    assert row["delta_score_mean"] == pytest.approx(expected["delta_score_mean"], abs=1e-12)


def test_effects_that_cannot_be_asked_for_are_refused_in_one_line(refused, done, trained, asked, folder):
    assert "PA002" in refused("effects", trained, *asked, "--of", "exon")
    assert "PA002" in refused("effects", trained, *asked, "--measure", "odds")
    assert "SE001" in refused("effects", folder, *asked)
    assert "FA015 gone.fa:" in refused("effects", trained, "gone.fa", *asked[1:])
    assert "FA015" in refused("effects", trained, *asked, "--within", "gone.fa")
    assert "FA015" in refused("effects", trained, *asked, "--expression", "gone.csv")
    assert "PA001" in refused("effects", trained, *asked, "--column", "position")
    assert "PA001" in refused("effects", trained, *asked, "--seed", "-1")
    assert "PA001" in refused("effects", trained, *asked[:2])
    Path("there").mkdir()
    assert "FA015" in refused("effects", trained, *asked[:2], "--out", "there")
    assert "FA015" in refused("effects", trained, *asked[:2], "--out", "genes.fa/effects.csv")
    assert not Path("effects.csv").exists()
    numbers = "".join(f">s{row} {row}.5\n{letters}\n" for row, letters in enumerate(dna(30)))
    small = ["--label", "header:2", "--task", "regression", "--model", "ridge", "--folds", "2", "--out", "r"]
    done("train", "-", *small, stdin=numbers.encode())
    assert "PA001" in refused("effects", "r", *asked, "--of", "acceptor")
    assert "PA001" in refused("effects", "r", *asked, "--measure", "log_odds")
    assert one_object(done("effects", "r", *asked, "--json"))["score"].startswith("predicted ")


def test_a_run_that_was_changed_is_not_asked(refused, tampered, asked):
    assert "SE001" in refused("effects", tampered, *asked)


def test_a_table_that_counts_from_0_is_pointed_out_where_a_model_is_asked_too(done, trained, asked):
    letters = IN_GENES.split()[1]
    rows = "".join(f"g0,{n},{base}>{'A' if base != 'A' else 'C'}\n" for n, base in enumerate(letters))
    Path("m.csv").write_text(f"Gene,Position,Type\n{rows}")
    assert "MU005 100 % of the references match if positions count from 0" in done("effects", trained, *asked)
    found = one_object(done("effects", trained, *asked, "--offset", "1", "--json"))
    assert (found["status"], found["proposal"]) == ({"scored": 40}, None)


def test_a_table_without_a_row_that_can_be_asked_about_is_no_bug(done, trained, asked):
    Path("m.csv").write_text("Gene,Position,Ref,Alt\ng0,99,A,C\n")
    found = one_object(done("effects", trained, *asked, "--json"))
    assert found["status"] == {"not_in_place": 1}
    assert found["effects"][0]["model_note"] == "The check found something against this row: see its status."


def test_names_in_a_table_of_effects_cannot_start_a_formula(done, trained, asked):
    Path("genes.fa").write_text(IN_GENES.replace(">g0", ">=cmd()"))
    Path("m.csv").write_text(changed(Path("genes.fa").read_text()).replace("lane 0", "@SUM(A1)"))
    found = one_object(done("effects", trained, *asked, "--json"))
    assert found["effects"][0]["read_within"] == "=cmd()"
    frame = pd.read_csv("effects.csv")
    assert frame.loc[0, ["gene", "read_within", "input_Gene", "input_Found in"]].tolist() == [
        *["'=cmd()"] * 3,
        "'@SUM(A1)",
    ]
    for line in Path("effects.csv").read_text(encoding="utf-8").splitlines():
        assert not re.search(r"(^|,)\"?[=@]", line)
