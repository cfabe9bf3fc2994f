"""Genocore: the frame around the pages. Start it with ``make run``."""

import streamlit as st

from genocore.errors import GenoError
from pages.shared import progress, shell

st.set_page_config(page_title="Genocore", page_icon="🧬", layout="wide")

PAGES = {
    "Home": st.Page("pages/home.py", title="Home", icon=":material/home:", default=True),
    "Data": st.Page("pages/data.py", title="Data", icon=":material/upload_file:"),
    "Explore": st.Page("pages/explore.py", title="Explore", icon=":material/search_insights:"),
    "Train": st.Page("pages/train.py", title="Train", icon=":material/model_training:"),
    "Evaluate": st.Page("pages/evaluate.py", title="Evaluate", icon=":material/query_stats:"),
    "Predict": st.Page("pages/predict.py", title="Predict", icon=":material/online_prediction:"),
    "Mutations": st.Page("pages/mutations.py", title="Mutations", icon=":material/genetics:"),
}

shell.open_workspace()
page = st.navigation(list(PAGES.values()))
if wanted := st.session_state.pop("wanted", None):
    st.switch_page(PAGES[wanted], query_params=st.query_params.to_dict())

with st.sidebar:
    if row := shell.workspace().dataset():
        st.caption("Working on")
        st.text(row.name)
    progress.badge()
    shell.start_over()

try:
    page.run()
except GenoError as error:  # anything else is a bug: the log has it, the page says only its type
    shell.show_error(error)
shell.settle()
