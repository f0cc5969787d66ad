"""The appraisal of the sources, and the blank extraction form."""

from __future__ import annotations

import pandas as pd
from making import assert_left_alone, decided, descriptor, entry, review, sound, theme

from litmatrix import tables
from litmatrix.matrix.citations import Citation

ANSWERS = ("yes", "no", "unclear", "not applicable")


def appraised(descriptors, **cells):
    keys = list(cells)
    return review(
        [entry(key, author=f"{key.capitalize()}, A.", year="2010") for key in keys],
        [decided("ann", key, stage, "include") for key in keys for stage in ("screening", "eligibility")],
        {key: given for key, given in cells.items() if given},
        descriptors=descriptors,
    )


def test_each_source_has_a_row_each_question_a_column_and_each_answer_a_sign_beside_its_word():
    asked = [
        descriptor("aim", *ANSWERS, name="Clear aim?", group="appraisal"),
        descriptor("fit", *ANSWERS, group="Appraisal"),
        descriptor("rich", *ANSWERS, group="appraisal"),
        descriptor("remark", group="appraisal"),
        descriptor("country"),
    ]
    made = appraised(
        asked,
        adams={"aim": "yes", "fit": "No", "rich": "unclear", "remark": "thin", "country": "UK"},
        brown={"aim": "yes", "rich": "not applicable"},
        clark={},
    )
    table = tables.appraisal(made)
    wanted = pd.DataFrame(
        [
            ("✓ yes", "✗ No", "? unclear", "thin", "1 of 3 yes"),
            (
                "✓ yes",
                "no answer",
                "– not applicable",
                "no answer",
                "1 of 1 yes; 1 not applicable; 1 no answer",
            ),
            ("no answer", "no answer", "no answer", "no answer", "3 no answer"),
        ],
        columns=["Clear aim?", "fit", "rich", "remark", "In all"],
        index=pd.Index(["Adams 2010", "Brown 2010", "Clark 2010"], name="Source", dtype="str"),
        dtype="str",
    )
    pd.testing.assert_frame_equal(table.frame, wanted)
    assert table.cited["Source"][0] == (Citation("adams", narrative=True),)


def test_where_no_question_takes_a_yes_each_answer_is_counted():
    risk = ("low", "some concerns", "high")
    asked = [descriptor(id, *risk, group="appraisal") for id in ("a", "b", "c")]
    table = tables.appraisal(
        appraised(asked, adams={"a": "low", "b": "high", "c": "low"}, brown={"a": "high"})
    )
    assert table.frame["In all"].tolist() == ["2 of 3 low; 1 of 3 high", "1 of 1 high; 2 no answer"]
    assert table.frame["a"].tolist() == ["low", "high"]


def test_two_questions_of_one_name_or_one_that_is_called_as_the_last_column_are_told_apart():
    asked = [
        descriptor("a", *ANSWERS, name="In all", group="appraisal"),
        descriptor("b", *ANSWERS, name="Rich", group="appraisal"),
        descriptor("c", *ANSWERS, name="Rich", group="appraisal"),
    ]
    table = tables.appraisal(appraised(asked, adams={}))
    assert table.frame.columns.tolist() == ["In all (a)", "Rich (b)", "Rich (c)", "In all"]


def test_without_questions_it_says_how_to_add_them_and_without_sources_how_to_include_them():
    none = tables.appraisal(appraised([descriptor("country")], adams={}))
    assert len(none.frame) == 0
    assert none.nothing.startswith(
        "No question of an appraisal yet: in 00-plan-review, under Descriptors, add"
    )
    asked = tables.appraisal(review(descriptors=[descriptor("aim", *ANSWERS, group="appraisal")]))
    assert asked.nothing.startswith("No source is included yet")


def test_the_form_has_a_row_for_each_thing_to_note_and_an_empty_column_to_fill():
    made = review(
        descriptors=[
            {"id": "method", "type": "choice", "values": [{"value": "survey", "definition": "Counts."}, "other"], "name": "Method"},
            descriptor("size", type="number"),
            descriptor("countries", "UK", type="choices"),
            descriptor("aim", "yes", group="appraisal", name="Clear aim"),
        ],
        themes=[
            theme("benefits", "Self", "Others", definition="What it does.", question="What helps?"),
            theme("old", retired="2026-01-01"),
        ],
    )  # fmt: skip
    table = tables.extraction_form(made)
    assert [tuple(row) for row in table.frame.reset_index().to_numpy().tolist()] == [
        ("Authors", "Source", "", ""),
        ("Year", "Source", "", ""),
        ("Title", "Source", "", ""),
        ("Published in", "Source", "Journal, volume and pages; publisher; or website", ""),
        ("Method", "Descriptors", "One of these:\n☐ survey: Counts.\n☐ other", ""),
        ("size", "Descriptors", "A number", ""),
        ("countries", "Descriptors", "One or more of these, parted by semicolons:\n☐ UK", ""),
        ("Clear aim", "Appraisal", "One of these:\n☐ yes", ""),
        ("Benefits", "Themes", "What it does.\nWhat helps?\nSubthemes: Self; Others", ""),
        ("Filled in by", "About this form", "", ""),
        ("Date", "About this form", "", ""),
    ]
    assert table.frame.index.name == "Field"
    assert table.frame.columns.tolist() == ["Part", "What to note", "Entry"]
    assert table.kinds == {"Part": "group", "Entry": "fill"}


def test_making_the_form_changes_nothing():
    assert_left_alone(review(**sound()), tables.extraction_form)
