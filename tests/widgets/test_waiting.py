"""What a desk or a form leaves in a notebook, to be read when it is gone."""

from __future__ import annotations

import html
import re

import pytest
from making import sound, write_review

import litmatrix
from litmatrix import widgets
from litmatrix.widgets.base import waiting

VIEW = "application/vnd.jupyter.widget-view+json"
SHOWN = {
    "add_source": "Form to add a source",
    "coding_desk": "Coding desk",
    "correct_record": "Form to correct a record",
    "duplicate_desk": "Duplicate desk",
    "exclude_failing": "Form to exclude by a check",
    "full_texts": "Full-text desk",
    "import_matrix": "Form to import a matrix",
    "import_records": "Form to import search results",
    "linked_charts": "Linked charts",
    "manuscript": "Manuscript desk",
    "outputs": "Outputs desk",
    "problems": "Problem desk",
    "protocol_desk": "Protocol desk",
    "record_list": "Record list",
    "reviewer": "Line with your name",
    "screening_card": "Screening card",
    "source_filter": "Record list",
    "team": "Team desk",
    "theme_desk": "Theme desk",
}


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return litmatrix.open(write_review(tmp_path_factory.mktemp("waiting") / "review", **sound()))


@pytest.fixture
def outputs(monkeypatch):
    """What is sent to the output of a cell: the data of each display."""
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, **how: sent.append((data, how)))
    return sent


def test_every_desk_and_form_is_tried_here():
    assert sorted(SHOWN) == [name for name in widgets.__all__ if name.islower()]


@pytest.mark.parametrize(("name", "title"), SHOWN.items())
def test_a_notebook_holds_how_to_go_on_beside_the_widget_and_once_more_hidden(review, outputs, name, title):
    shown = getattr(widgets, name)(review)
    shown._ipython_display_()
    (first, how), (second, _) = outputs
    assert sorted(first) == sorted([VIEW, "text/html", "text/plain"])
    assert first[VIEW]["model_id"] == shown.model_id
    assert first["text/plain"] == repr(shown) == f"{title}: run this cell to continue"
    words = html.unescape(re.sub("<[^>]+>", " ", first["text/html"]))
    assert f"{title}: run this cell to continue" in words and shown.PURPOSE in words
    assert "Run ▸ Run All Cells" in words and "Shift+Enter" in words
    assert how["raw"] is True
    assert second == {
        "text/html": f'<div class="lm-waiting" hidden="hidden" style="display: none">{first["text/html"]}</div>{waiting._STYLE}',
        "text/plain": "",
    }


def test_the_words_are_the_same_each_time_so_that_stored_outputs_compare_equal(review, outputs):
    widgets.add_source(review)._ipython_display_()
    widgets.add_source(review)._ipython_display_()
    texts = [{kind: text for kind, text in data.items() if kind != VIEW} for data, _ in outputs]
    assert texts[:2] == texts[2:]
