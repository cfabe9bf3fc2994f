import io
import random
import warnings

import numpy as np
import pytest
from Bio import SeqIO
from Bio.Seq import Seq
from Bio.SeqFeature import CompoundLocation, SeqFeature, SimpleLocation, UnknownPosition
from Bio.SeqRecord import SeqRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.files import Report
from genocore.sequences import Source, load
from genocore.sequences.genbank import read_genbank
from genocore.sequences.reading import Reading
from genocore.sequences.regions import Annotated, cut_regions
from genocore.splitting import make_split

_DRAW = random.Random(5)
LETTERS = "".join(_DRAW.choice("ACGT") for _ in range(3000))


def place(*stretches, strand=1):
    """Return a location joined from stretches (0-based starts, ends), given along the record."""
    parts = [SimpleLocation(start, end, strand) for start, end in stretches]
    parts = parts if strand == 1 else parts[::-1]
    return parts[0] if len(parts) == 1 else CompoundLocation(parts)


def feature(kind, location, name=""):
    return SeqFeature(location, type=kind, qualifiers={"locus_tag": [name]} if name else {})


def record(*features, letters=LETTERS, name="AB1.1", topology="linear"):
    annotations = {"molecule_type": "DNA", "topology": topology, "organism": "Imaginaria minor"}
    return SeqRecord(Seq(letters), name, name.split(".")[0], features=list(features), annotations=annotations)


def written(*records, form="genbank"):
    handle = io.StringIO()
    SeqIO.write(records, handle, form)
    return handle.getvalue()


def read(*records, form="genbank", **choices):
    choices = {"features": "CDS", **choices}
    return read_genbank(Source("x.gb", data=written(*records, form=form).encode()), Reading.checked(**choices), form)


def rows(data):
    return data.table().assign(sequence=list(data.sequences())).to_dict("records")


def labels(data):
    return [header.split()[1] for header in data.columns["header"]]


def cut_by_hand(given, **choices):
    """Cut regions of a record given as Biopython made it, without writing it first."""
    report = Report(["x.gb"])
    annotated = Annotated(given.id, given.id, str(given.seq), "", given.features)
    return list(cut_regions([annotated], Reading.checked(**{"features": "CDS", **choices}), "x.gb", report))


def check_windows(data, window, sources):
    """Assert that every window is a piece of its region, read in the region's direction, and that none overlap."""
    taken = {}
    for row in rows(data):
        whole = sources(row)
        at = whole.find(row["sequence"])
        assert at >= 0, row
        assert len(row["sequence"]) == window
        assert row["header"].split()[2] == row["region"]
        taken.setdefault(row["region"], []).append(at)
    for starts in taken.values():
        assert all(b - a >= window for a, b in zip(sorted(starts), sorted(starts)[1:], strict=False))


FORWARD = feature("CDS", place((300, 700)), "fwd")
BACKWARD = feature("CDS", place((1000, 1450), strand=-1), "bwd")
SPLICED = feature("CDS", place((1700, 1790), (1850, 1960), (2000, 2120)), "spliced")
SPLICED_BACK = feature("CDS", place((2300, 2390), (2500, 2610), strand=-1), "back")
PLAIN = record(FORWARD, BACKWARD, SPLICED, SPLICED_BACK)
BY_NAME = {f"AB1.1_{one.qualifiers['locus_tag'][0]}": one for one in PLAIN.features}


def source_of(row, letters=LETTERS):
    if "_between_" not in row["region"]:
        return str(BY_NAME[row["region"]].extract(Seq(letters)))
    stretch = Seq(letters[row["start"] - 1 : row["end"]])
    return str(stretch if row["strand"] == "+" else stretch.reverse_complement())


@pytest.mark.parametrize("form", ["genbank", "embl"])
def test_windows_are_pieces_of_their_feature_or_of_the_stretch_between_and_do_not_overlap(form):
    for seed in range(5):
        data, report = read(PLAIN, form=form, window=50, seed=seed)
        check_windows(data, 50, source_of)
        assert report.read == report.kept == len(data)
        assert labels(data).count("gene") == labels(data).count("non-gene") == len(data) / 2


def test_both_classes_have_as_many_windows_and_the_draw_is_said():
    data, report = read(PLAIN, window=40)  # 10 + 11 + 8 + 5 fit into the genes, 7 + 7 + 6 + 4 + 9 between them
    assert labels(data) == ["gene"] * 33 + ["non-gene"] * 33
    assert [str(message) for message in report.messages] == [
        "FA025 x.gb: 33 of 34 gene windows were drawn, so that both classes have as many."
    ]
    data, report = read(record(FORWARD), window=40)
    assert labels(data) == ["gene"] * 10 + ["non-gene"] * 10
    assert "10 of 64 non-gene windows were drawn" in str(report.messages[0])


def test_what_is_known_of_a_window_is_kept():
    data, _ = read(PLAIN, window=0)
    found = {row["region"]: (row["start"], row["end"], row["strand"], row["organism"]) for row in rows(data)}
    assert found["AB1.1_fwd"] == (301, 700, "+", "Imaginaria minor")
    assert found["AB1.1_bwd"] == (1001, 1450, "-", "Imaginaria minor")
    assert found["AB1.1_spliced"] == (1701, 2120, "+", "Imaginaria minor")
    assert found["AB1.1_back"] == (2301, 2610, "-", "Imaginaria minor")
    assert set(data.columns) == {
        "header", "file", "line", "masked_share", "organism", "region", "start", "end", "strand",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_windows_and_another_one_others():
    first, again, other = (read(PLAIN, window=60, seed=seed)[0] for seed in (1, 1, 2))
    assert first.fingerprint == again.fingerprint
    assert other.fingerprint != first.fingerprint


def test_without_a_length_features_and_stretches_stay_whole():
    data, report = read(PLAIN, window=0)
    assert all(row["sequence"] == source_of(row) for row in rows(data))
    assert data.ids.tolist() == [
        "AB1.1_fwd", "AB1.1_bwd", "AB1.1_spliced", "AB1.1_back", "AB1.1_between_1_300", "AB1.1_between_701_1000",
        "AB1.1_between_1451_1700", "AB1.1_between_2121_2300", "AB1.1_between_2611_3000",
    ]  # fmt: skip
    assert report.messages == []


def test_introns_are_cut_out_of_genes_and_are_not_between_genes():
    data, _ = read(PLAIN, window=0)
    spliced = data.ids.tolist().index("AB1.1_spliced")
    assert data.sequence(spliced) == LETTERS[1700:1790] + LETTERS[1850:1960] + LETTERS[2000:2120]
    for row in rows(data):
        if "_between_" in row["region"]:
            assert not any(row["start"] - 1 < end and start < row["end"] for start, end in [(1700, 2120), (2300, 2610)])


def test_genes_that_are_no_coding_sequences_do_not_lie_between_genes():
    others = [
        feature("tRNA", place((0, 250))),
        feature("mobile_element", place((800, 950))),
        feature("STS", place((2700, 2800))),
    ]
    data, _ = read(record(FORWARD, BACKWARD, *others), window=0)
    between = [name for name in data.ids if "_between_" in name]
    assert between == ["AB1.1_between_251_300", "AB1.1_between_701_800", "AB1.1_between_951_1000",
                       "AB1.1_between_1451_3000"]  # fmt: skip


def test_features_of_the_other_type_can_be_taken():
    gene = feature("gene", place((100, 400)), "g")
    data, _ = read(record(gene, feature("CDS", place((100, 200), (250, 390)), "g")), features="gene", window=0)
    assert data.sequence(0) == LETTERS[100:400]
    data, _ = read(record(gene, feature("CDS", place((100, 200), (250, 390)), "g")), features="CDS", window=0)
    assert data.sequence(0) == LETTERS[100:200] + LETTERS[250:390]


# Circles, and other odd places -----------------------------------------------------------------------------------


@pytest.mark.parametrize("strand", [1, -1])
def test_a_feature_over_the_origin_of_a_circle_is_one_gene(strand):
    over = feature("CDS", place((2800, 3000), (0, 160), strand=strand), "over")
    circle = record(over, feature("CDS", place((900, 1300)), "other"), topology="circular")
    for seed in range(3):
        data, _ = read(circle, window=80, seed=seed)
        whole = str(over.extract(circle.seq))
        genes = [row for row in rows(data) if row["region"] == "AB1.1_over"]
        assert all(row["sequence"] in whole for row in genes)
        assert all((row["start"], row["end"], row["strand"]) == (2801, 160, "+-"[strand == -1]) for row in genes)
        for row in rows(data):
            if "_between_" in row["region"]:
                assert 160 < row["start"] <= row["end"] <= 2800
    data, _ = read(circle, window=0)
    assert data.sequence(0) == whole
    assert [name for name in data.ids if "_between_" in name] == ["AB1.1_between_161_900", "AB1.1_between_1301_2800"]


def test_stretches_joined_across_strands_do_not_cover_what_lies_between():
    trans = feature("CDS", CompoundLocation([SimpleLocation(500, 600, -1), SimpleLocation(2000, 2100, 1)]), "trans")
    data, _ = read(record(trans), window=0)
    assert rows(data)[0]["strand"] == "both"
    assert data.sequence(0) == str(Seq(LETTERS[500:600]).reverse_complement()) + LETTERS[2000:2100]
    assert [name for name in data.ids if "_between_" in name] == [
        "AB1.1_between_1_500", "AB1.1_between_601_2000", "AB1.1_between_2101_3000",
    ]  # fmt: skip


def test_trans_spliced_genes_do_not_cover_what_lies_between():
    trans = feature("CDS", place((500, 600), (2000, 2100)), "trans")
    trans.qualifiers["trans_splicing"] = [""]
    data, _ = read(record(trans), window=0)
    assert "AB1.1_between_601_2000" in data.ids.tolist()


def test_features_elsewhere_and_at_unknown_places_are_passed_over():
    odd = record(
        FORWARD,
        feature("CDS", SimpleLocation(10, 90, 1, ref="U00001.1"), "elsewhere"),
        SeqFeature(SimpleLocation(UnknownPosition(), UnknownPosition(), 1), type="CDS"),
        SeqFeature(None, type="CDS"),
    )
    assert {name.split("_")[1] for name, *_ in cut_by_hand(odd, window=0)} == {"fwd", "between"}
    text = written(record(FORWARD, BACKWARD)).replace("complement(1001..1450)", "join(U00001.1:1001..1450,20..90)")
    data, _ = read_genbank(Source("x.gb", data=text.encode()), Reading.checked(features="CDS", window=0))
    assert data.ids.tolist() == ["AB1.1_fwd", "AB1.1_between_1_300", "AB1.1_between_701_3000"]


def test_a_feature_beyond_the_end_is_cut_off_there():
    pieces = cut_by_hand(record(feature("CDS", place((2900, 3400)), "late")), window=0)
    assert pieces[0][2] == LETTERS[2900:]


def test_lower_case_ambiguous_letters_and_u_are_turned_round_as_biopython_does():
    letters = "acgtnRYSWKMBDHVacgtuu" + "A" * 30
    found = {name: text for name, _, text, _ in cut_by_hand(record(
        feature("CDS", place((0, 19), strand=-1), "back"), feature("CDS", place((19, 21), strand=-1), "rna"),
        letters=letters,
    ), window=0)}  # fmt: skip
    assert found["AB1.1_back"] == str(Seq(letters[:19]).reverse_complement())
    assert found["AB1.1_rna"] == "aa"


# Names and groups ------------------------------------------------------------------------------------------------


def test_of_several_transcripts_of_a_gene_the_first_is_taken():
    transcripts = [feature("CDS", place((300, 400), (500, end)), "g1") for end in (600, 650)]
    data, _ = read(record(*transcripts), window=0)
    assert data.sequence(0) == LETTERS[300:400] + LETTERS[500:600]
    assert [name for name in data.ids if "between" not in name] == ["AB1.1_g1"]


def test_genes_of_one_name_at_several_places_have_names_of_their_own_and_one_region():
    data, report = load(
        [Source.from_text(written(record(*[feature("CDS", place((at, at + 120)), "rep") for at in (300, 900, 1500)])))],
        reading=Reading.checked(features="CDS", window=50),
    )
    genes = [row for row in rows(data) if row["label"] == "gene"]
    assert {row["region"] for row in genes} == {"AB1.1_rep"}
    assert {row["id"] for row in genes} == {f"AB1.1_rep{turn}_w{n}" for turn in ("", "_2", "_3") for n in (1, 2)}
    assert "FA003" not in [message.code for message in report.messages]


def test_features_without_a_name_are_called_by_their_place():
    data, _ = read(record(feature("CDS", place((300, 700))), feature("CDS", place((800, 900), strand=-1))), window=0)
    assert data.ids.tolist()[:2] == ["AB1.1_301_700", "AB1.1_801_900"]


def test_names_with_blanks_stay_one_word_so_that_the_label_is_the_second():
    data, _ = read(record(feature("CDS", place((300, 700)), "my gene 1")), window=0)
    assert data.columns["header"][0] == "AB1.1_my_gene_1 gene AB1.1_my_gene_1"


def test_second_words_are_the_labels_unasked():
    text = written(PLAIN)
    for label in (None, "header:2"):
        data, report = load(
            [Source.from_text(text, "x.gb")], label=label, reading=Reading.checked(features="CDS", window=50)
        )
        assert set(data.class_counts()) == {"gene", "non-gene"}
        assert len(set(data.class_counts().values())) == 1
        assert report.adds_up


def test_windows_of_one_region_stay_together_when_dividing():
    more = [feature("CDS", place((at, at + 230), strand=1 - 2 * (at % 2))) for at in range(101, 2900, 500)]
    text = written(record(*more))
    data, _ = load([Source.from_text(text, "x.gb")], reading=Reading.checked(features="CDS", window=50))
    split = make_split(data, "group:region", folds=3, test_share=0)
    for region in set(data.columns["region"]):
        assert len(set(split.fold[0][data.columns["region"] == region].tolist())) == 1
    assert len(set(split.fold[0].tolist())) == 3


# What cannot be cut ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "choices", "what"),
    [
        (record(), {}, "There is no feature of type CDS that is 100 bp long"),
        (record(), {"window": 0}, "There is no feature of type CDS"),
        (record(FORWARD), {"features": "gene"}, "There is no feature of type gene that is 100 bp long"),
        (record(FORWARD), {"window": 500}, "There is no feature of type CDS that is 500 bp long"),
        (record(feature("CDS", place((0, 3000)))), {}, "There is nothing between the genes that is 100 bp long"),
        (record(feature("CDS", place((0, 3000)))), {"window": 0}, "There is nothing between the genes"),
        (record(feature("CDS", place((20, 2950)))), {}, "There is nothing between the genes that is 100 bp long"),
    ],
)  # fmt: skip
def test_without_two_classes_there_is_nothing_to_tell_apart(given, choices, what):
    with pytest.raises(InputError) as caught:
        read(given, **choices)
    assert str(caught.value) == (
        f"ML006 x.gb: {what}, so there are no two classes. Take whole records, or another type or length."
    )


def test_no_record_gives_no_piece():
    assert list(cut_regions([], Reading.checked(features="CDS"), "x.gb", Report())) == []


PLACES = st.lists(st.tuples(st.integers(0, 390), st.integers(1, 120), st.booleans()), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(PLACES, st.integers(0, 3), st.sampled_from([0, 10, 17, 40]), st.text("ACGTacgtNR", min_size=400, max_size=400))
def test_windows_are_right_wherever_genes_lie(places, seed, window, letters):
    """Genes may overlap, touch and hold each other; what is called non-gene must touch none of them."""
    genes = [
        feature("CDS", place((start, min(start + length, 400)), strand=1 if forward else -1), f"g{number}")
        for number, (start, length, forward) in enumerate(places)
    ]
    given = record(*genes, letters=letters)
    by_name = {f"AB1.1_g{number}": one for number, one in enumerate(genes)}
    covered = np.zeros(400, dtype=bool)
    for one in genes:
        covered[one.location.start : one.location.end] = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pieces = cut_by_hand(given, window=window, seed=seed)
    except InputError as error:
        assert error.code == "ML006"
        longest = max((len(run) for run in "".join("01"[not value] for value in covered).split("0")), default=0)
        assert max(len(one) for one in genes) < max(window, 1) or longest < max(window, 1)
        return
    counts = {label: sum(header.split()[1] == label for _, header, _, _ in pieces) for label in ("gene", "non-gene")}
    assert counts["gene"] > 0 < counts["non-gene"]
    assert not window or counts["gene"] == counts["non-gene"]
    for _, header, text, known in pieces:
        assert not window or len(text) == window
        if header.split()[1] == "gene":
            whole = str(by_name[known["region"]].extract(given.seq))
        else:
            stretch = Seq(letters[known["start"] - 1 : known["end"]])
            assert not covered[known["start"] - 1 : known["end"]].any()
            whole = str(stretch if known["strand"] == "+" else stretch.reverse_complement())
        assert text in whole if window else text == whole
