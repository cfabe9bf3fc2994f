"""The Evaluate page, opened and read by its tests."""

from tests.pages.exploring import fine

SECTIONS = [
    "Scores",
    "Is it honest?",
    "Right and wrong",
    "Where it errs",
    "What it looks at",
    "Other runs",
    "Every record",
]


def look(app, section="Scores"):
    """Open a section of the page."""
    if app.title[0].value != "Evaluate":
        app.switch_page("pages/evaluate.py").run()
    return fine(app.segmented_control(key="evidence").set_value(section).run())


def charts(app):
    return {chart.key for chart in app.get("plotly_chart")}
