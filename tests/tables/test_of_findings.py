"""GRADE-CERQual's summary of findings."""

from __future__ import annotations

import datetime

import pandas as pd
from making import decided, entry, review, theme

from litmatrix import tables
from litmatrix.matrix.citations import Citation

DAY = datetime.date(2026, 11, 20)


def concluded(*findings, **more):
    keys = ("a", "b", "c", "d")
    values = {
        "themes": [theme("benefits"), theme("costs")],
        "cells": {
            "a": {"benefits": '[+] "better" (p. 1)', "costs": "none"},
            "b": {"benefits": '[-] "worse" (p. 2)\n[+] "better" (p. 3)', "costs": '"dear" (p. 4)'},
            "c": {"benefits": '[+] "well" (p. 5)'},
            "d": {"benefits": "none"},
        },
        **more,
    }
    return review(
        [entry(key, author=f"{key.upper()}dams, A.", year="2010") for key in (*keys, "e")],
        [
            decided("ann", key, stage, "include")
            for key in (*keys, "e")
            for stage in ("screening", "eligibility")
        ],
        findings=list(findings),
        **values,
    )


FULL = {
    "id": "f1", "theme": "benefits", "statement": "People get better.",
    "methodological_limitations": "minor", "methodological_limitations_why": "Two did not say how they recruited.",
    "coherence": "none or very minor", "adequacy": "moderate", "adequacy_why": "Thin.", "relevance": "serious",
    "confidence": "very low", "why": "Lowered twice.",
}  # fmt: skip


def test_a_finding_has_its_sources_counted_by_stance_its_concerns_in_words_and_its_confidence():
    table = tables.findings_summary(
        concluded(FULL, {"id": "f2", "theme": "costs", "statement": "It is dear."})
    )
    wanted = pd.DataFrame(
        [
            ("Benefits", "3 of 4 sources looked at\nfor 2: Adams 2010; Cdams 2010\nboth ways 1: Bdams 2010",
             "Methodological limitations: minor concerns – Two did not say how they recruited.\n"
             "Coherence: no or very minor concerns\nAdequacy: moderate concerns – Thin.\nRelevance: serious concerns",
             "very low", "Lowered twice."),
            ("Costs", "1 of 2 sources looked at\nneutral 1: Bdams 2010",
             "Methodological limitations: not stated\nCoherence: not stated\nAdequacy: not stated\nRelevance: not stated",
             "not stated", "not stated"),
        ],
        columns=["Theme", "Contributing sources", "Concerns", "Confidence", "Explanation"],
        index=pd.Index(["People get better.", "It is dear."], name="Finding", dtype="str"),
        dtype="str",
    )  # fmt: skip
    pd.testing.assert_frame_equal(table.frame, wanted)
    a, b, c = (Citation(key, narrative=True) for key in "abc")
    assert table.cited["Contributing sources"] == [
        ("3 of 4 sources looked at", "\nfor 2: ", a, "; ", c, "\nboth ways 1: ", b),
        ("1 of 2 sources looked at", "\nneutral 1: ", b),
    ]


def test_a_theme_that_was_renamed_is_followed_and_one_that_is_not_there_is_named_as_such():
    history = [{"time": DAY, "change": "rename", "from": ["good"], "to": ["benefits"]}]
    findings = [
        {"id": "f1", "theme": "good", "statement": "One."},
        {"id": "f2", "theme": "gone", "statement": "Two."},
        {"id": "f3", "statement": "Three."},
    ]
    table = tables.findings_summary(concluded(*findings, theme_history=history)).frame
    assert table["Theme"].tolist() == ["Benefits", "gone (no theme in use)", "not stated"]
    assert table["Contributing sources"].tolist()[1:] == ["not known without a theme"] * 2


def test_a_theme_that_was_split_has_the_sources_of_its_parts():
    history = [{"time": DAY, "change": "split", "from": ["effects"], "to": ["benefits", "costs"]}]
    made = concluded({"id": "f1", "theme": "effects", "statement": "One."}, theme_history=history)
    table = tables.findings_summary(made).frame
    assert table["Theme"].tolist() == ["Benefits and Costs"]
    assert table["Contributing sources"].tolist() == [
        "3 of 4 sources looked at\nfor 2: Adams 2010; Cdams 2010\nboth ways 1: Bdams 2010"
    ]


def test_sources_that_nobody_looked_at_are_not_counted_as_silent():
    made = concluded({"id": "f1", "theme": "costs", "statement": "One."}, cells={})
    assert tables.findings_summary(made).frame["Contributing sources"].tolist() == ["no source looked at yet"]


def test_without_findings_it_says_where_to_add_them():
    table = tables.findings_summary(review())
    assert len(table.frame) == 0
    assert table.nothing == (
        "No finding yet: add what the review concludes in 00-plan-review, under Findings (CERQual)."
    )
