"""The parts of the report: what is numbered and referred to, what is long and stands in the supplement, what is said once."""

from __future__ import annotations

import re

import making
import pandas as pd
import pytest
import small_review

import litmatrix
from litmatrix import checking, reporting, tables
from litmatrix.charts.fitting import Caption
from litmatrix.matrix.citations import Citation
from litmatrix.reporting import CHECKLISTS
from litmatrix.tables.table import Table
from litmatrix.writing import report
from litmatrix.writing.report import basis, ends, lengths, numbering
from litmatrix.writing.report.numbering import Label, Look
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.sections import laid_out
from litmatrix.writing.report.values import Figure, Listed, Ref, Section


def picture(name: str, kind: str = "source", nothing: str = "") -> Picture:
    return Picture(name, kind, "", "words", {"svg": b"<svg></svg>"}, Caption(name.title(), "n of N"), nothing)


def table(name: str, rows: int = 1) -> Table:
    frame = pd.DataFrame({"Text": ["x"] * rows}, index=pd.Index(["a"] * rows, name="Source"))
    return Table(name, name.title(), frame)


LOOK = Look(lambda one, label: f"[{label.name}]", lambda one, label: f"[{label.name}]", "report.html")


# --- numbers ---


def test_figures_and_tables_are_numbered_in_the_order_of_reading_each_by_itself():
    pieces = (Listed(table("one")), "<p>x</p>", Figure(picture("years")), Listed(table("two")))
    found = numbering.labelled([Section("", "a", "A", pieces)], "report.html")
    assert [(id, one.name, one.title) for id, one in found.items()] == [
        ("table-one", "Table 1", "One"),
        ("figure-years", "Figure 1", "Years"),
        ("table-two", "Table 2", "Two"),
    ]
    more = numbering.labelled([Section("", "a", "A", pieces)], "supplement.html", "S")
    assert [one.name for one in more.values()] == ["Table S1", "Figure S1", "Table S2"]


def test_a_reference_is_the_number_and_leads_to_its_file_and_one_to_nothing_is_left_out():
    labels = {
        "figure-years": Label("Figure 1", "Years", "report.html", "figure-years"),
        "table-x": Label("Table S2", "X", "supplement.html", "table-x"),
    }
    pieces = (Ref("figure-years"), " and ", Ref("table-x"), Ref("table-gone"))
    assert numbering.printed(pieces, labels, LOOK) == (
        '<a href="#figure-years">Figure 1</a> and <a href="supplement.html#table-x">Table S2</a>'
    )


def test_a_title_in_the_list_of_figures_is_escaped():
    label = Label("Figure 1", "<b>", "report.html", "figure-x")
    assert (
        numbering.listing([label], "report.html")
        == '<ul><li><a href="#figure-x">Figure 1</a>. &lt;b&gt;</li></ul>'
    )
    assert numbering.listing([], "report.html") == ""


def test_figures_that_stand_together_are_referred_to_by_the_first_and_the_last():
    one, two, three = (Figure(picture(name)) for name in ("a", "b", "c"))
    assert numbering.referring([one, two, three]) == (Ref("figure-a"), " to ", Ref("figure-c"))
    assert numbering.referring([one]) == (Ref("figure-a"),)
    assert numbering.referring([]) == ()


# --- what is long ---


def test_a_table_stands_in_the_report_up_to_so_many_rows_and_else_in_the_supplement():
    fits, long = table("fits", lengths.ROWS), table("long", lengths.ROWS + 1)
    assert (lengths.in_report(fits), lengths.in_supplement(fits)) == ((Listed(fits),), ())
    assert lengths.in_report(long)[1] == Ref("table-long")
    assert lengths.in_supplement(long) == (Listed(long),)
    assert lengths.in_report(table("none", 0)) == ()


@pytest.mark.parametrize(
    ("keys", "places"),
    [("", []), ("abcd", [0, 1, 2, 3]), ("aaabc", [0, 3, 4]), ("aaaaa", [0, 1, 2]), ("aabbb", [0, 1, 2]), ("abcde", [0, 1, 2])],
)  # fmt: skip
def test_of_a_subtheme_the_first_excerpts_of_different_sources_are_shown(keys, places):
    assert lengths.few(range(len(keys)), keys) == tuple(places)


def named(count, said=""):
    """Return “12: A; B; C”, each name with what is said of it."""
    pieces = [
        piece
        for number in range(count)
        for piece in (f"{said}; " if number else f"{count}: ", Citation(f"k{number}", narrative=True))
    ]
    return (*pieces, said) if said else tuple(pieces)


@pytest.mark.parametrize("said", ["", " (1 of 3 for)"])
def test_names_are_cut_visibly_and_one_more_is_not_left_out(said):
    assert lengths.names(named(lengths.NAMES + 1, said)) == named(lengths.NAMES + 1, said)
    cut = lengths.names(named(lengths.NAMES + 2, said))
    assert cut == (*named(lengths.NAMES + 2, said)[: 2 * lengths.NAMES], f"{said}; and 2 more")


def test_each_line_of_names_is_cut_by_itself():
    both = (*named(lengths.NAMES + 3), "\n" + named(lengths.NAMES + 2)[0], *named(lengths.NAMES + 2)[1:])
    head = named(lengths.NAMES + 3)[: 2 * lengths.NAMES]
    tail = named(lengths.NAMES + 2)[1 : 2 * lengths.NAMES]
    assert lengths.names(both) == (
        *head,
        f"; and 3 more\n{lengths.NAMES + 2}: ",
        *tail,
        "; and 2 more",
    )


def test_a_long_text_is_cut_visibly():
    assert lengths.letters("x" * lengths.LETTERS) == "x" * lengths.LETTERS
    assert lengths.letters("x" * (lengths.LETTERS + 1)) == "x" * lengths.LETTERS + " […]"


# --- the report and its supplement ---


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


def many_excerpts(number: int):
    values = making.sound()
    words = "\n".join(f'[Cost] "words number {place}" (p. {place})' for place in range(1, number + 1))
    values["cells"] = {"a_2010": {**values["cells"]["a_2010"], "benefits": words}}
    values["themes"] = [{"id": "benefits", "name": "Benefits", "subthemes": ["Cost"]}]
    values["theme_history"] = [{"time": "2026-12-01", "change": "add", "to": ["benefits"]}]
    return making.review(**values)


def pages(review, pictures=()):
    from litmatrix.writing.report.page import pages_of

    return pages_of(review, tables.named(review), pictures, reporting.stamped(review.folder))


def test_a_small_review_needs_no_supplement_and_does_not_speak_of_one():
    made = pages(many_excerpts(lengths.FEW + 1))
    assert [*made] == ["report.html"]
    assert "supplement" not in made["report.html"]


def test_excerpts_beyond_the_few_are_in_the_supplement_whole_and_both_pages_lead_to_each_other():
    made = pages(many_excerpts(lengths.FEW + 5))
    assert [*made] == ["report.html", "supplement.html"]
    page, more = made.values()
    assert re.findall(r"words number (\d+)", page) == ["1", "2", "3"]
    assert re.findall(r"words number (\d+)", more) == [str(place) for place in range(1, 9)]
    assert '<a href="supplement.html#s-theme-1">5 more in the supplement</a>' in page
    assert 'id="s-theme-1"' in more
    assert '<a href="report.html">report</a>' in more
    assert lengths.RULE in more


def test_every_link_between_the_pages_leads_to_a_place(worked):
    made = pages(worked)
    for text in made.values():
        for file, anchor in re.findall(r'href="((?:report|supplement)\.html)?#([\w-]+)"', text):
            assert f'id="{anchor}"' in (made[file] if file else text), anchor


def test_the_anchors_that_the_checklists_name_are_in_the_report(small, worked, tmp_path):
    for review in (small, worked, small_review.empty(tmp_path)):
        page = report.page(review)
        for make in CHECKLISTS.values():
            for cell in make(review).frame["Where it stands"]:
                for anchor, title in re.findall(r"report\.html#([\w-]+) \((.*?)\)$", cell, re.MULTILINE):
                    headed = re.search(rf'<h[23] id="{anchor}">{re.escape(title)}</h', page)
                    assert headed or f'<span id="{anchor}">' in page[page.index('id="not-shown"') :], anchor


def test_pages_of_the_source_map_stand_in_the_supplement_and_the_report_refers_to_them(small):
    drawn = [picture("heatmap", "theme"), picture("heatmap-2", basis.PAGE), picture("evidence-map", "map"), picture("map-by-x", "map")]  # fmt: skip
    laid = laid_out(small, tables.named(small), drawn)
    assert {id: one.name for id, one in laid.labels.items() if id.startswith("figure")} == {
        "figure-evidence-map": "Figure 1",
        "figure-map-by-x": "Figure S1",
        "figure-heatmap": "Figure S2",
        "figure-heatmap-2": "Figure S3",
    }
    report_page = pages(small, drawn)["report.html"]
    assert (
        '<a href="supplement.html#figure-heatmap">Figure S2</a> to <a href="supplement.html#figure-heatmap-2">Figure S3</a>'
    ) in report_page
    alone = laid_out(small, tables.named(small), drawn[:1])
    assert alone.labels["figure-heatmap"].file == "report.html"


def test_what_has_nothing_to_show_is_left_out_and_said_once_by_its_reason(tmp_path):
    review = small_review.empty(tmp_path)
    why = "No included sources yet."
    drawn = [picture("years", nothing=why), picture("flow", "flow"), picture("coverage", "theme", why)]
    page = pages(review, drawn)["report.html"]
    assert page.count(why) == 1
    assert f"<li>Years; Coverage: {why}</li>" in page
    assert page.count("<figure") == 1
    assert ends.not_shown(drawn[1:2], {name: table(name) for name in tables.ALL}) == ""


def test_how_a_review_stands_is_said_in_one_sentence(small):
    found = checking.check(small)
    assert ends.state(found._replace(problems=(), accepted=())) == "no problems"
    one = found.problems[0]
    known = ((one, "why"), (one, "why"))
    assert ends.state(found._replace(problems=(), accepted=known)) == (
        "no open problems; 2 known problems, each with why (see Problems)"
    )
    assert ends.state(found._replace(problems=(one,), accepted=known[:1])) == (
        "1 open problem; 1 known problem, with why (see Problems)"
    )


def test_a_search_string_that_is_long_is_whole_in_the_supplement(tmp_path):
    query = "peer AND support OR " * 40
    folder = making.write_review(tmp_path, searches=[making.search("db", query=query)])
    page, more = pages(litmatrix.open(folder)).values()
    assert query not in page
    assert query.strip() in more
    assert '<a href="supplement.html#s-searches">' in page


def test_a_figure_is_as_large_as_its_text_is_that_of_the_page_and_scrolls_by_keyboard(small):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="100" viewBox="0 0 640 100"></svg>'
    page = pages(small, [picture("years")._replace(files={"svg": svg})])["report.html"]
    assert '<svg style="--wide: 640" ' in page
    assert "width: calc(var(--wide) * .078125rem)" in page
    assert 'role="region" tabindex="0" aria-label="Figure 1. Years"' in page
    assert "<figcaption><b>Figure 1. Years.</b> N of N.</figcaption>" in page


def test_the_report_changes_no_review(tmp_path):
    making.assert_left_alone(small_review.empty(tmp_path), pages)


def test_the_page_of_a_review_alone_is_its_report(small):
    assert report.page(small).startswith("<!DOCTYPE html>")
