"""A checklist says where the manuscript has what it asks for."""

from __future__ import annotations

import making
from making import sound

import litmatrix
from litmatrix.manuscript import split
from litmatrix.reporting import checklist
from litmatrix.reporting.checklists.places import places_in

TEXT = """---
title: T
abstract: A
---

# Background

# Methods

<!-- litmatrix: methods selection -->
<!-- litmatrix: end -->

## Search

<!-- litmatrix: searches -->
<!-- litmatrix: end -->

# Results

<!-- litmatrix: flow -->
<!-- litmatrix: end -->

<!-- litmatrix: table excluded -->
<!-- litmatrix: end -->

# Conclusions

<!-- litmatrix: statement -->
<!-- litmatrix: end -->
"""


def test_blocks_and_headings_say_what_stands_under_which_heading():
    found = places_in(split(TEXT))
    assert found == {
        "title": "manuscript, title",
        "abstract": "manuscript, abstract",
        "rationale": "manuscript, under “Background”",
        "duplicates": "manuscript, under “Methods”",
        "selection": "manuscript, under “Methods”",
        "table searches": "manuscript, under “Search”",
        "#searches": "manuscript, under “Search”",
        "table flow": "manuscript, under “Results”",
        "#flow": "manuscript, under “Results”",
        "figure flow": "manuscript, under “Results”",
        "table excluded": "manuscript, under “Results”",
        "conclusions": "manuscript, under “Conclusions”",
        "implications": "manuscript, under “Conclusions”",
        "availability": "manuscript, under “Conclusions”",
        "support": "manuscript, under “Conclusions”",
        "interests": "manuscript, under “Conclusions”",
    }


def test_the_checklist_of_a_review_with_a_manuscript_names_its_headings_first(tmp_path):
    folder = making.write_review(tmp_path / "r", **sound())
    before = checklist("prisma-2020", litmatrix.open(folder)).frame["Where it stands"]
    assert not before.str.contains("manuscript").any()
    (folder / "manuscript.md").write_text(TEXT, encoding="utf-8")
    after = checklist("prisma-2020", litmatrix.open(folder)).frame["Where it stands"]
    assert after["16a"].startswith("manuscript, under “Results”") and after["1"].startswith(
        "manuscript, title"
    )
    (folder / "manuscript.md").write_bytes(b"\xff\xfe\x00")
    assert (
        not checklist("prisma-2020", litmatrix.open(folder))
        .frame["Where it stands"]
        .str.contains("manuscript")
        .any()
    )
