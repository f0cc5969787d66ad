"""The report on one page and the whole build: what is in them, what never is, and that two runs give the same."""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import making
import openpyxl
import pytest
import small_review

import litmatrix
from litmatrix import reporting
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.writing import report
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.report import building
from litmatrix.writing.report.pictures import Picture, draw, planned, reported

EVIL = "<img src=x onerror=alert(1)>"
VOID = {"meta", "br", "col", "img", "path", "rect", "line"}


def has_typst():
    return importlib.util.find_spec("typst") is not None


def has_pandoc():
    try:
        return bool(find_pandoc())
    except NoPandoc:
        return False


needs_pandoc = pytest.mark.skipif(not has_pandoc(), reason="no pandoc here: pip install litmatrix[word]")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def built(review, tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    steps = []
    made = report.build(review, out, lambda done, total, what: steps.append((done, total, what)))
    return out, made, steps


@pytest.fixture(scope="module")
def page(built):
    return (built[0] / "report.html").read_text(encoding="utf-8")


def evil_review(folder):
    """A review in which every text that a person can write is hostile."""
    return making.write_review(
        folder,
        entries=[
            making.entry("a_2010", title=EVIL, author=f"{{{EVIL}}}", year=f"2010 {EVIL}", journal=EVIL, note=EVIL,
                         abstract=EVIL, keywords=EVIL, url="javascript:alert(1)", doi="x\\\"><script>alert(1)</script>"),
            making.entry("b_2011", title=EVIL, author=EVIL, year="2011", url=f"https://example.org/{EVIL}"),
            making.entry("c_2012", title="Fine", author="C, C", year="2012", url="https://example.org/?a=1&b=2"),
        ],
        events=[
            making.decided("ann", "a_2010", "screening", "include", note=EVIL),
            making.decided("ann", "a_2010", "eligibility", "include"),
            making.decided("ann", "b_2011", "screening", "exclude", "evil", note=EVIL),
        ],
        cells={"a_2010": {"kind": EVIL, "evil": f'[{EVIL}] "{EVIL}" (p. 1, quoting {EVIL}) {EVIL}\n{EVIL} (p. 2)\n# {EVIL}'}},
        title=EVIL, caption=EVIL, questions=[EVIL], about={"authors": [EVIL], "aims": EVIL, "availability": EVIL},
        searches=[making.search("db", source=EVIL, query=EVIL, note=EVIL)],
        criteria=[{"id": "evil", "include": EVIL, "exclude": EVIL, "check": {"field": "title", "contains": [EVIL]}}],
        descriptors=[making.descriptor("kind", EVIL, "b", name=EVIL)],
        themes=[making.theme("evil", EVIL, name=EVIL, definition=EVIL, statement=EVIL, question=EVIL, note=EVIL)],
        claims=[{"id": "evil", "text": EVIL, "value": EVIL, "count": "included", "note": EVIL}],
        accepted=[{"check": "claim", "key": "evil", "why": EVIL}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def evil_page(tmp_path_factory):
    return report.page(litmatrix.open(evil_review(tmp_path_factory.mktemp("evil"))))


def test_what_a_review_says_about_itself_stands_below_its_questions(tmp_path):
    about = {"authors": ["Ann", "Bob"], "aims": "To see.\n\nAnd learn.", "competing_interests": "None."}
    folder = making.write_review(tmp_path, questions=["Why?"], about=about)
    page = report.page(litmatrix.open(folder))
    assert (
        '<h3 id="about">About the review</h3>\n<h4>Authors</h4><p>Ann, Bob</p><h4>Aims</h4><p>To see.</p><p>And learn.</p>'
        "<h4>Competing interests</h4><p>None.</p>"
    ) in page
    assert page.index('id="questions"') < page.index('id="about"') < page.index('id="flow"')
    plain = making.write_review(tmp_path / "plain", questions=["Why?"])
    assert 'id="about"' not in report.page(litmatrix.open(plain))


class Seen(HTMLParser):
    """The elements of a page, in order, its attributes, and whether every element is closed in its place."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.open, self.crossed, self.text = [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.text.append(data)

    def values(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]


# --- the page ---


def test_the_page_says_in_short_what_is_in_the_review_then_what_was_found_what_it_rests_on_and_how_it_was_done(
    page, review
):
    title, *lines = review.lines()[:-1]
    assert f"<h1>{title}</h1>" in page
    assert all(f"<li>{line}</li>" in page for line in lines)
    assert re.findall(r'<h2 id="([\w-]+)">', page) == [
        "short", "evidence-map", "synthesis", "themes", "findings", "matrix", "sources", "plan", "references", "problems",
    ]  # fmt: skip


def test_every_entry_of_the_contents_leads_to_one_place_and_no_id_stands_twice(page):
    seen = Seen(page)
    ids = seen.values("id")
    anchors = [value[1:] for value in seen.values("href") if value.startswith("#")]
    assert len(ids) == len(set(ids))
    assert anchors
    assert set(anchors) <= set(ids)


def test_the_page_is_sound_html_and_needs_no_script_and_no_file_from_elsewhere(page):
    seen = Seen(page)
    assert (seen.open, seen.crossed) == ([], [])
    assert not {"script", "link", "img", "iframe", "object", "embed", "form"} & set(seen.tags)
    assert not [
        value for name in ("src", "srcset", "xlink:href", "data", "poster") for value in seen.values(name)
    ]
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_the_page_holds_every_chart_with_words_for_screen_readers(page, review):
    seen = Seen(page)
    drawn = [value for tag, name, value in seen.attributes if (tag, name) == ("svg", "aria-label")]
    shown = [one for one in (draw(plan, ("svg",)) for plan in reported(review)) if not one.nothing]
    assert sorted(drawn) == sorted(one.words for one in shown)
    assert all(drawn)


def test_findings_are_set_as_quotations_with_citation_stance_and_note(page):
    assert (
        '<h4>Bonds</h4>\n<blockquote class="quotation"><p>“close ties” <cite>(Adams and Brown 2011: 11-12)</cite>'
        ' <span class="stance">for</span><br><span class="note">nearly</span></p></blockquote>'
    ) in page
    assert '<h4>Pay</h4>\n<p class="note">No source has an excerpt here.</p>' in page


def test_the_synthesis_says_the_question_the_statement_and_who_was_not_looked_at(page):
    assert (
        '<section class="card"><h3>Peer</h3><p class="question"><em>What is a peer?</em></p><p>Much.</p>'
        "<dl><dt>Speak both ways</dt><dd>2: Adams and Brown 2011 (1 for, 1 against); Clark et al 2012 (1 of 2 both ways)</dd>"
        "<dt>Not yet looked at</dt><dd>1 unread: Egan and Fox Trust 2013</dd></dl>"
        '<p class="note">No source: speak for, speak against, neutral, not mentioned.</p></section>'
    ) in page


def test_columns_in_which_nothing_is_stated_are_named_and_left_out(page):
    log = page[page.index('id="searches"') :]
    assert "Not stated anywhere: platform, strand, limits, filters, examined, peer review." in log
    assert ">Platform</th>" not in log


def test_references_are_linked_by_https_only(evil_page):
    links = [value for value in Seen(evil_page).values("href") if ":" in value]
    assert "https://example.org/?a=1&b=2" in links
    assert all(re.fullmatch(r"https?://[^\s\"<>]+", link) for link in links)


def test_a_page_of_hostile_text_runs_and_loads_nothing(evil_page):
    seen = Seen(evil_page)
    assert (seen.open, seen.crossed) == ([], [])
    assert not {"script", "img", "iframe"} & set(seen.tags)
    assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
    assert not [value for value in seen.values("href") if value.startswith("javascript")]
    assert "".join(seen.text).count(EVIL) > 30


def test_an_accepted_problem_stands_with_why_and_others_as_standing(page, evil_page):
    assert '<h3 id="problems-open">Open problems</h3>' in page
    accepted = evil_page[evil_page.index('id="problems-accepted"') :]
    assert "&lt;img src=x onerror=alert(1)&gt;" in accepted


def test_the_page_of_an_empty_review_says_what_is_not_there_yet(tmp_path):
    page = report.page(small_review.empty(tmp_path))
    assert "(a review without a title)" in page
    for text in ("No question yet.", "No theme yet.", "The bibliography is empty."):
        assert text in page
    assert "There is nothing to list yet." not in page


def test_charts_beside_each_other_share_no_id_and_their_texts_stay_as_they_are():
    svg = b'<?xml?><svg><clipPath id="c1"/><g clip-path="url(#c1)"><text>see url(#c1) and id="c1"</text></g></svg>'
    picture = Picture("years", "source", "", "words", {"svg": svg})
    assert picture.svg() == (
        '<svg role="img" aria-label="words"><clipPath id="years-c1"/><g clip-path="url(#years-c1)"><text>see url(#c1) and id="c1"</text></g></svg>'
    )


def test_making_the_page_does_not_change_the_review(tmp_path):
    making.assert_left_alone(small_review.empty(tmp_path), report.page)


def test_what_not_every_review_has_stands_in_the_page_where_there_is_some():
    theme = {"id": "benefits", "name": "Benefits"}
    aim = making.descriptor("aim", "yes", "no", group="appraisal", name="Clear aim")
    values = making.sound(
        descriptors=[aim],
        themes=[theme],
        findings=[{"id": "f", "statement": "It helps.", "theme": "benefits", "confidence": "low"}],
        cells={"a_2010": {"aim": "yes", "benefits": '"better" (p. 1)'}},
    )
    values["events"] += [making.decided("bob", "a_2010", "screening", "include")]
    values["theme_history"] = [{"time": "2026-12-01", "change": "add", "to": ["benefits"]}]
    page = report.page(making.review(**values))
    headings = re.findall(r'<h[23] id="[\w-]+">(.*?)</h', page)
    for title in (
        "Summary of findings (GRADE-CERQual)",
        "Agreement between reviewers",
        "Deviations from the protocol",
        "Appraisal of the included sources",
    ):
        assert headings.count(title) == 1
    assert "✓ yes" in page


# --- the build ---


def test_a_build_makes_every_file_and_says_so(built, review):
    out, made, _ = built
    names = {path.relative_to(out).as_posix() for path in made.paths}
    charts = {f"charts/{plan.name}.{form}" for plan in reported(review) for form in ("svg", "png", "html")}
    tables = {
        "synthesis", "themes", "findings-peer", "findings-role", "findings_summary", "matrix", "codebook", "owed", "characteristics",
        "appraisal", "criteria", "searches", "agreement", "deviations", "excluded", "exclusions", "not_retrieved", "claims",
    }  # fmt: skip
    expected = charts | {f"tables/{name}.{form}" for name in tables for form in ("csv", "md", "html", "tex")}
    expected |= {
        f"{which}.{form}" for which in ("included", "excluded", "all") for form in ("bib", "ris", "json")
    }
    expected |= {
        "tables/flow.csv",
        "tables/flow.docx",
        "tables/all_records.csv",
        "tables/decisions_record.csv",
        "tables/excerpts.csv",
        *(f"tables/{name}.{form}" for name in ("presence", "counts") for form in ("csv", "xlsx")),
        "tables/extraction_form.html",
        "tables/all-tables.tex",
        "review.xlsx",
        "report.html",
        "codebook.html",
        "codebook.md",
        "linked.html",
        "matrix.html",
        "figures/captions.md",
    }
    expected |= {
        name
        for name in names
        if re.fullmatch(r"figures/(evidence-map|flow|heatmap)-(85|170)mm\.(svg|pdf)", name)
    }
    expected |= {f"checklists/{name}.{form}" for name in reporting.CHECKLISTS for form in ("xlsx", "md")}
    for_word = {
        "report.docx",
        "framework.docx",
        "tables/extraction_form.docx",
        *(f"checklists/{name}.docx" for name in reporting.CHECKLISTS),
    }
    assert names - for_word - {"framework.pdf"} == expected
    assert ("framework.pdf" in names) == has_typst()
    assert all(path.is_file() for path in made.paths)
    assert names & for_word == (for_word if has_pandoc() else set())
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert found == names | {".built"}


def test_progress_counts_every_step_once(built):
    _, _, steps = built
    total = steps[0][1]
    assert [(done, of) for done, of, _ in steps] == [(number, total) for number in range(1, total + 1)]
    assert steps[-1][2] == "report for Word"


def test_the_page_of_a_build_is_the_page(page, review):
    assert page == report.page(review)


def test_two_builds_in_two_processes_give_the_same_bytes(review, built, tmp_path):
    code = "import sys, litmatrix; from litmatrix.writing import report; report.build(litmatrix.open(sys.argv[1]), sys.argv[2])"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", code, str(review.folder), str(tmp_path)], env=environment, check=True
    )
    first, second = built[0], tmp_path
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file()) == names
    assert [
        name.as_posix() for name in names if (first / name).read_bytes() != (second / name).read_bytes()
    ] == []


def test_what_an_earlier_build_made_and_this_one_does_not_is_removed_and_nothing_else(quick, tmp_path):
    out = tmp_path / "out"
    report.build(small_review.make(tmp_path / "one"), out)
    (out / "tables" / "mine.csv").write_text("kept")
    (out / "notes.txt").write_text("kept")
    toml = small_review.TOML.replace('[[themes]]\nid = "role"\nname = "Role"\n', "")
    before = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    made = report.build(small_review.make(tmp_path / "two", toml=toml), out)
    after = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert before - after == {f"tables/findings-role.{form}" for form in ("csv", "md", "html", "tex")}
    assert (out / "tables" / "mine.csv").read_text() == (out / "notes.txt").read_text() == "kept"
    assert made.notes == ()


def test_a_list_of_built_files_that_names_others_outside_removes_none(quick, tmp_path):
    out, outside = tmp_path / "out", tmp_path / "precious.txt"
    outside.write_text("kept")
    (out / "inside").mkdir(parents=True)
    (out / "link").symlink_to(tmp_path)
    (out / ".built").write_text(f"../precious.txt\n{outside}\nlink/precious.txt\ninside\n\n.\n")
    made = report.build(small_review.empty(tmp_path / "review"), out)
    assert outside.read_text() == "kept"
    assert (out / "inside").is_dir()
    assert len(made.notes) <= 2


def test_a_file_that_another_program_holds_open_is_noted_and_the_others_are_written(
    quick, tmp_path, monkeypatch
):
    review, out = small_review.make(tmp_path / "review"), tmp_path / "out"
    report.build(review, out)
    before = (out / "review.xlsx").read_bytes()
    real = store.write

    def held(path, data):
        if path.name == "review.xlsx":
            raise NotSaved(f"{path}: not saved: another program holds it open. Close that program.")
        real(path, data)

    monkeypatch.setattr(store, "write", held)
    toml = review.folder / "review.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("A small review", "Another title"), encoding="utf-8"
    )
    made = report.build(litmatrix.open(review.folder), out)
    assert made.notes == (
        f"{out / 'review.xlsx'}: not saved: another program holds it open. Close that program.",
    )
    assert made.failed == ("review.xlsx",)
    assert (out / "review.xlsx").read_bytes() == before
    assert out / "report.html" in made.paths
    assert "review.xlsx\n" in (out / ".built").read_text()


def test_a_build_that_can_write_nothing_raises(quick, tmp_path, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(NotSaved, match="the disk is full"):
        report.build(small_review.empty(tmp_path / "review"), tmp_path / "out")


@pytest.mark.parametrize("place", [".", ".."])
def test_a_build_into_the_review_itself_is_refused(review, place):
    with pytest.raises(Misuse, match="there is a review in this folder"):
        report.build(review, review.folder / place)


def test_a_build_changes_no_file_of_the_review(quick, tmp_path):
    review = small_review.make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    report.build(review, tmp_path / "out")
    assert {path: path.read_bytes() for path in before} == before


def test_an_empty_review_builds(tmp_path):
    made = report.build(small_review.empty(tmp_path / "review"), tmp_path / "out")
    assert [note for note in made.notes if "pandoc" not in note] == []
    assert json.loads((tmp_path / "out" / "all.json").read_text()) == []
    assert (tmp_path / "out" / "all.bib").read_bytes() == b""


def test_cut_cells_are_told_of(quick, tmp_path):
    matrix = small_review.MATRIX.replace("nearly", "x" * 40_000)
    made = report.build(small_review.make(tmp_path / "review", matrix=matrix), tmp_path / "out")
    assert len(made.notes) == 4
    assert all(
        note.startswith(("review.xlsx, sheet ", "tables/excerpts.xlsx, sheet "))
        and note.endswith("in matrix.csv.")
        for note in made.notes
    )
    book = openpyxl.load_workbook(tmp_path / "out" / "review.xlsx")
    assert "[… cut: " in book["Matrix"]["B2"].value


def test_without_pandoc_the_rest_is_built_and_the_note_says_what_to_install(tmp_path, monkeypatch):
    def missing():
        raise NoPandoc('Word documents need pandoc. Install it with: pip install "litmatrix[word]"')

    monkeypatch.setattr("litmatrix.writing.pandoc.find_pandoc", missing)
    made = report.build(small_review.empty(tmp_path / "review"), tmp_path / "out")
    why = 'was left out: Word documents need pandoc. Install it with: pip install "litmatrix[word]"'
    left = ("tables/extraction_form.docx", "framework.docx", "report.docx")
    assert tuple(note for note in made.notes if "typst" not in note) == tuple(f"{one} {why}" for one in left)
    assert (tmp_path / "out" / "report.html").is_file()


@needs_pandoc
def test_the_word_report_holds_the_charts_and_the_findings(built, review):
    out, _, _ = built
    with zipfile.ZipFile(out / "report.docx") as archive:
        images = {archive.read(name) for name in archive.namelist() if name.startswith("word/media/")}
        body = archive.read("word/document.xml").decode("utf-8")
    shown = [one for one in (draw(plan, ("svg",)) for plan in reported(review)) if not one.nothing]
    assert images == {one.png() for one in shown}
    assert "“close ties”" in body
    sizes = [
        (int(x) / 914_400, int(y) / 914_400) for x, y in re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', body)
    ]
    assert all(1 < width <= 6.7 and 0.5 < height <= 8.6 for width, height in sizes)
    paragraphs = re.findall(r'<w:pStyle w:val="(\w+)"', body)
    after = [next_ for one, next_ in itertools.pairwise(paragraphs) if one == "CaptionedFigure"]
    assert after == ["ImageCaption"] * len(shown)


def test_every_chart_of_the_worked_review_is_planned_under_a_name_of_its_own(worked):
    names = [plan.name for plan in planned(worked)]
    assert len(names) == len(set(names))
    assert {"flow", "source-types", "years", "heatmap", "coverage", "themes-by-source_type"} <= set(names)
    assert draw(planned(worked)[0], ("svg",)).files["svg"].startswith(b"<svg")


def test_a_word_document_that_no_laptop_could_make_is_left_out_and_said(quick, worked, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "WORD_EXCERPTS", 100)
    built = report.build(worked, tmp_path / "out")
    assert not (tmp_path / "out" / "report.docx").exists()
    assert [note for note in built.notes if note.startswith("report.docx")] == [
        "report.docx was left out: 187 excerpts are too many for one Word document (at most 100); "
        "report.html has them all."
    ]


def test_what_was_built_shows_itself_with_links_the_same_on_every_machine(tmp_path, quick, monkeypatch):
    review = small_review.make(tmp_path / "review")
    (review.folder / "notebooks").mkdir()
    monkeypatch.chdir(review.folder / "notebooks")
    report.build(review, review.folder / "out")
    (review.folder / "out" / "all.bib").write_text("mine <b>")
    made = report.build(review, review.folder / "out")
    assert repr(made).split("\n")[:2] == [
        f"Wrote 1 file to out; {len(made.paths) - 1} stand as they were, for they would be the same",
        "not replaced, because it was changed: all.bib",
    ]
    shown = made._repr_html_()
    assert '<a href="../out/report.html">out/report.html</a>' in shown
    assert f"<summary>tables: {len(made.by_folder()['tables'])} files</summary>" in shown
    assert shown.endswith(
        "<div>Not replaced, because somebody changed it<ul><li>all.bib</li></ul></div></div>"
    )


def test_a_build_says_what_is_being_made_before_it_is(tmp_path, quick):
    review = small_review.make(tmp_path / "review")
    out = tmp_path / "out"
    there = {}
    report.build(
        review, out, lambda number, total, what: there.update({what: (out / "report.html").exists()})
    )
    assert (there["chart flow"], there["report"], there["report for Word"]) == (False, False, True)
