"""A manuscript as Word, HTML, LaTeX and PDF: citations in a style, numbered captions, references to them, pages turned."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import making
import pytest

from litmatrix.writing.manuscript import tree, word
from litmatrix.writing.manuscript.numbering import numbered
from litmatrix.writing.manuscript.printing import FORMS, Print, cited, printed
from litmatrix.writing.manuscript.reference import reference_docx
from litmatrix.writing.pandoc import NoPandoc, find_pandoc, run
from litmatrix.writing.styles import NoStyles, find_style

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

RECORDS = making.review([
    making.entry("a_2010", title="Peers at work", author="Adams, Ann", journal="Journal of Peers", volume="3", pages="1-20", year="2010"),
    making.entry("b_2012", "report", title="Support", author="{Health and Care Council}", institution="Health and Care Council", year="2012"),
]).records  # fmt: skip

WIDE = (
    "| "
    + " | ".join(f"Column {n}" for n in range(8))
    + " |\n"
    + "|---" * 8
    + "|\n| "
    + " | ".join(["some words"] * 8)
    + " |\n"
)

TEXT = f"""---
title: A review
author: [Ann Adams, Bo Bode]
toc: true
keywords: [peer support, cost]
abstract: |
  In *short*.
bibliography: /etc/passwd
---

# Findings

See @fig-flow and @tbl-small; also @tbl-wide. “Words” [@a_2010, p. 3] and [@a_2010; as cited in @b_2012, p. 6].

![The *flow*](out/charts/flow.png){{#fig-flow width=50% fig-alt="Boxes and arrows"}}

| A | B |
|---|--:|
| one<br>two | 2 |

: A small table {{#tbl-small}}

*Note.* A note.

<!-- litmatrix: nothing -->

## Wide

{WIDE}

: A wide table {{#tbl-wide}}

After it, @b_2012.

# References

::: {{#refs}}
:::
"""


def styles_there():
    try:
        return bool(find_pandoc() and find_style("apa"))
    except (NoPandoc, NoStyles):
        return False


pytestmark = pytest.mark.skipif(not styles_there(), reason="no pandoc or no styles here")


@pytest.fixture(scope="module")
def made():
    return tree.parsed(TEXT)


def how(style="apa", **more):
    return Print(
        find_style(style),
        RECORDS,
        {"out/charts/flow.png": PNG},
        {"out/charts/flow.png": "charts/flow.png"},
        epoch=1_700_000_000,
        **more,
    )


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name).decode("utf-8")


def plain(data):
    """A Word document as text, read back by pandoc."""
    return run(data, "docx", "plain", "--wrap=none").decode("utf-8").replace("\xa0", " ")


@pytest.fixture(scope="module")
def docx(made):
    return printed(made, "docx", how())


def test_word_has_the_citations_of_the_style_and_its_references(docx):
    text = plain(docx)
    assert (
        "“Words” (Adams, 2010, p. 3) and (Adams, 2010; as cited in Health and Care Council, 2012, p. 6)."
        in text
    )
    assert "Adams, A. (2010). Peers at work. Journal of Peers, 3, 1–20." in text.replace("*", "")
    assert "Health and Care Council. (2012). Support." in text
    assert text.count("References") == 2  # the heading, and the contents


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("harvard", "“Words” (Adams, 2010, p. 3)"),
        ("chicago", "“Words” (Adams 2010, 3)"),
        ("vancouver", "“Words” (1, p. 3)"),
        ("vancouver", "(1, as cited in 2, p. 6)"),
        ("ieee", "“Words” [1, p. 3]"),
    ],
)
def test_another_style_is_one_word(made, style, words):
    assert words in plain(printed(made, "docx", how(style)))


def test_a_word_document_has_no_properties_but_its_own(docx):
    assert "references" not in part(docx, "docProps/custom.xml")


def test_captions_of_word_count_themselves_and_are_referred_to(docx):
    text = part(docx, "word/document.xml")
    assert re.findall(r"SEQ \w+", text) == ["SEQ Figure", "SEQ Table", "SEQ Table"]
    marks = re.findall(r'w:name="(_[a-z_]+)"/?', text)
    assert {"_fig_flow", "_tbl_small", "_tbl_wide"} <= set(marks)
    assert re.findall(r"REF (\S+)", text) == ["_fig_flow", "_tbl_small", "_tbl_wide"]
    assert "See Figure 1 and Table 1; also Table 2." in plain(docx)


def test_word_is_whole_and_its_ids_are_its_own(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(file.read(name))
        assert {one.date_time[0] for one in file.infolist()} == {2023}
    text = part(docx, "word/document.xml")
    ids = re.findall(r'<w:bookmarkStart [^>]*w:id="(\d+)"', text)
    assert len(ids) == len(set(ids)) == text.count("<w:bookmarkEnd")
    assert (
        text.count('w:fldCharType="begin"')
        == text.count('w:fldCharType="end"')
        == text.count('w:fldCharType="separate"')
    )


def test_word_has_page_numbers_on_turned_pages_too(docx):
    sections = re.findall(r"<w:sectPr\b.*?</w:sectPr>", part(docx, "word/document.xml"), re.DOTALL)
    assert ["landscape" in one for one in sections] == [False, True, False]
    assert all("headerReference" in one for one in sections)
    assert "PAGE" in part(
        docx, next(name for name in zipfile.ZipFile(io.BytesIO(docx)).namelist() if "header" in name)
    )


def test_words_contents_are_filled(docx):
    text = part(docx, "word/document.xml")
    contents = re.search(r"<w:sdt>.*?</w:sdt>", text, re.DOTALL)[0]
    assert re.findall(r'<w:hyperlink w:anchor="([^"]+)"', contents) == ["findings", "wide", "references"]
    assert 'w:dirty="true"' not in text


def test_pictures_of_word_have_words_for_those_who_do_not_see_them(docx):
    assert re.search(r'descr="Boxes and arrows"', part(docx, "word/document.xml"))
    assert any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(docx)).namelist())


def test_cells_and_notes_have_styles_of_their_own_and_breaks_are_breaks(docx):
    text = part(docx, "word/document.xml")
    assert text.count('w:val="TableText"') == 4 + 16 and text.count('w:val="TableNote"') == 1
    assert "<w:br" in text and "litmatrix" not in text


def test_a_reference_document_of_ones_own_says_how_it_looks(made):
    own = reference_docx()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(own)) as old, zipfile.ZipFile(stream, "w") as new:
        for one in old.infolist():
            new.writestr(one, old.read(one.filename).replace(b"Times New Roman", b"Comic Sans MS"))
    data = printed(made, "docx", how(reference=stream.getvalue()))
    assert "Comic Sans MS" in part(data, "word/styles.xml") and "Times New Roman" not in part(
        data, "word/styles.xml"
    )


def test_two_runs_give_the_same_bytes(made, docx):
    assert printed(made, "docx", how()) == docx
    assert printed(made, "html", how()) == printed(made, "html", how())
    assert printed(made, "tex", how()) == printed(made, "tex", how())


def test_latex_cites_with_biblatex_and_refers_by_labels(made):
    text = printed(made, "tex", how()).decode("utf-8")
    assert (
        r"\autocite[3]{a_2010}" in text
        and r"\autocites{a_2010}[as cited in][6]{b_2012}" in text
        and r"\textcite{b_2012}" in text
    )
    assert (
        r"Figure~\ref{fig-flow}" in text
        and r"\label{fig-flow}" in text
        and r"Table~\ref{tbl-wide}" in text
        and r"\label{tbl-wide}" in text
    )
    assert r"\addbibresource{manuscript.bib}" in text and text.count(r"\printbibliography") == 1
    assert text.count(r"\begin{landscape}") == 1 and "{charts/flow.png}" in text
    assert "style=apa" in text and "/etc/passwd" not in text


def test_html_loads_nothing_and_has_all_in_it(made):
    text = printed(made, "html", how()).decode("utf-8")
    assert (
        "default-src 'none'" in text
        and 'src="data:image/png;base64,' in text
        and 'alt="Boxes and arrows"' in text
    )
    assert "Adams, A. (2010). Peers at work." in re.sub(r"</?(em|i)>", "", text)
    assert re.search(r'<a href="#fig-flow"[^>]*>Figure 1</a>', text) and 'id="fig-flow"' in text
    assert "<strong>Table 2.</strong> A wide table" in text and "<!-- litmatrix" not in text
    assert (
        '<nav id="TOC"' in text
        and ">true<" not in text
        and "true\n" not in text
        and "<h1>A review</h1>" in text
        and "Ann Adams, Bo Bode" in text
        and "<p>In <em>short</em>.</p>" in text
    )


def test_a_pdf_is_made_without_tex(made):
    pytest.importorskip("typst")
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(printed(made, "pdf", how(stamp='Made "now" \\ here.')))
    assert document.get_metadata_dict()["Keywords"] == 'peer support, cost, Made "now" \\ here.'
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    assert "(Adams, 2010, p. 3)" in text and "Figure 1: The flow" in text and "Table 2: A wide table" in text
    assert [page.get_width() > page.get_height() for page in document].count(True) == 1


def test_a_time_and_other_notes_stand_without_braces_in_every_style():
    text = "A [@a_2010, {}, 12:34], B [@a_2010, p. 3; @b_2012, sec. 4], C @b_2012 [p. 2]."
    shown = {
        style: plain(printed(tree.parsed(text), "docx", how(style))).split("\n")[0].replace("\u200b", "")
        for style in ("apa", "vancouver", "ieee")
    }
    assert shown["apa"].startswith(
        "A (Adams, 2010, 12:34), B (Adams, 2010, p. 3; Health and Care Council, 2012, "
    )
    assert shown["vancouver"] == "A (1, 12:34), B (1, p. 3, 2, sec. 4), C Health and Care Council (2, p. 2)."
    assert shown["ieee"] == "A [1], 12:34, B [1, p. 3], [2, Sec. 4], C Health and Care Council [2, p. 2]."


def test_in_a_style_of_notes_a_name_stands_in_the_sentence_and_alone_in_a_table():
    text = "As @a_2010 says.\n\n| Source |\n|---|\n| @a_2010 |\n"
    data = printed(tree.parsed(text), "docx", how("chicago-notes-bibliography"))
    assert plain(data).startswith("As Adams 2010[1] says.")
    assert part(data, "word/document.xml").count("<w:footnoteReference ") == 1


def test_names_that_stand_twice_are_told_apart_in_every_format():
    pytest.importorskip("typst")
    text = "| A |\n|---|\n| x |\n\n: One {#tbl-x}\n\n| A |\n|---|\n| y |\n\n: Two {#tbl-x}\n\n@tbl-x\n"
    assert printed(tree.parsed(text), "pdf", how()).startswith(b"%PDF")
    assert printed(tree.parsed(text), "tex", how()).decode("utf-8").count(r"\label{tbl-x}") == 1


def test_latex_of_numbers_counts_by_citation_and_of_notes_has_notes(made):
    assert "style=numeric-comp,sorting=none" in printed(made, "tex", how("vancouver")).decode("utf-8")
    assert "style=verbose" in printed(made, "tex", how("chicago-notes-bibliography")).decode("utf-8")


def test_what_is_cited_is_told_in_order_and_figures_are_none(made):
    assert cited(made) == ("a_2010", "b_2012")


def test_only_what_has_a_caption_is_numbered():
    made = tree.parsed(
        "| A |\n|---|\n| x |\n\n![](p.png)\n\n![One](p.png)\n\n![Two](p.png){#fig-two}\n\n![Again](p.png){#fig-two}"
    )
    assert [(one.id, one.name) for one in numbered(made).values()] == [
        ("figure:1", "Figure 1"),
        ("fig-two", "Figure 2"),
        ("figure:3", "Figure 3"),
    ]


def test_hostile_text_stays_text():
    text = "<script>alert(1)</script> [x](javascript:alert) \\input{/etc/passwd} ![p](/etc/hostname) ![q](http://x.org/y.png)"
    html = printed(tree.parsed(text), "html", how()).decode("utf-8")
    assert "default-src 'none'" in html and 'src="http' not in html
    data = printed(tree.parsed(text), "docx", how())
    assert not [
        name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith("word/media/")
    ]


def test_an_unknown_key_shows():
    assert "nope?" in plain(printed(tree.parsed("[@nope]"), "docx", how()))


def test_a_table_is_wide_by_its_columns_or_its_words():
    (wide,) = tree.elements(tree.parsed(WIDE), "Table")
    (narrow,) = tree.elements(tree.parsed("| A | B |\n|---|---|\n| x | y |"), "Table")
    (long,) = tree.elements(
        tree.parsed("| A | B | C | D |\n|---|---|---|---|\n|" + f" {'word ' * 200}|" * 4), "Table"
    )
    assert [word.is_wide(one) for one in (wide, narrow, long)] == [True, False, True]


def test_greek_arabic_and_chinese_go_through_every_format():
    text = "---\ntitle: Ομότιμοι\n---\n\nدعم الأقران 同伴支持 é ß\n"
    for form in FORMS:
        if form in ("md", "pdf"):
            continue
        data = printed(tree.parsed(text), form, how())
        shown = plain(data) if form == "docx" else data.decode("utf-8")
        assert "دعم الأقران 同伴支持 é ß" in shown, form
