"""`write`: the manuscript renewed in place, documents in out/; what somebody changed meanwhile, or since, is never lost."""

from __future__ import annotations

import json
import re
import shutil
import zipfile

import making
import pytest
from making import decided, entry, sound

import litmatrix
from litmatrix import charts, cli
from litmatrix.charts import fitting
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.files.folder import make_review
from litmatrix.manuscript import split
from litmatrix.manuscript.kinds import KINDS
from litmatrix.reporting import stamped
from litmatrix.writing import manuscript
from litmatrix.writing.manuscript import printing
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.pdf import NoTypst
from litmatrix.writing.styles import NoStyles, find_style

TEXT = "# Findings\n\n{{included}} of {{records}}.\n\n<!-- litmatrix: findings benefits -->\n<!-- litmatrix: end -->\n\nHers.\n"


def printers_there():
    try:
        return bool(find_pandoc() and find_style("apa"))
    except (NoPandoc, NoStyles):
        return False


prints = pytest.mark.skipif(not printers_there(), reason="no pandoc or no styles here")


@pytest.fixture
def folder(tmp_path):
    made = making.write_review(tmp_path / "r", **sound())
    (made / "manuscript.md").write_bytes(TEXT.encode())
    return made


def opened(folder):
    return litmatrix.open(folder)


def test_the_manuscript_is_renewed_in_place_and_nothing_else_is_written(folder):
    made = manuscript.write(opened(folder))
    text = (folder / "manuscript.md").read_text(encoding="utf-8")
    assert (
        "- “it helped me” [@a_2010, p. 3]" in text
        and text.endswith("\n\nHers.\n")
        and text.startswith("# Findings\n\n{{included}} of")
    )
    assert [(one.path.name, one.holds) for one in made.files] == [("manuscript.md", "1 block changed")]
    assert not (folder / "out").exists()


def test_where_every_block_is_up_to_date_the_file_is_not_touched(folder):
    manuscript.write(opened(folder))
    path = folder / "manuscript.md"
    before = path.stat()
    assert manuscript.write(opened(folder)).files == ()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_manuscript_that_was_saved_meanwhile_is_not_overwritten(folder, monkeypatch):
    path = folder / "manuscript.md"
    renewed = manuscript.renewed

    def meanwhile(*given):
        path.write_text("# Another\n", encoding="utf-8")
        return renewed(*given)

    monkeypatch.setattr(manuscript, "renewed", meanwhile)
    with pytest.raises(ChangedOutside, match="changed by another program meanwhile"):
        manuscript.write(opened(folder))
    assert path.read_text(encoding="utf-8") == "# Another\n"


def test_line_ends_and_the_byte_order_mark_stay(folder):
    path = folder / "manuscript.md"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    manuscript.write(opened(folder))
    data = path.read_bytes()
    assert (
        data.startswith(b"\xef\xbb\xbf# Findings\r\n")
        and data.count(b"\n") == data.count(b"\r\n")
        and b"it helped me" in data
    )


def test_figures_are_drawn_where_the_text_looks_for_them(folder):
    (folder / "manuscript.md").write_text(
        "<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n", encoding="utf-8"
    )
    manuscript.write(opened(folder))
    way = re.search(r"\]\(([^)]+)\)", (folder / "manuscript.md").read_text(encoding="utf-8"))[1]
    assert (
        way == "out/figures/flow.png"
        and (folder / way).read_bytes()
        == charts.rendered(fitting.untitled(charts.flow(opened(folder))), "png")["png"]
    )


def test_two_blocks_of_one_figure_or_table_have_names_of_their_own(folder):
    twice = "<!-- litmatrix: {} -->\n<!-- litmatrix: end -->\n\n" * 2
    (folder / "manuscript.md").write_text(
        twice.format("flow", "flow") + twice.format("criteria", "table criteria"), encoding="utf-8"
    )
    manuscript.write(opened(folder))
    text = (folder / "manuscript.md").read_text(encoding="utf-8")
    assert re.findall(r"\{#([\w-]+)", text) == ["fig-flow", "fig-flow-2", "tbl-criteria", "tbl-criteria-2"]
    assert manuscript.write(opened(folder)).files == ()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "criteria sources=a_2010",
            "the table criteria has no sources in its first column, so none can be chosen.",
        ),
        ("criteria themes=benefits", "the table criteria has no themes, so none can be chosen."),
        (
            "criteria columns=Nope",
            "the table criteria has no column 'Nope'; it has Include, Exclude, Applied to, Check, Changed.",
        ),
    ],
)
def test_what_a_table_cannot_be_asked_for_is_a_problem(folder, said, message):
    (folder / "manuscript.md").write_text(
        f"<!-- litmatrix: {said} -->\n<!-- litmatrix: end -->\n", encoding="utf-8"
    )
    assert [one.message for one in manuscript.write(opened(folder)).problems] == [message]


def test_only_a_text_in_markdown_is_a_manuscript(folder):
    with pytest.raises(Misuse, match=r"matrix.csv: a manuscript is a text in Markdown"):
        manuscript.write(opened(folder), folder / "matrix.csv")


def test_without_a_manuscript_one_is_told_how_to_make_one(tmp_path):
    made = making.write_review(tmp_path / "r", **sound())
    with pytest.raises(Misuse, match="litmatrix write --start makes one"):
        manuscript.write(opened(made))
    with pytest.raises(Misuse, match=r"rtf: a manuscript is written as docx, html, tex, pdf, md\."):
        manuscript.write(opened(made), to=("rtf",))


@pytest.mark.parametrize("guideline", manuscript.GUIDELINES)
def test_a_manuscript_is_begun_once_with_blocks_that_can_be_filled(tmp_path, guideline):
    made = making.write_review(
        tmp_path / "r", **sound(about={"authors": ["Ann: A", "Bo"], "limitations": "Few."})
    )
    path = manuscript.begin(opened(made), guideline=guideline)
    text = path.read_text(encoding="utf-8")
    told = split(text)
    assert {block.kind for block in told.blocks} <= KINDS.keys() and not told.problems
    assert '\nauthor:\n  - "Ann: A"\n  - "Bo"\n' in text and "\n## Limitations\n\nFew.\n" in text
    assert [
        one for one in manuscript.write(opened(made)).problems if one.check in ("block", "placeholder")
    ] == []
    with pytest.raises(Misuse, match="there is a manuscript already; it was not touched"):
        manuscript.begin(opened(made))


def test_a_new_review_has_the_manuscript_that_is_begun_for_one_without_themes(tmp_path):
    made = litmatrix.open(making.write_review(tmp_path / "r", searches=[], title='My "own" – Übersicht'))
    make_review(tmp_path / "new", 'My "own" – Übersicht')
    assert (tmp_path / "new" / "manuscript.md").read_text(encoding="utf-8") == manuscript.start(made)


def test_a_manuscript_of_an_empty_review_is_begun_and_filled(tmp_path):
    made = making.write_review(tmp_path / "r", searches=[])
    manuscript.begin(opened(made))
    assert [one.check for one in manuscript.write(opened(made)).problems if one.severity == "error"] == []


@prints
def test_every_document_is_made_in_out_and_known_again(folder):
    made = manuscript.write(opened(folder), to=("docx", "html", "tex", "md"))
    assert [one.path.name for one in made.files] == [
        "manuscript.md", "manuscript.md", "manuscript.docx", "manuscript.html", "manuscript.tex", "manuscript.bib",
    ]  # fmt: skip
    text = (folder / "out" / "manuscript.md").read_text(encoding="utf-8")
    assert (
        text
        == "# Findings\n\n1 of 4.\n\n\n**Self**\n\n- “it helped me” [@a_2010, p. 3]\n\n**Others**\n\n- helped others too [@a_2010, p. 4]\n\n\nHers.\n"
        f"\n<!-- {stamped(folder)} -->\n"
    )
    again = manuscript.write(opened(folder), to=("docx",))
    assert [one.path.name for one in again.files] == ["manuscript.docx"] and again.notes == ()


def test_documents_can_be_made_while_the_manuscript_stays_as_it_is(folder):
    before = (folder / "manuscript.md").read_bytes()
    made = manuscript.documents(opened(folder), "md")
    assert [one.name for one in made.files] == ["out/manuscript.md"] and made.notes == ()
    assert (folder / "manuscript.md").read_bytes() == before
    assert "“it helped me” [@a_2010, p. 3]" in (folder / "out" / "manuscript.md").read_text(encoding="utf-8")
    with pytest.raises(Misuse, match="a manuscript is written as docx, html, tex, pdf, md"):
        manuscript.documents(opened(folder), "odt")


def test_where_no_document_can_be_made_it_is_said_why(folder):
    (folder / "manuscript.md").write_text("<!-- litmatrix: flow -->\n", encoding="utf-8")
    made = manuscript.documents(opened(folder), "md")
    assert made.files == () and made.notes == (
        "no document was made: fix this first. manuscript.md:1: this block is not ended. "
        "Write <!-- litmatrix: end --> below it.",
    )
    (folder / "manuscript.md").unlink()
    made = manuscript.documents(opened(folder), "md")
    assert made.notes == ("there is no manuscript.md yet, so no document was made of it.",)
    assert repr(made).startswith("Nothing was written") and "Nothing was written" in made._repr_html_()
    assert not (folder / "out").exists()


def test_what_a_format_lacks_on_this_machine_is_told_with_how_to_get_it(monkeypatch):
    def no_pandoc():
        raise NoPandoc('Word documents need pandoc. Install it with: pip install "litmatrix[word]"')

    def no_typst():
        raise NoTypst("A PDF needs typst.")

    monkeypatch.setattr(printing, "find_pandoc", lambda: "pandoc")
    monkeypatch.setattr(printing, "find_style", lambda: None)
    monkeypatch.setattr(printing, "find_typst", no_typst)
    assert [manuscript.lacking(form) for form in manuscript.FORMS] == ["", "", "", "A PDF needs typst.", ""]
    monkeypatch.setattr(printing, "find_pandoc", no_pandoc)
    assert [bool(manuscript.lacking(form)) for form in manuscript.FORMS] == [True, True, True, True, False]
    assert 'pip install "litmatrix[word]"' in manuscript.lacking("docx")


@prints
def test_every_document_says_when_and_from_what_it_was_made(folder):
    manuscript.write(opened(folder), to=("docx", "html", "tex"))
    said, out = str(stamped(folder)), folder / "out"
    with zipfile.ZipFile(out / "manuscript.docx") as file:
        core = file.read("docProps/core.xml").decode("utf-8")
    assert f"<dc:description>{said}</dc:description>" in core
    assert core.count(f"{stamped(folder).moment:%Y-%m-%dT%H:%M}") == 2
    assert f"<footer><p>{said}</p></footer>" in (out / "manuscript.html").read_text(encoding="utf-8")
    assert (out / "manuscript.tex").read_text(encoding="utf-8").startswith(f"% {said}\n")


@prints
def test_letters_and_numbers_follow_a_second_work_of_one_author_and_year(folder):
    (folder / "manuscript.md").write_text(
        f"{TEXT}\n<!-- litmatrix: characteristics -->\n<!-- litmatrix: end -->\n\nHere @a_2010.\n",
        encoding="utf-8",
    )

    def page(style="apa"):
        manuscript.write(opened(folder), to=("html",), style=style)
        text = (folder / "out" / "manuscript.html").read_text(encoding="utf-8")
        return re.sub(r"<[^>]+>", "", text).replace("\xa0", " ")

    assert "(Adams, 2010, p. 3)" in page() and "Here Adams (2010)." in page()
    values = sound()
    values["entries"].append(entry("a_2010x", title="Another", author="Adams, Ann", year="2010"))
    values["events"] += [
        decided("ann", "a_2010x", stage, "include") for stage in ("screening", "eligibility")
    ]
    shutil.rmtree(folder / "decisions")
    making.write_review(folder, **values)
    text = page()
    assert "(Adams, 2010b, p. 3)" in text and "Here Adams (2010b)." in text and "2 of 5." in text
    assert "Adams, A. (2010a). Another." in text and "Adams, A. (2010b). Peer support." in text
    assert "Here Adams (1)." in page("vancouver")


@prints
def test_a_chart_that_somebody_changed_is_kept_and_shown(folder):
    (folder / "manuscript.md").write_text(
        "<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n", encoding="utf-8"
    )
    manuscript.write(opened(folder))
    theirs = folder / "out" / "figures" / "flow.png"
    mine = charts.rendered(charts.source_types(opened(folder)), "png")["png"]
    theirs.write_bytes(mine)
    made = manuscript.write(opened(folder), to=("docx", "md"))
    assert theirs.read_bytes() == mine and theirs.with_name("flow.new.png").exists()
    assert made.notes[0].startswith(f"{theirs}: it was changed since litmatrix drew it")
    with zipfile.ZipFile(folder / "out" / "manuscript.docx") as file:
        assert [file.read(name) for name in file.namelist() if name.startswith("word/media/")] == [mine]
    assert "](figures/flow.png){#fig-flow" in (folder / "out" / "manuscript.md").read_text(encoding="utf-8")


@prints
def test_a_document_that_somebody_changed_is_kept_and_the_new_one_stands_beside_it(folder):
    manuscript.write(opened(folder), to=("html",))
    theirs = folder / "out" / "manuscript.html"
    theirs.write_text("mine", encoding="utf-8")
    made = manuscript.write(opened(folder), to=("html",))
    assert theirs.read_text(encoding="utf-8") == "mine"
    assert [one.path.name for one in made.files] == ["manuscript.new.html"]
    assert made.notes == (
        f"{theirs}: it was changed since litmatrix wrote it, so it was kept; the new one is {theirs.with_name('manuscript.new.html')}.",
    )
    assert [one.path.name for one in manuscript.write(opened(folder), to=("html",), force=True).files] == [
        "manuscript.html"
    ]


@prints
def test_the_style_is_the_one_that_is_asked_for_else_the_manuscripts_own(folder):
    (folder / "manuscript.md").write_text(
        f"---\ncsl: vancouver  # as the journal asks\n---\n\n{TEXT}", encoding="utf-8"
    )
    for style, words in (("", "(1, p.\xa03)"), ("harvard", "(Adams, 2010, p.\xa03)")):
        manuscript.write(opened(folder), to=("html",), style=style)
        assert words in (folder / "out" / "manuscript.html").read_text(encoding="utf-8").replace(
            "p. 3", "p.\xa03"
        )


@prints
def test_a_reference_document_beside_the_manuscript_is_taken(folder):
    assert cli.main(["write", "--look", str(folder / "reference.docx")]) == 0
    data = (folder / "reference.docx").read_bytes().replace(b"", b"")
    with zipfile.ZipFile(folder / "reference.docx") as old:
        parts = {name: old.read(name).replace(b"Times New Roman", b"Garamond") for name in old.namelist()}
    with zipfile.ZipFile(folder / "reference.docx", "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert data != (folder / "reference.docx").read_bytes()
    manuscript.write(opened(folder), to=("docx",))
    with zipfile.ZipFile(folder / "out" / "manuscript.docx") as made:
        assert b"Garamond" in made.read("word/styles.xml")


@prints
def test_a_picture_of_ones_own_comes_along_and_one_from_outside_does_not(folder, tmp_path):
    store.write(tmp_path / "secret.png", b"\x89PNG secret")
    drawn = charts.rendered(charts.flow(opened(folder)), "png")["png"]
    (folder / "figures").mkdir()
    store.write(folder / "figures" / "my own.png", drawn)
    text = "![Mine](figures/my%20own.png)\n\n![Theirs](../secret.png)\n\n![Gone](gone.png)\n"
    (folder / "manuscript.md").write_text(text, encoding="utf-8")
    made = manuscript.write(opened(folder), to=("docx",))
    with zipfile.ZipFile(folder / "out" / "manuscript.docx") as file:
        assert [file.read(name) for name in file.namelist() if name.startswith("word/media/")] == [drawn]
    assert [note.split(":")[0] for note in made.notes] == ["../secret.png", "gone.png"]


@prints
def test_a_document_that_cannot_be_made_keeps_no_other_from_being_made(folder, capsys, monkeypatch):
    def failing(*given):
        raise NotSaved("the PDF was not made: typst says: no.")

    monkeypatch.setitem(printing._MAKERS, "pdf", failing)
    made = manuscript.write(opened(folder), to=("pdf", "html"))
    assert [one.path.name for one in made.files] == ["manuscript.md", "manuscript.html"]
    assert [str(one) for one in made.failed] == ["the PDF was not made: typst says: no."]
    assert run(capsys, folder, "--to", "pdf,html")[::2] == (
        1,
        "litmatrix: the PDF was not made: typst says: no.\n",
    )
    with pytest.raises(NotSaved):
        manuscript.write(opened(folder), to=("pdf",))


# --- the command line ---


def run(capsys, folder, *given):
    status = cli.main(["write", *given, "--folder", str(folder)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_command_says_what_it_wrote_and_what_is_wrong(folder, capsys):
    status, out, _ = run(capsys, folder, "--to=")
    assert status == 0 and f"Wrote {folder / 'manuscript.md'}: 1 block changed" in out
    (folder / "manuscript.md").write_text(
        (folder / "manuscript.md").read_text(encoding="utf-8").replace("it helped me", "it harmed me")
        + "\n{{nope}} We found 4 records.\n",
        encoding="utf-8",
    )
    status, out, err = run(capsys, folder, "--to=")
    assert status == 1
    assert "line 5: findings benefits: kept as it was edited. It differs from the review:" in out
    assert "    +- “it helped me” [@a_2010, p. 3]" in out
    assert (
        "error: manuscript.md:20: there is no computed number 'nope': it stays as it is. [placeholder]" in out
    )
    assert "line 20: 4 may be {{records}}" in out
    assert "2 problems in the manuscript." in err


def test_json_says_the_same(folder, capsys):
    status, out, _ = run(capsys, folder, "--to=", "--json")
    told = json.loads(out)
    assert status == 0 and told["changed"] == [{"line": 5, "block": "findings benefits"}]
    assert told.keys() == {"files", "changed", "kept", "problems", "offers", "notes", "failed"}


def test_start_list_and_another_file(folder, capsys):
    assert run(capsys, folder, "paper.md", "--start")[0] == 0 and (folder / "paper.md").exists()
    assert run(capsys, folder, "--start")[0] == 2
    _, out, _ = run(capsys, folder, "--list")
    assert all(f"  {kind}" in out for kind in KINDS) and "as=list|table|quotes" in out
    assert run(capsys, folder, "none.md")[0] == 2


def test_a_review_that_cannot_be_read_writes_nothing(folder, capsys):
    (folder / "matrix.csv").write_bytes(b"key\n<<<<<<< ours\n")
    before = (folder / "manuscript.md").read_bytes()
    status, _, err = run(capsys, folder)
    assert status == 1 and "nothing was written" in err and (folder / "manuscript.md").read_bytes() == before


def test_without_pandoc_the_manuscript_is_renewed_all_the_same(folder, capsys, monkeypatch):
    def missing():
        raise NoPandoc("Word documents need pandoc.")

    monkeypatch.setattr("litmatrix.writing.pandoc.find_pandoc", missing)
    status, out, _ = run(capsys, folder)
    assert status == 0 and "note: only the manuscript itself is renewed. Word documents need pandoc." in out
    status, _, err = run(capsys, folder, "--to", "docx")
    assert status == 2 and "Word documents need pandoc." in err
