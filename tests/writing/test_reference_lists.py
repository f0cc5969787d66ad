"""A list of references in a citation style as a document, in each format."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from making import entry, review, sound, write_review

import litmatrix
from litmatrix import writing
from litmatrix.errors import Misuse
from litmatrix.files.results import sum_of
from litmatrix.reporting import Stamp
from litmatrix.tables.showing import NOTHING
from litmatrix.writing import styles
from litmatrix.writing.pandoc import run
from litmatrix.writing.reference_lists import FORMS, List, reference_list, written
from writing.handbooks import needs_styles

pytestmark = needs_styles
STAMP = Stamp(datetime(2023, 11, 14, 22, 13, tzinfo=UTC), "0a1b2c3d4e5f", version="1.0")
SAID = "Made with litmatrix 1.0 on 2023-11-14 at 22:13 UTC from state 0a1b2c3d4e5f of the review’s files."

HOSTILE = entry(
    "evil", author="{A <b>B</b> \\& Co}", year="2020", journal="J \\#read(\"/etc/passwd\")",
    title="<script>alert(1)</script> p < 0.05 [x](javascript:alert(1)) \\$x\\_1\\$ \\#let x = 1 *em* @key \\textbackslash{}input\\{/etc/passwd\\}",
)  # fmt: skip
PLAIN = entry(
    "ott_2010",
    "book",
    author="Ott, B. and Zed, Ö.",
    title="Peers at work",
    publisher="Press",
    year="2010",
    doi="10.1/x",
)
GREEK = entry(
    "pap_2015", author="Παπαδόπουλος, Νίκος", title="Η υποστήριξη", journal="Ψυχιατρική", year="2015"
)


def listed(style: str, *entries: dict[str, str]) -> List:
    return reference_list(review(entries, title="Peers"), "all", styles.find_style(style))


def text_of_docx(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = ElementTree.fromstring(file.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [
        "".join(
            "\t" if part.tag == f"{word}tab" else part.text or ""
            for part in line.iter()
            if part.tag in (f"{word}t", f"{word}tab")
        ).strip()
        for line in root.iter(f"{word}p")
    ]


APA = [
    "A <b>B</b> & Co. (2020). <script>alert(1)</script> p < 0.05 [x](javascript:alert(1)) $x_1$ #let x = 1 *em* @key "
    "\\input{/etc/passwd}. J #Read(“/Etc/Passwd”).",
    "Ott, B., & Zed, Ö. (2010). Peers at work. Press. https://doi.org/10.1/x",
]


def test_a_list_says_what_it_is_of():
    assert listed("apa", PLAIN).note == "1 record of “Peers”, in the style “APA Style 7th edition”."
    made = reference_list(review(**sound(title="Peers")), "included", styles.find_style("apa"))
    assert (made.title, made.note) == (
        "References",
        "1 included record of “Peers”, in the style “APA Style 7th edition”.",
    )
    assert [one.text for one in made.references] == ["Adams, A. (2010). Peer support. 1–20."]


def test_fields_can_be_left_out():
    made = reference_list(review([PLAIN], title="Peers"), "all", styles.find_style("apa"), ["doi"])
    assert [one.text for one in made.references] == ["Ott, B., & Zed, Ö. (2010). Peers at work. Press."]


# --- Word ---


def test_a_word_document_has_its_title_language_dates_and_the_references():
    data, notes = written(listed("apa", PLAIN, HOSTILE), "docx", STAMP)
    assert notes == ()
    assert text_of_docx(data) == [
        "References",
        "2 records of “Peers”, in the style “APA Style 7th edition”.",
        *APA,
        SAID,
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        core = file.read("docProps/core.xml").decode()
        assert {part.date_time[:3] for part in file.infolist()} == {(2023, 11, 14)}
        assert "<w:i />" in file.read("word/document.xml").decode()
    assert "<dc:title>References</dc:title>" in core
    assert "<dc:language>en-US</dc:language>" in core
    assert core.count("2023-11-14T22:13:00Z") == 2
    assert SAID in core


def test_a_word_document_without_a_date_is_of_today():
    with zipfile.ZipFile(io.BytesIO(written(listed("apa", PLAIN), "docx")[0])) as file:
        assert min(part.date_time[0] for part in file.infolist()) > 2023
        assert "1970" not in file.read("docProps/core.xml").decode()


@pytest.mark.parametrize(
    ("style", "hangs", "spacing"),
    [
        ("apa", True, {"after": "0", "line": "480"}),
        ("vancouver", True, {"after": "240", "line": "240"}),
        ("harvard", False, {"after": "240", "line": "240"}),
    ],
)
def test_word_indents_and_spaces_references_as_the_style_asks(style, hangs, spacing):
    data, _ = written(listed(style, PLAIN), "docx", STAMP)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        look = re.search(
            r'w:styleId="Bibliography".*?</w:style>', file.read("word/styles.xml").decode(), re.DOTALL
        )[0]
        assert 'w:val="Bibliography"' in file.read("word/document.xml").decode()
    assert spacing.items() <= dict(re.findall(r'w:(after|line)="(\d+)"', look)).items()
    assert re.findall(r"<w:ind [^>]*>", look) == (['<w:ind w:hanging="720" w:left="720" />'] if hangs else [])


def test_word_has_the_number_before_a_tab():
    assert text_of_docx(written(listed("vancouver", PLAIN), "docx")[0])[2:] == [
        "1.\tOtt B, Zed Ö. Peers at work. Press; 2010. doi:10.1/x"
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_opens_the_word_document(tmp_path):
    (tmp_path / "x.docx").write_bytes(written(listed("vancouver", PLAIN, HOSTILE, GREEK), "docx", STAMP)[0])
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(tmp_path / "x.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    lines = (tmp_path / "x.txt").read_text(encoding="utf-8-sig").split("\n")
    assert "2.\tOtt B, Zed Ö. Peers at work. Press; 2010. doi:10.1/x" in lines


# --- HTML ---


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize(
    ("style", "look"), [("apa", "hanging"), ("vancouver", "numbered"), ("harvard", "plain")]
)
def test_a_page_loads_and_runs_nothing_and_shows_hostile_text_as_text(style, look):
    text = written(listed(style, PLAIN, HOSTILE), "html")[0].decode()
    page = Page(text)
    assert page.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "p",
        "div",
        "em",
        "a",
        "span",
    }
    assert page.links == ["https://doi.org/10.1/x"]
    assert f'<div class="references {look}">' in text
    assert "default-src 'none'" in text
    assert "<script>alert(1)</script> p < 0.05 [x](javascript:alert(1))" in " ".join(
        "".join(page.words).split()
    )


# --- Markdown ---


def test_markdown_is_a_plain_list():
    assert written(listed("apa", PLAIN), "md")[0].decode() == (
        "# References\n\n1 record of “Peers”, in the style “APA Style 7th edition”.\n\n"
        "- Ott, B., & Zed, Ö. (2010). *Peers at work*. Press. <https://doi.org/10.1/x>\n"
    )
    assert written(listed("vancouver", PLAIN, GREEK), "md")[0].decode().split("\n\n")[2] == (
        "1.  Ott B, Zed Ö. Peers at work. Press; 2010. doi:[10.1/x](https://doi.org/10.1/x)\n"
        "2.  Παπαδόπουλος Ν. Η υποστήριξη. Ψυχιατρική. 2015.\n"
    )


def test_markdown_of_hostile_text_reads_back_as_that_text():
    made = written(listed("apa", HOSTILE), "md")[0]
    back = run(made, "commonmark", "plain", "--wrap=none").decode()
    assert " ".join(APA[0].split()) in " ".join(
        back.replace("_J #Read(“/Etc/Passwd”)_", "J #Read(“/Etc/Passwd”)").split()
    )
    assert b"<script>" not in made


# --- LaTeX ---


@pytest.mark.parametrize("program", ["pdflatex", "xelatex"])
@pytest.mark.parametrize("style", ["apa", "vancouver", "harvard"])
def test_latex_prints_hostile_text_and_greek(tmp_path, program, style):
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    (tmp_path / "x.tex").write_bytes(written(listed(style, PLAIN, HOSTILE, GREEK), "tex")[0])
    made = subprocess.run(
        [program, "-interaction=nonstopmode", "-halt-on-error", "x.tex"],
        cwd=tmp_path,
        capture_output=True,
        timeout=180,
    )
    assert made.returncode == 0, made.stdout.decode("utf-8", "replace")[-2000:]
    if shutil.which("pdftotext"):
        subprocess.run(["pdftotext", "-layout", "x.pdf"], cwd=tmp_path, check=True)
        text = " ".join((tmp_path / "x.txt").read_text(encoding="utf-8").split())
        assert "Peers at work" in text
        assert "script>alert(1)</script> p < 0.05" in text


def test_latex_asks_for_no_bibtex_and_reads_no_file():
    text = written(listed("apa", PLAIN, HOSTILE), "tex")[0].decode()
    assert not re.search(r"(?<!textbackslash )\\(?:input|include|write18|bibliography)\b", text)
    assert r"\emph{Peers at work}" in text
    assert "setmainfont" not in text
    assert "setmainfont" in written(listed("apa", GREEK), "tex")[0].decode()


# --- PDF ---


def test_a_pdf_has_the_references_as_text(tmp_path):
    pytest.importorskip("typst")
    pypdfium2 = pytest.importorskip("pypdfium2")
    data, notes = written(listed("apa", PLAIN, HOSTILE, GREEK), "pdf", STAMP)
    assert notes == ()
    with pypdfium2.PdfDocument(data) as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
        assert document.get_metadata_dict()["Title"] == "References"
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20231114")
    for words in (
        "Peers at work",
        "<script>alert(1)</script> p < 0.05",
        "Παπαδόπουλος",
        "#let x = 1 *em* @key",
    ):
        assert words in text
    assert written(listed("apa", PLAIN, HOSTILE, GREEK), "pdf", STAMP)[0] == data


# --- all formats ---


@pytest.mark.parametrize("form", ["md", "html", "tex"])
def test_the_stamp_stands_at_the_end(form):
    text = " ".join(
        written(listed("apa", PLAIN), form, STAMP)[0].decode().replace(r"\allowbreak{}", "").split()
    )
    assert SAID.split(" from ")[0] in text[len(text) // 2 :]
    assert "Made with" not in written(listed("apa", PLAIN), form)[0].decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("style", ["apa", "vancouver"])
def test_an_empty_list_says_so_in_every_format(form, style):
    if form == "pdf":
        pytest.importorskip("typst")
    data, notes = written(listed(style), form, STAMP)
    assert notes == ()
    if form in ("md", "html", "tex"):
        assert "0 records of “Peers”" in data.decode()
        assert NOTHING in data.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_bibliography_is_exported_in_a_style(tmp_path, form):
    if form == "pdf":
        pytest.importorskip("typst")
    opened = litmatrix.open(write_review(tmp_path / "r", **sound(title="Peers")))
    done = writing.export(opened, "bibliography", tmp_path / f"refs.{form}", "all", style="vancouver")
    assert [(file.path.name, file.holds) for file in done.files] == [(f"refs.{form}", "4 records")]
    assert (tmp_path / f"refs.{form}").stat().st_size > 200
    assert sum_of((tmp_path / f"refs.{form}").read_bytes()) in (opened.folder / "out" / ".built").read_text()


@pytest.mark.parametrize(
    ("what", "name", "style", "message"),
    [
        (
            "bibliography",
            "x.bib",
            "apa",
            r"x\.bib: a citation style is for a bibliography as \.docx, \.html, \.md, \.tex, \.pdf",
        ),
        ("bibliography", "x.docx", "no-such", "there is no citation style 'no-such'"),
        (
            "bibliography",
            "x.txt",
            "",
            r"its name must end in \.bib, \.ris, \.json, \.docx, \.html, \.md, \.tex, \.pdf",
        ),
        ("bibliography", "x.md", "some", r"there is no citation style 'some'"),
    ],
)
def test_what_cannot_be_in_a_style_is_refused(tmp_path, what, name, style, message):
    opened = litmatrix.open(write_review(tmp_path / "r", **sound()))
    with pytest.raises(Misuse, match=message):
        writing.export(opened, what, tmp_path / name, style=style)
    assert not (tmp_path / name).exists()
