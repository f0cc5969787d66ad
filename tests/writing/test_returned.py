"""What a co-author left in a Word file: comments and changes as values, with their places."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st

import litmatrix
from litmatrix.errors import Unreadable
from litmatrix.files import results
from litmatrix.writing import manuscript, returned
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.returned import parts as word_parts
from litmatrix.writing.returned.remarks import Remark, read_remarks
from litmatrix.writing.styles import NoStyles, find_style


def prints_word():
    try:
        return bool(find_pandoc() and find_style("apa"))
    except (NoPandoc, NoStyles):
        return False


prints = pytest.mark.skipif(not prints_word(), reason="no pandoc or no styles here")

FILES = Path(__file__).parent / "returned_files"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MICROSOFT = "http://schemas.microsoft.com/office/word"
SPACES = (
    f'xmlns:w="{WORD}" xmlns:w14="{MICROSOFT}/2010/wordml" xmlns:w15="{MICROSOFT}/2012/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
PARTS = {
    "comments": "comments", "commentsExtended": "commentsEx", "footnotes": "footnotes", "endnotes": "endnotes",
    "header": "hdr", "footer": "ftr",
}  # fmt: skip


def docx(body="", main="document", styles="", **parts):
    """A Word file: the inside of its body, and of other parts by their kind."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        related = "".join(f'<Relationship Type="{kind}/{name}" Target="{name}1.xml"/>' for name in parts)
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="x"><Relationship Type="{kind}/officeDocument" Target="word/{main}.xml"/></Relationships>',
        )
        file.writestr(f"word/{main}.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        file.writestr(f"word/_rels/{main}.xml.rels", f'<Relationships xmlns="x">{related}</Relationships>')
        for name, inside in parts.items():
            space = "w15" if name == "commentsExtended" else "w"
            file.writestr(
                f"word/{name}1.xml", f"<{space}:{PARTS[name]} {SPACES}>{inside}</{space}:{PARTS[name]}>"
            )
        if styles:
            file.writestr("word/styles.xml", f"<w:styles {SPACES}>{styles}</w:styles>")
    return stream.getvalue()


def p(*inside, style="", mark=""):
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    about += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{''.join(inside)}</w:p>"


def r(text, about=""):
    return f"<w:r>{f'<w:rPr>{about}</w:rPr>' if about else ''}<w:t>{escape(text)}</w:t></w:r>"


def who(author="Ann", date="2026-11-20T14:03:00Z"):
    return f'w:id="1" w:author={quoteattr(author)}' + (f' w:date="{date}"' if date else "")


def ins(inside, author="Ann", name="ins", **more):
    return f"<w:{name} {who(author, **more)}>{inside if inside.startswith('<') else r(inside)}</w:{name}>"


def cut(text, author="Ann", **more):
    return f"<w:del {who(author, **more)}><w:r><w:delText>{escape(text)}</w:delText></w:r></w:del>"


def sign(name="ins", author="Ann"):
    """The mark of a paragraph's end, a row or a cell."""
    return f"<w:{name} {who(author)}/>"


def start(id=0):
    return f'<w:commentRangeStart w:id="{id}"/>'


def end(id=0):
    return f'<w:commentRangeEnd w:id="{id}"/>{called(id)}'


def called(id=0):
    return f'<w:r><w:commentReference w:id="{id}"/></w:r>'


def comment(id, text, author="Ann", paragraph="", date="2026-11-20T14:03:00Z"):
    about = f' w:date="{date}"' if date else ""
    inside = "".join(f'<w:p w14:paraId="{paragraph}">{r(line)}</w:p>' for line in text.split("\n"))
    return f'<w:comment w:id="{id}" w:author={quoteattr(author)}{about}>{inside}</w:comment>'


def thread(paragraph, parent="", done="0"):
    above = f' w15:paraIdParent="{parent}"' if parent else ""
    return f'<w15:commentEx w15:paraId="{paragraph}"{above} w15:done="{done}"/>'


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells, mark=""):
    about = f"<w:trPr>{mark}</w:trPr>" if mark else ""
    return f"<w:tr>{about}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def reading(*body, **parts):
    return read_remarks(word_parts.parts_of(docx("".join(body), **parts), "back.docx"))


def remarks(*body, **parts):
    return reading(*body, **parts).remarks


WHEN = datetime(2026, 11, 20, 14, 3)


def remark(kind, text, on="", context=("", ""), author="Ann", date=WHEN, paragraph=1, **more):
    return Remark(kind, author, date, text, on, context, paragraph=paragraph, **more)


def told(found):
    """What matters in most tests: kind, words, and what they are about."""
    return [(one.kind, one.text, one.on) for one in found]


def back(folder, *body, manuscript="", base=None, **parts):
    """What is read of a Word file that came back to a review's folder."""
    folder.mkdir(exist_ok=True)
    (folder / "back.docx").write_bytes(docx("".join(body), **parts))
    if manuscript:
        (folder / "manuscript.md").write_text(manuscript, "utf-8")
    if base is not None:
        (folder / "sent.docx").write_bytes(docx(base))
    return returned.read(folder, folder / "back.docx", folder / "sent.docx" if base is not None else None)


# --- files of real programs (see returned_files/README.md) ---


def test_all_that_co_authors_left_in_a_word_file_is_listed_in_its_order_with_its_lines():
    found = returned.read(FILES, FILES / "word.docx", FILES / "sent.docx")
    ann, ben = {"author": "Ann Lee"}, {"author": "Ben Ode", "date": datetime(2026, 11, 21, 14, 3)}
    nobody = {"author": "", "date": None}
    methods, boundaries = ("Methods",), ("Findings", "Boundaries")
    pay, discussion = ("Findings", "Pay"), ("Discussion",)
    searched = "databases. Of 417 records, 32 were"
    assert found.remarks == (
        remark(
            "untracked", "Peer workers are employed in many services. What we know of their role is scattered.",
            "Peer workers are employed in many services. What is known of their role is scattered.", paragraph=4, line=7, **nobody,
        ),
        remark(
            "deletion", "It is now a paid role in many countries,",
            context=("the self-help movement (Davidson 1999, 166).", "and its boundaries are unclear (Mead"),
            heading=("Introduction",), line=13, **ben,
        ),
        remark(
            "moved", "moved here, from Findings > Pay, paragraph 2", "Supervision is offered by few of them.",
            ("", "We searched four databases. Of 417"), heading=methods, line=18, **ben,
        ),
        remark(
            "comment", "More than that: see الدعم.", "four", ("We searched", searched), author="",
            date=datetime(2026, 11, 22, 14, 3), heading=methods, line=18,
        ),
        remark("insertion", " large", context=("We searched four", searched), heading=methods, line=18, **ann),
        remark(
            "insertion", " and some registers", context=("We searched four databases", ". Of 417 records, 32 were"),
            heading=methods, line=18, marks=1, **ann,
        ),
        remark(
            "deletion", "some ", context=("We searched four databases", ". Of 417 records, 32 were"), heading=methods, line=18, **ben,
        ),
        remark(
            "comment", "Do we know that?\nSimpson says so, and nobody else.", "blur most in informal groups",
            ("Roles", ", where peers are friends and"), heading=boundaries, line=24, resolved=True, **ann,
        ),
        remark(
            "reply", "Repper does, on p. 12.", "blur most in informal groups", ("Roles", ", where peers are friends and"),
            heading=boundaries, line=24, resolved=True, **ben,
        ),
        remark(
            "formatting", "bold", "informal groups", ("Roles blur most in", ", where peers are friends and"), heading=boundaries, line=24,
            **ben,
        ),
        remark(
            "comment", "Which parts of it?", "United States", paragraph=0, heading=boundaries, within="table 1, row 3, column 2",
            line=36, **ann,
        ),
        remark(
            "insertion", "[table row] Mead | United States", paragraph=0, heading=boundaries, within="table 1, row 4", marks=5,
            **ann,
        ),
        remark("formatting", "style Heading2, was Heading3", "Pay", paragraph=0, heading=pay, line=38, **ben),
        remark(
            "deletion", "what", context=("A living wage covers", "a household needs."), paragraph=0, heading=pay, within="footnote 1",
            line=40, **ann,
        ),
        remark(
            "insertion", "all that", context=("A living wage covers what", "a household needs."), paragraph=0, heading=pay,
            within="footnote 1", line=40, **ann,
        ),
        remark(
            "moved", "moved away, to Methods, paragraph 1", "Supervision is offered by few of them.¶", paragraph=2, heading=pay, line=42,
            marks=2, **ben,
        ),
        remark(
            "deletion", ", and most", context=("The evidence is thin", "of it comes from one country."), heading=discussion, line=46, **ann,
        ),
        remark(
            "insertion", ".¶Nobody asked the peers.¶Most",
            context=("The evidence is thin, and most", "of it comes from one country."), heading=discussion, line=46, marks=5, **ann,
        ),
        remark("untracked", "", "It is not known who leaves, nor why.", paragraph=2, heading=discussion, line=48, **nobody),
    )  # fmt: skip
    assert (found.name, found.base, found.notes) == ("word.docx", "sent.docx", ())
    assert found.counts == {
        "comment": 3, "reply": 1, "insertion": 5, "deletion": 4, "moved": 2, "formatting": 2, "untracked": 2,
    }  # fmt: skip


def test_a_file_that_was_edited_in_libreoffice_is_read_as_well():
    found = returned.read(FILES, FILES / "libreoffice.docx", FILES / "sent.docx")
    assert [(one.line, one.author, one.kind, one.text, one.on, one.within) for one in found.remarks] == [
        (7, "", "untracked", "Peer workers are employed in many services. What we know of their role is scattered.",
         "Peer workers are employed in many services. What is known of their role is scattered.", ""),
        (13, "Ben Ode", "deletion", "It is now a paid role in many countries, ", "", ""),
        (18, "Ann Lee", "comment", "Which ones?", "four databases", ""),
        (24, "Ann Lee", "comment", "Do we know that? وأين؟", "blur most in informal groups", ""),
        (24, "Ben Ode", "formatting", "bold", "informal groups", ""),
        (24, "Ben Ode", "insertion", "¶A new paragraph.", "", ""),
        (0, "Ben Ode", "insertion", "[table row] \u200d", "", "table 1, row 3"),
        (36, "Ben Ode", "insertion", " (all)", "", "table 1, row 4, column 2"),
        (40, "Ben Ode", "moved", "moved here, from Findings > Pay, paragraph 3", "Supervision is offered by few of them.¶", ""),
        (40, "Ann Lee", "insertion", " in the north", "", ""),
        (40, "Ben Ode", "deletion", "covers", "", "footnote 1"),
        (40, "Ben Ode", "insertion", "pays for", "", "footnote 1"),
        (42, "Ben Ode", "moved", "moved away, to Findings > Pay, paragraph 1", "Supervision is offered by few of them.¶", ""),
        (46, "Ann Lee", "deletion", "thin", "", ""),
        (46, "Ann Lee", "insertion", "scarce", "", ""),
        (46, "Ben Ode", "deletion", "scarce", "", ""),
    ]  # fmt: skip
    assert [one.resolved for one in found.remarks if one.kind == "comment"] == [True, False]
    assert found.notes == ()


def test_a_file_that_was_only_opened_and_saved_in_libreoffice_has_no_remarks():
    found = returned.read(FILES, FILES / "libreoffice-saved.docx", FILES / "sent.docx")
    assert (found.remarks, found.notes) == ((), ())


# --- comments ---


def test_a_comment_is_told_with_the_words_it_is_on_and_a_few_around_them():
    words = [r("one two three four five six seven "), start(), r("eight nine"), end(), r(" ten")]
    assert remarks(p(*words), comments=comment(0, "Why?")) == (
        remark("comment", "Why?", "eight nine", ("two three four five six seven", "ten")),
    )


def test_replies_stand_behind_their_comment_wherever_the_file_has_them():
    body = p(start(1), start(0), r("here"), end(0), end(1)) + p(start(2), r("there"), end(2))
    comments = (
        comment(0, "no", "Ben", "B") + comment(2, "And?", paragraph="C") + comment(1, "Yes?", paragraph="A")
    )
    threads = thread("B", parent="A") + thread("A", done="1") + thread("C")
    found = remarks(body, comments=comments, commentsExtended=threads)
    assert [(one.kind, one.text, one.on, one.resolved) for one in found] == [
        ("comment", "Yes?", "here", True), ("reply", "no", "here", True), ("comment", "And?", "there", False),
    ]  # fmt: skip


def test_replies_that_answer_each_other_in_a_circle_are_listed_all_the_same():
    comments = (
        comment(0, "a", paragraph="A") + comment(1, "b", paragraph="B") + comment(2, "c", paragraph="C")
    )
    threads = thread("A", parent="B") + thread("B", parent="A") + thread("C", parent="C")
    found = remarks(p(called(0), called(1), called(2)), comments=comments, commentsExtended=threads)
    assert [(one.kind, one.text) for one in found] == [("comment", "a"), ("comment", "b"), ("comment", "c")]


def test_a_comment_on_no_words_stands_at_its_place():
    assert remarks(p(r("before "), called(), r("after")), comments=comment(0, "Here.")) == (
        remark("comment", "Here.", "", ("before", "after")),
    )


def test_a_comment_without_a_place_is_listed_at_the_end_without_one():
    found = reading(p(start(1), r("a"), end(1)), comments=comment(7, "Lost.") + comment(1, "Found."))
    assert told(found.remarks) == [("comment", "Found.", "a"), ("comment", "Lost.", "")]
    assert (found.places, found.remarks[1].heading, found.remarks[1].paragraph) == (((0, 0), None), (), 0)


def test_a_comment_whose_end_is_missing_is_on_its_paragraph():
    found = remarks(p(r("a "), start(), r("b")), p(r("c")), comments=comment(0, "?"))
    assert told(found) == [("comment", "?", "b")]


def test_a_comment_over_several_paragraphs_has_the_words_of_all_of_them():
    found = remarks(
        p(start(), r("a"), style="Heading1"),
        p(r("b")),
        start(1),
        p(r("c"), end()),
        end(1),
        comments=comment(0, "!") + comment(1, "?"),
    )
    assert told(found) == [("comment", "!", "a\nb\nc"), ("comment", "?", "c")]


def test_a_comment_on_changed_words_is_on_those_that_stand_now_or_on_those_that_went():
    body = p(start(0), cut("old"), ins("new"), end(0), start(1), cut("gone"), end(1))
    found = remarks(body, comments=comment(0, "better") + comment(1, "why?"))
    assert [one.on for one in found if one.kind == "comment"] == ["new", "gone"]


def test_a_comment_may_have_no_author_no_date_and_no_text():
    found = remarks(
        p(called(0), called(1)), comments=comment(0, "", "", date="") + comment(1, "x", date="yesterday")
    )
    assert [(one.author, one.date, one.text) for one in found] == [("", None, ""), ("Ann", None, "x")]


def test_a_date_is_as_the_writer_s_clock_had_it_whatever_zone_the_file_names():
    dates = ("2026-11-20T14:03:09Z", "2026-11-20T14:03:09", "2026-11-20T14:03:09+05:00")
    found = remarks(*(p(ins("x", date=date)) for date in dates))
    assert [one.date for one in found] == [datetime(2026, 11, 20, 14, 3, 9)] * 3


def test_five_hundred_comments_are_all_listed_in_their_order():
    body = [p(r("word "), start(number), r(f"w{number}"), end(number)) for number in range(500)]
    found = remarks(*body, comments="".join(comment(number, f"c{number}") for number in reversed(range(500))))
    assert told(found) == [("comment", f"c{number}", f"w{number}") for number in range(500)]


# --- tracked changes ---


def test_insertions_and_deletions_are_told_with_what_stood_around_them():
    assert remarks(p(r("old "), cut("lost ", "Ben"), ins("won "), r("text"))) == (
        remark("deletion", "lost ", context=("old", "text"), author="Ben"),
        remark("insertion", "won ", context=("old lost", "text")),
    )


def test_what_one_inserted_and_another_deleted_again_is_both():
    found = reading(p(r("a"), ins(r("b") + cut("c", "Ben") + r("d")), r("e")))
    assert told(found.remarks) == [("insertion", "bcd", ""), ("deletion", "c", "")]
    assert found.paragraphs[0].text == "ae"


def test_parts_of_one_change_are_one_remark_that_counts_them():
    pieces = (
        ins("one ")
        + ins(r("two", "<w:b/>"))
        + ins(" three", "Ben")
        + ins(" four", date="2026-11-21T08:00:00Z")
    )
    found = remarks(p(pieces, r("."), ins("five")))
    assert [(one.text, one.author, one.marks) for one in found] == [
        ("one two", "Ann", 2), (" three", "Ben", 1), (" four", "Ann", 1), ("five", "Ann", 1),
    ]  # fmt: skip


def test_a_new_paragraph_is_one_remark_on_the_paragraph_that_it_was_split_from():
    found = reading(p(r("Old."), mark=sign()), p(ins("New."), mark=sign()), p(ins("Newer.")), p(r("Next.")))
    assert found.remarks == (remark("insertion", "¶New.¶Newer.", context=("Old.", ""), marks=4),)
    assert [one.text for one in found.paragraphs] == ["Old.", "Next."]
    assert found.places == ((0, 4),)


def test_paragraphs_that_were_joined_are_told_by_the_sign_of_their_end():
    found = reading(p(r("One"), mark=sign("del")), p(r("two.")))
    assert found.remarks == (remark("deletion", "¶", context=("One", "")),)
    assert [one.text for one in found.paragraphs] == ["One", "two."]


def test_what_moved_is_told_at_both_places_with_where_the_other_is():
    moved = ins("Moved.", "Ben", name="moveFrom"), ins("Moved.", "Ben", name="moveTo")
    ranged = [
        f'<w:move{way}RangeStart w:id="9" w:name="move1"/>{{}}<w:move{way}RangeEnd w:id="9"/>'
        for way in ("From", "To")
    ]
    found = remarks(
        p(r("A"), style="Heading1"),
        p(ranged[0].format(moved[0])),
        p(r("B"), style="Heading1"),
        p(r("b ")),
        p(ranged[1].format(moved[1])),
    )
    assert told(found) == [
        ("moved", "moved away, to B, paragraph 2", "Moved."), ("moved", "moved here, from A, paragraph 1", "Moved."),
    ]  # fmt: skip


def test_what_moved_to_nowhere_is_told_too():
    assert told(remarks(p(ins("x", name="moveFrom")), p(ins("y", name="moveTo")))) == [
        ("moved", "moved away", "x"), ("moved", "moved here", "y"),
    ]  # fmt: skip


def test_rows_and_cells_that_came_or_went_are_told_with_their_text():
    plain = row(p(r("a")), p(r("b")))
    new = row(p(ins("c"), mark=sign()), p(ins("d"), mark=sign()), mark=sign())
    gone = row(p(r("e")), p(r("f")), mark=sign("del"))
    cell = f"<w:tcPr>{sign('cellIns')}</w:tcPr>{p(r('g'))}"
    found = reading(table(plain, new, gone, row(cell)))
    assert [(one.kind, one.text, one.within, one.marks) for one in found.remarks] == [
        ("insertion", "[table row] c | d", "table 1, row 2", 5),
        ("deletion", "[table row] e | f", "table 1, row 3", 1),
        ("insertion", "g", "table 1, row 4, column 1", 1),
    ]
    assert [one.text for one in found.paragraphs] == ["a", "b", "", "", "e", "f", ""]


def test_changes_of_formatting_are_told_in_words():
    def change(now, before, of="rPr"):
        return f"<w:{of}>{now}<w:{of}Change {who()}><w:{of}>{before}</w:{of}></w:{of}Change></w:{of}>"

    size = change('<w:sz w:val="28"/><w:szCs w:val="28"/>', '<w:b/><w:sz w:val="24"/>')
    style = change('<w:pStyle w:val="Quote"/><w:jc w:val="both"/>', '<w:jc w:val="left"/>', "pPr")
    off = change('<w:i w:val="0"/>', "<w:i/>")
    page = f"<w:sectPr><w:sectPrChange {who()}/></w:sectPr>"
    body = f"<w:p>{style}<w:r>{size}<w:t>a</w:t></w:r><w:r>{size}<w:t>b</w:t></w:r><w:r>{off}<w:t>c</w:t></w:r></w:p>"
    found = remarks(body, f"<w:tbl><w:tblPr><w:tblPrChange {who()}/></w:tblPr></w:tbl>", page)
    assert [(one.text, one.on, one.marks) for one in found] == [
        ("style Quote, was none, alignment", "abc", 1), ("size, not bold", "ab", 2), ("not italic", "c", 1), ("table layout", "", 1), ("page layout", "", 1),
    ]  # fmt: skip


def test_changes_in_notes_headers_text_boxes_and_comments_are_found_at_their_places():
    box = (
        "<mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    )
    call = '<w:r><w:footnoteReference w:id="4"/></w:r><w:r><w:endnoteReference w:id="4"/></w:r>'
    lost = f'<w:footnote w:id="5">{p(ins("e"))}</w:footnote>'
    found = remarks(
        p(r("text"), call, f"<w:r>{box.format(p(ins('c')))}</w:r>", ins("d")),
        comments=f'<w:comment w:id="0" w:author="Ben">{p(r("old "), ins("new"))}</w:comment>',
        footnotes=f'<w:footnote w:id="4">{p(ins("a"))}</w:footnote>{lost}',
        endnotes=f'<w:endnote w:id="4">{p(ins("b"))}</w:endnote>',
        header=p(ins("f")), footer=p(cut("g")),
    )  # fmt: skip
    assert [(one.kind, one.text, one.within) for one in found] == [
        ("insertion", "a", "footnote 1"), ("insertion", "b", "endnote 1"), ("insertion", "c", "text box"), ("insertion", "d", ""),
        ("insertion", "e", "footnote"), ("insertion", "f", "header"), ("deletion", "g", "footer"),
        ("insertion", "new", "a comment by Ben"), ("comment", "old new", ""),
    ]  # fmt: skip


def test_what_is_no_text_is_told_by_a_word_in_brackets():
    drawing = "<w:r><w:drawing/></w:r><w:r><w:tab/><w:br/><w:noBreakHyphen/></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    assert told(remarks(p(ins(drawing)))) == [("insertion", "[picture]\t\n-x", "")]


def test_text_in_links_fields_and_content_controls_is_text():
    field = '<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple w:instr="x">{0}</w:fldSimple>'
    inside = f"<w:hyperlink>{r('a')}</w:hyperlink>{field.format(r('b'))}<w:sdt><w:sdtContent>{r('c')}</w:sdtContent></w:sdt>"
    assert reading(p(inside)).paragraphs[0].text == "abc"


def test_a_change_without_text_is_counted_and_not_listed(tmp_path):
    found = back(tmp_path / "r", p(r("a"), f"<w:ins {who()}><w:r/></w:ins>"), manuscript="a")
    assert (found.remarks, found.notes[0]) == (
        (),
        "1 tracked change without text (a mark of a comment or of a field) not listed.",
    )


def test_a_change_that_was_not_listed_would_be_told(tmp_path, monkeypatch):
    monkeypatch.setattr(returned, "counted_marks", lambda parts: 3)
    found = back(tmp_path / "r", p(ins("a")))
    assert (
        found.notes[0]
        == "The file holds 3 tracked changes, and 1 of them were read: look it through in Word too."
    )


# --- the place in the Word file ---


def test_headings_are_known_by_their_styles_in_any_language_and_count_the_paragraphs_under_them():
    styles = '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    body = (p(r("a"), ins("1")), p(r("One"), style="Heading1"), p(), p(r("b")), p(r("Inner"), ins("2"), style="berschrift2"), p(r("c"), ins("3")),
            p(r("Two"), style="Heading1"), p(r("d")), table(row(p(r("e"), ins("4")))), p(r("f"), ins("5")))  # fmt: skip
    assert [(one.text, one.heading, one.paragraph, one.within) for one in remarks(*body, styles=styles)] == [
        ("1", (), 1, ""), ("2", ("One", "Inner"), 0, ""), ("3", ("One", "Inner"), 1, ""),
        ("4", ("Two",), 0, "table 1, row 1, column 1"), ("5", ("Two",), 2, ""),
    ]  # fmt: skip


def test_a_heading_is_called_as_it_was_and_a_new_one_as_it_is():
    body = (
        p(cut("Old"), ins("New"), style="Heading1"),
        p(ins("a")),
        p(ins("Added"), style="Heading1", mark=sign()),
        p(r("b"), ins("c")),
    )
    assert [one.heading for one in remarks(*body)][-2:] == [("Added",), ("Added",)]
    assert remarks(*body)[0].heading == ("Old",)


def test_a_table_of_contents_is_no_text_of_the_paper():
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    )
    found = reading(
        f"{contents}<w:sdtContent>{p(r('One 1'), style='Heading1')}</w:sdtContent></w:sdt>",
        p(r("Two 2"), style="TOC1"),
        p(r("text")),
    )
    assert [(one.text, one.heading, one.number, one.aside) for one in found.paragraphs] == [
        ("One 1", (), 0, True), ("Two 2", (), 0, True), ("text", (), 1, False),
    ]  # fmt: skip


# --- files that are odd, broken, or something else ---


def test_the_strict_form_of_the_format_and_another_name_of_the_main_part_are_read():
    data = io.BytesIO(docx(p(ins("a")), main="document2"))
    strict = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(name, text)
    assert told(read_remarks(word_parts.parts_of(strict.getvalue(), "x")).remarks) == [("insertion", "a", "")]


ENTITY = f'<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="{WORD}">&a;</w:document>'


def packed(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty (0 bytes)"),
        (b"just text", "it is not a Word file (.docx), or it is damaged. Ask for it again."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "it is a file of the old kind .doc (Word 97-2003). Open it there, save it as .docx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "it has a password. Open it in Word, take the password off"),
        (b"{\\rtf1 hello}", "it is a file of the kind .rtf."),
        (b"%PDF-1.7", "it is a PDF. Ask for the Word file"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", "it is a web page, not a Word file."),
        (packed(mimetype="application/vnd.oasis.opendocument.text", content_xml="<x/>"), "it is a file of LibreOffice's own kind (.odt)"),
        (packed(xl__workbook_xml="<x/>"), "it holds no text of Word. Is it another kind of file"),
        (packed(word__document_xml="<x/>"), "it holds no text of Word."),
        (packed(word__document_xml="<w"), "it is damaged (word/document.xml"),
        (packed(word__document_xml=ENTITY), "it is damaged (word/document.xml: EntitiesForbidden"),
        (packed(word__document_xml=" " * 30_000_000), "unpacks to 30,000,000 bytes"),
        (docx(p(r("x")))[:-40], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_word_file_is_said_to_be_what_it_is(tmp_path, data, says):
    path = tmp_path / "back.docx"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as error:
        returned.read(tmp_path, path)
    assert str(error.value).startswith("back.docx: ") and says in str(error.value)


def test_a_part_that_is_far_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr(word_parts, "MOST_BYTES", 500)
    with pytest.raises(
        Unreadable, match=r"word/document.xml in it unpacks to [0-9,]+ bytes, far more than a manuscript has"
    ):
        word_parts.parts_of(docx(p(r("word " * 200))), "x.docx")


def test_marks_where_none_may_be_break_nothing(tmp_path):
    odd = f"<w:rPr>{sign()}</w:rPr><w:trPr>{sign('del')}</w:trPr><w:pPr><w:rPr>{sign()}</w:rPr></w:pPr>{sign()}<w:rPrChange/><w:t>a</w:t>"
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'  # the note calls itself
    notes = (
        f'<w:pPr w:id="1"><w:rPr>{sign()}</w:rPr></w:pPr><w:footnote w:id="2">{p(r("x"), call)}</w:footnote>'
    )
    found = back(tmp_path / "r", odd, p(r("b"), call), footnotes=notes, comments=comment(1, "c"))
    assert (found.remarks[-1].text, len(found.notes)) == ("c", 3)
    assert back(tmp_path / "r", comments=comment(1, "c")).remarks == (remark("comment", "c", paragraph=0),)


@pytest.mark.parametrize("name", ["w:ins", "w:p", "w:tbl><w:tr><w:tc", "w:sdt><w:sdtContent"])
def test_elements_may_nest_as_deep_as_they_like(name):
    deep = 3_000
    closing = "".join(f"</{one}>" for one in reversed(name.split("><")))
    assert reading(f"<{name}>" * deep, p(r("x")), closing * deep).paragraphs[-1].text in ("x", "")


def test_hostile_text_is_kept_as_it_is_and_shown_as_text(tmp_path):
    text = "x <script>alert(1)</script> =1+1 \u202e\x9b31m"
    found = back(tmp_path / "r", p(ins(text, author="=cmd()")))
    assert (found.remarks[0].text, found.remarks[0].author) == (text, "=cmd()")
    assert "<script>" not in found._repr_html_()


# --- every mark once, in order ---

WORDS = st.sampled_from(["a", "b ", "ج", "«c»", "&<"])
SEGMENTS = st.lists(st.tuples(st.sampled_from(["plain", "ins", "del", "both", "comment"]), WORDS), max_size=6)


@given(st.lists(st.tuples(SEGMENTS, st.sampled_from(["", "ins", "del"])), max_size=5))
def test_every_insertion_deletion_and_comment_is_listed_once_and_in_order(paragraphs):
    body, comments, expected, number = [], [], [], 0
    for segments, mark in paragraphs:
        inside = []
        for kind, text in segments:
            number += 1
            author, text = f"a{number}", f"{text}{number}"
            if kind == "plain":
                inside.append(r(text))
            elif kind == "comment":
                inside.append(start(number) + r(text) + end(number))
                comments.append(comment(number, f"c{number}", author))
                expected.append(("comment", author, f"c{number}"))
            elif kind == "both":
                inside.append(ins(cut(text, f"b{number}"), author))
                expected += [("insertion", author, text), ("deletion", f"b{number}", text)]
            else:
                inside.append((ins if kind == "ins" else cut)(text, author))
                expected.append(("insertion" if kind == "ins" else "deletion", author, text))
        number += 1
        body.append(p(*inside, mark=sign(mark, f"m{number}") if mark else ""))
        expected += [("insertion" if mark == "ins" else "deletion", f"m{number}", "¶")] if mark else []
    parts = word_parts.parts_of(docx("".join(body), comments="".join(comments)), "x")
    found = read_remarks(parts)
    assert [(one.kind, one.author, one.text) for one in found.remarks] == expected
    assert returned.counted_marks(parts) == sum(one.marks for one in found.remarks if one.kind != "comment")


@given(st.lists(st.tuples(SEGMENTS, st.sampled_from(["", "ins", "del"])), max_size=5))
def test_one_person_s_changes_are_joined_and_none_is_lost(paragraphs):
    makers = {"plain": r, "comment": r, "ins": ins, "del": cut, "both": lambda text: ins(cut(text))}
    body = [
        p(*(makers[kind](text) for kind, text in segments), mark=sign(mark) if mark else "")
        for segments, mark in paragraphs
    ]
    parts = word_parts.parts_of(docx("".join(body)), "x")
    found = read_remarks(parts)
    assert returned.counted_marks(parts) == sum(one.marks for one in found.remarks)
    for kind, name in (("insertion", "ins"), ("deletion", "del")):
        words = "".join(
            "".join(text for segment, text in segments if segment in (name, "both")) + "¶" * (mark == name)
            for segments, mark in paragraphs
        )
        assert "".join(one.text for one in found.remarks if one.kind == kind) == words
    was = "".join(
        text
        for segments, _ in paragraphs
        for segment, text in segments
        if segment in ("plain", "comment", "del")
    )
    assert "".join(one.text for one in found.paragraphs) == was


@given(st.binary(max_size=200), st.integers(0, 3_000))
def test_a_file_with_any_bytes_in_it_is_read_or_refused(noise, at):
    data = docx(p(start(), ins("a"), end()), comments=comment(0, "x"))
    at %= len(data)
    try:
        read_remarks(word_parts.parts_of(data[:at] + noise + data[at + len(noise) :], "x"))
    except Unreadable as error:
        assert str(error).startswith("x: ")


# --- edits that were not tracked ---


def dated(data, made):
    """A Word file that says when it was made."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as file:
        file.writestr("docProps/core.xml", f'<c xmlns="x" xmlns:d="y"><d:created>{made}</d:created></c>')
    return stream.getvalue()


def test_edits_that_were_not_tracked_are_told_before_and_after(tmp_path):
    base = p(r("One is this.")) + p(r("Two is that.")) + p(r("Three goes.")) + p(r("Four stays as it is."))
    body = (
        p(r("One is  this."), start(), r(""), end())
        + p(r("Two is "), ins("not "), r("those."))
        + p(r("Four stays as it is."))
        + p(r("Five came."))
    )
    found = back(
        tmp_path / "r",
        body,
        base=base,
        manuscript="One is this.\n\nTwo is that.\n\nThree goes.\n\nFour stays as it is.",
        comments=comment(0, "?"),
    )
    assert [(one.kind, one.on, one.text, one.line, one.paragraph) for one in found.remarks] == [
        ("comment", "", "?", 1, 1),
        ("untracked", "Two is that.", "Two is those.", 3, 2),
        ("insertion", "", "not ", 3, 2),
        ("untracked", "Three goes.", "", 5, 3),
        ("untracked", "", "Five came.", 0, 4),
    ]
    assert (found.base, found.notes) == ("sent.docx", ())


def test_edits_that_were_tracked_are_not_told_a_second_time(tmp_path):
    body = p(cut("One"), ins("Two"), r(" is.")) + p(ins("New."), mark=sign()) + p(r("Last."))
    found = back(tmp_path / "r", body, base=p(r("One is.")) + p(r("Last.")), manuscript="One is.\n\nLast.")
    assert "untracked" not in found.counts


def test_without_a_base_it_is_said_that_untracked_edits_cannot_be_told(tmp_path):
    found = back(tmp_path / "r", p(r("a")), manuscript="a")
    assert (found.base, found.notes) == (
        "", ("Edits that were not tracked cannot be told: there is no out/manuscript.docx to compare with. --base FILE names the file that was sent.",),
    )  # fmt: skip


def review_with(folder, data):
    """A folder in which litmatrix wrote the manuscript as a Word file."""
    (folder / "out").mkdir(parents=True)
    (folder / "out" / "manuscript.docx").write_bytes(data)
    results.note(folder / "out", data)
    (folder / "manuscript.md").write_text("One is this.\n\nTwo is that.", "utf-8")
    return folder


def test_the_base_is_what_litmatrix_wrote_last(tmp_path):
    sent = docx(p(r("One is this.")) + p(r("Two is that.")))
    folder = review_with(tmp_path / "r", sent)
    found = back(folder, p(r("One is this.")), p(r("Two was that.")))
    assert (found.base, told(found.remarks), found.notes) == (
        "manuscript.docx", [("untracked", "Two was that.", "Two is that.")], (),
    )  # fmt: skip
    (folder / "back.docx").write_bytes(sent)
    found = returned.read(folder, folder / "back.docx")
    assert found.notes == (
        "back.docx is manuscript.docx as it was sent, byte for byte: nothing was changed in it.",
    )


def test_a_base_that_was_changed_or_is_the_file_itself_is_told(tmp_path):
    folder = review_with(tmp_path / "r", docx(p(r("One is this."))))
    (folder / "out" / "manuscript.docx").write_bytes(docx(p(r("One is this.")) + p(r("Two is that."))))
    found = back(folder, p(r("One is this.")))
    assert found.notes[0].startswith(
        "out/manuscript.docx was changed since litmatrix wrote it: it may not be what was sent."
    )
    found = returned.read(folder, folder / "out" / "manuscript.docx")
    assert found.notes[0].startswith(
        "Edits that were not tracked cannot be told: out/manuscript.docx is the same file, and there is no other"
    )


def test_of_several_files_that_litmatrix_wrote_the_one_that_was_sent_is_the_base(tmp_path):
    folder = review_with(tmp_path / "r", dated(docx(p(r("One is this."))), "2026-11-01T08:00:00Z"))
    later = dated(docx(p(r("One is that."))), "2026-11-02T08:00:00Z")
    (folder / "out" / "manuscript.new.docx").write_bytes(later)
    results.note(folder / "out", later)
    for day, base, changed in (
        (1, "manuscript.docx", 0),
        (2, "manuscript.new.docx", 1),
        (3, "manuscript.new.docx", 1),
    ):
        (folder / "back.docx").write_bytes(
            dated(docx(p(r("One is this.")), styles="x"), f"2026-11-0{day}T08:00:00Z")
        )
        found = returned.read(folder, folder / "back.docx")
        assert (found.base, len(found.remarks), len(found.notes)) == (base, changed, int(day == 3))


def test_a_base_that_was_made_at_another_time_is_told_if_anything_differs(tmp_path):
    found = returned.read(FILES, FILES / "word.docx", FILES / "sent.docx")
    assert found.notes == ()
    shutil.copytree(FILES, tmp_path / "r")
    again = io.BytesIO()
    with zipfile.ZipFile(FILES / "sent.docx") as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"2026-11-18T09:00:00Z", b"2026-11-27T08:30:00Z"))
    (tmp_path / "r" / "later.docx").write_bytes(again.getvalue())
    later = returned.read(tmp_path / "r", tmp_path / "r" / "word.docx", tmp_path / "r" / "later.docx")
    assert later.notes == (
        "later.docx was made on 2026-11-27 08:30, what came back on 2026-11-18 09:00: what you changed in between is listed as "
        "untracked too. --base FILE names the file that was sent.",
    )
    assert replace(later, base="", notes=()).remarks == found.remarks


def test_of_another_document_it_is_said_that_hardly_anything_matches(tmp_path):
    other = [p(r(f"Sentence {name} of quite another paper.")) for name in ("alpha", "beta", "gamma")]
    ours = "Peers work in many places now.\n\nTheir roles are told apart by few."
    found = back(
        tmp_path / "r",
        *other,
        manuscript=ours,
        base=p(r("Peers work in many places now.")) + p(r("Their roles are told apart by few.")),
    )
    assert (found.remarks, found.notes) == (
        (), ("Edits that were not tracked are not told: hardly any paragraph of back.docx is in sent.docx. --base FILE names the file that was sent.",
             "Hardly any paragraph of back.docx is in manuscript.md (0 of 3): is it another document?"),
    )  # fmt: skip


# --- the lines of manuscript.md ---


def test_a_remark_in_a_block_that_litmatrix_writes_names_the_block_and_no_line(tmp_path):
    manuscript = "Ours is this.\n\n<!-- litmatrix: findings pay -->\n- Few are paid a wage [@a, p. 3]\n- Many are paid nothing at all [@b, p. 4]\n<!-- litmatrix: end -->\n\nOurs is that too.\n"
    body = [p(r("Ours is this.")), p(r("Few are paid a wage "), ins("now "), r("(Adams 2010, 3)")), p(r("Quite rewritten"), ins("!")),
            p(r("Many are paid nothing at all (Brown 2011, 4)")), p(r("Ours is that too."), ins("?"))]  # fmt: skip
    found = back(tmp_path / "r", *body, manuscript=manuscript)
    assert [(one.line, one.block) for one in found.remarks] == [
        (0, "findings pay"),
        (0, "findings pay"),
        (8, ""),
    ]


def test_without_a_manuscript_there_are_no_lines_and_it_is_said(tmp_path):
    found = back(tmp_path / "r", p(ins("a")))
    assert (found.remarks[0].line, found.notes[-1]) == (
        0,
        "There is no manuscript.md in this review, so no lines of it are told.",
    )


def test_a_manuscript_of_another_name_has_its_lines_and_its_word_file(tmp_path):
    folder = review_with(tmp_path / "r", docx(p(r("Old."))))
    (folder / "paper.md").write_text("# A paper\n\nIts words are these.\n")
    sent = docx(p(r("Its words are these.")))
    (folder / "out" / "paper.docx").write_bytes(sent)
    results.note(folder / "out", sent)
    (folder / "back.docx").write_bytes(docx(p(r("Its words are those."), ins("!"))))
    found = returned.read(folder, folder / "back.docx", manuscript=folder / "paper.md")
    assert (found.base, [(one.kind, one.line) for one in found.remarks]) == (
        "paper.docx",
        [("untracked", 3), ("insertion", 3)],
    )
    with pytest.raises(Unreadable, match=r"none.md: there is no such file"):
        returned.read(folder, folder / "back.docx", manuscript=folder / "none.md")


def test_a_paragraph_that_was_rewritten_without_tracking_has_the_line_of_what_it_was(tmp_path):
    base = p(r("First we asked the peers.")) + p(r("All of them said yes to it.")) + p(r("Then we left."))
    body = (
        p(r("First we asked the peers."))
        + p(r("Nobody"), start(), r(" refused."), end())
        + p(r("Then we left."))
    )
    found = back(
        tmp_path / "r",
        body,
        base=base,
        manuscript="First we asked the peers.\n\nAll of them said yes to it.\n\nThen we left.",
        comments=comment(0, "?"),
    )
    assert [(one.kind, one.line) for one in found.remarks] == [("untracked", 3), ("comment", 3)]


@prints
def test_what_litmatrix_write_makes_comes_back_with_its_lines(tmp_path):
    folder = making.write_review(tmp_path / "r", **making.sound())
    text = "# Findings\n\n{{included}} of {{records}} records tell\nof peers at work.\n\n<!-- litmatrix: findings benefits -->\n<!-- litmatrix: end -->\n\nThe words of the author.\n"
    (folder / "manuscript.md").write_text(text, "utf-8")
    manuscript.write(litmatrix.open(folder), to=("docx",))
    sent = folder / "out" / "manuscript.docx"
    assert returned.read(folder, sent).notes == (
        "manuscript.docx is manuscript.docx as it was sent, byte for byte: nothing was changed in it.",
    )
    edited = io.BytesIO()
    with zipfile.ZipFile(sent) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                for words in (b"at work", b"it helped", b"The words"):
                    text = re.sub(
                        rb"<w:t[^>]*>[^<]*%b" % words,
                        lambda found: found[0] + b"</w:t></w:r>" + ins("!").encode() + b"<w:r><w:t>",
                        text,
                    )
            new.writestr(name, text)
    (folder / "back.docx").write_bytes(edited.getvalue())
    found = returned.read(folder, folder / "back.docx")
    last = (folder / "manuscript.md").read_text("utf-8").split("\n").index("The words of the author.") + 1
    assert [(one.kind, one.line, one.block, one.heading) for one in found.remarks] == [
        ("insertion", 4, "", ("Findings",)), ("insertion", 0, "findings benefits", ("Findings",)), ("insertion", last, "", ("Findings",)),
    ]  # fmt: skip
    assert found.notes == ()


# --- what it is as a value ---


def test_nothing_is_written_and_the_manuscript_stays_as_it_is(tmp_path):
    folder = tmp_path / "r"
    shutil.copytree(FILES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    returned.read(folder, folder / "word.docx", folder / "sent.docx")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_notebook_shows_the_remarks_as_a_table(tmp_path):
    manuscript = "Old words stand here.\n\n# Findings\n\nRoles blur most.\n"
    body = (
        p(r("Old "), cut("words ", "Ben"), r("stand here.")),
        p(r("Findings"), style="Heading1"),
        p(start(), r("Roles blur"), end(), r(" most.")),
    )
    found = back(tmp_path / "r", *body, base="".join((p(r("Older words stand here.")), body[1], p(r("Roles blur most.")))), manuscript=manuscript,
                 comments=comment(0, "Do they?", "", date="", paragraph="A"), commentsExtended=thread("A", done="1"))  # fmt: skip
    table = found.table
    assert (table.name, table.title, table.note, table.frame.index.name) == (
        "remarks-back",
        "Remarks in back.docx",
        "",
        "Place",
    )
    assert table.frame.reset_index().values.tolist() == [
        ["line 1, paragraph 1", "", "", "untracked", "", "[-Older-]{+Old+} words stand here."],
        ["line 1, paragraph 1", "Ben", "2026-11-20", "deletion", "… Old […] stand here. …", "words "],
        ["line 5, Findings, paragraph 1", "(no name)", "", "comment, resolved", "Roles blur", "Do they?"],
    ]
    assert list(table.frame.columns) == ["Who", "When", "Kind", "On", "Text"]
    assert found._repr_html_() == table._repr_html_()
    assert repr(found) == "back.docx: 3 remarks; its .table lists them."
    assert "Nothing was remarked or changed in it." in back(tmp_path / "r", p(r("a")))._repr_html_()
