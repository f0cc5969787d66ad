"""PDF by typst: what it prints, what it cannot print, and what is said without it."""

from __future__ import annotations

import json
import re
import sys

import pytest

from litmatrix.errors import NotSaved
from litmatrix.writing import pdf

typst = pytest.importorskip("typst")


def test_a_document_is_typeset_with_its_files_and_nothing_else():
    made = pdf.typeset('#read("a.txt") and words', {"a.txt": b"A file"})
    assert made.startswith(b"%PDF-")
    for outside in ('#read("/etc/passwd")', '#read("../x")', '#import "@preview/cetz:0.2.2"'):
        with pytest.raises(NotSaved, match="the PDF was not made: typst says"):
            pdf.typeset(outside)


def test_a_broken_document_is_not_saved_with_what_typst_says():
    with pytest.raises(NotSaved, match="typst says: "):
        pdf.typeset("#let")


def test_what_the_fonts_of_typst_have_is_named_nowhere():
    assert pdf.unprintable("Peers – “work”, Ελλάς, мир, 12 %") == {}


def test_scripts_that_no_font_has_are_named_with_some_of_their_letters(monkeypatch):
    """Which fonts there are is the machine's: typst is asked, and answers that only the Arabic letter has a glyph."""

    class Asked:
        @staticmethod
        def query(source, selector):
            letters = re.findall(r'"((?:\\.|[^"])*)"', source.decode("utf-8"))
            return json.dumps([{"value": [3.2 if letter == "س" else 5.5 for letter in letters]}])

    monkeypatch.setattr(pdf, "find_typst", lambda: Asked)
    assert pdf.unprintable("Peers س \U00010600\U00010601") == {"LINEAR": "\U00010600\U00010601"}


def test_without_typst_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(pdf.NoTypst, match=r'pip install "litmatrix\[typst\]"'):
        pdf.typeset("words")
