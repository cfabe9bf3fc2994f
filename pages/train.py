"""Train: choose how sequences become numbers and what learns from them."""

import numpy as np
import streamlit as st

from genocore.errors import GenoError
from genocore.models.pairs import encoders_of, models_of
from genocore.sequences.spellings import variants
from genocore.tables.scale import scale_of
from genocore.training.advice import advise_encoder, estimate_columns, estimate_seconds, in_words
from genocore.training.settings import SCALE, SPLIT_PARAMS, Settings
from pages.shared import cache, families, forms, launch, progress, shell

shell.open_page("Train", "Train", "A model learns from part of your records and is scored on the rest.")
row, data, report = shell.need_dataset()
if progress.watch("train"):
    st.caption("You can go to other pages meanwhile. The result will be on Evaluate.")

FEW = 2  # so few settings are shown without being asked for
advised, reason = advise_encoder(data)
values: dict[str, object] = {}
choices = st.grid(2, min_column_width=380)
with choices.container(border=True, height="stretch"):
    st.subheader("Model", anchor=False)
    key = "train_model" if data.classes else "train_model_numbers"
    model = forms.choose("What learns", models_of(data.task), key=key, default="random_forest")
    if 0 < len(model.params) <= FEW and not model.presets:
        values |= forms.fill_in(model.params, key=f"train_{model.key}_")
    elif model.params:
        with st.expander("Settings of the model", key="train_model_settings"):
            preset = ""
            if model.presets:
                preset = st.selectbox(
                    "Preset", ["", *model.presets], format_func=lambda name: name or "recommended",
                    key=f"train_{model.key}_preset", persist_state="session",
                    help="'tutorial' is what a common tutorial uses, to compare with.",
                )  # fmt: skip
            start = dict(model.presets[preset]) if preset else None
            values |= forms.fill_in(model.params, key=f"train_{model.key}_{preset}", start=start, columns=2)
with choices.container(border=True, height="stretch"):
    st.subheader("Features", anchor=False)
    takes = encoders_of(model)
    if len(takes) == 1:
        encoder = takes[0]
        st.write(
            "Auto chooses the features too." if model.key == "auto" else "This model reads the letters themselves."
        )
    else:
        default = advised if advised in [spec.key for spec in takes] else takes[0].key
        encoder = forms.choose("How sequences become numbers", takes, key=f"train_encoder_{row.id}", default=default)
        if encoder.key == advised:
            st.caption(f"Suggested for these data. {reason}")
    if encoder.params and model.key != "auto":
        with st.expander("Settings of the features", key="train_features"):
            values |= forms.fill_in(encoder.params, key=f"train_{encoder.key}", columns=2)

with st.container(border=True):
    st.subheader("How it is scored", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scoring = forms.fill_in(SPLIT_PARAMS, key="train_split")
    if data.task == "regression":
        scoring |= forms.fill_in([SCALE], key=f"train_scale_{row.id}")
        st.caption(scale_of(np.asarray(data.target))[1])
    kinds = {
        "auto": "Keep copies and near copies together",
        "random": "At random (relatives may be on both sides: scores look better)",
    } | {f"group:{name}": f"By {shell.literal(name)}: equal values stay together" for name in
         families.group_columns(data, int(scoring["folds"]))}  # fmt: skip
    split = st.radio(
        "Division", list(kinds), format_func=kinds.__getitem__, key=f"train_division_{row.id}", persist_state="session"
    )
    st.caption(families.words(cache.families(data.fingerprint, data), len(data)))
    others = {other.id: other.name for other in shell.workspace().datasets() if other.id != row.id}
    test = None
    if others:
        test = st.selectbox(
            "Score at the end on", ["", *others], format_func=lambda key: others.get(key, "a locked part of these"),
            key=f"train_test_{row.id}", help="Another loaded file, with the same class names.",
        ) or None  # fmt: skip
    st.caption(
        "Every record outside the locked part is scored once by a model that never saw it (cross-validation). The "
        "locked part is scored a single time, by the final model: its score is the one to quote."
    )

settings = Settings.checked(model=model.key, encoder=encoder.key, values=values, split=split, **scoring)
cautions, obstacle = cache.trainable(data.fingerprint, settings.key(""), data, settings)
ready = obstacle is None
if obstacle:
    shell.show_error(obstacle)
for name, other in variants(data.classes, data.class_counts()).items():
    text = f"Class '{name}' may be the same as '{other}'; as it is, they are learnt as two."
    st.warning(f"{shell.prose(text)} Merge them on the Data page.")
for caution in cautions:
    st.warning(shell.prose(caution))

busy = bool(progress.active("train"))
if ready:
    what = "positions" if encoder.key == "letters" else "features"
    st.markdown(
        f"**{int(data.labelled.sum()):,}** labelled records × about **{estimate_columns(settings, data):,}** {what}: "
        f"**{in_words(estimate_seconds(settings, data))}** on a computer like a laptop."
    )
if st.button(
    "Start training",
    type="primary",
    key=f"train_start_{row.id}",
    disabled=busy or not ready,
    icon=":material/play_arrow:",
):
    try:
        launch.train(row, data, settings, test=test)
    except GenoError as error:
        shell.show_error(error)
    else:
        st.rerun()
if not busy and shell.workspace().current_run():
    st.page_link("pages/evaluate.py", label="See the latest result", icon=":material/query_stats:")
