"""References as the handbooks of three styles print them (see `handbooks`), whole texts compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import review

from litmatrix import bibliography
from litmatrix.review import Review
from litmatrix.writing import styles
from litmatrix.writing.formatted import Reference, formatted
from writing.handbooks import CASES, Case, needs_styles

pytestmark = needs_styles


def of(*entries: str) -> Review:
    works = bibliography.parse_bibliography("\n\n".join(entries))
    assert works.problems == ()
    return replace(review(), records=bibliography.records(works))


def starred(one: Reference) -> str:
    """A reference as text, its italics between asterisks."""
    return " ".join(filter(None, (one.mark, _starred(one.inlines))))


def _starred(inlines) -> str:
    made = ""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Emph":
            made += f"*{_starred(content)}*"
        elif kind in ("Span", "Link"):
            made += _starred(content[1])
        elif kind in ("Space", "SoftBreak"):
            made += " "
        else:
            assert kind == "Str", kind
            made += content
    return made


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.style}-{case.key}")
def test_an_entry_is_printed_as_the_handbook_has_it(case: Case):
    (one,) = formatted(of(case.entry), "all", styles.find_style(case.style))
    assert starred(one) == case.expected


def test_what_differs_from_a_handbook_says_why_and_there_is_enough_of_the_rest():
    assert [case.key for case in CASES if bool(case.ours) != bool(case.why)] == []
    printed = [case for case in CASES if not case.source.startswith("rule")]
    assert len(printed) >= 30
    assert {case.style for case in CASES} == {"apa", "vancouver", "harvard"}


@pytest.mark.parametrize("style", ["apa", "vancouver", "harvard", "ama", "chicago", "mla", "ieee"])
def test_no_entry_loses_its_authors_or_its_title_in_any_usual_style(style):
    cases = {case.key: case for case in CASES}
    made = formatted(of(*(case.entry for case in cases.values())), "all", styles.find_style(style))
    assert {one.key for one in made} == set(cases)
    found = {one.key: one.text.casefold() for one in made}
    for key, first in (
        ("yen", "yen"),
        ("russell", "russell"),
        ("nci", "national cancer institute"),
        ("fried", "fried"),
    ):
        assert found[key].partition(", ")[0].startswith(first) or first in found[key]
        assert "report" not in found[key][:10]
    assert all(not text.startswith((",", ".")) for text in found.values())
