"""Tables and bibliographies as files: whole texts of small ones, read back, and hostile text in every field."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
import rispy
import small_review
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import bibliography, reporting, tables, writing
from litmatrix.errors import Misuse, NotSaved
from litmatrix.tables import Table
from litmatrix.tables.grids import clean, grid
from litmatrix.writing.cells import harmless, shares, unguarded
from litmatrix.writing.escapes import escape_html, escape_latex, escape_markdown
from litmatrix.writing.latex import latex_document
from litmatrix.writing.pandoc import find_pandoc

HOSTILE = (
    "<img src=x onerror=alert(1)>", "</td><script>alert(1)</script>", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1",
    "\\input{/etc/passwd}", "\\end{document}", "a | b || c", "one\ntwo\r\nthree\rfour", "`code` *star* _under_ ~~no~~",
    "[link](javascript:alert(1))", "$x^2$ # % & { } ~ ^", '"quoted" and \'single\'', "&lt;b&gt;", "null \x00 bell \x07",
    "half \ud800 pair", "--- — –– ``", "https://example.org/" + "a" * 80, "![](file:///etc/passwd)", "日本語 Ω é ≥ …",
)  # fmt: skip


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


@pytest.fixture
def frame():
    index = pd.Index(["A | B", "=1+1"], name="Source")
    return pd.DataFrame({"Text": ["one\ntwo", "<b>"], "Number": [3, 12]}, index=index)


@pytest.fixture
def hostile():
    index = pd.Index(HOSTILE, name="<i>Source</i>")
    return pd.DataFrame({"=Text | &": HOSTILE, "\\n": HOSTILE[::-1]}, index=index)


def table(frame, title="", note="", name="table"):
    return Table(name, title, frame, note)


class Seen(HTMLParser):
    """What a browser would make of a page: its elements, addresses and text."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


# --- CSV ---


def test_csv_quotes_every_cell_and_disarms_formulas(frame):
    assert (
        writing.csv(table(frame))
        == '"Source","Text","Number"\r\n"A | B","one\ntwo","3"\r\n"\'=1+1","<b>","12"\r\n'
    )


def test_csv_reads_back_with_no_cell_that_a_spreadsheet_runs(hostile):
    rows = list(csv.reader(io.StringIO(writing.csv(table(hostile)), newline="")))
    assert [unguarded(row[0]) for row in rows[1:]] == [clean(text) for text in HOSTILE]
    assert live(writing.csv(table(hostile))) == []


def live(text: str) -> list[str]:
    """The cells that a spreadsheet would run, whatever it takes for what parts columns, with quotation marks minded or not."""
    cells = [
        cell
        for mark in ",;\t"
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        for cell in row
    ]
    cells += [cell.strip(' "\u00a0') for cell in re.split("[;\t\r\n]", text)]
    number = re.compile(r"[-+][\d.,]*%?")
    return [
        cell for cell in cells if re.match('[\\s"]*[=+\\-@＝＋－＠]', cell) and not number.fullmatch(cell)
    ]


LIVE = st.lists(
    st.sampled_from(["=1+1", "+", "-5", "@SUM(A1)", "＝1", "－", ";", ",", "\t", "\n", "\r\n", '"', "'", " ", "\u00a0", "a", "5", "|", "-x"]),
    max_size=8,
).map("".join)  # fmt: skip


@given(st.lists(st.tuples(LIVE, LIVE), max_size=4))
def test_no_text_makes_a_live_cell_in_a_csv_and_none_is_lost(rows):
    frame = pd.DataFrame(rows, columns=["A", "=B;+C"]).set_index("A")
    text = writing.csv(table(frame))
    assert live(text) == []
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert [[unguarded(cell) for cell in row] for row in back[1:]] == [
        [clean(cell) for cell in row] for row in rows
    ]


@given(LIVE)
def test_a_guarded_cell_is_what_it_was_when_the_guards_are_taken_off(text):
    assert unguarded(harmless(text)) == text
    assert harmless("-5") == "-5" and harmless("-") == "-" and harmless("a = b; c") == "a = b; c"


def test_a_markdown_table_that_is_pasted_has_no_live_cell():
    frame = pd.DataFrame(
        {"A": ["=1+1", "a;=2+2", "-5", "＝1"]}, index=pd.Index(["+x", "b", "c", "d"], name="K")
    )
    assert writing.markdown(table(frame)).split("\n")[2:6] == [
        "| \\+x | \\=1+1 |", "| b | a;\\=2+2 |", "| c | -5 |", "| d | &#65309;1 |",
    ]  # fmt: skip


def test_a_csv_file_begins_with_a_byte_order_mark_so_that_excel_reads_accents(review):
    data = writing.table_bytes(tables.named(review)["characteristics"], "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1][0] == "Adams and Brown 2011"


def test_matrix_csv_of_the_review_is_not_touched_by_an_export(tmp_path):
    review = small_review.make(tmp_path / "review")
    writing.export(review, "matrix", tmp_path / "out" / "matrix.csv")
    assert (tmp_path / "review" / "matrix.csv").read_text(encoding="utf-8") == small_review.MATRIX


# --- Markdown and HTML ---


def test_markdown_is_a_pipe_table_with_pipes_escaped_and_line_ends_as_br(frame):
    assert writing.markdown(table(frame, "A_title", "How *so*")) == (
        "# A\\_title\n\nHow \\*so\\*\n\n"
        "| Source | Text | Number |\n| --- | --- | ---: |\n"
        "| A \\| B | one<br>two | 3 |\n| \\=1+1 | &lt;b&gt; | 12 |\n"
    )


def test_markdown_of_hostile_text_keeps_one_line_a_row_and_no_tag_but_br(hostile):
    lines = writing.markdown(table(hostile)).splitlines()
    assert len(lines) == 2 + len(HOSTILE)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {4}
    assert set(re.findall(r"<[^>]*>?", "".join(lines))) == {"<br>"}


def test_html_prints_hostile_text_as_it_stands(hostile):
    seen = Seen(writing.html(table(hostile, "</title><script>x</script>", HOSTILE[0])))
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "p",
        "div",
        "table",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
    }
    assert set(seen.tags) <= allowed
    assert not [name for _, name, _ in seen.attributes if name.startswith("on") or name in ("src", "href")]
    joined = "".join(seen.text)
    assert all(clean(text).replace("\n", "") in joined for text in HOSTILE)


def test_an_html_table_is_a_page_of_its_own_that_may_load_nothing(frame):
    page = writing.html(table(frame, "Title"))
    assert page.startswith(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"'
    )
    assert "default-src 'none'" in page
    assert '<tr><th scope="row">A | B</th><td>one<br>two</td><td class="n">3</td></tr>' in page


def test_an_empty_table_says_so_in_html():
    frame = pd.DataFrame({"Text": []}, index=pd.Index([], name="Source"))
    assert "There is nothing to list yet." in writing.html(table(frame))


# --- LaTeX ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "50% & more_less #1 $2 {x} ~y^z",
            r"50\% \& more\_less \#1 \$2 \{x\} \textasciitilde{}y\textasciicircum{}z",
        ),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ('[Power +] "so" *', r"{[}Power +{]} “so” {*}"),
        ("it's 'so'", "it’s ‘so’"),
        ("one\ntwo", r"one\newline two"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("é 日本 ≥ …", r"é 日本 $\geq$ \ldots{}"),
        ("faulkner_kalathil_2012", r"faulkner\_\allowbreak{}kalathil\_\allowbreak{}2012"),
        ("", ""),
    ],
)
def test_latex_escapes(text, expected):
    assert escape_latex(text) == expected


def test_a_short_table_in_latex_stands_upright_between_booktabs_rules(frame):
    text = writing.latex(table(frame, "A title", "A note.", "my_table"))
    assert text.splitlines()[2:5] == [
        r"\begin{table}[htbp]",
        r"\small\setlength{\tabcolsep}{4pt}",
        r"\caption{A title. A note.}\label{tab:my-table}",
    ]
    assert text.endswith(
        "\\toprule\n\\textbf{Source} & \\textbf{Text} & \\textbf{Number} \\\\\n\\midrule\n"
        "A \\textbar{} B & one\\newline two & 3 \\\\\n\\addlinespace\n"
        "=1+1 & \\textless{}b\\textgreater{} & 12 \\\\\n\\bottomrule\n\\end{tabular}\n\\end{table}\n"
    )


def test_a_long_table_in_latex_breaks_across_pages_a_wide_one_is_turned_and_a_huge_one_is_stacked():
    long = pd.DataFrame({"A": ["word " * 20] * 60}, index=pd.Index([str(n) for n in range(60)], name="N"))
    wide = pd.DataFrame(
        {f"Column {n}": ["some words here"] * 3 for n in range(8)}, index=pd.Index(list("abc"), name="N")
    )
    huge = pd.DataFrame({f"Column {n}": ["word " * 900] for n in range(3)}, index=pd.Index(["a"], name="N"))
    assert r"\begin{longtable}" in writing.latex(table(long))
    assert r"\begin{landscape}" not in writing.latex(table(long))
    assert r"\begin{landscape}" in writing.latex(table(wide))
    assert writing.latex(table(huge)).count(r"\multicolumn{2}") == 1


def test_latex_of_hostile_text_has_balanced_braces_and_only_our_commands(hostile):
    text = writing.latex(table(hostile, HOSTILE[8], HOSTILE[9]))
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"\\(?:input|end\{document\})", text)
    assert all(ord(character) >= 32 or character == "\n" for character in text)


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="no XeLaTeX here")
def test_xelatex_prints_every_table_of_the_worked_review_and_hostile_text(worked, hostile, tmp_path):
    made = tables.named(worked)
    made["hostile"] = Table("hostile", HOSTILE[0], hostile, HOSTILE[8])
    for name, table in made.items():
        (tmp_path / f"{name}.tex").write_bytes(writing.table_bytes(table, "tex"))
    (tmp_path / "all-tables.tex").write_text(latex_document(made, worked.protocol.title), encoding="utf-8")
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "all-tables.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout.decode("utf-8", "replace")[-2000:]


def test_column_shares_add_up_and_give_long_text_more(frame):
    found = shares(
        grid(pd.DataFrame({"A": ["x"], "B": ["word " * 50]}, index=pd.Index(["k"], name="K"))), 100
    )
    assert sum(found) == pytest.approx(1)
    assert found[2] > 3 * found[1]


# --- BibTeX ---


def test_bibtex_has_the_entries_byte_for_byte_after_the_blocks_that_they_need(review):
    text = writing.bibtex(review, "included")
    start, end = small_review.BIB.index("@article{adams"), small_review.BIB.index("@article{gray")
    head = '@string{jmh = "Journal of Mental Health"}\n\n@preamble{"\\newcommand{\\noop}[1]{}"}\n\n'
    assert text == head + small_review.BIB[start:end].rstrip("\n") + "\n"


def test_bibtex_of_all_records_of_the_worked_review_reads_back_the_same(worked):
    parsed = bibliography.parse_bibliography(writing.bibtex(worked, "all"))
    assert parsed.problems == ()
    assert {key: entry.raw for key, entry in parsed.entries.items()} == worked.records["raw"].to_dict()


def test_bibtex_keeps_windows_line_ends_and_takes_the_strings_that_strings_use(tmp_path):
    bib = '@string{a = "A"}\n@STRING{ab = a # " B"}\n@string{c = "C"}\n@article{k,\n journal = AB,\n origin = {db}\n}\n'
    review = small_review.make(tmp_path, bib=bib.replace("\n", "\r\n"), matrix="key\n", decisions=False)
    assert writing.bibtex(review, "all") == (
        '@string{a = "A"}\r\n\r\n@STRING{ab = a # " B"}\r\n\r\n@article{k,\r\n journal = AB,\r\n origin = {db}\r\n}\r\n'
    )


def test_bibtex_brings_the_entries_that_others_refer_to(tmp_path):
    bib = small_review.BIB.replace("title = {Peers},", "title = {Peers}, crossref = {hall_1998},")
    review = small_review.make(tmp_path, bib=bib)
    assert list(bibliography.parse_bibliography(writing.bibtex(review)).entries) == [
        "adams_2011", "clark_2012", "egan_2013", "hall_1998",
    ]  # fmt: skip


def test_which_records_are_exported_is_asked_by_name(review):
    keys = {
        which: list(bibliography.parse_bibliography(writing.bibtex(review, which)).entries)
        for which in ("included", "excluded", "all")
    }
    assert keys == {
        "included": ["adams_2011", "clark_2012", "egan_2013"],
        "excluded": ["gray_2001"],
        "all": ["adams_2011", "clark_2012", "egan_2013", "gray_2001", "hall_1998"],
    }
    with pytest.raises(Misuse, match="allowed: included, excluded, all"):
        writing.bibtex(review, "some")


# --- RIS and CSL-JSON ---


def test_ris_of_a_record_is_whole(review):
    assert writing.ris(review).split("\r\n\r\n")[0].split("\r\n") == [
        "TY  - JOUR", "AU  - Adams, Zoë", "AU  - Brown, B.", "TI  - Peers", "T2  - Journal of Mental Health", "PY  - 2011",
        "VL  - 3", "IS  - 2", "SP  - 11", "EP  - 19", "DO  - 10.1000/x1", "AB  - One. Two.", "KW  - peers", "KW  - support",
        "ID  - adams_2011", "ER  - ",
    ]  # fmt: skip


def test_ris_reads_back_with_rispy(review):
    assert [
        (one["type_of_reference"], one["id"], one.get("authors"), one["title"], one["year"], one.get("notes"), one.get("urls"))
        for one in rispy.loads(writing.ris(review))
    ] == [
        ("JOUR", "adams_2011", ["Adams, Zoë", "Brown, B."], "Peers", "2011", None, None),
        ("BOOK", "clark_2012", ["Clark, C.", "Dow, D."], "Support", "2012",
         ["A note", "There are further authors, who are not named."], None),
        ("GEN", "egan_2013", ["Egan and Fox Trust"], "Roles", "2013", None, ["https://example.org/roles"]),
    ]  # fmt: skip


def test_all_48_records_of_the_worked_review_read_back_from_ris(worked):
    back = rispy.loads(writing.ris(worked, "all"))
    assert [one["id"] for one in back] == worked.records.index.tolist()
    assert [one.get("title", "") for one in back] == [
        " ".join(title.split()) for title in worked.records["title"]
    ]


def test_a_value_cannot_end_its_ris_record(tmp_path):
    evil = "{x\n\nER  - \n\nTY  - JOUR\u2028ER  - \x0bTY  - BOOK}"
    bib = f"@misc{{k, title = {evil}, abstract = {evil}, note = {evil}, origin = {{db}}}}"
    review = small_review.make(tmp_path, bib=bib, matrix="key\n", decisions=False)
    assert [one["id"] for one in rispy.loads(writing.ris(review, "all"))] == ["k"]


def test_csl_json_splits_names_and_dates(review):
    assert json.loads(writing.csl_json(review)) == [
        {
            "id": "adams_2011", "type": "article-journal", "title": "Peers", "volume": "3", "page": "11–19",
            "DOI": "10.1000/x1", "abstract": "One.\n\nTwo.", "keyword": "peers; support", "issue": "2",
            "author": [{"family": "Adams", "given": "Zoë"}, {"family": "Brown", "given": "B."}],
            "container-title": "Journal of Mental Health", "issued": {"date-parts": [[2011]]},
        },
        {
            "id": "clark_2012", "type": "book", "title": "Support", "publisher": "Press", "note": "A note",
            "author": [{"family": "Clark", "given": "C."}, {"family": "Dow", "given": "D."}, {"literal": "others"}],
            "issued": {"date-parts": [[2012]]},
        },
        {
            "id": "egan_2013", "type": "document", "title": "Roles", "URL": "https://example.org/roles",
            "author": [{"literal": "Egan and Fox Trust"}], "issued": {"date-parts": [[2013]]},
        },
    ]  # fmt: skip


def test_an_organisation_with_a_comma_is_one_name(tmp_path):
    bib = "@misc{k, author = {{Barnes and Noble, Inc.} and Doe, Jane and {WHO}}, title = {T}, origin = {db}}"
    review = small_review.make(tmp_path, bib=bib, matrix="key\n", decisions=False)
    assert json.loads(writing.csl_json(review, "all"))[0]["author"] == [
        {"literal": "Barnes and Noble, Inc."}, {"family": "Doe", "given": "Jane"}, {"literal": "WHO"},
    ]  # fmt: skip


def pandoc():
    try:
        return find_pandoc()
    except writing.NoPandoc:
        return None


needs_pandoc = pytest.mark.skipif(pandoc() is None, reason="no pandoc here: pip install litmatrix[word]")


@needs_pandoc
def test_pandoc_takes_the_csl_json_and_cites_from_it(worked, tmp_path):
    (tmp_path / "all.json").write_text(writing.csl_json(worked, "all"), encoding="utf-8")
    text = "".join(f"[@{key}]\n\n" for key in worked.records.index)
    command = [
        pandoc(),
        "--citeproc",
        "--bibliography=all.json",
        "--from=markdown",
        "--to=plain",
        "--wrap=none",
    ]
    run = subprocess.run(command, input=text.encode(), cwd=tmp_path, capture_output=True, check=True)
    assert run.stderr == b""
    assert "(Billsborough et al. 2017)" in run.stdout.decode()
    assert "(Repper and Carter 2010)" in run.stdout.decode()


# --- Word ---


@needs_pandoc
def test_a_table_as_a_word_document_holds_hostile_text_as_text(hostile):
    data = writing.docx("T", writing.word_table(table(hostile, note="note")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
        assert not [name for name in archive.namelist() if "media" in name]
    assert "onerror=alert(1)&gt;" in body or "onerror=alert(1)>" in body
    assert data == writing.docx("T", writing.word_table(table(hostile, note="note")))


def test_a_form_has_its_parts_as_headings_and_beside_each_field_room_to_write(review):
    made = writing.word_table(tables.extraction_form(review))
    rows = re.findall(r"<tr>(.*?)</tr>", made)
    assert rows[0] == "<th>Field</th><th>Entry</th>"
    assert rows[1] == '<td colspan="2"><strong>Source</strong></td>'
    assert rows[2] == "<td><em>Authors</em></td><td><br>&#160;<br>&#160;</td>"
    assert [re.sub("<.*?>", "", row) for row in rows if "colspan" in row] == [
        "Source", "Descriptors", "Themes", "About this form",
    ]  # fmt: skip
    peer = next(row for row in rows if "<em>Peer</em>" in row)
    assert peer.startswith(
        "<td><em>Peer</em><br>Who is one.<br>What is a peer?<br>Subthemes: Power; Bonds; Pay</td>"
    )
    assert peer.count("<br>&#160;") == 5
    # The page that is printed from a browser has room too, and so has the sheet.
    assert '<th scope="col" class="fill">Entry</th>' in writing.html(tables.extraction_form(review))
    book = openpyxl.load_workbook(io.BytesIO(writing.workbook([tables.extraction_form(review)]).data))
    assert book.worksheets[1].column_dimensions["D"].width > 50


def test_a_table_that_stands_in_no_report_is_exported_by_its_name_as_any_other(tmp_path):
    review = small_review.make(tmp_path / "review")
    for name in tables.APART:
        done = writing.export(review, name, tmp_path / f"{name}.csv")
        made = tables.APART[name](review)
        assert (tmp_path / f"{name}.csv").read_bytes() == writing.table_bytes(made, "csv")
        assert done.files[0].holds == f"{len(made.frame)} rows"


def test_without_pandoc_word_says_what_to_install(monkeypatch, tmp_path, review):
    monkeypatch.setattr("litmatrix.writing.pandoc.shutil.which", lambda name: None)
    monkeypatch.setattr(
        "litmatrix.writing.pandoc.importlib.import_module", lambda name: (_ for _ in ()).throw(ImportError())
    )
    with pytest.raises(writing.NoPandoc, match=r'pip install "litmatrix\[word\]"'):
        writing.export(review, "themes", tmp_path / "themes.docx")
    assert list(tmp_path.iterdir()) == []


def test_the_records_that_the_manuscript_cites_are_a_bibliography(review):
    with pytest.raises(Misuse, match="there is no manuscript yet, so nothing is cited in it"):
        writing.bibtex(review, "cited")
    text = "@adams_2011 and [@gray_2001]; `@clark_2012`, @nope\n"
    (review.folder / "manuscript.md").write_text(text, encoding="utf-8")
    assert [one["id"] for one in json.loads(writing.csl_json(review, "cited"))] == ["adams_2011", "gray_2001"]


# --- export ---


@pytest.mark.parametrize("form", ["csv", "md", "html", "tex", "xlsx"])
def test_any_table_is_written_in_any_format(review, tmp_path, form):
    path = tmp_path / "new" / f"t.{form}"
    assert writing.export(review, "findings-peer", path).notes == ()
    assert path.stat().st_size > 0
    if form != "xlsx":
        stamp, table = reporting.stamped(review.folder), tables.named(review)["findings-peer"]
        assert path.read_bytes() == writing.table_bytes(table, form, stamp, writing.styled(review, [table]))


@pytest.mark.parametrize("form", writing.BIBLIOGRAPHY_FORMATS)
def test_the_bibliography_is_written_in_the_format_of_its_name(review, tmp_path, form):
    path = tmp_path / f"x.{form}"
    assert writing.export(review, "bibliography", path, records="excluded").notes == ()
    assert path.read_bytes() == writing.bibliography_bytes(review, "excluded", form)
    assert b"gray_2001" in path.read_bytes()


def test_what_cannot_be_exported_is_refused_with_what_can(review, tmp_path):
    with pytest.raises(Misuse, match=r"no table 'themse'.*Did you mean themes\?"):
        writing.export(review, "themse", tmp_path / "x.csv")
    with pytest.raises(Misuse, match=r"x\.txt: its name must end in \.bib, \.ris, \.json"):
        writing.export(review, "bibliography", tmp_path / "x.txt")
    with pytest.raises(Misuse, match=r"must end in \.xlsx"):
        writing.export(review, "tables", tmp_path / "x.csv")
    with pytest.raises(Misuse, match=r"must end in \.csv, \.md, \.html, \.tex, \.docx, \.xlsx"):
        writing.export(review, "matrix", tmp_path / "x.pdf")
    with pytest.raises(Misuse, match=r"must end in \.html, \.xlsx, \.docx, \.pdf"):
        writing.export(review, "framework", tmp_path / "x.csv")
    with pytest.raises(
        Misuse, match="only the framework matrix groups its sources by a descriptor, not matrix"
    ):
        writing.export(review, "matrix", tmp_path / "x.csv", by="country")
    with pytest.raises(Misuse, match="colour: review"):
        writing.export(review, "framework", tmp_path / "x.html", by="colour")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("form", "begins"), [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK")])
def test_the_framework_matrix_is_exported_by_its_name(review, tmp_path, form, begins):
    path = tmp_path / f"x.{form}"
    done = writing.export(review, "framework", path, by="source_type")
    assert [one.holds for one in done.files] == ["3 sources and 2 themes"]
    assert path.read_bytes().startswith(begins)


def test_a_folder_that_cannot_be_made_is_said_so(review, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotSaved, match="not saved"):
        writing.export(review, "themes", tmp_path / "file" / "x.csv")


@pytest.mark.parametrize("form", ["csv", "markdown", "html", "latex"])
def test_a_format_does_not_change_its_argument(hostile, form):
    before = hostile.copy()
    getattr(writing, form)(table(hostile))
    pd.testing.assert_frame_equal(hostile, before)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_holds_no_live_mark(text):
    assert "<" not in escape_html(text)
    assert '"' not in escape_html(text)
    assert "\n" not in escape_markdown(text)
    assert not re.search(r"(?<!\\)\|", escape_markdown(text))


def test_an_export_says_what_it_wrote_and_how_much(tmp_path):
    review = small_review.make(tmp_path / "review")
    out = review.folder / "out"
    done = writing.export(review, "excluded", out / "excluded.csv") + writing.export(
        review, "tables", out / "all.xlsx"
    )
    assert [(one.name, one.holds) for one in done.files] == [
        ("out/excluded.csv", "1 row"),
        ("out/all.xlsx", "22 tables"),
    ]
    assert repr(done) == "Wrote 2 files\nout/excluded.csv: 1 row\nout/all.xlsx: 22 tables"
