"""Structured abstracts are told part by part, and others are left whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.bibliography.abstracts import HEADINGS, parts


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("", [("", "")]),
        ("Peers help peers.", [("", "Peers help peers.")]),
        ("BACKGROUND: A. METHODS: B; c. RESULTS: D (e: f). CONCLUSIONS: G.",
         [("BACKGROUND", "A."), ("METHODS", "B; c."), ("RESULTS", "D (e: f)."), ("CONCLUSIONS", "G.")]),
        ("Objective: A. Design and Methods: B. Results: C.", [("Objective", "A."), ("Design and Methods", "B."), ("Results", "C.")]),
        ("Background\nA b.\nMethods\nC d.", [("Background", "A b."), ("Methods", "C d.")]),
        ("We ask first. Purpose – A. Findings – B. Originality/value – C.",
         [("", "We ask first."), ("Purpose", "A."), ("Findings", "B."), ("Originality/value", "C.")]),
        ("PEER WORKER ROLES: A. WHAT IS KNOWN: B.", [("PEER WORKER ROLES", "A."), ("WHAT IS KNOWN", "B.")]),
        ("Background Peers are few. Methods We asked 12. Results They agreed. Conclusions Hire them.",
         [("Background", "Peers are few."), ("Methods", "We asked 12."), ("Results", "They agreed."), ("Conclusions", "Hire them.")]),
        ("BackgroundPeers are few. MethodsWe asked. ResultsThey agreed.",
         [("Background", "Peers are few."), ("Methods", "We asked."), ("Results", "They agreed.")]),
        ("Antecedentes: A. Métodos: B. Conclusión: C.", [("Antecedentes", "A."), ("Métodos", "B."), ("Conclusión", "C.")]),
        ("Hintergrund: A. Methodik: B.", [("Hintergrund", "A."), ("Methodik", "B.")]),
        # One word with a colon is no structure, and neither is a heading's word in a sentence.
        ("We asked why. Results: none yet.", [("", "We asked why. Results: none yet.")]),
        ("Results vary. Methods differ by site. Conclusions are few.", [("", "Results vary. Methods differ by site. Conclusions are few.")]),
        ("Υπόβαθρο: α. Μέθοδοι: β.", [("", "Υπόβαθρο: α. Μέθοδοι: β.")]),
    ],
)  # fmt: skip
def test_the_parts_of_an_abstract_are_told_apart(abstract, expected):
    assert [*parts(abstract)] == expected


texts = st.text(alphabet="abc AB.:\n–;()", max_size=40)


@given(st.lists(st.tuples(st.sampled_from(HEADINGS), texts), max_size=5), st.booleans())
def test_no_word_of_an_abstract_is_lost(pieces, capitals):
    text = " ".join(f"{one.upper() if capitals else one.capitalize()}: {more}." for one, more in pieces)
    told = " ".join(f"{heading} {body}" for heading, body in parts(text))
    assert re.findall(r"\w+", told) == re.findall(r"\w+", text)


def test_a_long_abstract_without_parts_is_read_at_once():
    assert len(parts("Peers support peers in services (and elsewhere) " * 4000)) == 1
