"""The flow diagram for Word: each box and arrow a shape that can be edited, at the places of the chart, and the numbers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from making import assert_left_alone, criterion, decided, entry, review, search, sound

from litmatrix import writing
from litmatrix.charts import flowarrows, flowchart
from litmatrix.reporting import Stamp
from litmatrix.writing import pandoc
from litmatrix.writing.flowword import flow_document

STAMP = Stamp(datetime(2026, 11, 28, 12, 0, tzinfo=UTC), "abc")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
EMU = 9525


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(made) -> ElementTree.Element:
    return ElementTree.fromstring(parts_of(flow_document(made, STAMP))["word/document.xml"])


def words_of(element: ElementTree.Element) -> list[str]:
    """The paragraphs of an element, as text."""
    return [
        "".join(text.text or "" for text in one.iter(f"{W}t")).replace("\u00a0", " ")
        for one in element.iter(f"{W}p")
    ]


def shapes_of(body: ElementTree.Element) -> list[tuple[list[str], tuple[int, ...], ElementTree.Element]]:
    """The shapes of the group: their paragraphs, their places in pixels, and what they are."""
    found = []
    for shape in body.iter(f"{WPS}wsp"):
        offset, extent = next(shape.iter(f"{A}off")), next(shape.iter(f"{A}ext"))
        sides = [offset.get("x"), offset.get("y"), extent.get("cx"), extent.get("cy")]
        found.append((words_of(shape), tuple(round(int(side or 0) / EMU) for side in sides), shape))
    return found


def rows_of(body: ElementTree.Element) -> list[list[str]]:
    return [[" ".join(words_of(cell)) for cell in row.iter(f"{W}tc")] for row in body.iter(f"{W}tr")]


def page_of(body: ElementTree.Element) -> tuple[str | None, str | None]:
    size = next(body.iter(f"{W}pgSz"))
    return size.get(f"{W}w"), size.get(f"{W}h")


def test_each_box_is_a_text_box_with_the_words_of_the_template():
    texts = [words for words, _, _ in shapes_of(body_of(review(**sound()))) if words]
    assert texts == [
        ["Identification"], ["Screening"], ["Included"],
        ["Identification of studies via databases and registers"],
        ["Records identified from*:", "Databases (n = 4)", "Database (n = 4)", "Registers (n = 0)"],
        ["Records removed before screening:", "Duplicate records removed (n = 0)",
         "Records marked as ineligible by automation tools (n = 0)", "Records removed for other reasons (n = 0)"],
        ["Records screened", "(n = 4)"],
        ["Records excluded** (n = 1):", "fails year (n = 1)"],
        ["Records not yet screened", "(n = 1)"],
        ["Reports sought for retrieval", "(n = 2)"],
        ["Reports not retrieved", "(n = 0)"],
        ["Reports assessed for eligibility", "(n = 2)"],
        ["Reports excluded:", "fails topic (n = 1)"],
        ["Studies included in review", "(n = 1)", "Reports of included studies", "(n = 1)"],
    ]  # fmt: skip


def test_the_shapes_stand_where_the_boxes_of_the_chart_stand(worked):
    drawing = flowchart.drawn(worked, (11906 - 2 * 850) / 15 - 2)
    assert drawing
    shapes = shapes_of(body_of(worked))
    boxes = [place for words, place, _ in shapes if words][
        len(drawing.laid.phases) + len(drawing.laid.heads) :
    ]
    assert boxes == [
        (round(one.x), round(one.y), round(one.width), round(one.height))
        for one in drawing.laid.boxes.values()
    ]
    arrows = [shape for words, _, shape in shapes if not words and shape.find(f".//{A}tailEnd") is not None]
    assert len(arrows) == len(flowarrows.ways(drawing.laid))


def test_phases_are_turned_and_boxes_that_prisma_does_not_draw_are_broken(worked):
    shapes = shapes_of(body_of(worked))
    turned = [words for words, _, shape in shapes if shape.find(f"{WPS}bodyPr").get("vert") == "vert270"]
    assert turned == [["Identification"], ["Screening"], ["Included"]]
    broken = [words[0] for words, _, shape in shapes if shape.find(f".//{A}prstDash") is not None]
    assert broken == ["Records screened by title", "Records excluded before retrieval (n = 13):"]


def test_the_notes_and_the_numbers_stand_under_it_and_on_the_page_after_it(worked):
    body = body_of(worked)
    told = [words_of(one)[-1] for one in body.find(f"{W}body") if one.tag == f"{W}p"]
    assert told[0:2] == ["PRISMA 2020 flow diagram", "31 studies included, in 32 reports"]
    assert told[-5:] == [
        "32 reports are included (the sources of this review), of 31 studies: 1 study has more than one report (Repper and Carter "
        "2010 and Repper and Carter 2011).",
        "From: Page MJ, McKenzie JE, Bossuyt PM, Boutron I, Hoffmann TC, Mulrow CD, et al. The PRISMA 2020 statement: an updated "
        "guideline for reporting systematic reviews. BMJ 2021;372:n71. doi: 10.1136/bmj.n71. For more information, visit: "
        "http://www.prisma-statement.org/",
        "A broken outline marks a box that PRISMA 2020 does not draw.",
        "Numbers of the flow diagram",
        str(STAMP),
    ]
    assert rows_of(body) == [
        ["Box", "n"],
        ["Previous studies", ""],
        ["Studies included in previous version of review", "31"],
        ["Reports of studies included in previous version of review", "32"],
        ["Identification of new studies via databases and registers", ""],
        ["Records identified from databases and registers", "not stated"],
        ["academic library databases and Peer Support Hub", "not stated"],
        ["Identification of new studies via other methods", ""],
        ["Records identified from other methods", "16"],
        ["Websites", "not stated"],
        ["Google, Google Scholar and blog postings on service-user led websites", "not stated"],
        ["Citation searching", "16"],
        ["The report's own text", "16"],
        ["Contacts", "not stated"],
        ["Mind Open Hub", "not stated"],
        ["Other", "not stated"],
        ["various open access resources online, Twitter and Facebook", "not stated"],
        ["Records screened by title", "16"],
        ["Records excluded before retrieval", "13"],
        ["Does not define its content as peer support related", "7"],
        ["Published pre 2010", "4"],
        ["Non-UK specific", "2"],
        ["Reports sought for retrieval", "3"],
        ["Reports not retrieved", "3"],
        ["Reports assessed for eligibility", "0"],
        ["Reports excluded", "0"],
        ["Included", ""],
        ["New studies included in review", "0"],
        ["Reports of new included studies", "0"],
        ["Total studies included in review", "31"],
        ["Reports of total included studies", "32"],
    ]


def test_a_number_that_says_more_says_it_beside_its_label():
    searches = [search("db", source="PubMed", hits=9), search("em", source="Embase")]
    made = review([entry("a"), entry("b", origin="em")], searches=searches)
    assert rows_of(body_of(made))[3:6] == [
        ["Databases", "2"],
        ["PubMed (of 9 hits)", "1"],
        ["Embase (hits not stated)", "1"],
    ]


def test_a_program_that_knows_no_shapes_shows_a_picture_of_its_own_proportions(worked):
    parts = parts_of(flow_document(worked, STAMP))
    png = parts["word/media/flow.png"]
    wide, high = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    body = ElementTree.fromstring(parts["word/document.xml"])
    (picture,) = body.iter(f"{PIC}pic")
    extent = next(picture.iter(f"{A}ext"))
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (round(wide * EMU / 2), round(high * EMU / 2))
    assert wide / 2 <= 681
    assert [one.tag for one in next(body.iter(f"{MC}Fallback"))] == [f"{W}drawing"]


def long_reasons(number: int):
    keys = [f"k{n}" for n in range(number)]
    words = "for which nobody gave a reason that could be said in fewer words than these are"
    return review(
        [entry(key) for key in keys],
        [decided("ann", key, "eligibility", "exclude", f"r{n}") for n, key in enumerate(keys)],
        criteria=[criterion(f"r{n}", exclude=f"Reason {n} {words}") for n in range(number)],
    )


def test_a_diagram_that_is_too_high_for_a_page_has_a_larger_one(worked):
    assert page_of(body_of(worked)) == ("11906", "16838")
    assert page_of(body_of(long_reasons(12))) == ("11906", "16838")
    assert page_of(body_of(long_reasons(60))) == ("16838", "23811")
    wide, high = page_of(body_of(long_reasons(90)))
    assert wide == "16838" and 23811 < int(high or 0) <= 31680


def test_a_review_without_numbers_says_so_and_has_no_picture():
    data = flow_document(review(searches=[]), STAMP)
    assert sorted(parts_of(data)) == [
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels", "word/document.xml",
        "word/settings.xml", "word/styles.xml",
    ]  # fmt: skip
    assert "No records yet: import search results in 01-filter-sources." in words_of(
        body_of(review(searches=[]))
    )


def test_hostile_text_is_text():
    text = "<w:p/>&amp;\"'> ]]> \x07 {{x}} =1+1 {0} منظمة 国立"
    made = review(
        [entry("a")],
        [decided("ann", "a", "eligibility", "exclude", "r")],
        criteria=[criterion("r", exclude=text)],
        searches=[search("db", source=text)],
    )
    parts = parts_of(flow_document(made, STAMP))
    for name, content in parts.items():
        if not name.endswith(".png"):
            ElementTree.fromstring(content)
    body = ElementTree.fromstring(parts["word/document.xml"])
    said = text.replace("\x07", "\ufffd")
    lines = [line for words, _, _ in shapes_of(body) for line in words]
    assert [line for line in lines if said in line] == [f"{said} (n = 1)", f"{said} (n = 1)"]
    assert [row for row in rows_of(body) if said in row[0]] == [
        [f"{said} (hits not stated)", "1"],
        [said, "1"],
    ]


def test_it_needs_no_pandoc_and_the_same_review_gives_the_same_bytes(monkeypatch, worked):
    def missing():
        raise pandoc.NoPandoc("no")

    monkeypatch.setattr(pandoc, "find_pandoc", missing)
    assert flow_document(worked, STAMP) == flow_document(worked, STAMP)
    with zipfile.ZipFile(io.BytesIO(flow_document(worked, STAMP))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 28, 12, 0, 0)}


def test_every_relation_leads_to_a_part_and_every_part_has_a_type(worked):
    parts = parts_of(flow_document(worked, STAMP))
    related = [
        *re.findall(r'Target="([^"]+)"', parts["_rels/.rels"].decode()),
        *(
            f"word/{to}"
            for to in re.findall(r'Target="([^"]+)"', parts["word/_rels/document.xml.rels"].decode())
        ),
    ]
    assert set(related) == parts.keys() - {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
    }
    named = set(re.findall(r'PartName="/([^"]+)"', parts["[Content_Types].xml"].decode()))
    assert named == {name for name in related if name.endswith(".xml")}
    ids = re.findall(
        r'<w?p?s?:?(?:wps:cNvPr|wp:docPr|pic:cNvPr) id="(\d+)"', parts["word/document.xml"].decode()
    )
    assert len(set(ids) - {"2"}) == len([one for one in ids if one != "2"])


def test_it_is_exported_by_the_name_of_the_table(tmp_path, worked):
    told = writing.export(worked, "flow", tmp_path / "flow.docx")
    assert [file.path.name for file in told.files] == ["flow.docx"]
    assert "word/media/flow.png" in parts_of((tmp_path / "flow.docx").read_bytes())


@pytest.mark.parametrize("made", [review(**sound()), review(searches=[])])
def test_it_does_not_change_its_argument(made):
    assert_left_alone(made, lambda one: flow_document(one, STAMP))
