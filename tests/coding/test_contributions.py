"""Which sources a finding rests on, while its theme changes under it."""

from __future__ import annotations

import pytest
from making import assert_left_alone, decided, entry, review, sound, theme, write_review

import litmatrix
from litmatrix import checking
from litmatrix.coding import operations, themes
from litmatrix.coding.contributions import Contribution, contribution
from litmatrix.coding.themes import Part

FINDING = {"id": "f", "statement": "It helps.", "theme": "role"}


@pytest.fixture
def folder(tmp_path):
    keys = ("a", "b", "c")
    return write_review(
        tmp_path / "review",
        [entry(key, title=key) for key in keys],
        [decided("ann", key, stage, "include") for key in keys for stage in ("screening", "eligibility")],
        {
            "a": {"role": '[S +] "yes" (p. 1)', "work": "none"},
            "b": {"role": "none", "work": '[-] "no" (p. 2)'},
        },
        themes=[theme("role", "S", "T"), theme("work")],
        findings=[FINDING],
    )


def now(folder):
    made = litmatrix.open(folder)
    return contribution(made, made.protocol.findings[0])


def problems(folder):
    found = checking.check(litmatrix.open(folder)).problems
    return [one.message for one in found if one.check.startswith("finding")]


def test_the_sources_with_evidence_contribute_by_stance_and_the_others_are_not_counted(folder):
    assert now(folder) == Contribution(("role",), {"for": ("a",)}, 2, 3)
    assert now(folder).keys == ("a",)
    assert problems(folder) == []


def test_a_finding_goes_with_its_theme_when_that_is_renamed_and_the_file_says_what_it_said(folder):
    text = (folder / "review.toml").read_bytes()
    operations.apply(folder, lambda protocol, matrix: themes.rename(protocol, matrix, "role", "job"))
    assert now(folder) == Contribution(("job",), {"for": ("a",)}, 2, 3)
    assert problems(folder) == []
    operations.undo(folder)
    assert (folder / "review.toml").read_bytes() == text


def test_a_finding_whose_theme_was_merged_has_the_sources_of_both_and_check_says_so(folder):
    operations.apply(
        folder, lambda protocol, matrix: themes.merge(protocol, matrix, ["role", "work"], "work")
    )
    assert now(folder) == Contribution(("work",), {"for": ("a",), "against": ("b",)}, 2, 3)
    assert problems(folder)[0].startswith("its theme role was merged into work on ")
    operations.undo(folder)
    assert (now(folder).keys, problems(folder)) == (("a",), [])


def test_a_finding_whose_theme_was_split_has_the_sources_of_the_parts_and_check_says_so(folder):
    parts = [Part("job"), Part("task")]
    operations.apply(
        folder, lambda protocol, matrix: themes.split(protocol, matrix, "role", parts, rest="job")
    )
    assert now(folder) == Contribution(("job", "task"), {"for": ("a",)}, 2, 3)
    assert problems(folder)[0].startswith("its theme role was split into job and task on ")


def test_a_finding_whose_theme_was_retired_has_no_source(folder):
    operations.apply(folder, lambda protocol, matrix: themes.retire(protocol, matrix, "role"))
    assert now(folder) == Contribution((), {}, 0, 3)
    assert problems(folder)[0].startswith("its theme role was retired on ")


def test_a_source_that_speaks_for_one_part_and_against_another_speaks_both_ways():
    history = [{"time": "2026-11-20", "change": "split", "from": ["old"], "to": ["benefits", "costs"]}]
    values = sound(
        theme_history=history,
        findings=[{**FINDING, "theme": "old"}],
        cells={"a_2010": {"benefits": '[+] "yes" (p. 1)', "costs": '[-] "dear" (p. 2)'}},
    )
    made = review(**values)
    assert contribution(made, made.protocol.findings[0]).sources == {"both ways": ("a_2010",)}


def test_counting_them_changes_nothing():
    made = review(**sound(findings=[{**FINDING, "theme": "benefits"}]))
    assert_left_alone(made, lambda review: contribution(review, review.protocol.findings[0]))
