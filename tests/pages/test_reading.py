"""Files of every make through the Data page."""

import io

import openpyxl
import pytest

BASES = ["ACGTACGT", "GGCCAATT", "TTGACATA", "CCGGTTAA", "ATATGCGC", "GATTACAG"]
GENBANK = """LOCUS       plasmid                  360 bp    DNA     circular BCT 01-JAN-2000
DEFINITION  a made-up plasmid.
ACCESSION   plasmid
VERSION     plasmid.1
FEATURES             Location/Qualifiers
     source          1..360
     CDS             1..180
                     /locus_tag="g1"
ORIGIN
{rows}
//
"""


def upload(app, *files):
    """Drop files on the Data page."""
    if app.title[0].value != "Data":
        app.switch_page("pages/data.py").run()
    box = next(one for one in app.get("file_uploader") if one.key.startswith("data_upload_"))
    for name, content in files:
        box.upload(name, content)
    app.run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def numbers(app):
    return {metric.label: metric.value for metric in app.metric}


def by_key(elements, start):
    return next(one for one in elements if one.key and one.key.startswith(start))


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["only a title"])
    sheet = book.create_sheet("oligos")
    sheet.append(["Name", "DNA sequence", "Class"])
    for number, sequence in enumerate(BASES):
        sheet.append([f"s{number}", sequence, "normal" if number % 2 else "mutated"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def table(delimiter=";", mark=","):
    rows = [["Gene", "Insert", "TPM"]] + [[f"g{i}", s, f"{i}{mark}{i}5"] for i, s in enumerate(BASES)]
    return "\n".join(delimiter.join(row) for row in rows)


def test_a_workbook_is_read_with_its_labels(open_app):
    app = upload(open_app(), ("oligos.xlsx", workbook()))
    assert numbers(app)["Kept"] == "6"
    assert numbers(app)["Without a label"] == "0"
    assert by_key(app.selectbox, "data_rule_column").value == "Class"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_with_semicolons_and_decimal_commas_gives_numbers(open_app, encoding):
    app = upload(open_app(), ("t.csv", table().encode(encoding)))
    assert numbers(app)["Records read"] == "6"
    assert numbers(app)["Smallest"] == "0.05"
    assert any("number" in note.value for note in app.info)


def test_another_column_can_be_made_the_names(open_app):
    app = upload(open_app(), ("t.csv", table().encode()))
    by_key(app.selectbox, "data_map").set_value(";").run()  # the first choice: what sets columns apart
    names = next(box for box in app.selectbox if "_id_" in (box.key or ""))
    assert names.value == "Gene"
    names.set_value("TPM").run()
    by_key(app.button, "data_map").click().run()
    assert not app.exception
    names = next(box for box in app.selectbox if "_id_" in (box.key or ""))
    assert names.value == "TPM"
    assert len([box for box in app.selectbox if (box.key or "").startswith("data_pick_")]) == 0  # took its place


def test_a_table_that_was_misunderstood_can_be_put_right_at_once(open_app):
    text = "\n".join(["exported", *table("|", ".").split("\n")]).replace("Insert", "what").replace("|", "^")
    app = upload(open_app(), ("t.csv", text.encode()))
    assert app.error  # nobody sets columns apart by carets
    app = upload(open_app(), ("labels.csv", b"id,label\ns1,a\ns2,b\n"))
    assert any("holds no sequences" in error.value for error in app.error)
    assert any(box.key.startswith("data_upload_") and "_sequence_" in box.key for box in app.selectbox if box.key)


def test_a_fasta_and_a_shuffled_table_are_joined_by_name(open_app):
    fasta = "".join(f">g{i}\n{s}\n" for i, s in enumerate(BASES)).encode()
    rows = ["name;tpm"] + [f"g{i};{i},5" for i in (5, 1, 3, 0)] + ["g9;7,5"]
    app = upload(open_app(), ("genes.fa", fasta), ("tpm.csv", "\n".join(rows).encode("utf-16")))
    found = {tuple(f.value.columns): f.value for f in app.dataframe if "count" in f.value}
    assert found[("sequences", "count")]["count"].tolist() == [4, 2, 6]
    assert found[("rows of the table", "count")]["count"].tolist() == [4, 1, 0, 0, 5]
    preview = next(f.value for f in app.dataframe if list(f.value.columns) == ["label", "name"])
    assert dict(zip(preview["name"], preview["label"], strict=True)) == {
        "g0": "0.5", "g1": "1.5", "g2": "", "g3": "3.5", "g4": "", "g5": "5.5",
    }  # fmt: skip


def test_a_table_can_be_added_later(open_app):
    fasta = "".join(f">g{i}\n{s}\n" for i, s in enumerate(BASES)).encode()
    app = upload(open_app(), ("genes.fa", fasta))
    box = by_key(app.get("file_uploader"), "data_join_file_")
    rows = "id,label\n" + "".join(f"g{i},{'ab'[i % 2]}\n" for i in range(6))
    box.upload("labels.csv", rows.encode())
    app.run()
    assert not app.exception
    assert numbers(app)["Without a label"] == "0"


def test_genes_of_a_genbank_file_can_be_set_against_what_lies_between(open_app):
    letters = ("acgtacgtac" * 36)[:360]
    rows = "\n".join(
        f"{start + 1:>9} " + " ".join(letters[start + at : start + at + 10] for at in range(0, 60, 10))
        for start in range(0, 360, 60)
    )
    app = upload(open_app(), ("plasmid.gb", GENBANK.format(rows=rows).encode()))
    assert numbers(app)["Kept"] == "1"
    assert by_key(app.button, "data_genes_").label == "Cut pieces of 100 bp"
    next(box for box in app.radio if "_features" in (box.key or "")).set_value("CDS").run()
    next(box for box in app.number_input if "_window" in (box.key or "")).set_value(50).run()
    by_key(app.button, "data_map").click().run()
    assert not app.exception
    assert numbers(app)["Kept"] == "6"
    assert numbers(app)["Without a label"] == "0"
    assert not [one for one in app.button if (one.key or "").startswith("data_genes_")]


def test_whole_records_of_a_genbank_file_are_cut_into_genes_and_others_with_one_click(open_app):
    letters = ("acgtacgtac" * 36)[:360]
    rows = "\n".join(
        f"{start + 1:>9} " + " ".join(letters[start + at : start + at + 10] for at in range(0, 60, 10))
        for start in range(0, 360, 60)
    )
    app = upload(open_app(), ("plasmid.gb", GENBANK.format(rows=rows).encode()))
    by_key(app.button, "data_genes_").click().run()
    assert not app.exception
    assert numbers(app)["Kept"] == "2"
    assert numbers(app)["Without a label"] == "0"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("paper.fasta", b"%PDF-1.7 ...", "PDF"),
        ("photo.fa", b"\x89PNG\r\n\x1a\n0000", "image"),
        ("calls.csv", b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\n1\t5\t.\tA\tC\n", "VCF"),
        ("multi.maf", b"##maf version=1\na score=1\ns hg16.chr1 1 4 + 10 ACGT\n", "genome alignment"),
        ("cut.fa.gz", b"\x1f\x8b\x08\x00\x00", "damaged"),
    ],
)
def test_what_is_no_use_is_named_and_nothing_is_lost(open_app, name, content, said):
    app = upload(open_app(), ("good.fa", b">a x\nACGT\n>b y\nACGA\n"))
    app = upload(app, (name, content))
    assert any(said in error.value for error in app.error)
    assert numbers(app)["Kept"] == "2"


@pytest.mark.parametrize("page", ["home", "explore", "train", "evaluate", "predict"])
def test_numbers_to_learn_break_no_page(open_app, page):
    rows = "id,dna,tpm\n" + "".join(f"g{i},{BASES[i % 6]}{BASES[i // 6]},{i}.5\n" for i in range(30))
    app = upload(open_app(), ("t.csv", rows.encode()))
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    if page == "train":
        assert not next(box for box in app.button if box.key.startswith("train_start_")).disabled


def test_decimal_commas_in_a_workbook_give_numbers_and_can_be_corrected(open_app):
    book = openpyxl.Workbook()
    for row in [["Name", "Insert", "TPM"], *([f"s{i}", s, f"{i},5"] for i, s in enumerate(BASES))]:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    app = upload(open_app(), ("t.xlsx", held.getvalue()))
    assert (numbers(app)["Smallest"], numbers(app)["Largest"]) == ("0.5", "5.5")
    decimal = next(box for box in app.selectbox if "_decimal" in (box.key or ""))
    assert (decimal.label, decimal.value) == ("Decimal mark", ",")


def test_the_sheet_that_was_read_is_said(open_app):
    app = upload(open_app(), ("oligos.xlsx", workbook()))
    assert any("an Excel workbook, sheet 'oligos'" in note.value for note in app.caption)


def test_a_table_whose_names_have_versions_is_matched_with_one_click(open_app):
    fasta = "".join(f">NM_{i}.1\n{s}\n" for i, s in enumerate(BASES)).encode()
    rows = "id,label\n" + "".join(f"NM_{i}.2,{'ab'[i % 2]}\n" for i in range(5)) + "NM_9.1,a\n"
    app = upload(open_app(), ("genes.fa", fasta), ("labels.csv", rows.encode()))
    assert any("none of 6 sequences found a row in `labels.csv`" in error.value for error in app.error)
    button = by_key(app.button, "data_strip_")
    assert button.label == "Match without .1, .2 (5 would match)"
    button.click().run()
    assert not app.exception
    assert numbers(app)["Without a label"] == "1"
    assert not app.error
    assert not [one for one in app.button if (one.key or "").startswith("data_strip_")]


def test_a_table_that_has_no_name_in_common_says_so_before_all_else(open_app):
    fasta = "".join(f">g{i}\n{s}\n" for i, s in enumerate(BASES)).encode()
    app = upload(open_app(), ("genes.fa", fasta), ("labels.csv", b"id,label\nx,a\ny,b\n"))
    assert any("Compare the names" in error.value for error in app.error)
    assert not [one for one in app.button if (one.key or "").startswith("data_strip_")]
