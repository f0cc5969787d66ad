"""The outline of a full text, and words found in it."""

from __future__ import annotations

import io
import zipfile

import pytest
from pdfs import page, pdf

from litmatrix.coding import fulltext
from litmatrix.coding.fulltext import Heading, Page
from litmatrix.coding.fulltext.finding import find, levelled
from litmatrix.errors import Unreadable


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


# --- packed ---

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), text)
    return stream.getvalue()


def paragraph(text, style=""):
    about = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{about}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(*paragraphs, styles=""):
    body = f'<w:document xmlns:w="{WORD}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    sheet = f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>'
    return zipped(word__document_xml=body, word__styles_xml=sheet)


def test_a_word_document_is_read_with_its_headings_whatever_their_styles_are_called(tmp_path):
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="Own"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    tabbed = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:delText>gone</w:delText></w:r></w:p>"
    data = docx(
        paragraph("Title &lt;b&gt;", "Heading1"), paragraph("words"), paragraph(" "), paragraph("Methods", "1"),
        paragraph("Findings", "Own"), tabbed, styles=styles,
    )  # fmt: skip
    document = read(tmp_path, "a.docx", data)
    assert document.pages == (Page(0, "", "Title <b>\nwords\nMethods\nFindings\na\tb"),)
    assert document.outline == (
        Heading(1, "Title <b>", 0, 0),
        Heading(2, "Methods", 0, 16),
        Heading(1, "Findings", 0, 24),
    )


def epub(spine, **chapters):
    items = "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    book = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{order}</spine></package>'
    root = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    files = {f"OEBPS__{name}_xhtml": f"<html><body>{text}</body></html>" for name, text in chapters.items()}
    return zipped(**{"META-INF__container_xml": root, "OEBPS__book_opf": book, **files})


def test_an_e_book_is_read_chapter_by_chapter_in_its_order(tmp_path):
    data = epub(
        ("two", "one", "absent"),
        one="<p>last</p>",
        two="<h1>First</h1><p>words</p><h2>Inner</h2>",
        unused="no",
    )
    document = read(tmp_path, "a.epub", data)
    assert [page.text for page in document.pages] == ["First\nwords\nInner", "last"]
    assert document.outline == (Heading(1, "First", 0, 0), Heading(2, "Inner", 0, 12))
    assert find(document, "last") == {1: 1}


ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="w">&a;</w:document>'


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"no zip", "damaged"),
        ("a.docx", zipped(other_xml="<x/>"), "not the kind of file that its name says"),
        ("a.docx", zipped(word__document_xml="<w"), "it is damaged"),
        ("a.docx", zipped(word__document_xml=ENTITY), "it is damaged"),
        ("a.docx", zipped(word__document_xml=" " * 30_000_000), "far more than an export has"),
        ("a.epub", epub((), one="x"), "no chapter of this e-book can be read"),
        (
            "a.epub",
            zipped(**{"META-INF__container_xml": "<container/>"}),
            "not the kind of file that its name says",
        ),
    ],
)
def test_a_packed_file_that_is_damaged_or_a_trap_is_unreadable_and_says_why(tmp_path, name, data, words):
    with pytest.raises(Unreadable, match=words):
        read(tmp_path, name, data)
