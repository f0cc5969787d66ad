"""The outline of a full text, and words found in it."""

from __future__ import annotations

import pytest
from pdfs import page, pdf

from litmatrix.coding import fulltext
from litmatrix.coding.fulltext import Heading
from litmatrix.coding.fulltext.finding import find, levelled


def read(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return fulltext.read_document(path)


def test_the_bookmarks_of_a_pdf_are_its_outline(tmp_path):
    pytest.importorskip("pypdfium2")
    outline = [
        (1, "Methods", 1),
        (2, "Samples <b>", 2),
        (1, "Ergebnisse: Χάρις", 2),
        (1, "leads nowhere", 0),
        (1, " \x07 ", 1),
    ]
    document = read(tmp_path, "a.pdf", pdf([page("one"), page("two")], outline=outline))
    assert document.outline == (
        Heading(1, "Methods", 0),
        Heading(2, "Samples <b>", 1),
        Heading(1, "Ergebnisse: Χάρις", 1),
        Heading(1, "leads nowhere", -1),
    )
    assert read(tmp_path, "b.pdf", pdf([page("one")])).outline == ()


def test_the_headings_of_a_web_page_are_its_outline_with_where_they_stand(tmp_path):
    text = (
        "<html><head><title>no</title></head><body><h1>One <em>title</em></h1><p>words</p>"
        "<script><h2>never</h2></script><h2>Methods\n used</h2><h3> </h3><p>\x02more</p>"
    )
    document = read(tmp_path, "a.html", text)
    assert document.pages[0].text == "One title\nwords\nMethods used\nmore"
    assert document.outline == (Heading(1, "One title", 0, 0), Heading(2, "Methods used", 0, 16))
    assert document.pages[0].text[16:].startswith("Methods used")


def test_the_headings_of_markdown_are_its_outline_but_for_those_in_code(tmp_path):
    text = "# One #\n\ntext # no\n```\n# code\n```\n###  Three\f## Two\n#not\n"
    document = read(tmp_path, "a.md", text)
    assert document.outline == (
        Heading(1, "One", 0, 0),
        Heading(3, "Three", 0, text.index("###")),
        Heading(2, "Two", 1, 0),
    )
    assert read(tmp_path, "a.txt", text).outline == ()


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("roles were\nblurred", "ROLES  were blurred"),
        ("nobody de-\n cided it", "decided"),
        ("a peer-\nsupport worker", "peer-support"),
        ("ﬁne Müller", "fine muller"),
        ("Ο λόγος", "ΛΟΓΟΣ"),
        ("دَعْم الأقران", "دعم"),
    ],
)
def test_words_are_found_whatever_printing_made_of_them(text, sought):
    assert levelled(sought) in levelled(text)


def test_words_are_counted_on_each_page(tmp_path):
    document = read(tmp_path, "a.txt", "peer and Peer\fnone\fpeer")
    assert (find(document, "peer"), find(document, "absent"), find(document, " - ")) == ({0: 2, 2: 1}, {}, {})
