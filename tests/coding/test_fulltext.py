"""fulltext/: each file under the key of its record, read page by page, and shown."""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import tempfile
import unicodedata
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfs import Line, Sheet, columns, pdf
from pdfs import page as sheet

from litmatrix.coding import fulltext
from litmatrix.coding.fulltext import Document, Page
from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.files import store


def test_a_file_is_kept_under_the_key_and_found_again(tmp_path):
    assert fulltext.find(tmp_path, "a_2010") == ""
    assert fulltext.keep(tmp_path, "a_2010", "Downloaded (3).PDF", b"%PDF") == "fulltext/a_2010.pdf"
    assert (tmp_path / "fulltext" / "a_2010.pdf").read_bytes() == b"%PDF"
    assert fulltext.find(tmp_path, "a_2010") == "fulltext/a_2010.pdf"


def test_a_key_that_begins_another_does_not_find_its_file(tmp_path):
    fulltext.keep(tmp_path, "smith.2010", "x.pdf", b"1")
    fulltext.keep(tmp_path, "smith2", "x.pdf", b"2")
    assert (fulltext.find(tmp_path, "smith"), fulltext.find(tmp_path, "smith.2010")) == (
        "",
        "fulltext/smith.2010.pdf",
    )


@pytest.mark.parametrize(
    "key", ["smith:2010", "../../etc/x", "a\\b", ".hidden", 'a"*?<>|b', "100%", "Åsa", "x" * 200]
)
def test_any_key_gets_a_name_inside_the_folder(tmp_path, key):
    place = fulltext.keep(tmp_path / "review", key, "x.txt", b"1")
    assert fulltext.find(tmp_path / "review", key) == place
    assert [path.parent for path in tmp_path.rglob("*.txt")] == [tmp_path / "review" / "fulltext"]


@pytest.mark.parametrize("key", ["con", "NUL", "com1", "lpt9", "aux.2", "ends.", "ends "])
def test_a_name_that_windows_does_not_take_is_written_otherwise(tmp_path, key):
    place = fulltext.keep(tmp_path, key, "x.txt", b"1")
    assert fulltext.find(tmp_path, key) == place
    stem = place.removeprefix("fulltext/").removesuffix(".txt")
    assert "%" in stem
    assert not stem.endswith((".", " "))
    assert fulltext.keep(tmp_path, "console", "x.txt", b"1") == "fulltext/console.txt"


@pytest.mark.parametrize("key", ["x" * 201, "é" * 101, "界" * 70])
def test_a_key_that_is_too_long_for_a_file_is_misuse(tmp_path, key):
    with pytest.raises(Misuse, match="too long for a file's name"):
        fulltext.keep(tmp_path, key, "x.txt", b"1")
    assert fulltext.find(tmp_path, key) == ""


def test_two_keys_never_share_a_file(tmp_path):
    keys = ["a/b", "a_b", "a:b", "a%2Fb", "a%b"]
    places = [fulltext.keep(tmp_path, key, "x.pdf", key.encode()) for key in keys]
    assert len(set(places)) == len(keys)
    assert [fulltext.find(tmp_path, key) for key in keys] == places


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_file_that_a_person_named_as_the_key_is_found(tmp_path):
    (tmp_path / "fulltext").mkdir()
    (tmp_path / "fulltext" / "smith:2010.pdf").write_bytes(b"1")
    (tmp_path / "fulltext" / unicodedata.normalize("NFD", "müller.pdf")).write_bytes(b"2")
    assert fulltext.find(tmp_path, "smith:2010") == "fulltext/smith:2010.pdf"
    assert unicodedata.normalize("NFC", fulltext.find(tmp_path, "müller")) == "fulltext/müller.pdf"


def test_folders_and_files_without_an_ending_are_no_full_texts(tmp_path):
    (tmp_path / "fulltext" / "a.pdf").mkdir(parents=True)
    (tmp_path / "fulltext" / "a").write_bytes(b"1")
    assert fulltext.find(tmp_path, "a") == ""


def test_the_same_file_again_changes_nothing_and_another_replaces_none(tmp_path):
    place = fulltext.keep(tmp_path, "a", "x.pdf", b"1")
    assert fulltext.keep(tmp_path, "a", "y.pdf", b"1") == place
    with pytest.raises(
        Misuse, match=r"fulltext/a\.pdf is there already, with other content; it was not replaced"
    ):
        fulltext.keep(tmp_path, "a", "y.pdf", b"2")
    assert (tmp_path / place).read_bytes() == b"1"


@pytest.mark.parametrize("name", ["", "noending", "x.", "x.p/df", "x.tar gz", "x.ending-too-long", ".pdf"])
def test_a_name_that_does_not_say_what_the_file_is_is_misuse(tmp_path, name):
    with pytest.raises(Misuse, match="has no ending"):
        fulltext.keep(tmp_path, "a", name, b"1")
    assert not (tmp_path / "fulltext").exists()


def test_an_empty_file_is_not_kept(tmp_path):
    with pytest.raises(Misuse, match="the file is empty"):
        fulltext.keep(tmp_path, "a", "x.pdf", b"")


def test_what_could_not_be_written_is_said(tmp_path, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    (tmp_path / "blocked").write_text("a file")
    with pytest.raises(NotSaved):
        fulltext.keep(tmp_path / "blocked", "a", "x.pdf", b"1")
    monkeypatch.setattr(store, "write", full)
    with pytest.raises(NotSaved):
        fulltext.keep(tmp_path, "a", "x.pdf", b"1")


def test_of_several_files_a_pdf_comes_first_then_what_can_be_read(tmp_path):
    (tmp_path / "fulltext").mkdir()
    for ending, expected in (("docx", "docx"), ("txt", "txt"), ("html", "html"), ("pdf", "pdf")):
        (tmp_path / "fulltext" / f"a.{ending}").write_bytes(b"1")
        assert fulltext.find(tmp_path, "a") == f"fulltext/a.{expected}"


# --- read page by page ---


def read(tmp_path, name, data):
    """A file of full text, read by its key."""
    (tmp_path / "fulltext").mkdir(exist_ok=True)
    (tmp_path / "fulltext" / name).write_bytes(data)
    return fulltext.read_pages(tmp_path, name.rsplit(".", 1)[0])


def test_a_pdf_is_read_page_by_page_with_its_labels(tmp_path):
    data = pdf(
        [
            sheet("Bene\ufb01ts of “peer” sup-", "port"),
            columns(("left", "column"), ("right", "one")),
            sheet(),
        ],
        labels="<< /S /D /St 392 >>",
    )
    assert read(tmp_path, "a_2010.pdf", data) == Document(
        "fulltext/a_2010.pdf",
        "pdf",
        (
            Page(1, "392", "Benefits of “peer” sup-\nport"),
            Page(2, "393", "left\ncolumn\nright\none"),
            Page(3, "394", ""),
        ),
    )


@pytest.mark.parametrize("text", ["同伴支持是一种系统", "Η υποστήριξη", "zażółć gęślą", "emoji 😀 here"])
def test_a_pdf_in_any_script_is_read(tmp_path, text):
    assert read(tmp_path, "a.pdf", pdf([sheet(text)])).pages == (Page(1, "", text),)


def test_right_to_left_lines_are_read_by_where_their_letters_stand(tmp_path):
    # As they are seen: the first letter at the right, numbers and Latin words from the left, brackets mirrored.
    seen = f"{'مهمة.'[::-1]} (peer work 2014) 12 {'الدعم بين الأقران'[::-1]}"
    mixed = pdf([sheet("An English line", seen, "(and another) 5")])
    assert read(tmp_path, "a.pdf", mixed).pages[0].text == (
        "An English line\nالدعم بين الأقران 12 (peer work 2014) مهمة.\n(and another) 5"
    )


def test_right_to_left_columns_stay_apart(tmp_path):
    words = ("واحد اثنان"[::-1], "ثلاثة"[::-1])
    page = columns(("a left column", "of English"), words)
    assert (
        read(tmp_path, "a.pdf", pdf([page])).pages[0].text == "a left column\nof English\nواحد اثنان\nثلاثة"
    )


def test_pieces_of_a_right_to_left_line_come_in_order_wherever_the_file_has_them(tmp_path):
    late = Sheet((Line(100, 500, "اثنان"[::-1]), Line(100, 480, "below"), Line(145, 500, "واحد"[::-1])))
    assert read(tmp_path, "a.pdf", pdf([late])).pages[0].text == "واحد اثنان\nbelow"


def test_a_scanned_pdf_has_pages_and_no_text(tmp_path):
    scanned = read(tmp_path, "a.pdf", pdf([sheet(), sheet()]))
    assert (scanned.has_text, [page.text for page in scanned.pages]) == (False, ["", ""])
    assert read(tmp_path, "b.pdf", pdf([sheet(), sheet("x")])).has_text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf([sheet("a")], encrypted=True), "the PDF is encrypted and asks for a password"),
        (pdf([sheet("a")])[:300], "it cannot be opened: it is damaged or cut short"),
        (b"%PDF-1.7\n" + b"\0" * 400, "it cannot be opened: it is damaged or cut short"),
        (b"hello", "it cannot be opened: this is not a PDF"),
        (b"", "it cannot be opened: this is not a PDF"),
        (b"\n<!doctype html><p>Sign in", "this is a web page, not a PDF"),
    ],
)
def test_a_pdf_that_cannot_be_opened_says_why(tmp_path, data, message):
    with pytest.raises(Unreadable, match=f"^fulltext/a.pdf: {message}"):
        read(tmp_path, "a.pdf", data)


def test_a_pdf_that_is_gone_says_so(tmp_path):
    with pytest.raises(Unreadable, match="there is no such file"):
        fulltext.read_document(tmp_path / "a.pdf")


def test_a_huge_pdf_is_read_up_to_a_bound_and_says_so(tmp_path, monkeypatch):
    data = pdf([sheet(f"page {number}") for number in range(1, 6)])
    monkeypatch.setattr(fulltext.pdf, "MOST_PAGES", 3)
    monkeypatch.setattr(fulltext.pdf, "MOST_CHARACTERS", 4)
    document = read(tmp_path, "a.pdf", data)
    assert ([page.text for page in document.pages], document.left_out) == (["page"] * 3, 2)


def test_a_pdf_that_takes_too_long_is_read_as_far_as_time_goes(tmp_path, monkeypatch):
    moments = iter(range(0, 1000, 50))
    monkeypatch.setattr(fulltext.pdf.time, "monotonic", lambda: next(moments))
    document = read(tmp_path, "a.pdf", pdf([sheet("a"), sheet("b"), sheet("c")]))
    assert ([page.text for page in document.pages], document.left_out) == (["a", "b"], 1)


def test_without_pypdfium2_the_message_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(Misuse, match=r'Install it: pip install "litmatrix\[pdf\]"'):
        read(tmp_path, "a.pdf", pdf([sheet("a")]))
    assert read(tmp_path, "b.txt", b"text").pages[0].text == "text"


@pytest.mark.parametrize(
    "data",
    ["Größe\r\nzwei".encode("utf-8-sig"), "Größe\nzwei".encode("utf-16"), "Größe\rzwei".encode("cp1252")],
)
def test_a_text_without_form_feeds_is_one_page_without_a_number(tmp_path, data):
    assert read(tmp_path, "a.txt", data) == Document("fulltext/a.txt", "text", (Page(0, "", "Größe\nzwei"),))


def test_form_feeds_part_the_pages_of_a_text(tmp_path):
    pages = (Page(1, "", "one"), Page(2, "", ""), Page(3, "", "three\n"))
    assert read(tmp_path, "a.md", b"one\f\fthree\n").pages == pages
    assert read(tmp_path, "b.txt", b"one\f\fthree\n\f\n").pages == pages


def test_a_web_page_is_read_as_it_is_seen(tmp_path):
    html = (
        "<!doctype html><html><head><title>T</title><style>p {}</style></head><body><script>var a = '<p>x</p>';</script>"
        "<h1>Head</h1><p>One &amp; <b>two</b>\nthree&nbsp;é<br>four</p><noscript>no</noscript><ul><li>a<li>b</ul></body>"
    )
    expected = (Page(0, "", "Head\nOne & two three é\nfour\na\nb"),)
    assert read(tmp_path, "a.html", html.encode()).pages == expected
    assert read(tmp_path, "b.htm", html.encode("utf-16")).pages == expected
    declared = html.replace("<title>", '<meta charset="iso-8859-15"><title>').encode("iso-8859-15")
    assert read(tmp_path, "c.html", declared).pages == expected
    assert read(tmp_path, "d.html", b"<head><p>never <style>closed").pages == (Page(0, "", ""),)


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.odt"])
def test_another_kind_of_file_is_misuse(tmp_path, name):
    with pytest.raises(
        Misuse, match=rf"{name}: a \.\w+ file cannot be read page by page\. Save or print it as PDF"
    ):
        read(tmp_path, name, b"PK")


def test_a_record_without_a_full_text_is_misuse(tmp_path):
    with pytest.raises(Misuse, match=r"there is no full text of a_2010. Put it there as a_2010.pdf"):
        fulltext.read_pages(tmp_path, "a_2010")


def test_a_text_that_is_no_text_for_its_length_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(fulltext.pages, "_MOST_BYTES", 4)
    with pytest.raises(Unreadable, match="it is too long"):
        read(tmp_path, "a.txt", b"12345")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(data):
    with tempfile.TemporaryDirectory() as name:
        for ending in ("txt", "html"):
            (Path(name) / f"a.{ending}").write_bytes(data)
            document = fulltext.read_document(Path(name) / f"a.{ending}")
            assert document.kind == "text"
        (Path(name) / "a.pdf").write_bytes(b"%PDF-1.7\n" + data)
        with contextlib.suppress(Unreadable):
            fulltext.read_document(Path(name) / "a.pdf")


# --- pictures of pages ---


def decoded(png):
    """The width, height, colour type and rows of a PNG whose rows have no filter."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, list(chunks)) == (8, [b"IHDR", b"IDAT", b"IEND"])
    data = zlib.decompress(chunks[b"IDAT"])
    step = width * (3 if colour == 2 else 1) + 1
    rows = [data[step * row : step * (row + 1)] for row in range(height)]
    assert len(data) == step * height and all(row[0] == 0 for row in rows)
    return width, height, colour, [row[1:] for row in rows]


@pytest.fixture
def drawn(tmp_path):
    """Write a PDF and return its path."""

    def write(*pages):
        path = tmp_path / "a.pdf"
        path.write_bytes(pdf(pages))
        return path

    return write


def dark(rows, run):
    """Whether something dark was drawn within a run's box, in a picture of shades of grey."""
    height, width = len(rows), len(rows[0])
    top, bottom = int(run.top * height), int((run.top + run.height) * height) + 1
    left, right = int(run.left * width), int((run.left + run.width) * width) + 1
    return min(min(row[left:right]) for row in rows[top:bottom]) < 100


def test_a_page_is_a_picture_with_its_text_where_it_stands(drawn):
    picture = fulltext.page_picture(drawn(sheet("other"), sheet("First line", "Second")), 2, 800)
    width, height, colour, rows = decoded(picture.png)
    assert (width, height, colour, picture.width, picture.height) == (800, 1200, 0, 800, 1200)
    assert [run.text for run in picture.words] == ["First line", "Second"]
    first, second = picture.words
    assert first.left == pytest.approx(40 / 400, abs=0.005) and second.left == pytest.approx(0.1, abs=0.005)
    assert first.top < (40 / 600) < first.top + first.height < second.top + second.height
    assert dark(rows, first) and dark(rows, second)
    outside = first._replace(top=0.5)
    assert not dark(rows, outside)


def test_a_page_that_is_turned_and_cut_has_its_text_where_it_is_seen(drawn):
    path = drawn(sheet("turned", "page", more="/Rotate 90 /CropBox [20 100 380 600]"))
    picture = fulltext.page_picture(path, 1, 600)
    width, height, _, rows = decoded(picture.png)
    assert (width, height) == (600, 432)
    assert {run.text for run in picture.words} == {"turned", "page"}
    assert all(dark(rows, run) for run in picture.words)


def test_what_lies_outside_the_page_is_not_among_its_words(drawn):
    path = drawn(Sheet((Line(40, 500, "seen"), Line(40, 50, "cut off")), "/CropBox [0 100 400 600]"))
    assert [run.text for run in fulltext.page_picture(path, 1).words] == ["seen"]


def test_columns_are_runs_of_their_own(drawn):
    picture = fulltext.page_picture(drawn(columns(("left", "below"), ("right",))), 1)
    assert [run.text for run in picture.words] == ["left", "below", "right"]


def test_a_coloured_page_is_a_coloured_picture():
    import numpy

    from litmatrix.coding.fulltext import pictures

    pixels = numpy.zeros((2, 3, 3), dtype=numpy.uint8)
    pixels[0, 1] = (255, 10, 0)
    assert decoded(pictures._png(pixels)) == (3, 2, 2, [bytes([0, 0, 0, 255, 10, 0, 0, 0, 0]), bytes(9)])
    assert decoded(pictures._png(pixels[:, :, :1].repeat(3, axis=2)))[2] == 0


def test_a_very_long_page_is_drawn_smaller(drawn, monkeypatch):
    monkeypatch.setattr(fulltext.pictures, "_MOST_PIXELS", 60_000)
    picture = fulltext.page_picture(drawn(sheet("a")), 1, 800)
    assert picture.width * picture.height <= 61_000


def test_a_page_that_does_not_exist_is_misuse(drawn, tmp_path):
    path = drawn(sheet("a"))
    for number in (0, 2, -1):
        with pytest.raises(Misuse, match=f"a.pdf has 1 pages; there is no page {number}"):
            fulltext.page_picture(path, number)
    for width in (0, 49, 4001):
        with pytest.raises(Misuse, match="50 to 4000 pixels wide"):
            fulltext.page_picture(path, 1, width)
    with pytest.raises(Misuse, match="only the pages of a PDF"):
        fulltext.page_picture(tmp_path / "a.txt", 1)
    path.write_bytes(pdf([sheet("a")], encrypted=True))
    with pytest.raises(Unreadable, match="the PDF is encrypted"):
        fulltext.page_picture(path, 1)
