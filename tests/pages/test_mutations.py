import re

import pytest

from genocore.evidence.roles import roles_of
from tests.pages.exploring import fine, table

FASTA = ">g1\nCCATGGCTAAATTTGGGTAACC\n>g2\nTTATGCCCGGGAAATAGTT\n"
ODD = b"locus;where;what\ng1;7;C>T\n"
SECTIONS = (
    "Check", "Table", "Along the sequence", "Spectrum", "Samples", "Expression", "Model and expression", "Downloads",
)  # fmt: skip


@pytest.fixture
def page(open_app):
    app = open_app()
    fine(app.switch_page("pages/mutations.py").run())
    return app


def opened(app, key):
    return fine(app.button(key=f"mutations_demo_{key}").click().run())


def look(app, section):
    return fine(app.segmented_control(key="look").set_value(section).run())


def sections(app):
    return app.segmented_control(key="look").options


def loaded(app, **files):
    """Upload files, called as the keywords are; ``_`` stands for the point before the ending."""
    named = [(name.replace("_", "."), content, "text/plain") for name, content in files.items()]
    [uploader] = [one for one in app.get("file_uploader") if one.key and one.key.startswith("mutations_upload")]
    return fine(uploader.set_value(named).run())


def numbers(app):
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize(
    ("demo", "expected"),
    [
        ("lac-mutations", [name for name in SECTIONS if name != "Samples"]),
        ("p53-nci60", ["Expression", "Downloads"]),
        ("simulated-cohort", list(SECTIONS)),
    ],
)
def test_a_demo_opens_in_one_click_with_the_sections_it_has(page, demo, expected):
    app = opened(page, demo)
    assert sections(app) == expected
    for section in expected:
        look(app, section)
        assert not app.error


def test_the_lollipop_is_drawn_along_dna_coding_sequence_and_protein(page):
    app = look(opened(page, "simulated-cohort"), "Along the sequence")
    [axis] = [one for one in app.segmented_control if one.label == "Along"]
    for name in axis.options:
        fine(next(one for one in app.segmented_control if one.label == "Along").set_value(name).run())
        assert len(app.get("plotly_chart")) == 1


def test_a_new_table_of_mutations_takes_the_place_of_the_old_one_and_is_read_afresh(page):
    rows = "".join(f"g1,{n},{base}>{'A' if base != 'A' else 'C'}\n" for n, base in enumerate("CCATGGCTAAATTTGGGTAACC"))
    app = loaded(page, genes_fasta=FASTA.encode(), muts_csv=("Gene,Position,Type\n" + rows).encode())
    fine(next(one for one in app.button if one.label == "Read it so").click().run())
    [adder] = [one for one in app.get("file_uploader") if one.key and one.key.startswith("mutations_add")]
    fine(adder.set_value([("better.csv", b"Gene,Position,Type\ng1,7,C>T\n", "text/csv")]).run())
    assert (numbers(app)["Rows uploaded"], numbers(app)["Usable"]) == ("1", "1")
    assert not any("Read as if" in one.value for one in app.info)
    assert any("Not used" in one.value for one in app.caption)


def test_covariates_can_be_chosen_for_the_linear_model(page):
    sheet = "sample,TP53,batch\n" + "".join(f"s{n},{'MUT' if n % 2 else 'WT'},{'ab'[n > 4]}\n" for n in range(1, 9))
    values = "Gene," + ",".join(f"s{n}" for n in range(1, 9)) + "\nBAX,1,2,1.5,2.2,6,7.1,6.4,7\n"
    app = loaded(page, e_csv=values.encode(), s_csv=sheet.encode())
    for label, value in (("Samples are grouped by", "TP53"), ("Test", "ols")):
        fine(next(one for one in app.selectbox if one.label == label).set_value(value).run())
    fine(next(one for one in app.multiselect if one.label == "Adjust for").set_value(["batch"]).run())
    assert table(app, "least_p")["df"].tolist() == [5.0]


def test_the_p53_demo_says_which_genes_differ_and_why_welch(page):
    app = opened(page, "p53-nci60")
    text = " ".join(one.value for one in app.markdown)
    assert "**5 of 200 tested genes** differ" in text
    assert "**Welch's t-test**" in text
    assert table(app, "least_p")["gene"].iloc[:5].tolist() == ["BAX", "MDM2", "DDB2", "CDKN1A", "BTG2"]


def test_a_question_on_the_first_page_leads_to_its_answer(open_app):
    app = fine(open_app().button(key="home_lac-mutations").click().run())
    assert app.title[0].value == "Mutations"
    assert "**5 of 7 tested genes** differ" in " ".join(one.value for one in app.markdown)


def test_another_test_and_correction_are_used_and_survive_a_visit_elsewhere(page):
    app = opened(page, "p53-nci60")
    [test] = [one for one in app.selectbox if one.label == "Test"]
    test.set_value("mann_whitney")
    fine(app.run())
    assert "**Mann-Whitney U test**" in " ".join(one.value for one in app.markdown)
    assert any("Recommended" in one.value for one in app.info)
    app.switch_page("pages/home.py").run()
    fine(app.switch_page("pages/mutations.py").run())
    assert "**Mann-Whitney U test**" in " ".join(one.value for one in app.markdown)


def test_own_files_are_told_apart_and_every_row_is_accounted_for(page):
    rows = b"Gene,Position,Ref,Alt,Sample\ng1,7,C,T,s1\ng1,7,A,T,s2\ng1,99,A,T,s3\nTP53,1,A,T,s4\n"
    app = loaded(page, genes_fasta=FASTA.encode(), muts_csv=rows)
    assert numbers(app)["Rows uploaded"] == "4"
    assert (numbers(app)["Usable"], numbers(app)["Cannot be used"]) == ("1", "3")
    assert set(table(app, "reason")["status"]) == {"ref_mismatch", "out_of_range", "unknown_gene"}


def test_a_table_that_counts_from_0_is_mended_in_one_click_and_back(page):
    rows = "".join(f"g1,{n},{base}>{'A' if base != 'A' else 'C'}\n" for n, base in enumerate("CCATGGCTAAATTTGGGTAACC"))
    app = loaded(page, genes_fasta=FASTA.encode(), muts_csv=("Gene,Position,Type\n" + rows).encode())
    assert any("MU005 100 % of the references match if positions count from 0" in one.value for one in app.warning)
    [mend] = [one for one in app.button if one.label == "Read it so"]
    fine(mend.click().run())
    assert numbers(app)["Usable"] == "22"
    assert not any("MU005" in one.value for one in app.warning)
    [undo] = [one for one in app.button if one.label == "Read it as it is written"]
    fine(undo.click().run())
    assert any("MU005" in one.value for one in app.warning)


def test_a_table_with_other_names_of_columns_can_be_told_what_they_are(page):
    app = loaded(page, genes_fasta=FASTA.encode(), odd_csv=ODD)
    [role] = [one for one in app.selectbox if "odd.csv" in one.label]
    fine(role.set_value("mutations").run())
    assert any("EX001" in str(one.proto) or "holds positions" in one.value for one in app.error)
    for label, column in (("Gene or sequence", "locus"), ("Position", "where"), ("Type or change", "what")):
        [box] = [one for one in app.selectbox if one.label == label]
        box.set_value(column)
    [use] = [one for one in app.button if one.label == "Read it so"]
    fine(use.click().run())
    assert numbers(app)["Usable"] == "1"


def test_a_file_that_is_of_no_use_is_refused_and_nothing_is_lost(page):
    app = loaded(page, notes_pdf=b"%PDF-1.7 ...")
    assert any("PDF" in one.value for one in app.error)
    assert [one.key for one in app.button if one.key == "mutations_demo_lac-mutations"]


def test_names_from_files_are_shown_literally_on_every_section(page):
    name = "<b>g</b>**x**"
    fasta = f">{name}\nCCATGGCTAAATTTGGGTAACC\n"
    calls = f"Gene,Position,Type,Sample\n{name},7,C>T,<i>s1</i>\n{name},8,T>A,s2\n"
    expression = "Gene," + ",".join(["<i>s1</i>", "s2", "s3", "s4"]) + f"\n{name},1,2,3,4\n"
    app = loaded(page, a_fasta=fasta.encode(), b_csv=calls.encode(), c_csv=expression.encode())
    for section in sections(app):
        look(app, section)
        for text in [one.value for one in (*app.markdown, *app.caption, *app.warning, *app.info)]:
            assert not re.search(r"(?<!`)<[bi]>", re.sub(r"`[^`]*`", "", text))


def test_a_study_without_groups_says_what_is_missing(page):
    app = loaded(page, e_csv=b"Gene,s1,s2,s3,s4\nBAX,1,2,3,4\n")
    assert any("Which samples are mutated" in one.value for one in app.error)


def test_studies_are_kept_and_one_can_go_back_to_an_earlier(page):
    app = opened(page, "lac-mutations")
    [other] = [one for one in app.selectbox if one.label == "Study"]
    fine(other.set_value("p53-nci60").run())
    assert sections(app) == ["Expression", "Downloads"]
    [other] = [one for one in app.selectbox if one.label == "Study"]
    earlier = next(option for option in other.options if "lac promoter" in option)
    assert earlier == "Mutations of the lac promoter"


def test_the_roles_of_the_demos_are_found():
    from genocore.evidence.demos import STUDIES

    assert roles_of(STUDIES["p53-nci60"].sources) == ["expression", "samples"]
