"""The checks of the findings (GRADE-CERQual), and what review.toml may say of one."""

from __future__ import annotations

import datetime

import pytest
from making import review, sound

from litmatrix import checking

DAY = datetime.date(2026, 11, 20)


def finding(**members):
    return {"id": "f1", "statement": "It helps.", "theme": "benefits", **members}


def met(one, **changes):
    made = review(**sound(findings=[one], **changes))
    return [
        (problem.check, problem.severity, problem.where, problem.message, problem.key)
        for problem in checking.check(made).problems
        if problem.check.startswith("finding")
    ]


def test_a_finding_that_is_explained_and_has_sources_is_no_problem():
    assert (
        met(finding(adequacy="serious", adequacy_why="Thin.", confidence="high", why="Rich otherwise.")) == []
    )
    assert met(finding()) == []


@pytest.mark.parametrize(
    ("one", "severity", "message"),
    [
        ({"theme": "benefit"}, "error", "there is no theme benefit."),
        ({"theme": ""}, "warning", "it names no theme, so nothing tells which sources contribute."),
    ],
)
def test_a_finding_whose_theme_is_not_there_is_told(one, severity, message):
    assert met(finding(**one)) == [("finding-theme", severity, "review.toml, findings f1", message, "f1")]


def test_a_finding_on_a_theme_that_no_source_speaks_to_is_told():
    message = "no included source has an excerpt on its theme: nothing contributes to it."
    assert met(finding(theme="costs")) == [
        ("finding-sources", "warning", "review.toml, findings f1", message, "f1")
    ]


@pytest.mark.parametrize(
    ("one", "message"),
    [
        ({"coherence": "serious", "relevance": "moderate", "confidence": "high"},
         "confidence is high, with serious concerns about coherence and moderate concerns about relevance, and nothing says why."),
        ({"methodological_limitations": "serious", "confidence": "low"},
         "the concerns about methodological limitations are not explained."),
    ],
)  # fmt: skip
def test_a_confidence_that_the_concerns_do_not_bear_out_is_told_and_nothing_is_corrected(one, message):
    assert [(check, told) for check, _, _, told, _ in met(finding(**one))] == [
        ("finding-confidence", message)
    ]


def changed(change, before, after):
    return [{"time": DAY, "change": change, "from": list(before), "to": list(after)}]


def test_a_theme_that_was_renamed_is_the_same_one():
    assert met(finding(theme="good"), theme_history=changed("rename", ["good"], ["benefits"])) == []


@pytest.mark.parametrize(
    ("change", "after", "message"),
    [
        ("merge", ["benefits"], "its theme good was merged into benefits on 2026-11-20"),
        ("split", ["benefits", "costs"], "its theme good was split into benefits and costs on 2026-11-20"),
    ],
)
def test_a_theme_that_was_merged_or_split_is_named_for_other_sources_contribute_now(change, after, message):
    ((check, severity, _, told, _),) = met(finding(theme="good"), theme_history=changed(change, ["good", "fine"][: 2 - (change == "split")], after))  # fmt: skip
    assert (check, severity) == ("finding-theme", "warning")
    assert told == f"{message}: other sources contribute now than when it was assessed."


def test_a_theme_that_was_retired_is_named():
    themes = sound()["themes"]
    themes[0]["retired"] = DAY
    ((check, _, _, told, _),) = met(finding(), themes=themes)
    assert (check, told) == (
        "finding-theme",
        "its theme benefits was retired on 2026-11-20, so no source contributes.",
    )


def test_a_word_that_is_none_of_cerquals_is_a_slip_as_in_the_other_tables():
    made = review(**sound(findings=[finding(coherence="substantial", confidence="medium")]))
    assert [(one.where, one.message, one.fix) for one in made.problems] == [
        ("review.toml, findings f1", "the coherence is substantial.", "Allowed: none or very minor, minor, moderate, serious."),
        ("review.toml, findings f1", "the confidence is medium.", "Allowed: high, moderate, low, very low."),
    ]  # fmt: skip


def test_a_finding_without_a_statement_is_not_read():
    made = review(**sound(findings=[{"id": "f1", "theme": "benefits"}]))
    assert made.protocol.findings == ()
    assert [one.message for one in made.problems] == ["statement is missing; the table is not read."]


def test_a_problem_of_a_finding_can_be_accepted():
    accepted = [{"check": "finding-sources", "key": "f1", "why": "Nobody wrote on it, which is the finding."}]
    assert met(finding(theme="costs"), accepted=accepted) == []
