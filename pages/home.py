"""Home: the questions, each with real data to try."""

from typing import Any

import streamlit as st

from genocore.evidence.demos import StudyDemo, find_study
from genocore.sequences.demos import Demo, find_demo
from genocore.training.settings import Settings
from genocore.workspace.studies import open_demo
from pages.shared import cache, demo, launch, shell

shell.open_page(
    "Home",
    "What do you want to find out?",
    "Genocore learns from your sequences, tells you how far its score can be trusted, and says what mutations do.",
)

QUESTIONS = (
    ("Normal or mutated?", "brca2-splicing", ":material/biotech:"),
    ("Gene or not?", "gene-or-not", ":material/genetics:"),
    ("Which kind of site?", "splice-sites", ":material/content_cut:"),
    ("How much?", "splicing-level", ":material/show_chart:"),
)

STUDIES = (
    ("Which mutations matter?", "lac-mutations", ":material/compare_arrows:"),
    ("What differs in mutated samples?", "p53-nci60", ":material/scatter_plot:"),
)
TOGETHER = ("What does a model make of each mutation?", ":material/psychology:")
cards = st.grid(2, min_column_width=320)


def learn(key: str, **chosen: Any) -> None:
    """Load a demo and start to train on it what was chosen, or what suits it first."""
    demo.load(key)
    row, data, _ = shell.need_dataset()
    launch.train(row, data, Settings.checked(**(chosen or launch.first_choice(data))), test=None)


def card(question: str, key: str, icon: str, about: Demo | StudyDemo) -> bool:
    """Draw a question with the data that answer it; return True if they are asked for."""
    with cards.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.subheader(f"{icon} {question}", anchor=False)
            st.write(about.question)
            st.caption(f"**{about.title}.** {about.caution} Source: {about.attribution}.")
        return st.button("Try it with real data", key=f"home_{key}", width="stretch")


for question, key, icon in QUESTIONS:
    if card(question, key, icon, find_demo(key)):
        learn(key)
        st.switch_page("pages/evaluate.py")
for question, key, icon in STUDIES:
    if card(question, key, icon, find_study(key)):
        open_demo(shell.workspace(), key)
        st.session_state["look"] = "Expression"
        st.switch_page("pages/mutations.py")

with st.container(border=True):
    st.subheader(f"{TOGETHER[1]} {TOGETHER[0]}", anchor=False)
    st.write(
        "A network learns from 5,000 variants of the lac promoter how strong each is; then it is asked about every "
        "single substitution, beside the check of its reference and the expression of those who carry it."
    )
    st.caption(f"**{find_demo('lac-promoter').title}**, and {find_study('lac-mutations').title.lower()}: both at once.")
    if st.button("Try it with real data", key="home_together", width="stretch"):
        learn("lac-promoter", model="mlp", encoder="onehot", folds=3)  # an ensemble: its members say how sure they are
        open_demo(shell.workspace(), "lac-mutations")
        st.session_state["look"] = "Table"
        st.switch_page("pages/mutations.py")

with st.container(horizontal=True):
    if st.button("Use my own sequences", type="primary", key="home_own", icon=":material/upload_file:"):
        st.switch_page("pages/data.py")

st.subheader("How it goes", anchor=False)
st.markdown(
    """
1. **Data**: load sequences with a label or a measured value each. Genocore says what it understood and what is wrong,
   line by line.
2. **Explore**: see how the classes differ, and whether something trivial gives them away.
3. **Train**: choose what learns, from a forest to a network, or let Auto compare them.
4. **Evaluate**: scores with intervals, beside those of no model at all.
5. **Predict**: paste new sequences and download the answers.
6. **Mutations**: bring sequences, mutations and expression together: what each mutation does, what a model makes of it,
   and which genes differ.
"""
)
cache.jobs()  # the workers start while the visitor reads
